"""Workbooks (.xlsx .xlsm .xls .et) → tables, by calamine; what a cell shows by the number formats of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from io import BytesIO
from itertools import count, islice
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from declarations.reading.blocks import ROWS, Block, Column
from declarations.reading.openers.numberformats import GENERAL, SheetFormats, Shown, shown_date, shown_number
from declarations.reading.openers.stamps import stamp_on_sheet
from declarations.reading.openers.xlsformats import formats_of_xls
from declarations.reading.openers.xlsxformats import MOST_AREA
from declarations.reading.openers.xlsxsheets import LargeSheet, xlsx_sheets
from declarations.reading.rawtables import (
    LOCKED,
    MOST_CELLS,
    MOST_FLAT_CELLS,
    CannotOpen,
    Far,
    RawTable,
    too_many_cells,
)

MOST_SHEETS = 2_000
_DAMAGED = "打不开：文件已损坏，或不是真正的 Excel 工作簿。请用 Excel 或 WPS 另存为 .xlsx 再导入。"
MOST_COLUMNS = 200
_ROWS_BELOW = 20
_RETURNS = re.compile(r"_x000[dD]_|\r\n?")


def tables_of_xlsx(data: bytes) -> Iterator[RawTable | Block | Far]:
    """The visible sheets of an .xlsx or .xlsm, each followed by its rows."""
    with _explained():
        sheets = xlsx_sheets(data)
        with sheets.book as book:
            yield from _sheets(book, sheets.formats, sheets.large, sheets.stamp or stamp_on_sheet(book))


def tables_of_xls(data: bytes) -> Iterator[RawTable | Block | Far]:
    """The visible sheets of an .xls or .et (BIFF in an OLE2 file), each followed by its rows."""
    formats = formats_of_xls(data)
    with _explained(), CalamineWorkbook.from_filelike(BytesIO(data)) as book:
        yield from _sheets(book, formats, {}, stamp_on_sheet(book))


@contextmanager
def _explained() -> Iterator[None]:
    """What calamine says of a workbook that it cannot open, as CannotOpen."""
    try:
        yield
    except PasswordError as problem:
        raise CannotOpen(LOCKED) from problem
    except CalamineError as problem:
        raise CannotOpen(_DAMAGED) from problem


def _sheets(
    book: CalamineWorkbook, formats: Mapping[str, SheetFormats], large: Mapping[str, LargeSheet], stamp: str
) -> Iterator[RawTable | Block | Far]:
    shown = [
        meta.name
        for meta in book.sheets_metadata
        if meta.typ is SheetTypeEnum.WorkSheet and meta.visible is SheetVisibleEnum.Visible
    ]
    if len(shown) > MOST_SHEETS:
        raise CannotOpen(f"有 {len(shown)} 张工作表，最多 {MOST_SHEETS} 张。请分成几个文件再导入。")
    cells = 0
    for number, name in enumerate(shown):
        sheet = book.get_sheet_by_name(name)
        table = RawTable(sheet=name, stamp=stamp, last=name == shown[-1])
        last = large[name].filled if name in large else (sheet.end or (-1, -1))[0]
        if last < 0:
            yield table
            continue
        table.merges = _merges(sheet, last)
        yield table
        for block in _pieces(large[name]) if name in large else _whole(sheet, formats.get(name) or SheetFormats()):
            cells += sum(column.filled for column in block.columns)
            if cells > MOST_FLAT_CELLS:
                raise too_many_cells(cells, MOST_FLAT_CELLS)
            yield block
            yield Far((number + min((block.first + block.height) / (last + 1), 1)) / len(shown))


def _whole(sheet: CalamineSheet, found: SheetFormats) -> Iterator[Block]:
    """The rows of a sheet that calamine has read as a whole."""
    if sheet.height * sheet.width > MOST_AREA:
        size = f"有 {sheet.height} 行、{sheet.width} 列"
        raise CannotOpen(f"的工作表“{sheet.name}”{size}，大得不正常，没有打开。请检查后再导入。")
    yield from _blocks(0, (sheet.start or (0, 0))[1], sheet.iter_rows(), found)


def _pieces(large: LargeSheet) -> Iterator[Block]:
    """The rows of a sheet that comes piece by piece."""
    for sheet, found in large.portions():
        first, left = sheet.start or (min(found.uncomputed, default=(0, 0))[0], 0)
        yield from _blocks(first, left, iter(sheet.to_python()), found)


def _blocks(first: int, left: int, rows: Iterator[list[Any]], found: SheetFormats) -> Iterator[Block]:
    """Rows from number `first` and column `left` on as they are shown; what a cell holds beyond that is noted."""
    uncomputed: dict[int, list[tuple[int, int]]] = {}
    for row, column in found.uncomputed:
        uncomputed.setdefault((row - first) // ROWS, []).append((row, column))
    for number in count():
        values = list(islice(rows, ROWS))
        if not values:
            break
        columns = list(zip(*values, strict=True))[: MOST_COLUMNS - left]
        yield _block(first, left, columns, found, uncomputed.pop(number, ()))
        first += len(values)
    rest = [place for places in uncomputed.values() for place in places]
    if rest:
        yield Block(first, [], {place: [("formula_not_computed", "")] for place in rest})


def _block(
    first: int, left: int, columns: Sequence[Sequence[Any]], found: SheetFormats, uncomputed: Sequence[tuple[int, int]]
) -> Block:
    height = len(columns[0]) if columns else 0
    block = Block(first, [Column([""], [0], height) for _ in range(left)])
    for number, values in enumerate(columns, start=left):
        texts = list(values) if {*map(type, values)} == {str} else _shown(values, number, found, block)
        for row, column in uncomputed:
            if column == number and row - first < height:
                texts[row - first] = ""
        block.columns.append(_with_newlines(Column.of(texts)))
    for place in uncomputed:
        block.codes.setdefault(place, []).append(("formula_not_computed", ""))
    return block


def _with_newlines(column: Column) -> Column:
    """The column with every kind of line end in a cell as a newline."""
    whole = "".join(column.texts)
    if "\r" in whole or "_x000" in whole:
        column.texts = [_RETURNS.sub("\n", text) for text in column.texts]
    return column


def _shown(values: Sequence[Any], column: int, found: SheetFormats, block: Block) -> list[str]:
    """What the cells of a column show; what they hold beyond that goes to the notes of the block."""
    formats = found.formats.get(column, {})
    texts = []
    for row, value in enumerate(values, start=block.first):
        if isinstance(value, str):
            texts.append(value)
            continue
        code = formats.get(row, GENERAL)
        shown = Shown(_word(value, code)) if isinstance(value, _WORDS) else _number(value, code)
        texts.append("" if shown.lost else shown.text)
        if shown.lost:
            block.codes[row, column] = [("code_lost", shown.text)]
        elif shown.rounded:
            block.codes[row, column] = [("number_rounded", _number(value, GENERAL).text)]
    return texts


_WORDS = (bool, date, datetime, time, timedelta)
_number = lru_cache(maxsize=20_000, typed=True)(shown_number)  # the figures of a form stand on each of its rows


def _word(value: Any, code: str) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return shown_date(value, code)


def _merges(sheet: CalamineSheet, last: int) -> list[tuple[int, int, int, int]]:
    """The merged ranges, cut a little below the last text: the blank rows of the last category still count."""
    last += _ROWS_BELOW
    merges = [
        (top, left, min(bottom, last), min(right, MOST_COLUMNS))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if top <= last and left < MOST_COLUMNS
    ]
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merges) > MOST_CELLS:
        raise CannotOpen(f"的工作表“{sheet.name}”里合并的单元格大得不正常，没有打开。请检查后再导入。")
    return merges
