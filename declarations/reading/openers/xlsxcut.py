"""A large sheet of an .xlsx some rows at a time: calamine would keep all its cells before it gives the first.

The rows are cut out of the sheet as bytes and put into small workbooks in memory, each with the texts and styles of the
original, which calamine opens like any other. So a sheet needs no more memory for being long, and its first rows are
looked at while the next are being read.
"""

from __future__ import annotations

import re
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import TypeVar

from python_calamine import CalamineSheet, CalamineWorkbook

from declarations.reading.openers.numberformats import SheetFormats
from declarations.reading.openers.packages import package
from declarations.reading.openers.xlsxformats import formats_in
from declarations.reading.openers.xlsxscan import FormatFinder, RowPieces, Survey

MOST_BYTES = 1024 * 1024 * 1024  # of a package whose large sheets are cut, unpacked
_FIRST = 4 * 1024 * 1024  # bytes of rows in the first small workbook: the reader waits for it
_NEXT = 16 * 1024 * 1024  # of each of the others, or more, since the texts are read again for each
_NEXT_BY_TEXTS = 4
_AHEAD = 4  # pieces
_BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_ROOT = "_rels/.rels"
_STYLES = "styles.xml"
_TEXTS = "sharedstrings.xml"
_NUMBER_OF_TEXT = re.compile(rb' t="s"><v>([0-9]+)</v>')
_END_OF_TEXT = re.compile(rb"</si>")
_SHEETS = re.compile(rb"(?<=[<:]sheets>).*(?=</(?:\w+:)?sheets>)", re.DOTALL)
_END_OF_RELATIONS = re.compile(rb"</(?:\w+:)?Relationships>")
_KIND = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = b'<sheet xmlns:r="' + _KIND + b'" name="%d" sheetId="%d" r:id="piece%d"/>'
_RELATION = b'<Relationship Id="piece%d" Type="' + _KIND + b'/worksheet" Target="worksheets/piece%d.xml"/>'
_SHEET_OF_ROWS = b"<worksheet><sheetData>%b</sheetData></worksheet>"

T = TypeVar("T")


def can_be_cut(archive: zipfile.ZipFile) -> bool:
    """The package is written so that sheets can be added to it."""
    if not {_ROOT, _BOOK, _RELATIONS} <= {*archive.namelist()} or _BOOK.encode() not in archive.read(_ROOT):
        return False
    found = _SHEETS.findall(archive.read(_BOOK)), _END_OF_RELATIONS.findall(archive.read(_RELATIONS))
    return [*map(len, found)] == [1, 1]


def without_rows(archive: zipfile.ZipFile, cut: Mapping[str, Survey], *, texts: bool) -> bytes:
    """The package with the rows of these parts taken out, and without its texts where no other sheet needs them."""
    output = BytesIO()
    with zipfile.ZipFile(output, "w") as shell:
        for name in archive.namelist():
            if name not in cut and name.endswith((".xml", ".rels")) and (texts or not name.lower().endswith(_TEXTS)):
                shell.writestr(name, archive.read(name))
        for name, survey in cut.items():
            shell.writestr(name, survey.head + b"<sheetData/>" + survey.tail)
    return output.getvalue()


@dataclass(frozen=True)
class CutSheet:
    """A large sheet of the package `data`."""

    data: bytes
    name: str
    part: str
    finder: FormatFinder
    filled: int  # see `Survey`

    def portions(self) -> Iterator[tuple[CalamineSheet, SheetFormats]]:
        """Its rows, some in each sheet, and what calamine does not tell of them."""
        yield from _ahead(self._portions())

    def _portions(self) -> Iterator[tuple[CalamineSheet, SheetFormats]]:
        with package(self.data, MOST_BYTES) as archive, archive.open(self.part) as source:
            original = _Original(archive)
            pieces = (_SHEET_OF_ROWS % rows for rows in RowPieces(source) if rows.strip())
            while sheets := _taken(pieces, original.most):
                found = [formats_in(sheet, self.finder, self.name) for sheet in sheets]
                book = original.book(sheets)
                for name, formats in zip(book.sheet_names, found, strict=True):
                    yield book.get_sheet_by_name(name), formats


def _taken(sheets: Iterator[bytes], most: int) -> deque[bytes]:
    """The next of them, up to so many bytes."""
    taken: deque[bytes] = deque()
    for sheet in sheets:
        taken.append(sheet)
        most -= len(sheet)
        if most <= 0:
            break
    return taken


class _Original:
    """What the small workbooks have of the original; `most` is how many bytes of rows the next may have."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Read the texts and styles."""
        names = archive.namelist()
        self._parts = {name: archive.read(name) for name in names if name.lower().endswith((_ROOT, _STYLES, _TEXTS))}
        self._book = archive.read(_BOOK)
        self._relations = archive.read(_RELATIONS)
        self.most = _FIRST

    def book(self, sheets: deque[bytes]) -> CalamineWorkbook:
        """A workbook of these sheets, which are taken out of the queue."""
        count = len(sheets)
        output = BytesIO()
        with zipfile.ZipFile(output, "w") as book:
            for name, part in self._parts.items():
                needed = _texts_of(part, sheets) if self.most == _FIRST and name.lower().endswith(_TEXTS) else part
                book.writestr(name, needed)
            named = b"".join(_SHEET % (n, n + 1, n) for n in range(count))
            book.writestr(_BOOK, _SHEETS.sub(lambda _: named, self._book))
            related = b"".join(_RELATION % (n, n) for n in range(count))
            book.writestr(_RELATIONS, _END_OF_RELATIONS.sub(lambda end: related + end[0], self._relations))
            for n in range(count):
                book.writestr(f"xl/worksheets/piece{n}.xml", sheets.popleft())
        self.most = max(_NEXT, _NEXT_BY_TEXTS * sum(map(len, self._parts.values())))
        return CalamineWorkbook.from_filelike(BytesIO(output.getvalue()))


def _texts_of(texts: bytes, sheets: Iterable[bytes]) -> bytes:
    """The texts up to the last that these sheets use: a sheet begins with the first. All where that cannot be told."""
    used: set[bytes] = set()
    for sheet in sheets:
        numbers = _NUMBER_OF_TEXT.findall(sheet)
        if len(numbers) != sheet.count(b' t="s"') or b"<!" in texts:
            return texts
        used.update(numbers)
    last = max(map(int, used), default=0)
    end = next(islice(_END_OF_TEXT.finditer(texts), last, None), None)
    return texts if end is None else texts[: end.end()] + b"</sst>"


def _ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items; a thread finds the next ones while the caller looks at one. calamine does not need Python."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        try:
            coming = deque(thread.submit(next, items, None) for _ in range(_AHEAD))
            while (item := coming.popleft().result()) is not None:
                coming.append(thread.submit(next, items, None))
                yield item
        finally:
            thread.shutdown(cancel_futures=True)
