"""The large sheets of an .xlsx as many small sheets of the same package, which calamine opens once for all of them.

calamine keeps all cells of a sheet before it gives the first. Of pieces the first rows are there soon, and are looked
at while the next are being read.
"""

from __future__ import annotations

import zipfile
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import TypeVar

from python_calamine import CalamineSheet, CalamineWorkbook

from declarations.reading.openers.numberformats import SheetFormats
from declarations.reading.openers.xlsxformats import MOST_AREA, formats_in
from declarations.reading.openers.xlsxparts import name_of_piece, sheet_of, with_emptied
from declarations.reading.openers.xlsxscan import FormatFinder, NotPlain, RowPieces, Survey

_AHEAD = 4  # pieces

T = TypeVar("T")


class KeptRows:
    """The rows of a large sheet in memory, some in each piece; `head` and `tail` stand before and behind all rows."""

    def __init__(self, archive: zipfile.ZipFile, part: str) -> None:
        """Read the part; NotPlain when it does not look like a sheet."""
        with archive.open(part) as source:
            pieces = RowPieces(source)
            self._pieces = [piece for piece in pieces if piece.strip()]
        self.head, self.tail = pieces.head, pieces.tail

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)

    def __len__(self) -> int:
        return len(self._pieces)


@dataclass(frozen=True)
class PiecedSheet:
    """A large sheet that stands as so many pieces in `book`, from the piece `first` on."""

    book: CalamineWorkbook
    first: int
    formats: Sequence[SheetFormats]
    filled: int  # see `Survey`

    def portions(self) -> Iterator[tuple[CalamineSheet, SheetFormats]]:
        """Its rows, some in each sheet, and what calamine does not tell of them."""
        names = map(name_of_piece, range(self.first, self.first + len(self.formats)))
        yield from ahead(zip(map(self.book.get_sheet_by_name, names), self.formats, strict=True))


def in_pieces(
    archive: zipfile.ZipFile, parts: Mapping[str, str], finder: FormatFinder
) -> tuple[CalamineWorkbook, dict[str, PiecedSheet]] | None:
    """The package opened, and those of the sheets (name → part) that are written plainly; None when none is."""
    rows = {name: kept for name, part in parts.items() if (kept := _kept(archive, part))}
    if not rows:
        return None
    # Neither packing nor opening needs Python for long, so the rows are looked through meanwhile.
    with ThreadPoolExecutor(max_workers=1) as thread:
        looking = {name: thread.submit(_looked_through, kept, finder, name) for name, kept in rows.items()}
        emptied = {parts[name]: kept for name, kept in rows.items()}
        whole = with_emptied(archive, emptied, deque(chain.from_iterable(rows.values())))
        book = CalamineWorkbook.from_filelike(BytesIO(whole))
    odd = {name for name, future in looking.items() if isinstance(future.exception(), NotPlain)}
    if odd:
        return in_pieces(archive, {name: part for name, part in parts.items() if name not in odd}, finder)
    found: dict[str, PiecedSheet] = {}
    first = 0
    for name, future in looking.items():
        filled, formats = future.result()
        found[name] = PiecedSheet(book, first, formats, filled)
        first += len(formats)
    return book, found


def _kept(archive: zipfile.ZipFile, part: str) -> KeptRows | None:
    try:
        return KeptRows(archive, part)
    except NotPlain:
        return None


def _looked_through(rows: KeptRows, finder: FormatFinder, name: str) -> tuple[int, list[SheetFormats]]:
    """The last row with a value, and what calamine does not tell of each piece. NotPlain, CannotOpen."""
    filled = Survey(rows, MOST_AREA).filled
    return filled, [formats_in(sheet_of(piece), finder, name) for piece in rows]


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items; a thread finds the next ones while the caller looks at one. calamine does not need Python."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        try:
            coming = deque(thread.submit(next, items, None) for _ in range(_AHEAD))
            while (item := coming.popleft().result()) is not None:
                coming.append(thread.submit(next, items, None))
                yield item
        finally:
            thread.shutdown(cancel_futures=True)
