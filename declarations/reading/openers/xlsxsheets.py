"""An .xlsx opened by calamine, with what calamine does not tell: number formats, and large sheets piece by piece.

Sheets that reach absurdly far are refused before calamine sees them, which would ask for all their cells.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

from python_calamine import CalamineSheet, CalamineWorkbook

from declarations.reading.openers import xlsxcut
from declarations.reading.openers.numberformats import BUILT_IN, GENERAL, SheetFormats
from declarations.reading.openers.packages import MOST_BYTES, Attributes, package, stream_xml, too_large
from declarations.reading.openers.stamps import stamp_in_properties
from declarations.reading.openers.xlsxcut import CutSheet
from declarations.reading.openers.xlsxformats import MOST_AREA, parsed_formats, whole_number
from declarations.reading.openers.xlsxparts import takes_sheets, with_emptied
from declarations.reading.openers.xlsxpieces import LookedThrough, in_pieces
from declarations.reading.openers.xlsxscan import FormatFinder, NotPlain, RowPieces, Survey

LARGE = 16 * 1024 * 1024  # bytes of a sheet, unpacked
CUT_FROM = 150 * 1024 * 1024  # bytes of a package, unpacked: more of them are not kept in memory at once


class LargeSheet(Protocol):
    """A sheet whose rows come piece by piece."""

    @property
    def filled(self) -> int:
        """The last row with a value, counted from 0; -1 when there is none."""

    def portions(self) -> Iterator[tuple[CalamineSheet, SheetFormats]]:
        """Its rows, some in each sheet, and what calamine does not tell of them."""


@dataclass(frozen=True)
class XlsxSheets:
    """An opened .xlsx and its sheets by their names: large ones in `large`, the formats of all others in `formats`.

    `book` has no rows of the large ones under their names. `stamp` is what a workbook of ours says of itself.
    """

    book: CalamineWorkbook
    formats: Mapping[str, SheetFormats]
    large: Mapping[str, LargeSheet]
    stamp: str


def xlsx_sheets(data: bytes) -> XlsxSheets:
    """The sheets of an .xlsx; CannotOpen when they are too large, CalamineError when it is damaged."""
    with package(data, xlsxcut.MOST_BYTES) as archive:
        known = _Book(archive)
        finder = FormatFinder(known.codes)
        book, large = _opened(data, archive, known.sheets, finder)
        formats = {
            name: _formats(archive, part, finder, name) for name, part in known.sheets.items() if name not in large
        }
        return XlsxSheets(book, formats, large, stamp_in_properties(archive))


def _opened(
    data: bytes, archive: zipfile.ZipFile, sheets: Mapping[str, str], finder: FormatFinder
) -> tuple[CalamineWorkbook, Mapping[str, LargeSheet]]:
    """The workbook, and those of the sheets (name → part) that are large and come piece by piece."""
    large = {name: part for name, part in sheets.items() if archive.getinfo(part).file_size > LARGE}
    if large and not takes_sheets(archive):
        large = {}
    unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > CUT_FROM:
        return _cut(data, archive, large, finder, others=len(large) < len(sheets))
    return in_pieces(data, archive, large, finder)


def _cut(
    data: bytes, archive: zipfile.ZipFile, parts: Mapping[str, str], finder: FormatFinder, *, others: bool
) -> tuple[CalamineWorkbook, Mapping[str, LargeSheet]]:
    surveys = {name: survey for name, part in parts.items() if (survey := _survey(archive, part))}
    taken = {parts[name]: survey for name, survey in surveys.items()}
    rest = sum(entry.file_size for entry in archive.infolist() if entry.filename not in taken)
    if rest > MOST_BYTES:
        raise too_large(rest)
    if not taken:
        return _book_of(data), {}
    shell, _ = with_emptied(archive, taken, texts=others or len(surveys) < len(parts))
    return _book_of(shell), {
        name: CutSheet(data, name, parts[name], finder, survey.filled) for name, survey in surveys.items()
    }


def _book_of(data: bytes) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(BytesIO(data))


def _survey(archive: zipfile.ZipFile, part: str) -> Survey | None:
    """None when the sheet is written unusually or reaches too far."""
    try:
        with archive.open(part) as source:
            return Survey(RowPieces(source), MOST_AREA)
    except NotPlain:
        return None


def _formats(archive: zipfile.ZipFile, part: str, finder: FormatFinder, name: str) -> SheetFormats:
    try:
        rows = LookedThrough(RowPieces(BytesIO(archive.read(part))), finder, name)
        Survey(rows, MOST_AREA)
    except NotPlain:
        with archive.open(part) as source:
            return parsed_formats(source, finder.codes, name)
    result = SheetFormats()
    for formats in rows.formats:
        result.add(formats)
    return result


class _Book:
    """The names of the sheets with their parts, and the number format of every cell style."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._names: dict[str, str] = {}  # relation → name of the sheet
        self._targets: dict[str, str] = {}
        self._custom: dict[int, str] = {}
        self._in_cell_styles = False
        self.codes: list[str] = []
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
            self._custom[whole_number(given.get("numFmtId"))] = given.get("formatCode", GENERAL)
        elif name == "cellXfs":
            self._in_cell_styles = True
        elif name == "xf" and self._in_cell_styles:
            number = whole_number(given.get("numFmtId"))
            self.codes.append(self._custom.get(number) or BUILT_IN.get(number, GENERAL))

    def _leave(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cell_styles = False


def _main_part(archive: zipfile.ZipFile) -> str:
    """The workbook's own part; xl/workbook.xml in all that is known."""
    return next((name for name in archive.namelist() if name.endswith("workbook.xml")), "xl/workbook.xml")
