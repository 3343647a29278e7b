"""The tables of rows: indicators, 测算明细 and 分年度计划."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate, groupby

from declarations.columns import BUDGET_TITLE, PLAN_TITLE, marked
from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.writing.tables import Align, Cell, Row, Table, header, label, number_cell, number_text, widths_of
from declarations.writing.text import plain
from indicators.template import FormTemplate, TemplateColumn

CENTERED = frozenset({"target", "weight"})
# The right edges of the columns of 测算明细, by how many of its two optional columns are printed.
_BUDGET_EDGES = ((44, 56, 64, 82, 100), (38, 50, 58, 74, 82, 100), (34, 45, 53, 68, 75, 83, 100))


def indicator_table(content: DeclarationContent, template: FormTemplate) -> Table:
    """All indicator rows in the order of the content, also those whose category the template lacks.

    Level 1 and level 2 are printed in the template's words, required ones with *, and merged over consecutive rows.
    The marks are those of the declaration; one that has none at all gets the template's.
    A declaration without any row shows the template's empty categories.
    """
    indicators = content.indicators or tuple(Indicator(each.level1, each.level2) for each in template.categories)
    has_marks = any(row.required for row in indicators)
    levels = [_printed_levels(row, template, has_marks=has_marks) for row in indicators]
    rowspans = {"level1": _runs([first for first, _ in levels]), "level2": _runs(levels)}
    rows: list[Row] = []
    for number, indicator in enumerate(indicators):
        merged = dict(zip(("level1", "level2"), levels[number], strict=True))
        cells = [
            _level_cell(merged[column.key], rowspans[column.key][number])
            if column.key in merged
            else _indicator_cell(indicator, column.key)
            for column in template.columns
        ]
        rows.append(tuple(cell for cell in cells if cell is not None))
    return Table(
        kind="indicators",
        widths=_scaled(template.columns),
        header=(tuple(header(plain(column.label)) for column in template.columns),),
        rows=tuple(rows),
    )


def _printed_levels(row: Indicator, template: FormTemplate, *, has_marks: bool) -> tuple[str, str]:
    category = template.category(row.level1, row.level2)
    if category is not None:
        required = row.required if has_marks else category.required
        return category.level1, marked(category.level2, required=required)
    return template.level1_named(row.level1) or plain(row.level1), marked(plain(row.level2), required=row.required)


def _runs(values: Sequence[object]) -> list[int]:
    """For each place how many equal values start there; 0 inside a run."""
    runs: list[int] = []
    for _, group in groupby(values):
        length = len(list(group))
        runs += [length, *[0] * (length - 1)]
    return runs


def _level_cell(text: str, rowspan: int) -> Cell | None:
    return label(text, rowspan=rowspan) if rowspan else None


def _indicator_cell(indicator: Indicator, key: str) -> Cell:
    if key == "weight":
        return number_cell(number_text(indicator.weight), Align.CENTER)
    return Cell(plain(getattr(indicator, key)), Align.CENTER if key in CENTERED else Align.LEFT)


def budget_table(lines: Sequence[BudgetLine], template: FormTemplate) -> Table:
    """测算明细 with its total; months and share only where a line has them. Amounts in the template's unit."""
    unit, money = template.amount_unit.value, template.amount_unit.format
    with_months = any(line.months is not None for line in lines)
    with_share = any(line.share is not None for line in lines)
    edges = _BUDGET_EDGES[with_months + with_share]
    optional = [*["月数"] * with_months, *["比例（%）"] * with_share]
    labels = ["支出事项", "数量", "单位", f"单价（{unit}）", *optional, f"金额（{unit}）"]
    rows = [
        (
            Cell(plain(line.item)),
            number_cell(number_text(line.quantity)),
            Cell(plain(line.unit), Align.CENTER),
            number_cell(money(line.price)),
            *[number_cell(number_text(line.months))] * with_months,
            *[number_cell(number_text(line.share))] * with_share,
            number_cell(money(line.amount)),
        )
        for line in lines
    ]
    total = sum((line.amount for line in lines if line.amount is not None), Decimal(0))
    return Table(
        kind="budget",
        widths=widths_of(edges),
        header=((header(BUDGET_TITLE, colspan=len(labels)),), tuple(header(text) for text in labels)),
        rows=(*rows, (label("合计", colspan=len(labels) - 1), number_cell(money(total)))),
    )


def plan_table(plan: Sequence[PlanYear], template: FormTemplate) -> Table:
    """分年度计划 with its total, amounts in the template's unit."""
    unit, money = template.amount_unit.value, template.amount_unit.format
    rows = [(label("" if each.year is None else str(each.year)), number_cell(money(each.amount))) for each in plan]
    total = sum((each.amount for each in plan if each.amount is not None), Decimal(0))
    return Table(
        kind="plan",
        widths=(50, 50),
        header=((header(PLAN_TITLE, colspan=2),), (header("年度"), header(f"金额（{unit}）"))),
        rows=(*rows, (label("合计"), number_cell(money(total)))),
    )


def _scaled(columns: Sequence[TemplateColumn]) -> tuple[int, ...]:
    """The widths of the columns so that they add up to exactly 100, none of them too narrow to be seen."""
    least = max(sum(column.width for column in columns) / 20, 1)
    widths = [max(column.width, least) for column in columns]
    return widths_of([round(100 * edge / sum(widths)) for edge in accumulate(widths)])
