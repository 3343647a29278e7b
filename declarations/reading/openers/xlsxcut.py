"""A large sheet of an .xlsx some rows at a time: calamine would keep all its cells before it gives the first.

The rows are cut out of the sheet as bytes and put into small workbooks in memory, each with the texts and styles of the
original, which calamine opens like any other. So a sheet needs no more memory for being long.
"""

from __future__ import annotations

import re
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

from python_calamine import CalamineSheet, CalamineWorkbook

from declarations.reading.openers.numberformats import SheetFormats
from declarations.reading.openers.packages import package
from declarations.reading.openers.xlsxformats import formats_in
from declarations.reading.openers.xlsxparts import ROOT, TEXTS, SheetList
from declarations.reading.openers.xlsxpieces import ahead
from declarations.reading.openers.xlsxscan import FormatFinder, RowPieces

MOST_BYTES = 1024 * 1024 * 1024  # of a package whose large sheets are cut, unpacked
_FIRST = 4 * 1024 * 1024  # bytes of rows in the first small workbook: the reader waits for it
_NEXT = 16 * 1024 * 1024  # of each of the others, or more, since the texts are read again for each
_NEXT_BY_TEXTS = 4
_STYLES = "styles.xml"
_NUMBER_OF_TEXT = re.compile(rb' t="s"><v>([0-9]+)</v>')
_END_OF_TEXT = re.compile(rb"</si>")


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
        yield from ahead(self._portions())

    def _portions(self) -> Iterator[tuple[CalamineSheet, SheetFormats]]:
        with package(self.data, MOST_BYTES) as archive, archive.open(self.part) as source:
            original = _Original(archive)
            pieces = iter(RowPieces(source))
            while taken := _taken(pieces, original.most):
                found = [formats_in(rows, self.finder, self.name) for rows in taken]
                book = original.book(taken)
                for name, formats in zip(book.sheet_names, found, strict=True):
                    yield book.get_sheet_by_name(name), formats


def _taken(pieces: Iterator[bytes], most: int) -> deque[bytes]:
    """The next of them, up to so many bytes."""
    taken: deque[bytes] = deque()
    for rows in pieces:
        taken.append(rows)
        most -= len(rows)
        if most <= 0:
            break
    return taken


class _Original:
    """What the small workbooks have of the original; `most` is how many bytes of rows the next may have."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Read the texts and styles."""
        names = archive.namelist()
        self._parts = {name: archive.read(name) for name in names if name.lower().endswith((ROOT, _STYLES, TEXTS))}
        self._archive = archive
        self.most = _FIRST

    def book(self, rows: deque[bytes]) -> CalamineWorkbook:
        """A workbook with a sheet of each of these rows, which are taken out of the queue."""
        output = BytesIO()
        with zipfile.ZipFile(output, "w") as book:
            for name, part in self._parts.items():
                needed = _texts_of(part, rows) if self.most == _FIRST and name.lower().endswith(TEXTS) else part
                book.writestr(name, needed)
            listed = SheetList(self._archive)
            while rows:
                listed.add(book, rows.popleft())
            listed.close(book, alone=True)
        self.most = max(_NEXT, _NEXT_BY_TEXTS * sum(map(len, self._parts.values())))
        return CalamineWorkbook.from_filelike(BytesIO(output.getvalue()))


def _texts_of(texts: bytes, pieces: Iterable[bytes]) -> bytes:
    """The texts up to the last that these rows use: a sheet begins with the first. All where that cannot be told."""
    used: set[bytes] = set()
    for rows in pieces:
        numbers = _NUMBER_OF_TEXT.findall(rows)
        if len(numbers) != rows.count(b' t="s"') or b"<!" in texts:
            return texts
        used.update(numbers)
    last = max(map(int, used), default=0)
    end = next(islice(_END_OF_TEXT.finditer(texts), last, None), None)
    return texts if end is None else texts[: end.end()] + b"</sst>"
