"""A sheet of an .xlsx looked through as bytes: what its number formats, formulas and far cells are.

A parser in Python needs ten times as long for a large sheet as calamine for all its values. Within XML a `<` always
begins a tag, so the few cells that matter can be found as bytes, as long as the sheet is written as all known programs
write it. Whatever is written otherwise is `NotPlain`, and the parser takes it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import IO

_CHUNK = 1024 * 1024
_LONGEST_CARRY = 16 * _CHUNK
_LETTERS = 26
_HEAD = re.compile(
    rb"(?:<\?xml(?: version=\S+)?(?: encoding=.(?i:utf-8).)?(?: standalone=\S+)?\s*\?>)?\s*<worksheet[\s>]"
)
_HEAD_BYTES = 5_000  # where a sheet says what it is and how far it reaches
_CELL = re.compile(rb"<c[\s/>]")
_ODD = re.compile(rb'<c (?!r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,6}")?(?: t="[a-zA-Z]{1,10}")?/?>)')
_ROW = re.compile(rb'<row [^>]*?\br="([0-9]{1,7})"')
_DIMENSION = re.compile(rb'<dimension [^>]*?ref="(?:[A-Z]{1,3}[0-9]{1,7}:)?([A-Z]{1,3})[0-9]{1,7}"')
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})')
_NO_RESULT = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)


class NotPlain(Exception):
    """The sheet is not written in the way that can be looked through as bytes."""


class Scan:
    """What has been found so far: `last` is the (row, column) that no cell goes beyond, both counted from 0."""

    def __init__(self, styles: Collection[int]) -> None:
        """`styles` are the numbers of the cell styles that matter."""
        self.styled: dict[int, dict[int, int]] = {}  # column → row → style
        self.uncomputed: list[tuple[int, int]] = []
        self._rows = 0
        self._width = 0
        self._letters: dict[bytes, int] = {}
        self._wanted: re.Pattern[bytes] | None = None
        if styles:
            numbers = b"|".join(b"%d" % style for style in sorted(styles))
            self._wanted = re.compile(
                rb'<c r="([A-Z]{1,3})([0-9]{1,7})" s="(' + numbers + rb')"(?: t="(?:n|str|d)")?/?>'
            )

    @property
    def last(self) -> tuple[int, int]:
        """The last row and column with a cell, (-1, -1) when there is none."""
        return self._rows - 1, self._width - 1

    def take(self, piece: bytes) -> None:
        """Look through the next bytes, which end between two cells."""
        named = piece.count(b'<c r="')
        if b"<!" in piece or (piece.count(b"<c") != named and len(_CELL.findall(piece)) != named):
            raise NotPlain
        rows = _ROW.findall(piece)
        if len(rows) != piece.count(b"<row") - piece.count(b"<rowB") or (self._wanted and _ODD.search(piece)):
            raise NotPlain
        self._rows = max(self._rows, *map(int, rows)) if rows else self._rows
        self._measure(piece)
        if self._wanted:
            for letters, row, style in self._wanted.findall(piece):
                self.styled.setdefault(self._column(letters), {})[int(row) - 1] = int(style)
        if b"<f" in piece:
            found = _NO_RESULT.findall(piece)
            self.uncomputed += [(int(row) - 1, self._column(letters)) for letters, row in found]

    def _measure(self, piece: bytes) -> None:
        """Note the last column: what the sheet itself says, or, where cells stand beyond that, what they say."""
        said = _DIMENSION.search(piece[:_HEAD_BYTES]) if not self._width else None
        if said:
            self._width = self._column(said[1]) + 1
        if not self._width or _beyond(self._width).search(piece):
            self._width = max(self._width, *(self._column(letters) + 1 for letters in {*_COLUMN.findall(piece), b"A"}))

    def _column(self, letters: bytes) -> int:
        if letters not in self._letters:
            number = 0
            for letter in letters:
                number = number * _LETTERS + letter - ord("A") + 1
            self._letters[letters] = number - 1
        return self._letters[letters]


def scanned(source: IO[bytes], styles: Collection[int], most_area: int) -> Scan:
    """The sheet that `source` holds; NotPlain as well when it reaches over more than `most_area` cells."""
    scan = Scan(styles)
    for number, piece in enumerate(_pieces(source)):
        if number == 0 and not _HEAD.match(piece[:_HEAD_BYTES]):
            raise NotPlain
        scan.take(piece)
        if (scan.last[0] + 1) * (scan.last[1] + 1) > most_area:
            raise NotPlain
    return scan


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    """The bytes in pieces that end before the first byte of a cell, a row or what else begins so."""
    rest = b""
    while chunk := source.read(_CHUNK):
        rest += chunk
        cut = rest.rfind(b"<c")
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > _LONGEST_CARRY:
            raise NotPlain
    yield rest


def _beyond(width: int) -> re.Pattern[bytes]:
    """What finds a cell to the right of the first `width` columns, and may find others."""
    if width > _LETTERS:
        return re.compile(rb'<c r="[A-Z]{2}')
    last = ord("A") + width - 1
    further = b"" if width == _LETTERS else b"[" + bytes([last + 1]) + b"-Z]|"
    return re.compile(rb'<c r="(?:' + further + rb"[A-Z]{2})")
