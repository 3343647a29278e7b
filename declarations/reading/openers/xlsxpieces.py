"""The large sheets of an .xlsx as many small sheets of the same package, which calamine opens once for all of them.

calamine keeps all cells of a sheet before it gives the first. Of pieces the first rows are there soon, and are looked
at while the next are being read.
"""

from __future__ import annotations

import zipfile
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import TypeVar

from python_calamine import CalamineSheet, CalamineWorkbook

from declarations.reading.openers.numberformats import SheetFormats
from declarations.reading.openers.xlsxformats import MOST_AREA, formats_in
from declarations.reading.openers.xlsxparts import PackedRows, name_of_piece, with_emptied
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
            self.formats.append(self._find(piece))

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
    with ExitStack() as stack:
        large = {part: RowPieces(stack.enter_context(archive.open(part))) for part in parts.values()}
        whole, counts = with_emptied(archive, large)
    plain = {name: part for name, part in parts.items() if counts[part] is not None}
    if len(plain) < len(parts):
        return in_pieces(data, archive, plain, finder)
    # Opening does not need Python, so the rows are looked through meanwhile.
    with zipfile.ZipFile(BytesIO(whole)) as packed, ThreadPoolExecutor(max_workers=1) as thread:
        rows = dict(zip(parts, _packed_rows(packed, large, counts), strict=True))
        looking = {name: thread.submit(_looked_through, rows[name], finder, name) for name in parts}
        book = CalamineWorkbook.from_filelike(BytesIO(whole))
        odd = {name for name, future in looking.items() if isinstance(future.exception(), NotPlain)}
    if odd:
        return in_pieces(data, archive, {name: parts[name] for name in parts if name not in odd}, finder)
    return book, {name: PiecedSheet(book, rows[name].first, *future.result()) for name, future in looking.items()}


def _packed_rows(
    package: zipfile.ZipFile, large: Mapping[str, Rows], counts: Mapping[str, int | None]
) -> Iterator[PackedRows]:
    first = 0
    for part, sheet in large.items():
        count = counts[part] or 0
        yield PackedRows(package, first, count, sheet.head, sheet.tail)
        first += count


def _looked_through(rows: Rows, finder: FormatFinder, name: str) -> tuple[list[SheetFormats], int]:
    """What calamine does not tell of each piece, and the last row with a value. NotPlain, CannotOpen."""
    looked = LookedThrough(rows, finder, name)
    filled = Survey(looked, MOST_AREA).filled
    return looked.formats, filled


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
