"""Content → flat tables: one row an indicator, as .xlsx or .csv, for filtering, adding up and reading back.

A workbook has a sheet for each template, and sheets of their own for 测算明细 and 分年度计划; a row belongs to the
declaration whose number stands in its first column. A .csv is one table: it has no room for those two.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import IO, Any, Final

import xlsxwriter

from declarations.columns import Column, ColumnKind, FlatTable, Part, TableKind, flat_tables
from declarations.content import DeclarationContent
from declarations.writing.errors import WritingError
from declarations.writing.flat_rows import BLANK, Shown, flat_rows
from declarations.writing.measure import NUMBER_DIGITS
from declarations.writing.naming import sheet_name
from declarations.writing.workbook import Formats, number_format
from indicators.template import FormTemplate

FlatItem = tuple[DeclarationContent, FormTemplate]

OPTIONS: Final = {
    "constant_memory": True,  # each row goes to a file as soon as the next one begins
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MOST_ROWS = 1_048_576  # of a sheet of Excel, the heading included
ROW_HEIGHT = 32  # points: two lines, so that long texts do not push the rows apart
FIRST_DAY = 1901  # Excel counts the days of 1900 wrongly
DATE_FORMAT = "yyyy-mm-dd"
# Short texts stay texts when somebody edits them: 3-5 must not become a day, nor 21 digits a number.
TEXT_FORMAT = "@"
BYTE_ORDER_MARK = "\ufeff"
# What Excel would take for a formula when it opens a .csv, or for a number that it rounds.
_UNSAFE = re.compile(r"'*(?:[=+\-@\t]|\d{16,}\Z)")


def flat_workbook(items: Iterable[FlatItem], output: IO[bytes], *, repeat_head: bool = False) -> int:
    """Write the declarations to `output` as .xlsx and say how many there were; memory does not grow with them.

    WritingError for a text longer than a cell and for more rows than a sheet.
    """
    with xlsxwriter.Workbook(output, OPTIONS) as book:
        writer = _Writer(book)
        number = 0
        for number, (content, template) in enumerate(items, start=1):
            for table, cells in flat_rows(number, content, template, repeat_head=repeat_head):
                writer.add(template, table, cells)
        if not number:
            book.add_worksheet("没有申报")
    return number


def flat_csv(
    contents: Iterable[DeclarationContent], template: FormTemplate, *, repeat_head: bool = False
) -> Iterator[bytes]:
    """The declarations as lines of a .csv in UTF-8 with a byte order mark, the heading first.

    An apostrophe goes before what Excel would take for a formula or round; reading takes it off again.
    """
    columns = flat_tables(template)[0].columns
    yield _csv_line([column.heading for column in columns], start=BYTE_ORDER_MARK)
    for number, content in enumerate(contents, start=1):
        for table, cells in flat_rows(number, content, template, repeat_head=repeat_head):
            if table.kind is TableKind.INDICATORS:
                yield _csv_line([cell.text if cell.number is not None else escaped(cell.text) for cell in cells])


def _csv_line(texts: Iterable[str], start: str = "") -> bytes:
    output = StringIO()
    csv.writer(output).writerow(texts)
    return (start + output.getvalue()).encode()


def escaped(text: str) -> str:
    """`text` as a cell of a .csv that no spreadsheet mistakes for something else."""
    return f"'{text}" if _UNSAFE.match(text) else text


@dataclass
class _Sheet:
    sheet: Any
    table: FlatTable
    rows: int = 1


class _Writer:
    """Writes rows to the sheets of a workbook, which are made when their first row comes."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats = Formats(book)
        self._sheets: dict[tuple[str, TableKind], _Sheet] = {}
        self._taken: set[str] = set()

    def add(self, template: FormTemplate, table: FlatTable, cells: tuple[Shown, ...]) -> None:
        """Write the next row of `table`."""
        key = (template.code, table.kind)
        if key not in self._sheets:
            self._sheets[key] = self._begun(table)
        found = self._sheets[key]
        if found.rows >= MOST_ROWS:
            raise WritingError(f"超过 Excel 一张表 {MOST_ROWS:,} 行的上限，无法导出。请缩小筛选范围，分几次导出。")
        for place, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
            if cell is not BLANK:
                self._write(found.sheet, found.rows, place, column, cell)
        found.rows += 1

    def _begun(self, table: FlatTable) -> _Sheet:
        name = sheet_name(table.title, self._taken)
        self._taken.add(name.casefold())
        sheet = self._book.add_worksheet(name)
        heading = self._formats.get(bold=True, bg_color="#F0F2F5", border=1, text_wrap=True, valign="vcenter")
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, column.width)
        sheet.set_default_row(ROW_HEIGHT)
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, column.heading, heading)
        named = next((n for n, column in enumerate(table.columns) if column.key == "name"), 0)
        sheet.freeze_panes(1, named + 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        # The green corners at texts such as "153" and codes.
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        return _Sheet(sheet, table)

    def _write(self, sheet: Any, row: int, place: int, column: Column, cell: Shown) -> None:
        if cell.number is not None and len(cell.number.as_tuple().digits) <= NUMBER_DIGITS:
            code = "0" if column.kind is ColumnKind.INTEGER else number_format(cell.text)
            sheet.write_number(row, place, cell.number, self._formats.get(num_format=code, valign="top"))
        elif cell.day is not None and cell.day.year >= FIRST_DAY:
            sheet.write_datetime(row, place, cell.day, self._formats.get(num_format=DATE_FORMAT, valign="top"))
        else:
            sheet.write_string(row, place, cell.text, self._text_format(column))

    def _text_format(self, column: Column) -> Any:
        if column.kind is ColumnKind.LONG_TEXT:
            return self._formats.get(text_wrap=True, valign="top")
        return self._formats.get(num_format=TEXT_FORMAT, text_wrap=column.part is not Part.NUMBER, valign="top")
