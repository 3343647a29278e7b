"""The large sheets of an .xlsx as many small sheets of the same package, which calamine opens once for all of them.

calamine keeps all cells of a sheet before it gives the first. Of pieces the first rows are there soon, and are looked
at while the next are being read.
"""

from __future__ import annotations

import zipfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import accumulate
from typing import TypeVar

from python_calamine import CalamineSheet, CalamineWorkbook

from declarations.reading.openers.numberformats import SheetFormats
from declarations.reading.openers.packages import package
from declarations.reading.openers.xlsxformats import MOST_AREA, formats_in
from declarations.reading.openers.xlsxparts import name_of_piece, sheet_of, with_emptied
from declarations.reading.openers.xlsxscan import FormatFinder, NotPlain, RowPieces, Rows, Survey

_AHEAD = 4  # pieces

T = TypeVar("T")


class LookedThrough:
    """The rows of a sheet; behind whoever walks over them, `formats` are found: of each piece, what calamine does not
    tell.
    """

    def __init__(self, rows: Rows, finder: FormatFinder, name: str) -> None:
        """`name` is that of the sheet."""
        self._rows = rows
        self._find = partial(formats_in, finder=finder, name=name)
        self.formats: list[SheetFormats] = []

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._rows:
            yield piece
            self.formats.append(self._find(sheet_of(piece)))

    @property
    def head(self) -> bytes:
        """See `Rows`."""
        return self._rows.head

    @property
    def tail(self) -> bytes:
        """See `Rows`."""
        return self._rows.tail


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
    data: bytes, archive: zipfile.ZipFile, parts: Mapping[str, str], finder: FormatFinder
) -> tuple[CalamineWorkbook, dict[str, PiecedSheet]]:
    """The package opened, and those of the sheets (name → part) that are written plainly."""
    if not parts:
        return CalamineWorkbook.from_filelike(BytesIO(data)), {}
    # Neither packing nor opening needs Python for long, so the rows are looked through meanwhile.
    with ThreadPoolExecutor(max_workers=1) as thread:
        looking = {name: thread.submit(_looked_through, data, part, finder, name) for name, part in parts.items()}
        opened = _opened(archive, parts.values())
    plain = {name: parts[name] for name, future in looking.items() if not isinstance(future.exception(), NotPlain)}
    if opened is None or len(plain) < len(parts):
        return in_pieces(data, archive, plain, finder)
    book, counts = opened
    firsts = accumulate(counts, initial=0)
    return book, {
        name: PiecedSheet(book, first, *future.result())
        for (name, future), first in zip(looking.items(), firsts, strict=False)
    }


def _looked_through(data: bytes, part: str, finder: FormatFinder, name: str) -> tuple[list[SheetFormats], int]:
    """What calamine does not tell of each piece, and the last row with a value. NotPlain, CannotOpen."""
    with package(data) as archive, archive.open(part) as source:
        rows = LookedThrough(RowPieces(source), finder, name)
        filled = Survey(rows, MOST_AREA).filled
    return rows.formats, filled


def _opened(archive: zipfile.ZipFile, parts: Iterable[str]) -> tuple[CalamineWorkbook, list[int]] | None:
    """The package with the rows of these parts as pieces, and how many each has; None when one is not plain."""
    with ExitStack() as stack:
        large = {part: RowPieces(stack.enter_context(archive.open(part))) for part in parts}
        try:
            whole, counts = with_emptied(archive, large)
        except NotPlain:
            return None
    return CalamineWorkbook.from_filelike(BytesIO(whole)), counts


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
