"""Sheets of LibreOffice and of WPS (.ods) → tables. The file holds what each cell shows: 100%, 2026年3月5日."""

from __future__ import annotations

import re
from decimal import Decimal

from declarations.reading.openers.numberformats import SAFE_DIGITS, shown_number
from declarations.reading.openers.packages import Attributes, package, stream_xml
from declarations.reading.openers.stamps import stamp_in_properties
from declarations.reading.rawtables import LOCKED, MOST_CELLS, CannotOpen, RawTable, refuse_long

MOST_COLUMNS = 200
MOST_ROWS = 1_048_576
_DIGITS = re.compile(r"(?P<number>-?\d[\d,]*(?:\.\d+)?)(?P<percent>%?)")
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_APART = frozenset({"annotation", "shapes", "tracked-changes"})  # comments, drawings and old versions are no cells


def tables_of_ods(data: bytes) -> list[RawTable]:
    """The visible sheets of an .ods, with the stamp of a workbook of ours."""
    with package(data) as archive:
        if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read(
            "META-INF/manifest.xml"
        ):
            raise CannotOpen(LOCKED)
        reader = _Reader()
        with archive.open("content.xml") as source:
            stream_xml(source, reader.start, reader.end, reader.text)
        stamp = stamp_in_properties(archive)
    for table in reader.tables:
        table.stamp, table.last = stamp, table is reader.tables[-1]
    return reader.tables


class _Reader:
    """Takes the elements of content.xml in turn."""

    def __init__(self) -> None:
        self.tables: list[RawTable] = []
        self._hidden: set[str] = set()  # styles of tables that are not shown
        self._style = ""
        self._shown = True
        self._apart = 0
        self._row = self._column = 0
        self._row_repeated = 1
        self._cell: Attributes | None = None
        self._paragraphs: list[list[str]] = []
        self._length = 0  # of the cell
        self._count = 0

    def start(self, name: str, given: Attributes) -> None:
        """An element begins."""
        if name in _APART:
            self._apart += 1
        elif self._apart:
            return
        elif name == "style":
            self._style = given.get("name", "")
        elif name == "table-properties" and given.get("display") == "false":
            self._hidden.add(self._style)
        elif name == "table":
            self._enter_table(given)
        elif name == "table-row":
            self._column, self._row_repeated = 0, _number(given.get("number-rows-repeated"))
        elif name in _CELLS:
            self._cell, self._paragraphs, self._length = given, [], 0
        elif self._cell is not None:
            self._take_text(name, given)

    def end(self, name: str) -> None:
        """An element ends."""
        if name in _APART:
            self._apart -= 1
        elif self._apart:
            return
        elif name in _CELLS:
            self._leave_cell(covered=name == "covered-table-cell")
        elif name == "table-row":
            self._row = min(self._row + self._row_repeated, MOST_ROWS)

    def text(self, text: str) -> None:
        """Characters inside a paragraph of a cell."""
        if self._cell is not None and self._paragraphs and not self._apart:
            self._paragraphs[-1].append(text)
            self._length += len(text)
            refuse_long(self._length)

    def _enter_table(self, given: Attributes) -> None:
        self._row = 0
        self._shown = given.get("style-name", "") not in self._hidden
        if self._shown:
            self.tables.append(RawTable(sheet=given.get("name", "") or "Sheet"))

    def _take_text(self, name: str, given: Attributes) -> None:
        if name == "p":
            self._paragraphs.append([])
        elif self._paragraphs and name in {"s", "tab", "line-break"}:
            signs = {"s": " " * min(_number(given.get("c")), 1000), "tab": "\t", "line-break": "\n"}
            self._paragraphs[-1].append(signs[name])

    def _leave_cell(self, *, covered: bool) -> None:
        given, self._cell = self._cell or {}, None
        repeated = _number(given.get("number-columns-repeated"))
        text = "\n".join("".join(parts) for parts in self._paragraphs)
        if self._shown and self._column < MOST_COLUMNS and not covered:
            self._write(given, text, min(repeated, MOST_COLUMNS - self._column))
        self._column += repeated

    def _write(self, given: Attributes, text: str, repeated: int) -> None:
        table = self.tables[-1]
        bottom = self._row + _number(given.get("number-rows-spanned")) - 1
        right = self._column + _number(given.get("number-columns-spanned")) - 1
        self._count += (bottom - self._row + 1) * (right - self._column + 1)
        if (bottom, right) != (self._row, self._column):
            table.merges.append((self._row, self._column, min(bottom, MOST_ROWS), min(right, MOST_COLUMNS)))
        if text.strip() or given.get("value"):
            self._count += repeated * self._row_repeated
            self._check()
            for row in range(self._row, self._row + self._row_repeated):
                for column in range(self._column, self._column + repeated):
                    self._put(table, row, column, given, text)
        self._check()

    def _check(self) -> None:
        if self._count > MOST_CELLS:
            raise CannotOpen(f"有 {MOST_CELLS} 个以上的单元格，大得不正常，没有打开。请检查或分成几个文件再导入。")

    def _put(self, table: RawTable, row: int, column: int, given: Attributes, text: str) -> None:
        number = _float(given.get("value")) if given.get("value-type") in {"float", "percentage", "currency"} else None
        if number is not None and abs(number) >= 10**SAFE_DIGITS:
            table.note(row, column, "code_lost", text)
        else:
            table.put(row, column, text if text.strip() or number is None else shown_number(number).text)
            if number is not None and _is_rounded(text, number):
                table.note(row, column, "number_rounded", shown_number(number).text)


def _number(text: str | None) -> int:
    """A count of an attribute; 1 when it says nothing."""
    return max(int(text), 1) if text and text.isdecimal() and len(text) < 10 else 1


def _is_rounded(shown: str, number: float) -> bool:
    """What the cell shows is the number with fewer digits; with words around it nothing is said."""
    digits = _DIGITS.fullmatch(shown.strip())
    if not digits:
        return False
    value = Decimal(digits["number"].replace(",", "")) / (100 if digits["percent"] else 1)
    return value != Decimal(shown_number(number).text)


def _float(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
