"""What calamine does not tell of an .xlsx: number formats, formulas never computed, and how far a sheet reaches."""

from __future__ import annotations

import posixpath
import re
import threading
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from declarations.reading.openers.numberformats import BUILT_IN, GENERAL
from declarations.reading.openers.packages import Attributes, package, stream_xml
from declarations.reading.openers.xlsxscan import NotPlain, scanned
from declarations.reading.rawtables import CannotOpen

MOST_AREA = 5_000_000  # cells between the first and the last of a sheet, blank ones included
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_LETTERS = 26
_LARGE = 16 * 1024 * 1024  # bytes of a sheet, unpacked


@dataclass
class SheetFormats:
    """Of one sheet: the formats of its numbers by column and row, and the cells whose formula has no value."""

    formats: dict[int, dict[int, str]] = field(default_factory=dict)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)


class XlsxFormats:
    """The formats of every sheet of an .xlsx by its name.

    Small sheets are looked through at once, so that one that reaches absurdly far is refused (CannotOpen) before
    calamine sees it, which would ask for all its cells. Large ones are looked through while calamine, which does not
    need Python, reads the values; the limits of the process hold should one of them reach too far.
    """

    def __init__(self, data: bytes) -> None:
        """Read the styles and the small sheets."""
        self._found: dict[str, SheetFormats] = {}
        self._problem: CannotOpen | None = None
        with package(data) as archive:
            book = _Book(archive)
            large = {name: part for name, part in book.sheets.items() if archive.getinfo(part).file_size > _LARGE}
            for name, part in book.sheets.items():
                if name not in large:
                    self._found[name] = _formats_of_sheet(archive, part, book.styles, name)
        self._thread = threading.Thread(target=self._find, args=(data, large, book.styles), daemon=True)
        if large:
            self._thread.start()

    def _find(self, data: bytes, sheets: Mapping[str, str], styles: list[str]) -> None:
        try:
            with package(data) as archive:
                for name, part in sheets.items():
                    self._found[name] = _formats_of_sheet(archive, part, styles, name)
        except CannotOpen as problem:
            self._problem = problem

    def get(self, name: str) -> SheetFormats | None:
        """The formats of a sheet; None when the workbook does not name it."""
        if name not in self._found and self._thread.is_alive():
            self._thread.join()
        if self._problem:
            raise self._problem
        return self._found.get(name)


def _formats_of_sheet(archive: zipfile.ZipFile, part: str, styles: list[str], name: str) -> SheetFormats:
    wanted = {number for number, code in enumerate(styles) if code != GENERAL}
    try:
        with archive.open(part) as source:
            scan = scanned(source, wanted, MOST_AREA)
    except NotPlain:
        return _parsed_formats(archive, part, styles, name)
    formats = {column: {row: styles[style] for row, style in rows.items()} for column, rows in scan.styled.items()}
    return SheetFormats(formats, scan.uncomputed)


class _Book:
    """The names of the sheets with their parts, and the number format of every cell style."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._names: dict[str, str] = {}  # relation → name of the sheet
        self._targets: dict[str, str] = {}
        self._custom: dict[int, str] = {}
        self._in_cell_styles = False
        self.styles: list[str] = []
        main = _main_part(archive)
        folder, file = posixpath.split(main)
        self._stream(archive, main, self._take_sheet)
        self._stream(archive, f"{folder}/_rels/{file}.rels".lstrip("/"), self._take_relation)
        self._stream(archive, f"{folder}/styles.xml".lstrip("/"), self._take_style)
        parts = {
            name: posixpath.normpath(posixpath.join("/", folder, self._targets.get(relation, "")))[1:]
            for relation, name in self._names.items()
        }
        self.sheets = {name: part for name, part in parts.items() if part in archive.namelist()}

    def _stream(self, archive: zipfile.ZipFile, part: str, take: Callable[[str, Attributes], None]) -> None:
        if part in archive.namelist():
            with archive.open(part) as source:
                stream_xml(source, take, self._leave)

    def _take_sheet(self, name: str, given: Attributes) -> None:
        if name == "sheet":
            self._names[given.get("id", "")] = given.get("name", "")

    def _take_relation(self, name: str, given: Attributes) -> None:
        if name == "Relationship" and given.get("TargetMode") != "External":
            self._targets[given.get("Id", "")] = given.get("Target", "")

    def _take_style(self, name: str, given: Attributes) -> None:
        if name == "numFmt":
            self._custom[_number(given.get("numFmtId"))] = given.get("formatCode", GENERAL)
        elif name == "cellXfs":
            self._in_cell_styles = True
        elif name == "xf" and self._in_cell_styles:
            number = _number(given.get("numFmtId"))
            self.styles.append(self._custom.get(number) or BUILT_IN.get(number, GENERAL))

    def _leave(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cell_styles = False


def _main_part(archive: zipfile.ZipFile) -> str:
    """The workbook's own part; xl/workbook.xml in all that is known."""
    return next((name for name in archive.namelist() if name.endswith("workbook.xml")), "xl/workbook.xml")


def _parsed_formats(archive: zipfile.ZipFile, part: str, styles: list[str], name: str) -> SheetFormats:
    """The same by a parser, for sheets that are written unusually or reach too far."""
    reader = _SheetReader(styles, name)
    with archive.open(part) as source:
        stream_xml(source, reader.start, reader.end, reader.text)
    return reader.found


class _SheetReader:
    """Takes the cells of a sheet one by one."""

    def __init__(self, styles: list[str], name: str) -> None:
        self.found = SheetFormats()
        self._styles = styles
        self._name = name
        self._place = (0, 0)
        self._next = (0, 0)
        self._first = self._last = (-1, -1)
        self._formula = self._value = self._in_value = False

    def start(self, name: str, given: Attributes) -> None:
        """An element begins."""
        if name == "row":
            row = _number(given.get("r")) - 1 if given.get("r") else self._next[0]
            self._next = (row, 0)
        elif name == "c":
            self._enter_cell(given)
        elif name == "f":
            self._formula = True
        self._in_value = name in {"v", "t"}

    def text(self, text: str) -> None:
        """Characters of a formula, a value or a text."""
        self._value = self._value or (self._in_value and bool(text.strip()))

    def end(self, name: str) -> None:
        """An element ends."""
        self._in_value = False
        if name == "c" and self._formula and not self._value:
            self.found.uncomputed.append(self._place)
        elif name == "row":
            self._next = (self._next[0] + 1, 0)

    def _enter_cell(self, given: Attributes) -> None:
        self._place = _place(given.get("r", "")) or self._next
        self._next = (self._place[0], self._place[1] + 1)
        self._formula = self._value = False
        self._measure()
        style = _number(given.get("s"))
        code = self._styles[style] if style < len(self._styles) else GENERAL
        if code != GENERAL and given.get("t", "n") in {"n", "str", "d"}:
            self.found.formats.setdefault(self._place[1], {})[self._place[0]] = code

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


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0
