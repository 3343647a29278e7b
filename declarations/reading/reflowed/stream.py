"""The lines of a form as one stream: searched without blanks and line ends, cut with both known."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from declarations.reading.grid import Row
from declarations.reading.results import Place


@dataclass(frozen=True)
class Line:
    """One printed line with text; `after_gap`: a blank line stands above it, or nothing."""

    text: str
    place: Place
    after_gap: bool


@dataclass(frozen=True)
class Piece:
    """Part of one line. `begins` and `ends` say whether it reaches to the line's two ends."""

    text: str
    place: Place
    begins: bool
    ends: bool
    after_gap: bool


def lines_of(rows: Sequence[Row]) -> tuple[Line, ...]:
    """The rows with text as lines; cells of one row are parted by a blank."""
    lines: list[Line] = []
    gap = True
    for row in rows:
        text = " ".join(part for _, cell in row.filled for part in cell.words.splitlines())
        if text:
            lines.append(Line(text, row.place, gap))
        gap = not text
    return tuple(lines)


@lru_cache(maxsize=8192)
def _folded(character: str) -> str:
    return "".join(unicodedata.normalize("NFKC", character).split())


class Stream:
    """`text` is the lines; `folded` is the same without blanks and differences of width, for searching."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Fold the lines once; positions in `folded` are led back to `text` by `at`."""
        self.lines = tuple(lines)
        self.text = "\n".join(line.text for line in lines)
        self._starts = [0, *accumulate(len(line.text) + 1 for line in lines)][: len(lines)]
        folded: list[str] = []
        self.at: list[int] = []
        for position, character in enumerate(self.text):
            plain = _folded(character)
            folded.append(plain)
            self.at.extend([position] * len(plain))
        self.folded = "".join(folded)

    def begins_line(self, found: int) -> bool:
        """The folded character `found` is the first of its line."""
        return self.at[found] == self._starts[self.line_number(self.at[found])]

    def first_of_line(self, number: int) -> int:
        """The position in `folded` of the first character of a line."""
        return bisect_left(self.at, self._starts[number])

    def begins_word(self, found: int) -> bool:
        """Nothing but a blank, a line end or a mark stands before the folded character `found`."""
        position = self.at[found]
        return position == 0 or self.text[position - 1].isspace() or self.text[position - 1] in "*＊"

    def ends_word(self, end: int) -> bool:
        """A blank, a line end or nothing stands behind the folded characters up to `end`."""
        behind = self.end(end)
        return behind >= len(self.text) or self.text[behind].isspace()

    def end(self, end: int) -> int:
        """The position in `text` behind the folded characters up to `end`."""
        return self.at[end - 1] + 1 if end else 0

    def line_number(self, position: int) -> int:
        """The number, from 0, of the line at a position in `text`."""
        return max(bisect_right(self._starts, position) - 1, 0)

    def line_at(self, position: int) -> Line:
        """The line at a position in `text`."""
        return self.lines[self.line_number(position)]

    def pieces(self, start: int, end: int) -> list[Piece]:
        """The parts of lines between two positions in `text`, blank ones left out."""
        pieces: list[Piece] = []
        if start >= end or not self.lines:
            return pieces
        for number in range(self.line_number(start), self.line_number(end - 1) + 1):
            line, first = self.lines[number], self._starts[number]
            low, high = max(start - first, 0), min(end - first, len(line.text))
            if words := line.text[low:high].strip():
                begins, ends = not line.text[:low].strip(), not line.text[high:].strip()
                pieces.append(Piece(words, line.place, begins, ends, line.after_gap and begins))
        return pieces
