"""The blank workbook as the printed form: one declaration, its labels locked, its cells to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from declarations.columns import Column, ColumnKind, Part, flat_tables
from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.stamps import Layout
from declarations.writing.blank import ALLOWED, OPTIONS, BlankBook, BlankInfo
from declarations.writing.blank_flat import cell_look
from declarations.writing.grid import SHEET_COLUMNS, Area, Grid, sheet_grid
from declarations.writing.layout import Layout as PrintedLayout
from declarations.writing.layout import declaration_layout
from declarations.writing.tables import Placed, Table
from declarations.writing.workbook import (
    CENTERED,
    HEIGHTS_ABOVE,
    PIXELS_PER_COLUMN,
    TITLE_ROW,
    UNIT_ROW,
    YEAR_ROW,
    set_up_page,
    write_line,
)
from indicators.template import FormTemplate

ROWS_PER_CATEGORY, BUDGET_ROWS, PLAN_ROWS = 2, 8, 5
TALL, ROW = 84, 30  # points: of a long text, of an indicator
GROUND = "#F0F2F5"
_LABEL: Final[dict[str, Any]] = {"border": 1, "text_wrap": True, "bg_color": GROUND, **CENTERED}


def blank_paper_workbook(template: FormTemplate, info: BlankInfo) -> bytes:
    """The printed form of `template` as a workbook to fill in, with two rows for each category."""
    output = BytesIO()
    printed = declaration_layout(_blank(template, info), template)
    grid = sheet_grid(printed, first_row=len(HEIGHTS_ABOVE))
    with xlsxwriter.Workbook(output, OPTIONS) as file:
        book = BlankBook(file, template, info, Layout.PAPER)
        sheet = file.add_worksheet("申报表")
        for number, width in enumerate(grid.widths):
            sheet.set_column_pixels(number, number, round(width * SHEET_COLUMNS * PIXELS_PER_COLUMN / 100))
        _write_above(book, sheet, grid, printed, info)
        heights = list(grid.heights)
        for area, column in zip(grid.areas, _columns(printed, template), strict=True):
            _write(book, sheet, area, column)
            if column:
                heights[area.top] = max(heights[area.top], TALL if _is_tall(column) else ROW)
        for row, height in (dict(enumerate(heights)) | HEIGHTS_ABOVE).items():
            sheet.set_row(row, height)
        set_up_page(sheet, grid)
        sheet.protect("", ALLOWED)
        sheet.activate()
        sheet.set_first_sheet()
        book.finish([field.key for field in template.fields])
    return output.getvalue()


def _blank(template: FormTemplate, info: BlankInfo) -> DeclarationContent:
    rows = tuple(
        Indicator(each.level1, each.level2, each.required)
        for each in template.categories
        for _ in range(ROWS_PER_CATEGORY)
    )
    return DeclarationContent(
        form=template.title,
        indicators=rows,
        budget_lines=(BudgetLine(share=Decimal(100), months=Decimal(1)),) * (BUDGET_ROWS * template.has_budget_lines),
        plan=(PlanYear(),) * (PLAN_ROWS * template.has_yearly_plan),
    ).with_values(info.head(template))


def _is_tall(column: Column) -> bool:
    return column.kind is ColumnKind.LONG_TEXT and column.part is Part.HEAD


def _write_above(book: BlankBook, sheet: Any, grid: Grid, printed: PrintedLayout, info: BlankInfo) -> None:
    get = book.formats.get
    write_line(sheet, grid, TITLE_ROW, printed.title, get(bold=True, font_size=16, **CENTERED))
    write_line(sheet, grid, YEAR_ROW, f"（{info.year} 年度）", get(**CENTERED))
    write_line(sheet, grid, UNIT_ROW, f"金额单位：{printed.amount_unit}", get(align="right", font_size=9))


def _columns(printed: PrintedLayout, template: FormTemplate) -> Iterator[Column | None]:
    """What is filled into each cell of the layout, in the order of the grid; None for a label."""
    indicators, budget, plan = flat_tables(template)
    heads = iter([column for column in indicators.columns if column.part is Part.HEAD])
    rows = {
        "indicators": tuple(column for column in indicators.columns if column.part is Part.ROW),
        "budget": tuple(column for column in budget.columns if column.part is Part.ROW),
        "plan": tuple(column for column in plan.columns if column.part is Part.ROW),
    }
    for table in printed.tables:
        for placed in table.placed():
            if table.kind == "head":
                yield None if placed.cell.is_label else next(heads)
            else:
                yield _row_column(table, placed, rows[table.kind])


def _row_column(table: Table, placed: Placed, columns: tuple[Column, ...]) -> Column | None:
    """The column of a cell in a table of rows; the year of a plan is printed like a label, and filled in."""
    is_total = placed.cell.text == "合计" or placed.cell.colspan > 1
    if placed.row < len(table.header) or is_total or (table.kind != "plan" and placed.cell.is_label):
        return None
    found = columns[placed.column] if placed.column < len(columns) else None
    last = placed.row == len(table.header) + len(table.rows) - 1 and table.kind != "indicators"
    return None if last or found is None or found.kind is ColumnKind.PRODUCT else found


def _write(book: BlankBook, sheet: Any, area: Area, column: Column | None) -> None:
    cell = area.cell
    if column is None:
        style = book.formats.get(**_LABEL, bold=cell.is_header)
        text = cell.text if cell.number is None else ""  # a total of nothing yet
    else:
        look = cell_look(column) | {"border": 1, "align": cell.align.value, "valign": "vcenter"}
        style, text = book.formats.get(**look), cell.text if column.part is Part.HEAD else ""
        book.offer(sheet, (area.top, area.left, area.top, area.left), column)
    if not area.is_single:
        sheet.merge_range(area.top, area.left, area.bottom, area.right, "", style)
    if text:
        sheet.write_string(area.top, area.left, text, style)
    else:
        sheet.write_blank(area.top, area.left, None, style)
