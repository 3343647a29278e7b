"""The frozen value of a whole target: what was printed, its clauses, and what they amount to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from indicators.targets.folding import fold
from indicators.targets.shapes import shape_of
from indicators.targets.values import Clause
from indicators.targets.vocabulary import Kind, Shape
from indicators.targets.words import BLANK_WORDS, PLACEHOLDER_UNITS, PREFIX_MARKS, SUFFIX_MARKS, alternatives

_FILLER = r"[-*_—–.…·/\\?~×xX○〇□、,;:()]"
_PLACEHOLDER = re.compile(
    rf"(?:{alternatives(PREFIX_MARKS)})?{_FILLER}{{0,40}}(?:{alternatives(PLACEHOLDER_UNITS)})?"
    rf"(?:/{_FILLER}{{0,40}}[^\W\d_]{{0,2}})?(?:{alternatives(SUFFIX_MARKS)})?"
)
FIRST_EXCEL_DATE, LAST_EXCEL_DATE = 40000, 60000


@dataclass(frozen=True, slots=True)
class Target:
    """A target value (目标值): the text exactly as printed, and its clauses; no clause when the cell is blank."""

    printed: str
    clauses: tuple[Clause, ...] = ()

    def __str__(self) -> str:
        return self.printed

    @property
    def first(self) -> Clause | None:
        """The first clause; None when the cell is blank."""
        return self.clauses[0] if self.clauses else None

    @property
    def kind(self) -> Kind:
        """The kind of the first clause."""
        return self.clauses[0].kind if self.clauses else Kind.EMPTY

    @property
    def shape(self) -> Shape:
        """The published shape this target has, or the nearest one."""
        return shape_of(self.clauses)

    @property
    def is_real(self) -> bool:
        """True unless the cell is blank or says 不适用."""
        return self.kind not in (Kind.EMPTY, Kind.NOT_APPLICABLE)

    @property
    def is_measurable(self) -> bool:
        """True when at least one clause can be counted, timed or dated."""
        if len(self.clauses) == 1:
            return self.clauses[0].is_measurable
        return any(clause.is_measurable for clause in self.clauses)

    @property
    def rebuilt(self) -> str:
        """The target printed again from its fields; `fold(target.rebuilt) == fold(target.printed)` always holds."""
        return "".join(clause.rebuilt for clause in self.clauses)

    @property
    def is_bare_one_or_fraction(self) -> bool:
        """True for a bare 1 or 0.x: for a rate, 100 % or a share whose percent format was lost."""
        clause, value = self._bare()
        return clause is not None and value is not None and (value == 1 or 0 < value < 1)

    @property
    def looks_like_excel_date(self) -> bool:
        """True for a bare integer between 40000 and 60000: a date that lost its format (45657 is 2024-12-31)."""
        clause, value = self._bare()
        if clause is None or value is None or clause.low is None or clause.low.grouped:
            return False
        return value.as_tuple().exponent == 0 and FIRST_EXCEL_DATE <= value <= LAST_EXCEL_DATE

    @property
    def is_placeholder(self) -> bool:
        """True for `**`, `-`, `…`, 无, 待定, an operator alone or a unit without a number (≥场次, %, 次)."""
        if len(self.clauses) != 1 or self.kind not in (Kind.PHRASE, Kind.QUALITATIVE):
            return False
        text = fold(self.printed)
        return text in BLANK_WORDS or _PLACEHOLDER.fullmatch(text) is not None

    def _bare(self) -> tuple[Clause | None, Decimal | None]:
        """Return the only clause and its value when nothing but one number is printed."""
        if len(self.clauses) == 1 and self.clauses[0].is_bare:
            return self.clauses[0], self.clauses[0].value
        return None, None
