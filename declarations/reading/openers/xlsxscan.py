"""A sheet of an .xlsx looked through as bytes: how far it reaches, its number formats, its formulas without result.

A parser in Python needs ten times as long for a large sheet as calamine for all its values. Within XML a `<` always
begins a tag, so the few cells that matter can be found as bytes, and the sheet be cut between two rows, as long as it
is written as all known programs write it. Whatever is written otherwise is `NotPlain`, and the parser takes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import IO, Protocol

from declarations.reading.openers.numberformats import GENERAL, SheetFormats

PIECE = 2 * 1024 * 1024  # bytes, to which the rest of a row is added
_LONGEST_ROW = 4 * 1024 * 1024  # bytes; a cell holds 32 767 characters, a row of forms a few thousand
_LETTERS = 26
_HEAD = re.compile(
    rb"(?:<\?xml(?: version=\S+)?(?: encoding=.(?i:utf-8).)?(?: standalone=\S+)?\s*\?>)?\s*<worksheet[\s>]"
)
_ROWS = b"<sheetData>"
_END = b"</sheetData>"
_WITHIN_ROWS = b"sheetData>"  # either of them
_CELL = re.compile(rb"<c[\s/>]")
_ODD = re.compile(rb'<c (?!r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,6}")?(?: t="[a-zA-Z]{1,10}")?/?>)')
_ROW = re.compile(rb'<row [^>]*?\br="([0-9]{1,7})"')
_DIMENSION = re.compile(rb'<dimension [^>]*?ref="(?:[A-Z]{1,3}[0-9]{1,7}:)?([A-Z]{1,3})[0-9]{1,7}"')
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})')
_VALUES = (b"</v>", b"</t>")
_NO_RESULT = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)


class NotPlain(Exception):
    """The sheet is not written in the way that can be looked through as bytes."""


class Rows(Protocol):
    """The rows of a sheet, some at a time."""

    def __iter__(self) -> Iterator[bytes]: ...

    @property
    def head(self) -> bytes:
        """What stands before all rows; known once there were rows."""

    @property
    def tail(self) -> bytes:
        """What stands behind all rows; known at their end."""


class RowPieces:
    """`Rows` as they come from a file."""

    def __init__(self, source: IO[bytes]) -> None:
        """Nothing is read yet."""
        self._source = source
        self.head = b""
        self.tail = b""

    def __iter__(self) -> Iterator[bytes]:
        rest = b""
        while chunk := self._source.read(PIECE):
            rest += chunk
            cut = rest.rfind(b"<row ")
            if cut > 0:
                rows, rest = self._behind_head(rest[:cut]), rest[cut:]
                if rows.strip():
                    yield rows
            elif len(rest) > _LONGEST_ROW:
                raise NotPlain
        rest, end, self.tail = self._behind_head(rest).rpartition(_END)
        if not end:
            raise NotPlain
        if rest.strip():
            yield rest

    def _behind_head(self, piece: bytes) -> bytes:
        if self.head:
            return piece
        self.head, mark, rows = piece.partition(_ROWS)
        if not mark or not _HEAD.match(self.head):
            raise NotPlain
        return rows


class Survey:
    """How far a sheet reaches: `last` is the (row, column) that no cell goes beyond, `filled` the last row with a value
    (all counted from 0, -1 when there is none); `head` and `tail` are those of its rows.
    """

    def __init__(self, rows: Rows, most_area: int) -> None:
        """Look through all of it; NotPlain as well when it reaches over more than `most_area` cells."""
        self._rows = 0
        self._width = 0
        self.filled = -1
        for piece in rows:
            if not self._width and (said := _DIMENSION.search(rows.head)):
                self._width = _column(said[1]) + 1
            self._take(piece)
            if self._rows * self._width > most_area:
                raise NotPlain
        self.head, self.tail = rows.head, rows.tail
        if b"<!" in self.head or b"<!" in self.tail:
            raise NotPlain

    @property
    def last(self) -> tuple[int, int]:
        """See the class."""
        return self._rows - 1, self._width - 1

    def _take(self, piece: bytes) -> None:
        if piece.strip() and not piece.lstrip().startswith(b"<row "):
            raise NotPlain
        named = piece.count(b'<c r="')
        if piece.count(b"<c") != named and len(_CELL.findall(piece)) != named:
            raise NotPlain
        if b"<!" in piece or _WITHIN_ROWS in piece:
            raise NotPlain
        rows = [*map(int, _ROW.findall(piece))]
        if len(rows) != piece.count(b"<row") or rows != sorted({*rows}):
            raise NotPlain
        if rows:
            if rows[0] <= self._rows:
                raise NotPlain
            self._rows = rows[-1]
        self._measure(piece)
        end = -1
        for mark in _VALUES:
            end = max(end, _end_of_last(piece, mark, max(end, 0)))
        if end >= 0:
            self.filled = rows[piece.count(b"<row", 0, end) - 1] - 1

    def _measure(self, piece: bytes) -> None:
        """Note the last column: what the sheet itself says, or, where cells stand beyond that, what they say."""
        if not self._width or _beyond(self._width).search(piece):
            self._width = max(self._width, *(_column(letters) + 1 for letters in {*_COLUMN.findall(piece), b"A"}))


class FormatFinder:
    """Finds what calamine does not tell of rows, by the number format of every cell style."""

    def __init__(self, codes: Sequence[str]) -> None:
        """`codes` by the number of the style."""
        self.codes = codes
        numbers = [b"%d" % style for style, code in enumerate(codes) if code != GENERAL]
        self._wanted = re.compile(
            rb'<c r="([A-Z]{1,3})([0-9]{1,7})" s="(' + b"|".join(numbers) + rb')"(?: t="(?:n|str|d)")?/?>'
        )
        self._any = bool(numbers)

    def found(self, piece: bytes) -> SheetFormats:
        """Of these rows of a sheet that has been surveyed."""
        result = SheetFormats()
        if self._any:
            if _ODD.search(piece):
                raise NotPlain
            for letters, row, style in self._wanted.findall(piece):
                result.formats.setdefault(_column(letters), {})[int(row) - 1] = self.codes[int(style)]
        if b"<f" in piece:
            result.uncomputed = [(int(row) - 1, _column(letters)) for letters, row in _NO_RESULT.findall(piece)]
        return result


def _end_of_last(piece: bytes, mark: bytes, start: int) -> int:
    """Where the last value behind `start` ends that has this mark and is not empty, -1 when there is none."""
    end = piece.rfind(mark, start)
    while end > start and piece[end - 1 : end] == b">":
        end = piece.rfind(mark, start, end)
    return end


@lru_cache(maxsize=1_000)
def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + letter - ord("A") + 1
    return number - 1


@lru_cache(maxsize=_LETTERS + 1)
def _beyond(width: int) -> re.Pattern[bytes]:
    """What finds a cell to the right of the first `width` columns, and may find others."""
    if width > _LETTERS:
        return re.compile(rb'<c r="[A-Z]{2}')
    last = ord("A") + width - 1
    further = b"" if width == _LETTERS else b"[" + bytes([last + 1]) + b"-Z]|"
    return re.compile(rb'<c r="(?:' + further + rb"[A-Z]{2})")
