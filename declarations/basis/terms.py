"""What each amount of a text is: a payment, a base, a price, a total, history; from the words around it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from declarations.basis import words
from declarations.basis.expressions import Calculation, calculations_of
from declarations.basis.figures import Figure, Kind, figures_of
from declarations.basis.folding import fold, hide_names
from declarations.basis.places import Places
from declarations.basis.values import NOUGHT, WRITTEN, Misstatement, Span, Worth

ONE = Decimal(1)
ABOUT_SHARE = Decimal("0.2")  # how far 约 reaches: a fifth, or half of the last digit that is not nought
SIGHT = 12  # characters behind an amount that still speak of it
CLAUSES_BACK = 12


class Role(StrEnum):
    """What an amount is in its sentence."""

    PLAIN = "plain"
    BUDGET = "budget"  # what is asked for: 预算, 预计, 测算
    PAY = "pay"  # a payment: 首款, 尾款, 需支付
    BASE = "base"  # a contract or a yearly cost, of which a part may be paid
    SUM = "sum"  # 共计, 合计
    EQUALS = "equals"  # 即, 折合
    PRICE = "price"  # for one person, month, piece
    HISTORY = "history"  # paid before, or in an earlier year
    FUTURE = "future"  # of a later year
    ALLOTTED = "allotted"  # restates what the treasury gives
    REDUCED = "reduced"  # 核减, 追加: changes another amount
    AGAIN = "again"  # the same in capital numerals
    PART = "part"  # of the amount before it: 其中


DEAD = frozenset({Role.PRICE, Role.HISTORY, Role.FUTURE, Role.ALLOTTED, Role.REDUCED, Role.AGAIN, Role.PART})


class Term(NamedTuple):
    """One amount: its place, its worth, its role, the year it is paid in where the text says it.

    `per` are the units of a price. `factor` is 10 000 where 万元 is printed. `others` are what else it may be worth.
    """

    start: int
    end: int
    worth: Worth
    role: Role
    year: int | None = None
    per: tuple[str, ...] = ()
    factor: Decimal = ONE
    formula: str = ""
    spans: tuple[Span, ...] = ()
    misstatement: Misstatement | None = None
    year_at: int = -1  # where the text says that year
    firm: bool = False  # said to be the whole project's

    @property
    def is_live(self) -> bool:
        """Whether it may be part of a sum."""
        return self.role not in DEAD

    @property
    def places(self) -> tuple[Span, ...]:
        """Where the reader finds it."""
        return self.spans or (Span(self.start, self.end),)


class Text(Places):
    """A text made ready: folded, names hidden, its figures, calculations and breaks. `year` is the declaration's."""

    def __init__(self, original: str, year: int | None) -> None:
        self.original, self.year = original, year
        super().__init__(hide_names(fold(original)))
        self.figures = figures_of(self.folded)
        self.calculations = calculations_of(self.folded, self.figures)
        self.covered = frozenset(start for calculation in self.calculations for start in calculation.covered)
        self.percentages = [
            figure for figure in self.figures if figure.kind is Kind.PERCENT and figure.start not in self.covered
        ]
        self._starts = [figure.start for figure in self.figures]
        self.terms = list(_Terms(self).all())

    def between(self, start: int, end: int) -> list[Figure]:
        """The figures that start in that part."""
        return self.figures[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def terms_between(self, start: int, end: int) -> list[Term]:
        """The amounts that start in that part."""
        return [term for term in self.terms if start <= term.start < end]


class _Around(NamedTuple):
    """The words around an amount: in its clause before it, of those what no other amount took, and behind it."""

    clause: str
    lead: str
    behind: str
    clause_behind: str


class _Terms:
    """The amounts of a text one after the other; each sees where the one before it ended."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.before = 0

    def all(self) -> Iterator[Term]:
        calculations = {c.operands[0].start: c for c in self.text.calculations}
        covered = self.text.covered
        for figure in self.text.figures:
            if figure.start in calculations:
                calculation = calculations[figure.start]
                if calculation.is_money:
                    yield self._calculated(calculation)
                self.before = calculation.end
            elif figure.start not in covered:
                if figure.kind is Kind.MONEY:
                    yield self._printed(figure)
                    self.before = figure.end
                elif figure.kind is Kind.PERCENT:
                    self.before = figure.end

    def _printed(self, figure: Figure) -> Term:
        around = self._around(figure.start, figure.end)
        per = figure.per or _each(around.lead)
        worth = _worth(figure.value, figure.step, around, is_loose=figure.loose)
        return self._term(figure.start, figure.end, worth, around, per, factor=figure.factor)

    def _calculated(self, calculation: Calculation) -> Term:
        around = self._around(calculation.start, calculation.end)
        span = Span(calculation.start, calculation.end)
        printed = self.text.original[span.start : span.end].strip()
        slip = None
        if calculation.computed is not None:
            slip = Misstatement(WRITTEN, span, printed, calculation.yuan, calculation.computed)
        per = (calculation.stated.per if calculation.stated else ()) or _each(around.lead)
        worth = _worth(calculation.yuan, calculation.step, around)
        return self._term(*span, worth, around, per, formula=printed, slip=slip)

    def _around(self, start: int, end: int) -> _Around:
        text, folded = self.text, self.text.folded
        begins, sight = text.clause_start(start), end + SIGHT
        return _Around(
            folded[begins:start],
            folded[max(begins, self.before) : start],
            folded[end:sight],
            folded[end : min(text.clause_end(end), sight)],
        )

    def _term(
        self,
        start: int,
        end: int,
        worth: Worth,
        around: _Around,
        per: tuple[str, ...],
        *,
        factor: Decimal = ONE,
        formula: str = "",
        slip: Misstatement | None = None,
    ) -> Term:
        year, year_at = year_said(self.text, start)
        role = _role(around, per, year, self.text.year)
        firm = words.FIRM_TOTAL.is_in(around.lead)
        return Term(start, end, worth, role, year, per, factor, formula, (), slip, year_at, firm)


def _worth(yuan: Decimal, step: Decimal, around: _Around, *, is_loose: bool = False) -> Worth:
    """A printed amount with what its last digit, 约 and 不超过 leave open."""
    about = is_loose or words.ABOUT.is_in(around.lead) or words.ABOUT_BEHIND.match(around.behind)
    most = words.MOST.is_in(around.lead) or words.MOST_BEHIND.match(around.behind)
    if not about and not most:
        return Worth(yuan, step / 2)
    reach = NOUGHT
    if about:
        coarsest = Decimal(1).scaleb(int(yuan.normalize().as_tuple().exponent)) if yuan else NOUGHT
        reach = max(yuan * ABOUT_SHARE, coarsest / 2)
    return Worth(yuan, step / 2, max(reach, yuan if most else NOUGHT), reach)


def _each(lead: str) -> tuple[str, ...]:
    """The units of 每人每月 before an amount; "" stands for a price whose unit is not said."""
    if words.PRICE_SIGNS.isdisjoint(lead):
        return ()
    found = tuple(match["unit"] for pattern in (words.EACH, words.MONTHLY) for match in pattern.finditer(lead))
    if found:
        return found
    return ("",) if words.PRICE.is_in(lead) else ()


def is_yearly(per: tuple[str, ...]) -> bool:
    """Whether a price is for a year and nothing else, so that one year costs just that."""
    return bool(per) and all(unit in ("年", "年度") for unit in per)


def _role(around: _Around, per: tuple[str, ...], year: int | None, this_year: int | None) -> Role:
    lead, behind = around.lead, around.clause_behind
    if words.AGAIN.is_in(lead):
        return Role.AGAIN
    if words.ALLOTTED.is_in(around.clause) or words.ALLOTTED.is_in(behind):
        return Role.ALLOTTED
    unpaid = words.UNPAID.is_in(lead)
    if words.REDUCED.is_in(lead[-10:]) and not unpaid:
        return Role.REDUCED
    if per and not is_yearly(per):
        return Role.PRICE
    if (words.PAID.is_in(lead) and not unpaid) or words.PAID_BEHIND.match(behind) or words.COMPARED.is_in(lead):
        return Role.HISTORY
    if year is not None and this_year is not None and year != this_year and not (unpaid and year < this_year):
        return Role.HISTORY if year < this_year else Role.FUTURE
    role = _live_role(per, lead)
    return Role.BUDGET if role is Role.PLAIN and words.BUDGET_BEHIND.match(behind) else role


def _live_role(per: tuple[str, ...], lead: str) -> Role:
    lead = words.YEAR_NAMED.sub("", lead)
    bare = lead.strip()
    if words.EQUALS.is_in(lead) or bare in ("", "为", ":", "约"):
        return Role.EQUALS if bare else Role.PLAIN
    if words.SUM.search(lead):
        return Role.SUM
    if is_yearly(per):
        return Role.BASE
    found = {role: pattern.search(lead) for role, pattern in _CUES.items()}
    ends = {role: match.start() for role, match in found.items() if match is not None}
    if Role.BUDGET in ends and not (Role.BASE in ends and words.FIRM_TOTAL.is_in(lead)):
        return Role.PAY if Role.PAY in ends and ends[Role.PAY] > ends[Role.BUDGET] else Role.BUDGET
    return max(ends, key=lambda role: ends[role]) if ends else Role.PLAIN


_CUES = {Role.PAY: words.PAY, Role.BASE: words.BASE, Role.BUDGET: words.BUDGET}


def year_of(text: Text, at: int) -> int | None:
    """The year in which what stands at `at` is paid, where its clause or those it continues say so."""
    return year_said(text, at)[0]


def year_said(text: Text, at: int) -> tuple[int | None, int]:
    """That year, and where the text says it (-1: nowhere)."""
    start = text.clause_start(at)
    for _ in range(CLAUSES_BACK):
        year, place = _year_in(text, start, at)
        if year is not None:
            return year, place
        if start <= text.sentence_start(at) or not words.CONTINUES.match(text.folded[start:at]):
            break
        start = text.clause_start(start - 1)
    return None, -1


def _year_in(text: Text, start: int, at: int) -> tuple[int | None, int]:
    for figure in reversed(text.between(start, at)):
        if figure.kind is not Kind.YEAR:
            continue
        piece = text.folded[figure.end : at]
        before = text.folded[max(start, figure.start - 4) : figure.start]
        if words.PAYING.match(piece) and not words.SIGNED.match(piece) and not words.REFERRED.search(before):
            return int(figure.value), figure.start
    this = words.THIS_YEAR.pattern.search(text.folded, start, at)
    return (text.year, this.start()) if this else (None, -1)
