"""The columns of a flat table, one row an indicator with the fields of the head beside it, derived from a template.

The blank workbook, the export and the import all ask here, so that what one writes the other knows. 测算明细 and
分年度计划 have tables of their own; the number in the first column of each says to which declaration a row belongs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from indicators.template import AmountUnit, FieldKind, FormTemplate, Requirement, TemplateCategory, TemplateField

NUMBER_HEADING, BUDGET_TITLE, PLAN_TITLE = "申报序号", "测算明细", "分年度计划"
YES, NO = "是", "否"
MARK = "*"  # printed before a level 2 that has to be filled in


class TableKind(StrEnum):
    """What the rows of a table are."""

    INDICATORS = "indicators"
    BUDGET = "budget_lines"
    PLAN = "plan"


class Part(StrEnum):
    """Of what a column speaks."""

    NUMBER = "number"  # the number of the declaration in the file
    HEAD = "head"  # a field of the declaration's head
    ROW = "row"  # a part of the row itself


class ColumnKind(StrEnum):
    """What stands in the cells of a column."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CODE = "code"  # digits that are no number
    CHOICE = "choice"
    LEVEL1 = "level1"
    LEVEL2 = "level2"  # with the mark of a required category
    AMOUNT = "amount"  # in the unit of the table
    NUMBER = "number"
    INTEGER = "integer"
    YES_NO = "yes_no"
    DATE = "date"
    PRODUCT = "product"  # follows from other columns; written, never read


@dataclass(frozen=True)
class Column:
    """One column. `key` is a field of the head, or of `Indicator`, `BudgetLine` or `PlanYear`; `width` in characters.

    `choices` are offered, never enforced.
    """

    key: str
    heading: str
    kind: ColumnKind
    width: int
    part: Part = Part.HEAD
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class FlatTable:
    """The columns of one table in order; its amounts are in `unit`."""

    kind: TableKind
    title: str
    unit: AmountUnit
    columns: tuple[Column, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The first row of the table."""
        return tuple(column.heading for column in self.columns)


_KINDS: Mapping[FieldKind, tuple[ColumnKind, int]] = MappingProxyType(
    {
        FieldKind.TEXT: (ColumnKind.TEXT, 28),
        FieldKind.LONG_TEXT: (ColumnKind.LONG_TEXT, 40),
        FieldKind.MONEY: (ColumnKind.AMOUNT, 18),
        FieldKind.INTEGER: (ColumnKind.INTEGER, 10),
        FieldKind.BOOLEAN: (ColumnKind.YES_NO, 10),
        FieldKind.DATE: (ColumnKind.DATE, 13),
        FieldKind.CHOICE: (ColumnKind.CHOICE, 20),
        FieldKind.SYSTEM: (ColumnKind.TEXT, 24),
    }
)
_ROW_KINDS: Mapping[str, tuple[ColumnKind, int]] = MappingProxyType(
    {
        "level1": (ColumnKind.LEVEL1, 14),
        "level2": (ColumnKind.LEVEL2, 18),
        "name": (ColumnKind.TEXT, 28),
        "target": (ColumnKind.TEXT, 18),
        "explanation": (ColumnKind.LONG_TEXT, 40),
        "weight": (ColumnKind.NUMBER, 8),
    }
)
_NUMBER = Column("number", NUMBER_HEADING, ColumnKind.INTEGER, 9, Part.NUMBER)


@lru_cache(maxsize=32)
def flat_tables(template: FormTemplate) -> tuple[FlatTable, FlatTable, FlatTable]:
    """The tables of `template`: its indicators, its 测算明细 and its 分年度计划."""
    return _indicators(template), _budget(template), _plan(template)


def marked(level2: str, *, required: bool) -> str:
    """A level 2 as it is printed, with the mark of a required category."""
    return f"{MARK}{level2}" if required and not level2.startswith(MARK) else level2


def level1_choices(template: FormTemplate) -> tuple[str, ...]:
    """Every level 1, once."""
    return tuple(dict.fromkeys(category.level1 for category in template.categories))


def level2_choices(template: FormTemplate) -> tuple[str, ...]:
    """Every level 2 as it is printed, once."""
    return tuple(dict.fromkeys(map(_printed, template.categories)))


def _printed(category: TemplateCategory) -> str:
    return marked(category.level2, required=category.required)


def _indicators(template: FormTemplate) -> FlatTable:
    head = tuple(_head_column(field, template) for field in template.fields)
    rows = tuple(_row_column(column.key, column.label, template) for column in template.columns)
    return FlatTable(TableKind.INDICATORS, template.title, template.amount_unit, (_NUMBER, *head, *rows))


def _head_column(field: TemplateField, template: FormTemplate) -> Column:
    kind, width = _KINDS[field.kind]
    if field.key == "code":
        kind = ColumnKind.CODE
    unit = template.amount_unit
    label = field.label_in(unit)
    if kind is ColumnKind.AMOUNT and unit.value not in label:
        label = f"{label}（{unit.value}）"
    choices = (YES, NO) if kind is ColumnKind.YES_NO else field.choices
    return Column(field.key, label, kind, width, Part.HEAD, choices, field.required is Requirement.ALWAYS)


def _row_column(key: str, label: str, template: FormTemplate) -> Column:
    kind, width = _ROW_KINDS[key]
    choices = {"level1": level1_choices, "level2": level2_choices}
    offered = choices[key](template) if key in choices else ()
    return Column(key, label, kind, width, Part.ROW, offered)


def _project(template: FormTemplate) -> tuple[Column, ...]:
    """The name of the project, so that a person can read the further tables too."""
    field = template.field("name")
    return (Column("name", field.label, ColumnKind.TEXT, 28),) if field else ()


def _budget(template: FormTemplate) -> FlatTable:
    unit = template.amount_unit
    rows = (
        Column("item", "支出事项", ColumnKind.TEXT, 32, Part.ROW),
        Column("quantity", "数量", ColumnKind.NUMBER, 12, Part.ROW),
        Column("unit", "单位", ColumnKind.TEXT, 8, Part.ROW),
        Column("price", f"单价（{unit.value}）", ColumnKind.AMOUNT, 16, Part.ROW),
        Column("months", "月数", ColumnKind.NUMBER, 8, Part.ROW),
        Column("share", "比例（%）", ColumnKind.NUMBER, 10, Part.ROW),
        Column("amount", f"金额（{unit.value}）", ColumnKind.PRODUCT, 18, Part.ROW),
    )
    return FlatTable(TableKind.BUDGET, BUDGET_TITLE, unit, (_NUMBER, *_project(template), *rows))


def _plan(template: FormTemplate) -> FlatTable:
    unit = template.amount_unit
    rows = (
        Column("year", "年度", ColumnKind.INTEGER, 10, Part.ROW),
        Column("amount", f"金额（{unit.value}）", ColumnKind.AMOUNT, 18, Part.ROW),
    )
    return FlatTable(TableKind.PLAN, PLAN_TITLE, unit, (_NUMBER, *_project(template), *rows))
