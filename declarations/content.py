"""The value in the middle: what a declaration *says*, without state, database, request or clock.

Money is `Decimal` in yuan. Text is text: paragraphs separated by a newline, no HTML. Rules, forms, reading and
writing all speak this value.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, Self, TypeVar

from indicators.targets import Clause, Kind, Target, parse_target, says_not_applicable

NOT_APPLICABLE = "不适用"
_SAYS_NOTHING = frozenset(
    {"", NOT_APPLICABLE, f"({NOT_APPLICABLE})", "不涉及", "N/A", "无", "暂无", "/", "-", "—", "——"}
)
# Rules ask for the same few texts of one declaration again and again.
REMEMBERED = 8192

MONEY_FIELDS = (
    "total_amount",
    "year_amount",
    "fiscal_appropriation",
    "other_funds",
    "central_transfer",
    "service_procurement",
    "fixed_asset_amount",
)
DATE_FIELDS = ("start_date", "end_date")
PARAGRAPH_FIELDS = ("overview", "usage", "policy_basis", "calculation_basis", "annual_goal", "long_term_goal")
LINE_FIELDS = (
    "form",
    "code",
    "name",
    "applicant_unit",
    "budget_unit",
    "supervising_unit",
    "project_type",
    "allocation_method",
    "fund_purpose",
    "procurement_items",
)
TEXT_FIELDS = LINE_FIELDS + PARAGRAPH_FIELDS


@lru_cache(maxsize=REMEMBERED)
def fold_text(text: str) -> str:
    """The text without white space and width differences, for comparison; punctuation stays."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def says_nothing(text: str) -> bool:
    """Whether the text is blank, 不适用, 无, a dash or the like."""
    # What begins with a usual character of a name or target, which no folding changes, is not looked at further.
    first = text[:1]
    if first and (first in "≥≤0123456789" or ("一" <= first <= "鿿" and first not in "不无暂")):
        return False
    return _says_nothing(text)


@lru_cache(maxsize=REMEMBERED)
def _says_nothing(text: str) -> bool:
    return fold_text(text) in _SAYS_NOTHING or says_not_applicable(text)


@dataclass(frozen=True)
class Indicator:
    """One row of the indicator table. `explanation` is 指标解释, on the 2021 form 目标值来源.

    `required` is the printed mark (* or +); rules use the template's. `key` follows the row through edits and is
    no part of what the declaration says.
    """

    level1: str = ""
    level2: str = ""
    required: bool = False
    name: str = ""
    target: str = ""
    explanation: str = ""
    weight: Decimal | None = None
    key: str = field(default="", compare=False)

    @cached_property
    def parsed(self) -> Target:
        """The parsed form of the printed target."""
        return parse_target(self.target)

    @property
    def is_blank(self) -> bool:
        """Nothing is written in the row."""
        return not (self.name.strip() or self.target.strip() or self.explanation.strip())

    @cached_property
    def is_not_applicable(self) -> bool:
        """The row says 不适用 (or 不涉及, N/A) in place of an indicator; an explanation may be missing."""
        said = [text for text in (self.name, self.target) if text.strip()]
        return bool(said) and all(says_not_applicable(text) for text in said)

    @cached_property
    def is_real(self) -> bool:
        """The row promises something: neither blank nor 不适用."""
        return not self.is_blank and not self.is_not_applicable


class Aim(NamedTuple):
    """A row that promises something, its place, and its target where that is a single clause."""

    number: int
    row: Indicator
    clause: Clause | None


@dataclass(frozen=True)
class BudgetLine:
    """One row of 测算明细: quantity × price (yuan) × months (1 when blank) × share (per cent, 100 when blank)."""

    item: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    share: Decimal | None = None
    months: Decimal | None = None
    key: str = field(default="", compare=False)

    @property
    def amount(self) -> Decimal | None:
        """Yuan of the row, or None while quantity or price is missing."""
        if self.quantity is None or self.price is None:
            return None
        months = Decimal(1) if self.months is None else self.months
        return self.quantity * self.price * months * (Decimal(100) if self.share is None else self.share) / 100


@dataclass(frozen=True)
class PlanYear:
    """One row of 分年度计划: what the project costs in one year (yuan)."""

    year: int | None = None
    amount: Decimal | None = None
    key: str = field(default="", compare=False)


