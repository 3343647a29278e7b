"""The number formats of an .xls or .et, which calamine does not tell; its values come from calamine all the same."""

from __future__ import annotations

import io
import struct

import xlrd
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

from declarations.reading.openers.numberformats import SheetFormats
from declarations.reading.rawtables import LOCKED, CannotOpen

# What the library raises on a file that it cannot follow; the values are read without formats then.
_LOST = (XLRDError, CompDocError, AssertionError, struct.error, IndexError, KeyError, ValueError)
_NUMERIC = frozenset({xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE})


def formats_of_xls(data: bytes) -> dict[str, SheetFormats]:
    """The formats of every sheet by its name; none where the library cannot follow the file. CannotOpen if locked."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO())
        return {name: _formats(book, book.sheet_by_name(name)) for name in book.sheet_names()}
    except _LOST as problem:
        if "encrypted" in str(problem):
            raise CannotOpen(LOCKED) from problem
        return {}


def _formats(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> SheetFormats:
    found = SheetFormats()
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind in _NUMERIC:
                style = book.xf_list[sheet.cell_xf_index(row, column)]
                found.formats.setdefault(column, {})[row] = book.format_map[style.format_key].format_str
    return found
