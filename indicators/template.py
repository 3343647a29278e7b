"""`FormTemplate`: what one printed declaration form contains, as a frozen value without a database.

The rows come from `indicators.models` (fixtures, or the admin); the domain gets this value passed in.
Source of the three known forms: Shenzhen's 二级项目支出绩效目标申报表 (2024), Longhua's 项目支出绩效目标表 (2021) and
the national frame of 财预〔2021〕101号.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import groupby
from types import MappingProxyType
from typing import Self

FEN = Decimal("0.01")
# For rounding: in the usual 28 digits an absurd quantity × price × share cannot be rounded to the fen at all.
DIGITS = 80
QUANTITY, TIME, COST, SATISFACTION = "quantity", "time", "cost", "satisfaction"
_SCHEME_PART = re.compile(r"(?P<level1>[^\W\d][^\d-]*?)\s*(?P<points>[0-9]{1,3}(\.[0-9]{1,2})?)")
_BLANKS = str.maketrans("", "", " \t\r\n\u3000\u00a0\u200b")
_FOLDED_MARKS = str.maketrans(
    {"：": ":", "，": ",", "（": "(", "）": ")", "*": None, "+": None, "＊": None, "＋": None}
)


class FieldKind(StrEnum):
    """How a field of the head is typed in, stored and printed."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    MONEY = "money"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    CHOICE = "choice"
    SYSTEM = "system"  # filled in by the system: project code, units


# The fields of the head that a declaration knows by name, and how each is stored. Any other key is a city's own text.
KNOWN_FIELDS: Mapping[str, FieldKind] = MappingProxyType(
    dict.fromkeys(("code", "applicant_unit", "budget_unit", "supervising_unit"), FieldKind.SYSTEM)
    | dict.fromkeys(("name", "procurement_items"), FieldKind.TEXT)
    | dict.fromkeys(("project_type", "allocation_method", "fund_purpose"), FieldKind.CHOICE)
    | dict.fromkeys(("start_date", "end_date"), FieldKind.DATE)
    | {"period_years": FieldKind.INTEGER, "is_new": FieldKind.BOOLEAN}
    | dict.fromkeys(("total_amount", "year_amount", "fiscal_appropriation", "other_funds"), FieldKind.MONEY)
    | dict.fromkeys(("central_transfer", "service_procurement", "fixed_asset_amount"), FieldKind.MONEY)
    | dict.fromkeys(("overview", "usage", "policy_basis", "calculation_basis"), FieldKind.LONG_TEXT)
    | dict.fromkeys(("annual_goal", "long_term_goal"), FieldKind.LONG_TEXT)
)
RESERVED_KEYS = frozenset({"form", "extra", "indicators", "budget_lines", "plan"})  # no fields of the head
COLUMN_KEYS = ("level1", "level2", "name", "target", "explanation", "weight")
_OWN_KINDS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.CHOICE})


def kinds_allowed(key: str) -> frozenset[FieldKind]:
    """The kinds that a field of that key may have: a known one its own, where that is a choice also free text."""
    known = KNOWN_FIELDS.get(key)
    if known is None:
        return _OWN_KINDS
    return frozenset({known, FieldKind.TEXT}) if known is FieldKind.CHOICE else frozenset({known})


class Requirement(StrEnum):
    """When a field must be filled in."""

    NEVER = "never"
    ALWAYS = "always"
    MULTI_YEAR = "multi_year"  # 跨度多年的项目需填: 实施期限 > 1
    NEW_PROJECT = "new_project"


class AmountUnit(StrEnum):
    """The unit in which a form prints its amounts."""

    YUAN = "元"
    TEN_THOUSAND = "万元"

    @property
    def factor(self) -> int:
        """Yuan in one printed unit."""
        return 10_000 if self is AmountUnit.TEN_THOUSAND else 1

    def to_yuan(self, printed: Decimal) -> Decimal:
        """Yuan of a printed amount, not rounded: more digits than a fen are the rules' business."""
        return printed * self.factor

    def from_yuan(self, yuan: Decimal) -> Decimal:
        """The amount to print for `yuan`: at least two decimals, as many as the fen needs."""
        with localcontext(prec=DIGITS):
            amount = yuan / self.factor
            rounded = amount.quantize(FEN, ROUND_HALF_UP)
            return rounded if rounded == amount else amount.normalize()

    def format(self, yuan: Decimal | None) -> str:  # type: ignore[override]  # formats amounts, not its own name
        """`yuan` in this unit with thousands separators; "" for None."""
        return "" if yuan is None else f"{self.from_yuan(yuan):,f}"


