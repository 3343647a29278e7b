"""What calamine does not tell of a sheet of an .xlsx: number formats, and formulas never computed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import IO

from declarations.reading.openers.numberformats import GENERAL, SheetFormats
from declarations.reading.openers.packages import Attributes, stream_xml
from declarations.reading.openers.xlsxparts import sheet_of
from declarations.reading.openers.xlsxscan import FormatFinder, NotPlain
from declarations.reading.rawtables import CannotOpen, refuse_long

MOST_AREA = 5_000_000  # cells between the first and the last of a sheet, blank ones included
_MOST_BLANK = 2_000_000  # cells that have a style and nothing else; a parser needs some seconds for so many
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_LETTERS = 26
_SPARSE = 1_000  # bytes from tag to tag, on the average; sheets have some twenty
_BYTES = 6  # of a character at most: &quot;


def formats_in(rows: bytes, finder: FormatFinder, name: str) -> SheetFormats:
    """What is found in rows of a sheet that has been surveyed. CannotOpen when it reaches too far, and
    when it is little but long texts: calamine need not be asked for them first.
    """
    if rows.count(b"<") * _SPARSE < len(rows):
        refuse_long(max(map(len, rows.split(b"<"))) // _BYTES)
    try:
        return finder.found(rows)
    except NotPlain:
        return parsed_formats(BytesIO(sheet_of(rows)), finder.codes, name)


def parsed_formats(source: IO[bytes], codes: Sequence[str], name: str) -> SheetFormats:
    """The same by a parser, for sheets that are written unusually or reach too far."""
    reader = _SheetReader(codes, name)
    stream_xml(source, reader.start, reader.end, reader.text)
    return reader.found


class _SheetReader:
    """Takes the cells of a sheet one by one."""

    def __init__(self, codes: Sequence[str], name: str) -> None:
        self.found = SheetFormats()
        self._codes = codes
        self._name = name
        self._place = (0, 0)
        self._next = (0, 0)
        self._first = self._last = (-1, -1)
        self._formula = self._value = self._in_value = self._says = False
        self._blank = 0

    def start(self, name: str, given: Attributes) -> None:
        """An element begins."""
        if name == "row":
            row = whole_number(given.get("r")) - 1 if given.get("r") else self._next[0]
            self._next = (row, 0)
        elif name == "c":
            self._enter_cell(given)
        elif name == "f":
            self._formula = True
        self._in_value = name in {"v", "t"}

    def text(self, text: str) -> None:
        """Characters of a formula, a value or a text."""
        self._value = self._value or (self._in_value and bool(text.strip()))
        self._says = self._says or (self._in_value and bool(text))

    def end(self, name: str) -> None:
        """An element ends."""
        self._in_value = False
        if name == "c":
            self._leave_cell()
        elif name == "row":
            self._next = (self._next[0] + 1, 0)

    def _enter_cell(self, given: Attributes) -> None:
        self._place = _place(given.get("r", "")) or self._next
        self._next = (self._place[0], self._place[1] + 1)
        self._formula = self._value = self._says = False
        style = whole_number(given.get("s"))
        code = self._codes[style] if style < len(self._codes) else GENERAL
        if code != GENERAL and given.get("t", "n") in {"n", "str", "d"}:
            self.found.formats.setdefault(self._place[1], {})[self._place[0]] = code

    def _leave_cell(self) -> None:
        """A cell that has a style and nothing else takes no room when the sheet is read, however far away it is."""
        if self._formula and not self._value:
            self.found.uncomputed.append(self._place)
        if self._formula or self._says:
            self._measure()
        else:
            self._blank += 1
            if self._blank > _MOST_BLANK:
                raise CannotOpen(
                    f"的工作表“{self._name}”有 {_MOST_BLANK} 个以上的空白单元格带着格式，大得不正常，没有打开。"
                    "请删去表格以外的行和列后再导入。"
                )

    def _measure(self) -> None:
        row, column = self._place
        if self._first == (-1, -1):
            self._first = self._place
        self._first = (min(self._first[0], row), min(self._first[1], column))
        self._last = (max(self._last[0], row), max(self._last[1], column))
        height, width = self._last[0] - self._first[0] + 1, self._last[1] - self._first[1] + 1
        if height * width > MOST_AREA:
            raise CannotOpen(
                f"的工作表“{self._name}”从第 {self._first[0] + 1} 行到第 {self._last[0] + 1} 行、宽 {width} 列，"
                "大得不正常，没有打开。请删去远处的单元格后再导入。"
            )


def _place(reference: str) -> tuple[int, int] | None:
    """(row, column) of D12, counted from 0."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def whole_number(text: str | None) -> int:
    """The number that an attribute holds, else 0."""
    return int(text) if text and text.isdigit() else 0
