"""What reading a 测算依据 gives: amounts with their places, items, sums, a verdict. Money is yuan."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    """What the text says of the amounts of the form."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNCLEAR = "unclear"


class Span(NamedTuple):
    """A place in the text: from `start` up to `end`."""

    start: int
    end: int


NOUGHT = Decimal(0)


class Worth(NamedTuple):
    """An amount in yuan and how exactly it is known.

    `slack` is half of the last printed digit; `below` and `above` are how far it may lie off beside that, because the
    text says 约 or 不超过.
    """

    yuan: Decimal
    slack: Decimal = NOUGHT
    below: Decimal = NOUGHT
    above: Decimal = NOUGHT

    def __add__(self, other: Worth) -> Worth:  # type: ignore[override]  # adds amounts, not tuples
        return Worth(
            self.yuan + other.yuan, self.slack + other.slack, self.below + other.below, self.above + other.above
        )

    def times(self, factor: Decimal) -> Worth:
        """As much several times over, or a share of it."""
        return Worth(self.yuan * factor, self.slack * factor, self.below * factor, self.above * factor)

    def is_about(self, yuan: Decimal) -> bool:
        """Whether it agrees with an amount to the last printed digit."""
        return abs(self.yuan - yuan) <= self.slack

    def may_be(self, yuan: Decimal) -> bool:
        """Whether it could be that amount, given what 约 and 不超过 leave open."""
        return self.yuan - self.below - self.slack <= yuan <= self.yuan + self.above + self.slack


NOTHING = Worth(NOUGHT)


def total(worths: Iterable[Worth]) -> Worth:
    """All of them together."""
    first, *more = [*worths] or [NOTHING]
    return sum(more, first)


class Item(NamedTuple):
    """One addend as the reader is shown it: its words, its worth, and the places in the text it was read from."""

    label: str
    worth: Worth
    spans: tuple[Span, ...]
    formula: str = ""  # how it comes about where the text does not print the amount itself: 2,260,000 × 50%

    @property
    def yuan(self) -> Decimal:
        """The amount."""
        return self.worth.yuan


class Misstatement(NamedTuple):
    """A sum, product, share or rest that is not what it says (`stated` and `computed` in yuan), or a wrong unit.

    `computed` of a wrong unit is the amount as it was probably meant.
    """

    kind: str
    span: Span
    text: str
    stated: Decimal
    computed: Decimal
    is_money: bool = True


WRITTEN, PARTS, SHARE, UNIT, LEFT = "written", "parts", "share", "unit", "left"


class Reading(NamedTuple):
    """The verdict and what it rests on.

    AGREES: `sum` equals the form's amount `against` (a key of the content). DIFFERS: `sum` equals neither amount,
    `difference` is sum minus the amount `against`. UNCLEAR: `reason` says why, the items are those that were read.
    """

    verdict: Verdict
    items: tuple[Item, ...] = ()
    sum: Decimal | None = None
    against: str = ""
    difference: Decimal = Decimal(0)
    reason: str = ""
    years: int = 1  # the sum is one year's, and the total that of so many years
    misstatements: tuple[Misstatement, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether the text adds up in one clear way."""
        return self.verdict is not Verdict.UNCLEAR
