"""The amounts in the free text of 测算依据: what they are, how they add up, and what that says of the form's amounts."""

from declarations.basis.reading import read
from declarations.basis.values import Item, Misstatement, Reading, Span, Verdict

__all__ = ["Item", "Misstatement", "Reading", "Span", "Verdict", "read"]
