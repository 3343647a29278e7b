"""The amounts in the free text of 测算依据: what they are, how they add up, and whether the form says the same."""

from declarations.basis.reading import read
from declarations.basis.values import Item, Misstatement, Reading, Span, Verdict

__all__ = ["Item", "Misstatement", "Reading", "Span", "Verdict", "read"]
