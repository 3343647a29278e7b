"""The sheets of an .xlsx before calamine opens it: their number formats, and which of them are cut into pieces.

Sheets that reach absurdly far are refused before calamine sees them, which would ask for all their cells.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO

from declarations.reading.openers import xlsxcut
from declarations.reading.openers.numberformats import BUILT_IN, GENERAL, SheetFormats
from declarations.reading.openers.packages import MOST_BYTES, Attributes, package, stream_xml, too_large
from declarations.reading.openers.xlsxcut import CutSheet, can_be_cut, without_rows
from declarations.reading.openers.xlsxformats import MOST_AREA, formats_in, parsed_formats, whole_number
from declarations.reading.openers.xlsxscan import FormatFinder, NotPlain, RowPieces, Survey

LARGE = 16 * 1024 * 1024  # bytes of a sheet, unpacked
CUT_FROM = 200 * 1024 * 1024  # bytes of a package, unpacked: its large sheets are cut, which takes a little longer


@dataclass(frozen=True)
class XlsxSheets:
    """The sheets of an .xlsx by their names: large ones in `cut`, the formats of all others in `formats`.

    `data` is the package for calamine; it has no rows of the sheets that are cut.
    """

    data: bytes
    formats: Mapping[str, SheetFormats]
    cut: dict[str, CutSheet]


def xlsx_sheets(data: bytes) -> XlsxSheets:
    """The sheets of an .xlsx; CannotOpen when they are too large."""
    with package(data, xlsxcut.MOST_BYTES) as archive:
        book = _Book(archive)
        finder = FormatFinder(book.codes)
        surveys = _surveys(archive, book.sheets.values())
        rest = sum(entry.file_size for entry in archive.infolist() if entry.filename not in surveys)
        if rest > MOST_BYTES:
            raise too_large(rest)
        whole = {name: part for name, part in book.sheets.items() if part not in surveys}
        formats = _Formats(data, {name: part for name, part in whole.items() if _is_large(archive, part)}, finder)
        formats.found |= {
            name: _formats(archive, part, finder, name) for name, part in whole.items() if name not in formats.found
        }
        shell = without_rows(archive, surveys, texts=bool(whole)) if surveys else data
    cut = {
        name: CutSheet(data, name, part, finder, surveys[part].filled)
        for name, part in book.sheets.items()
        if part in surveys
    }
    return XlsxSheets(shell, formats, cut)


def _surveys(archive: zipfile.ZipFile, parts: Iterable[str]) -> dict[str, Survey]:
    """Those of the sheets that are large and can be cut."""
    large = [part for part in parts if _is_large(archive, part)]
    found: dict[str, Survey] = {}
    if sum(entry.file_size for entry in archive.infolist()) <= CUT_FROM:
        return found
    for part in large if large and can_be_cut(archive) else ():
        try:
            with archive.open(part) as source:
                found[part] = Survey(source, MOST_AREA)
        except NotPlain:
            continue
    return found


def _is_large(archive: zipfile.ZipFile, part: str) -> bool:
    return archive.getinfo(part).file_size > LARGE


class _Formats(Mapping[str, SheetFormats]):
    """The formats of sheets by their names; large ones are looked through while calamine reads, without Python."""

    def __init__(self, data: bytes, large: Mapping[str, str], finder: FormatFinder) -> None:
        """Start with the large ones."""
        thread = ThreadPoolExecutor(max_workers=1) if large else None
        self.found: dict[str, SheetFormats | Future[SheetFormats]] = {
            name: thread.submit(_formats_of_large, data, part, finder, name) for name, part in large.items() if thread
        }

    def __getitem__(self, name: str) -> SheetFormats:
        found = self.found[name]
        return found if isinstance(found, SheetFormats) else found.result()

    def __iter__(self) -> Iterator[str]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


def _formats_of_large(data: bytes, part: str, finder: FormatFinder, name: str) -> SheetFormats:
    result = SheetFormats()
    with package(data) as archive:
        try:
            with archive.open(part) as source:
                Survey(source, MOST_AREA)
            with archive.open(part) as source:
                for piece in RowPieces(source):
                    result.add(finder.found(piece))
        except NotPlain:
            with archive.open(part) as source:
                return parsed_formats(source, finder.codes, name)
    return result


def _formats(archive: zipfile.ZipFile, part: str, finder: FormatFinder, name: str) -> SheetFormats:
    sheet = archive.read(part)
    try:
        Survey(BytesIO(sheet), MOST_AREA)
    except NotPlain:
        return parsed_formats(BytesIO(sheet), finder.codes, name)
    return formats_in(sheet, finder, name)


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
