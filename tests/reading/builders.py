"""Files of every kind, built from the printed layout of a declaration or from plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import docx
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from declarations.content import DeclarationContent
from declarations.writing.grid import sheet_grid
from declarations.writing.layout import declaration_layout
from indicators.template import FormTemplate


@dataclass(frozen=True)
class Block:
    """A text on the cells of a sheet, bounds included."""

    top: int
    left: int
    bottom: int
    right: int
    text: str


@dataclass(frozen=True)
class Sheet:
    name: str
    blocks: tuple[Block, ...]

    @property
    def size(self) -> tuple[int, int]:
        return max(block.bottom for block in self.blocks) + 1, max(block.right for block in self.blocks) + 1


def sheet_of(content: DeclarationContent, template: FormTemplate, name: str = "申报表") -> Sheet:
    """The printed form: its title over all columns, cells merged as on paper, each row on one row of the sheet."""
    grid = sheet_grid(declaration_layout(content, template), first_row=1)
    title = Block(0, 0, 0, grid.last_column, template.title)
    areas = (Block(area.top, area.left, area.bottom, area.right, area.cell.text) for area in grid.areas)
    return Sheet(name, (title, *areas))


def sheet_of_rows(rows: Sequence[Sequence[str]], name: str = "申报表") -> Sheet:
    """Rows of texts, nothing merged."""
    return Sheet(name, tuple(Block(r, c, r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)))


def unmerged(sheet: Sheet) -> Sheet:
    """The same texts, each in the first cell of its block, no cell merged."""
    return Sheet(sheet.name, tuple(Block(b.top, b.left, b.top, b.left, b.text) for b in sheet.blocks))


def beside(left: Sheet, right: Sheet, gap: int = 1) -> Sheet:
    """Two forms side by side on one sheet."""
    shift = left.size[1] + gap
    moved = (Block(b.top, b.left + shift, b.bottom, b.right + shift, b.text) for b in right.blocks)
    return Sheet(left.name, (*left.blocks, *moved))


def below(upper: Sheet, lower: Sheet, gap: int = 2) -> Sheet:
    """Two forms one under the other on one sheet."""
    shift = upper.size[0] + gap
    moved = (Block(b.top + shift, b.left, b.bottom + shift, b.right, b.text) for b in lower.blocks)
    return Sheet(upper.name, (*upper.blocks, *moved))


def xlsx_of(*sheets: Sheet) -> bytes:
    output = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(output, options) as book:
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for block in sheet.blocks:
                bounds = (block.top, block.left, block.bottom, block.right)
                if bounds[:2] != bounds[2:]:
                    page.merge_range(*bounds, "")
                page.write_string(block.top, block.left, block.text)
    return output.getvalue()


def cells_xlsx(cells: Iterable[tuple[int, int, Any, str]]) -> bytes:
    """A sheet of (row, column, value, number format)."""
    output = BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("申报表")
        for row, column, value, code in cells:
            page.write(row, column, value, book.add_format({"num_format": code}))
    return output.getvalue()


def cells_xls(cells: Iterable[tuple[int, int, Any, str]]) -> bytes:
    """The same as .xls."""
    book = xlwt.Workbook()
    page = book.add_sheet("申报表")
    for row, column, value, code in cells:
        page.write(row, column, value, xlwt.easyxf(num_format_str=code))
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def xls_of(*sheets: Sheet) -> bytes:
    book = xlwt.Workbook()
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        for block in sheet.blocks:
            page.write_merge(block.top, block.bottom, block.left, block.right, block.text)
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def ods_of(*sheets: Sheet) -> bytes:
    document = OpenDocumentSpreadsheet()
    for sheet in sheets:
        table = Table(name=sheet.name)
        owner = _owners(sheet)
        for row in range(sheet.size[0]):
            line = TableRow()
            for column in range(sheet.size[1]):
                line.addElement(_ods_cell(owner.get((row, column)), row, column))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    output = BytesIO()
    document.write(output)
    return output.getvalue()


def ods_cells(cells: Sequence[tuple[str, str, str]]) -> bytes:
    """One row of (value type, value, what is shown)."""
    document = OpenDocumentSpreadsheet()
    table, line = Table(name="申报表"), TableRow()
    for kind, value, shown in cells:
        cell = TableCell(valuetype=kind, value=value)
        cell.addElement(P(text=shown))
        line.addElement(cell)
    table.addElement(line)
    document.spreadsheet.addElement(table)
    output = BytesIO()
    document.write(output)
    return output.getvalue()


def _owners(sheet: Sheet) -> dict[tuple[int, int], Block]:
    return {
        (row, column): block
        for block in sheet.blocks
        for row in range(block.top, block.bottom + 1)
        for column in range(block.left, block.right + 1)
    }


def _ods_cell(block: Block | None, row: int, column: int) -> Any:
    if block is None:
        return TableCell()
    if (block.top, block.left) != (row, column):
        return CoveredTableCell()
    height, width = block.bottom - block.top + 1, block.right - block.left + 1
    cell = TableCell(valuetype="string", numberrowsspanned=height, numbercolumnsspanned=width)
    for line in block.text.split("\n"):
        cell.addElement(P(text=line))
    return cell


def docx_of(*sheets: Sheet, titles_outside: bool = True) -> bytes:
    """A table for each sheet, its title as a paragraph before it, or in its first row."""
    document = docx.Document()
    for sheet in sheets:
        blocks = sheet.blocks[1:] if titles_outside else sheet.blocks
        first = min(block.top for block in blocks)
        if titles_outside:
            document.add_paragraph(sheet.blocks[0].text)
        table = document.add_table(rows=sheet.size[0] - first, cols=sheet.size[1], style="Table Grid")
        cells = [row.cells for row in table.rows]  # `table.cell` would go through all of them each time
        for block in blocks:
            corner = cells[block.top - first][block.left]
            corner.merge(cells[block.bottom - first][block.right]).text = block.text
        document.add_paragraph("")
    output = BytesIO()
    document.save(output)
    return output.getvalue()
