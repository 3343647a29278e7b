"""Content → PDF: the printed form by WeasyPrint, from a Django template and a style sheet of its own.

Nothing is ever fetched: the only protocol allowed is `data:`, fonts are those of the system. WeasyPrint needs
libharfbuzz-subset (see the system checks): without it the result is right, but some thirty times slower.
"""

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string

from declarations.content import DeclarationContent
from declarations.writing.errors import WritingError
from declarations.writing.layout import declaration_layout
from declarations.writing.measure import balanced, line_count
from declarations.writing.printinfo import PrintInfo
from declarations.writing.tables import Cell, Placed, Row, Table
from indicators.template import FormTemplate

__all__ = ["PrintInfo", "declaration_html", "declaration_pdf", "printed_parts"]

TEMPLATE = "writing/declaration.html"
# Columns of half a character that fit across the page at 10 pt.
PAGE_COLUMNS = 102
# A row of more lines (half a page) may be broken between pages; a shorter one moves to the next page as a whole.
LONG_ROW = 24
# Rows of one level 2 stay together up to this number, so that no page starts with rows that have no label.
GROUP_KEPT = 5


@dataclass(frozen=True)
class PrintedRow:
    """A row and how it may be broken: `long` anywhere, `kept` not from the row below it."""

    cells: Row
    css_class: str = ""


@dataclass(frozen=True)
class PrintedTable:
    """A table ready for the template."""

    kind: str
    widths: tuple[int, ...]
    header: tuple[PrintedRow, ...]
    rows: tuple[PrintedRow, ...]


def declaration_html(content: DeclarationContent, template: FormTemplate, info: PrintInfo) -> str:
    """The declaration as an HTML document for `declaration_pdf`."""
    return render_to_string(TEMPLATE, printed_parts(content, template, info))


def printed_parts(content: DeclarationContent, template: FormTemplate, info: PrintInfo) -> dict[str, Any]:
    """What a template needs to print the declaration: layout, tables, info."""
    layout = declaration_layout(content, template)
    return {"layout": layout, "tables": [_printed(table) for table in layout.tables], "info": info}


def declaration_pdf(content: DeclarationContent, template: FormTemplate, info: PrintInfo) -> bytes:
    """The declaration as PDF, A4 upright, tagged, fonts embedded; the same input gives the same bytes.

    WritingError where the machine lacks the library that sets the text.
    """
    html = declaration_html(content, template, info)
    try:
        # Not at the top of the module: everything but PDF should work where a library of the system is missing.
        from declarations.writing.engine import html_to_pdf  # noqa: PLC0415
    except OSError as missing:
        raise WritingError("本机缺少排版库 Pango，无法生成 PDF。请联系系统管理员安装，或改为导出 Excel。") from missing
    return html_to_pdf(html)


def _printed(table: Table) -> PrintedTable:
    """Rows with the breaks that suit the page: inside labels, and between the rows."""
    placed = [(each, _columns(table, each)) for each in table.placed()]
    long = {each.row for each, columns in placed if line_count(each.cell.text, columns) > LONG_ROW}
    kept = {row for each, _ in placed if 1 < each.cell.rowspan <= GROUP_KEPT for row in range(each.row, each.last_row)}
    rows = tuple(
        PrintedRow(tuple(_drawn(*each) for each in cells), "long" if row in long else "kept" if row in kept else "")
        for row, cells in groupby(placed, key=lambda each: each[0].row)
    )
    return PrintedTable(table.kind, table.widths, rows[: len(table.header)], rows[len(table.header) :])


def _drawn(placed: Placed, columns: int) -> Cell:
    cell = placed.cell
    return replace(cell, text=balanced(cell.text, columns)) if cell.is_label else cell


def _columns(table: Table, placed: Placed) -> int:
    """Columns of half a character inside the cell, its padding taken off."""
    return (sum(table.widths[placed.column : placed.last_column + 1]) * PAGE_COLUMNS - 170) // 100
