"""The blank workbook as a flat table: one row an indicator, a row for each category of the first declaration."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from declarations.columns import Column, ColumnKind, FlatTable, Part, flat_tables, marked
from declarations.stamps import Layout
from declarations.writing.blank import ALLOWED, OPTIONS, BlankBook, BlankInfo
from declarations.writing.flat import DATE_FORMAT, TEXT_FORMAT
from indicators.template import FormTemplate

ROWS = 500  # that have drop-downs; more may be filled in without
DETAIL_ROWS = 20  # that carry the number of the first declaration already
HEADING = {"bold": True, "bg_color": "#E4E7EB", "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"}
_FORMATS = {
    ColumnKind.AMOUNT: "#,##0.00######",
    ColumnKind.NUMBER: "General",
    ColumnKind.INTEGER: "0",
    ColumnKind.DATE: DATE_FORMAT,
    ColumnKind.PRODUCT: "#,##0.00",
}


def blank_flat_workbook(template: FormTemplate, info: BlankInfo) -> bytes:
    """The flat table of `template` to fill in; 测算明细 and 分年度计划 have sheets of their own."""
    output = BytesIO()
    indicators, budget, plan = flat_tables(template)
    with xlsxwriter.Workbook(output, OPTIONS) as file:
        book = BlankBook(file, template, info, Layout.FLAT)
        sheet = _sheet(book, indicators)
        _fill_first(book, sheet, indicators, template, info)
        for table in [budget] * template.has_budget_lines + [plan] * template.has_yearly_plan:
            details = _sheet(book, table)
            for row in range(1, DETAIL_ROWS + 1):
                details.write_number(row, 0, 1, _cell_format(book, table.columns[0]))
        sheet.activate()
        sheet.set_first_sheet()
        book.finish([column.key for column in indicators.columns])
    return output.getvalue()


def _sheet(book: BlankBook, table: FlatTable) -> Any:
    sheet = book.book.add_worksheet(table.title[:31])
    sheet.set_row(0, 36)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width, _cell_format(book, column))
        mark = "*" if column.required else ""
        sheet.write_string(0, place, f"{mark}{column.heading}", book.formats.get(**HEADING))
        book.offer(sheet, (1, place, ROWS, place), column)
    named = next((n for n, column in enumerate(table.columns) if column.key == "name"), 0)
    sheet.freeze_panes(1, named + 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.protect("", ALLOWED)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS + 1}"})
    return sheet


def cell_look(column: Column) -> dict[str, Any]:
    """How a cell to be filled in looks: open, and text where a spreadsheet would make something else of it."""
    is_text = column.kind not in _FORMATS and column.kind is not ColumnKind.LONG_TEXT
    code = TEXT_FORMAT if is_text else _FORMATS.get(column.kind, "General")
    return {"num_format": code, "locked": column.kind is ColumnKind.PRODUCT, "text_wrap": True, "valign": "top"}


def _cell_format(book: BlankBook, column: Column) -> Any:
    return book.formats.get(**cell_look(column))


def _fill_first(book: BlankBook, sheet: Any, table: FlatTable, template: FormTemplate, info: BlankInfo) -> None:
    """The rows of the first declaration: its number, its unit on the first row, a category on each."""
    head = info.head(template)
    for row, category in enumerate(template.categories, start=1):
        said = {"level1": category.level1, "level2": marked(category.level2, required=category.required)}
        for place, column in enumerate(table.columns):
            look = _cell_format(book, column)
            if column.part is Part.NUMBER:
                sheet.write_number(row, place, 1, look)
            elif column.part is Part.ROW and column.key in said:
                sheet.write_string(row, place, said[column.key], look)
            elif column.part is Part.HEAD and row == 1 and column.key in head:
                sheet.write_string(row, place, head[column.key], look)