def to_fen(yuan: Decimal) -> Decimal:
    """The amount rounded to the fen, however many digits it has."""
    with localcontext(prec=DIGITS):
        return yuan.quantize(FEN)


@lru_cache(maxsize=4096)
def fold_label(text: str) -> str:
    """A label without blanks, marks (* + :) and width differences, for comparison."""
    folded = unicodedata.normalize("NFKC", text).translate(_FOLDED_MARKS).translate(_BLANKS)
    return folded.rstrip(":").strip()


@dataclass(frozen=True)
class TemplateField:
    """One field of the head. `key` is a field of `DeclarationContent`, or a new one kept in its `extra` texts."""

    key: str
    label: str
    kind: FieldKind
    row: int  # fields with the same row share a line of the head table, in order
    required: Requirement = Requirement.NEVER
    max_length: int | None = None
    choices: tuple[str, ...] = ()
    printed_label: str = ""  # may contain {unit}
    spellings: tuple[str, ...] = ()
    help_text: str = ""

    def label_in(self, unit: AmountUnit) -> str:
        """The label as the form prints it, amounts with their unit."""
        return (self.printed_label or self.label).format(unit=unit.value)

    @cached_property
    def folded_spellings(self) -> frozenset[str]:
        """Every spelling under which the label is recognised, folded."""
        printed = {self.label_in(unit) for unit in AmountUnit}
        return frozenset(fold_label(text) for text in {self.label, *printed, *self.spellings})


@dataclass(frozen=True)
class TemplateColumn:
    """One column of the indicator table. `key`: level1 level2 name target explanation weight."""

    key: str
    label: str
    width: int  # per cent of the table
    export_key: str = ""  # name of the value in JSON, where it is not the key (2021: source)
    spellings: tuple[str, ...] = ()

    @cached_property
    def folded_spellings(self) -> frozenset[str]:
        """Every spelling under which the head of the column is recognised, folded."""
        return frozenset(fold_label(text) for text in (self.label, *self.spellings))


@dataclass(frozen=True)
class TemplateCategory:
    """One level-2 category under its level 1."""

    level1: str
    level2: str
    required: bool = False
    spellings: tuple[str, ...] = ()
    level1_spellings: tuple[str, ...] = ()
    weight: Decimal | None = None  # points of the category's indicators, on templates with weights
    qualitative_allowed: bool = False  # a target in words only is worth a hint here, not a warning
    measures: str = ""  # QUANTITY, TIME, COST, SATISFACTION or "": rules find rows by it, not by the category's name

    @cached_property
    def folded_spellings(self) -> frozenset[str]:
        """Every spelling under which level 2 is recognised, folded."""
        return frozenset(fold_label(text) for text in (self.level2, *self.spellings))

    @cached_property
    def key(self) -> tuple[str, str]:
        """Its two levels, folded: what all its spellings share."""
        return fold_label(self.level1), fold_label(self.level2)

    @cached_property
    def folded_level1(self) -> frozenset[str]:
        """Every spelling under which level 1 is recognised, folded."""
        return frozenset(fold_label(text) for text in (self.level1, *self.level1_spellings))