@dataclass(frozen=True)
class DeclarationContent:
    """What one declaration says. Fields a form does not print stay blank or None."""

    form: str = ""
    code: str = ""
    name: str = ""
    applicant_unit: str = ""
    budget_unit: str = ""
    supervising_unit: str = ""
    period_years: int | None = None
    start_date: date | None = None
    end_date: date | None = None
    project_type: str = ""
    is_new: bool | None = None
    allocation_method: str = ""
    fund_purpose: str = ""
    total_amount: Decimal | None = None
    year_amount: Decimal | None = None
    fiscal_appropriation: Decimal | None = None
    other_funds: Decimal | None = None
    central_transfer: Decimal | None = None
    service_procurement: Decimal | None = None
    fixed_asset_amount: Decimal | None = None
    procurement_items: str = ""
    overview: str = ""
    usage: str = ""
    policy_basis: str = ""
    calculation_basis: str = ""
    annual_goal: str = ""
    long_term_goal: str = ""
    extra: tuple[tuple[str, str], ...] = ()  # texts of fields that only one city's template has, sorted by key
    indicators: tuple[Indicator, ...] = ()
    budget_lines: tuple[BudgetLine, ...] = ()
    plan: tuple[PlanYear, ...] = ()

    @property
    def unit_printed(self) -> str:
        """The applicant unit as printed; the 2021 form calls it 主管单位."""
        return self.applicant_unit or self.supervising_unit

    @cached_property
    def real_indicators(self) -> tuple[tuple[int, Indicator], ...]:
        """The rows that promise something, each with its place in `indicators`."""
        return tuple((n, row) for n, row in enumerate(self.indicators) if row.is_real)

    @cached_property
    def amounts(self) -> tuple[tuple[str, Decimal], ...]:
        """The amounts of the head that are filled in with a finite number, in yuan."""
        said = ((key, getattr(self, key)) for key in MONEY_FIELDS)
        return tuple((key, amount) for key, amount in said if amount is not None and amount.is_finite())

    @cached_property
    def named_or_aimed(self) -> tuple[tuple[int, Indicator], ...]:
        """The real rows that say something (not only 无 or a dash) as name or target: what rules look at."""
        rows = enumerate(self.indicators)
        return tuple((n, row) for n, row in rows if not (says_nothing(row.name) and says_nothing(row.target)))

    @cached_property
    def aims(self) -> Mapping[Kind, tuple[Aim, ...]]:
        """Those rows by the kind of their target; one of several clauses stands under the kind of each."""
        found: dict[Kind, list[Aim]] = {}
        for number, row in self.named_or_aimed:
            clauses = parse_target(row.target).clauses
            only = clauses[0] if len(clauses) == 1 else None
            aim = Aim(number, row, only)
            for kind in (only.kind,) if only else dict.fromkeys(clause.kind for clause in clauses) or (Kind.EMPTY,):
                found.setdefault(kind, []).append(aim)
        return {kind: tuple(rows) for kind, rows in found.items()}

    def get(self, key: str) -> Any:
        """The value of a head field, named or extra; "" for an extra one that is not set."""
        return getattr(self, key) if key in _HEAD else dict(self.extra).get(key, "")

    def with_values(self, values: Mapping[str, Any]) -> Self:
        """A copy with these head fields, named or extra, changed."""
        named = {key: value for key, value in values.items() if key in HEAD_FIELDS}
        extra = dict(self.extra) | {key: value for key, value in values.items() if key not in HEAD_FIELDS}
        return replace(self, **named, extra=tuple(sorted((key, text) for key, text in extra.items() if text)))

    def to_json(self) -> dict[str, Any]:
        """A dictionary of JSON values that `from_json` restores without loss."""
        head = {key: to_json(getattr(self, key)) for key in HEAD_FIELDS}
        rows = {part: [_row_to_json(row) for row in getattr(self, part)] for part in ROW_FIELDS}
        return {**head, "extra": [list(pair) for pair in self.extra], **rows}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The content that `to_json` wrote; keys that are absent stay blank."""
        values = {key: head_from_json(key, value) for key, value in data.items() if key in HEAD_FIELDS}
        return cls(
            **values,
            extra=tuple((key, text) for key, text in data.get("extra", ())),
            indicators=tuple(_row_from_json(Indicator, row) for row in data.get("indicators", ())),
            budget_lines=tuple(_row_from_json(BudgetLine, row) for row in data.get("budget_lines", ())),
            plan=tuple(_row_from_json(PlanYear, row) for row in data.get("plan", ())),
        )


ROW_FIELDS: Mapping[str, type[Indicator] | type[BudgetLine] | type[PlanYear]] = {
    "indicators": Indicator,
    "budget_lines": BudgetLine,
    "plan": PlanYear,
}
HEAD_FIELDS = tuple(spec.name for spec in fields(DeclarationContent) if spec.name not in {"extra", *ROW_FIELDS})
_HEAD = frozenset(HEAD_FIELDS)
_DECIMAL_COLUMNS = frozenset({"weight", "quantity", "price", "months", "share", "amount"})


Row = TypeVar("Row", Indicator, BudgetLine, PlanYear)


def to_json(value: Any) -> Any:
    """`value` in JSON types: decimals and dates as text, tuples as lists."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    return value


def _row_to_json(row: Indicator | BudgetLine | PlanYear) -> dict[str, Any]:
    return {name: to_json(getattr(row, name)) for name in row.__dataclass_fields__}


def head_from_json(key: str, value: Any) -> Any:
    """A head field's value from what `to_json` made of it."""
    if value is None or isinstance(value, Decimal | date):
        return value
    if key in MONEY_FIELDS:
        return Decimal(str(value))
    return date.fromisoformat(value) if key in DATE_FIELDS else value


def _row_from_json(kind: type[Row], row: Mapping[str, Any]) -> Row:
    known = {spec.name for spec in fields(kind)}
    return kind(**{key: cell_from_json(key, value) for key, value in row.items() if key in known})


def cell_from_json(key: str, value: Any) -> Any:
    """A row cell's value from what `to_json` made of it."""
    return Decimal(str(value)) if key in _DECIMAL_COLUMNS and value is not None else value
