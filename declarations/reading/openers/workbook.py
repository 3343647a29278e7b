"""Workbooks (.xlsx .xlsm .xls .et) → tables, by calamine; what a cell shows by the number formats of the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from declarations.reading.openers.numberformats import GENERAL, shown_date, shown_number
from declarations.reading.openers.xlsformats import formats_of_xls
from declarations.reading.openers.xlsxformats import MOST_AREA, SheetFormats, formats_of_xlsx
from declarations.reading.rawtables import LOCKED, MOST_CELLS, CannotOpen, RawTable

MOST_SHEETS = 2_000
_DAMAGED = "打不开：文件已损坏，或不是真正的 Excel 工作簿。请用 Excel 或 WPS 另存为 .xlsx 再导入。"
MOST_COLUMNS = 200
_ROWS_BELOW = 20
_RETURNS = re.compile(r"_x000[dD]_|\r\n?")


def tables_of_xlsx(data: bytes) -> list[RawTable]:
    """The visible sheets of an .xlsx or .xlsm."""
    return _tables(data, formats_of_xlsx(data))


def tables_of_xls(data: bytes) -> list[RawTable]:
    """The visible sheets of an .xls or .et (BIFF in an OLE2 file)."""
    return _tables(data, formats_of_xls(data))


def _tables(data: bytes, formats: Mapping[str, SheetFormats]) -> list[RawTable]:
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            return _sheets(book, formats)
    except PasswordError as problem:
        raise CannotOpen(LOCKED) from problem
    except CalamineError as problem:
        raise CannotOpen(_DAMAGED) from problem


def _sheets(book: CalamineWorkbook, formats: Mapping[str, SheetFormats]) -> list[RawTable]:
    shown = [
        meta.name
        for meta in book.sheets_metadata
        if meta.typ is SheetTypeEnum.WorkSheet and meta.visible is SheetVisibleEnum.Visible
    ]
    if len(shown) > MOST_SHEETS:
        raise CannotOpen(f"有 {len(shown)} 张工作表，最多 {MOST_SHEETS} 张。请分成几个文件再导入。")
    tables: list[RawTable] = []
    cells = 0
    for name in shown:
        table = _table(book, name, formats.get(name) or SheetFormats())
        cells += sum(map(len, table.rows.values()))
        if cells > MOST_CELLS:
            raise CannotOpen(f"有 {cells} 个以上的单元格，一次最多读 {MOST_CELLS} 个。请分成几个文件再导入。")
        tables.append(table)
    return tables


def _table(book: CalamineWorkbook, name: str, found: SheetFormats) -> RawTable:
    sheet = book.get_sheet_by_name(name)
    table = RawTable(sheet=name)
    if sheet.start is None:
        return table
    if sheet.height * sheet.width > MOST_AREA:
        size = f"有 {sheet.height} 行、{sheet.width} 列"
        raise CannotOpen(f"的工作表“{name}”{size}，大得不正常，没有打开。请检查后再导入。")
    table.merges = _merges(sheet)
    first = sheet.start[1]
    for row, values in enumerate(sheet.iter_rows()):
        for column, value in enumerate(values[: MOST_COLUMNS - first], start=first):
            if value != "":
                _put(table, row, column, value, found)
    for row, column in found.uncomputed:
        table.rows.get(row, {}).pop(column, None)
        table.note(row, column, "formula_not_computed")
    return table


def _merges(sheet: CalamineSheet) -> list[tuple[int, int, int, int]]:
    """The merged ranges, cut a little below the last text: the blank rows of the last category still count."""
    last = (sheet.end or (0, 0))[0] + _ROWS_BELOW
    merges = [
        (top, left, min(bottom, last), min(right, MOST_COLUMNS))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if top <= last and left < MOST_COLUMNS
    ]
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merges) > MOST_CELLS:
        raise CannotOpen(f"的工作表“{sheet.name}”里合并的单元格大得不正常，没有打开。请检查后再导入。")
    return merges


def _put(table: RawTable, row: int, column: int, value: Any, found: SheetFormats) -> None:
    """Write what the cell shows, and a note where that is less than the cell holds."""
    code = found.formats.get((row, column), GENERAL)
    if isinstance(value, str):
        table.put(row, column, _RETURNS.sub("\n", value))
    elif isinstance(value, bool):
        table.put(row, column, "是" if value else "否")
    elif isinstance(value, date | datetime | time | timedelta):
        table.put(row, column, shown_date(value, code))
    else:
        shown = shown_number(value, code)
        if shown.lost:
            table.note(row, column, "code_lost", shown.text)
            return
        table.put(row, column, shown.text)
        if shown.rounded:
            table.note(row, column, "number_rounded", shown_number(value).text)