@dataclass(frozen=True)
class WeightScheme:
    """How the points of the indicators are spread over level 1, in form order."""

    points: tuple[tuple[str, Decimal], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """The scheme written as "产出指标 50，效益指标 30，满意度指标 10"; ValueError when that fails."""
        parts = [_SCHEME_PART.fullmatch(part.strip()) for part in re.split("[,，、;；]", text)]
        points = tuple((part["level1"], Decimal(part["points"])) for part in parts if part)
        if not all(parts) or len(dict(points)) < len(points):
            raise ValueError(text)
        return cls(points)

    @property
    def total(self) -> Decimal:
        """The points of all level 1 together."""
        return sum((points for _, points in self.points), Decimal(0))


@dataclass(frozen=True)
class FormTemplate:
    """The frozen value of a template's rows."""

    code: str
    title: str
    fields: tuple[TemplateField, ...]
    columns: tuple[TemplateColumn, ...]
    categories: tuple[TemplateCategory, ...]
    amount_unit: AmountUnit = AmountUnit.YUAN
    title_spellings: tuple[str, ...] = ()
    has_weights: bool = False
    total_weight: Decimal | None = None  # what the weights of all indicators add up to
    weight_schemes: tuple[WeightScheme, ...] = ()  # the points of each level 1; the first scheme that fits counts
    has_budget_lines: bool = False  # 测算明细
    has_yearly_plan: bool = False  # 分年度计划
    name_max_length: int = 100  # 三级指标

    def field(self, key: str) -> TemplateField | None:
        """The field of that key, or None when the form does not have it."""
        return self._fields_by_key.get(key)

    def has(self, key: str) -> bool:
        """Whether the form prints that field."""
        return key in self._fields_by_key

    @cached_property
    def _fields_by_key(self) -> dict[str, TemplateField]:
        return {field.key: field for field in self.fields}

    @cached_property
    def head_rows(self) -> tuple[tuple[TemplateField, ...], ...]:
        """The fields line by line of the head table."""
        return tuple(tuple(group) for _, group in groupby(self.fields, key=lambda field: field.row))

    def column(self, key: str) -> TemplateColumn | None:
        """The column of that key, or None."""
        return next((column for column in self.columns if column.key == key), None)

    def category(self, level1: str, level2: str) -> TemplateCategory | None:
        """The category printed as (level1, level2) under any spelling, or None."""
        folded = fold_label(level1)
        return next((found for found in self.categories_named(level2) if folded in found.folded_level1), None)

    def categories_named(self, level2: str) -> tuple[TemplateCategory, ...]:
        """The categories whose level 2 is spelt so, under whatever level 1."""
        return self._categories_by_spelling.get(fold_label(level2), ())

    def category_meant(self, level1: str, level2: str) -> TemplateCategory | None:
        """The category of a row: as printed, or under another level 1 where only one category is named so."""
        if (level1, level2) not in self._meant:
            named = self.categories_named(level2)
            self._meant[level1, level2] = self.category(level1, level2) or (named[0] if len(named) == 1 else None)
        return self._meant[level1, level2]

    @cached_property
    def _meant(self) -> dict[tuple[str, str], TemplateCategory | None]:
        return {}

    @cached_property
    def _categories_by_spelling(self) -> dict[str, tuple[TemplateCategory, ...]]:
        spellings = {spelling for category in self.categories for spelling in category.folded_spellings}
        return {each: tuple(found for found in self.categories if each in found.folded_spellings) for each in spellings}

    def levels(self) -> Iterator[tuple[str, tuple[TemplateCategory, ...]]]:
        """Each level 1 with its categories, in form order."""
        for level1, group in groupby(self.categories, key=lambda category: category.level1):
            yield level1, tuple(group)

    def level1_named(self, text: str) -> str | None:
        """The level 1 printed so under any spelling, as the template itself spells it; None when it has none."""
        folded = fold_label(text)
        return next((found.level1 for found in self.categories if folded in found.folded_level1), None)

    def level1_points(self, level1s: Iterable[str]) -> Mapping[str, Decimal]:
        """The points each level 1 has to carry when these, however spelt, carry weights: the first scheme with all
        of them. Empty when no scheme fits, or the template has none.
        """
        used = {self.level1_named(text) for text in level1s}
        schemes = (dict(scheme.points) for scheme in self.weight_schemes)
        return next((points for points in schemes if used <= points.keys()), {})

    @cached_property
    def folded_titles(self) -> frozenset[str]:
        """Every spelling of the title, folded."""
        return frozenset(fold_label(text) for text in (self.title, *self.title_spellings))


def template_titled(templates: Iterable[FormTemplate], title: str) -> FormTemplate | None:
    """The template whose title is printed so, or None."""
    folded = fold_label(title)
    return next((template for template in templates if folded in template.folded_titles), None)
