"""The words behind the categories of a row → its cells, and the rows below it whose categories are merged with its own.

Every way to part the words into rows and cells is weighed; the best one is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import accumulate, pairwise
from operator import itemgetter

from declarations.content import NOT_APPLICABLE
from declarations.reading.reflowed.cells import (
    EMPTY,
    Sheet,
    Word,
    cell_worth,
    is_broken,
    opening_worth,
    shortness,
    target_worth,
)

_MOST_WORDS = {"name": 12, "weight": 3}  # of a cell before the last; of a target and any other
_FEW_WORDS = 8
_MOST_WEIGHED = 400  # words of the rows under one category; the others belong to the last cell
_MOST_LINES = 24  # of the last cell, when other rows may stand behind it
_MOST_OPENINGS, _HOPELESS = 16, 80  # ways to read a name and a target in front of a row; much worse than the best
_NEVER = -1_000_000
_LIKELY, _CLOSE = 5, 8  # the worth of a row at the least, and how much better than any other it has to be
_BLANK_INSIDE, _PARAGRAPH = -8, -16
_ENDS_ITEM = re.compile(r"[。；;：:、，,]$")
_HALF_APPLICABLE = -60
_NOTHING_SAID = -40  # a row without category words whose last cell is empty
_SAID_AGAIN, _SHORTEST_NAME, _LENGTH_ASKED = 24, 3, 300


@dataclass(frozen=True)
class Cut:
    """The words of a row, parted into cells in the order of the columns, and how well that fits."""

    cells: tuple[tuple[Word, ...], ...]
    worth: int
    is_unsure: bool = False  # another way to part them is nearly as likely, or none is likely


@dataclass(frozen=True)
class Below:
    """What a row without category words of its own has to be worth, and its target at the least."""

    price: int
    target: int


def best_rows(
    words: Sequence[Word], keys: Sequence[str], sheet: Sheet, below: Below | None, broken: bool | None = None
) -> list[Cut]:
    """The likeliest rows of cells for `keys`: one, or, where others may stand `below` it, one and those.

    Of equals those with the shortest cells on the left. `broken`: the category words in front of the first row are.
    """
    near, far = tuple(words[:_MOST_WEIGHED]), tuple(words[_MOST_WEIGHED:])
    rows = _Rows(near, tuple(keys), sheet, below, broken).best()
    last = rows[-1]
    return [*rows[:-1], replace(last, cells=(*last.cells[:-1], last.cells[-1] + far))]


@dataclass(frozen=True)
class _Found:
    """Rows from a word on: what all of them are worth, the ends of the cells of the first, its own worth."""

    total: int
    bounds: tuple[int, ...]
    worth: int
    is_unsure: bool = False


class _Rows:
    """Walks from the last line to the first: what stands behind a row is parted before the row itself."""

    def __init__(
        self, words: tuple[Word, ...], keys: tuple[str, ...], sheet: Sheet, below: Below | None, broken: bool | None
    ) -> None:
        self.words, self.keys, self.sheet, self.broken = words, keys, sheet, broken
        self.below = below or Below(0, 0)
        self.begins = [n for n, word in enumerate(words) if n and word.begins] if below else []
        self.text = _LastCell(words, keys[-1], sheet, may_end=below is not None)
        self.found: dict[int, _Found] = {}
        self._cells: dict[tuple[str, int, int], int] = {}

    def best(self) -> list[Cut]:
        """The rows of all words."""
        for start in (*reversed(self.begins), 0):
            self.found[start] = self._from(start)
        rows: list[Cut] = []
        at = 0
        while not rows or at < len(self.words):
            found = self.found[at]
            cells = (self.words[a:b] for a, b in pairwise(found.bounds))
            rows.append(Cut(tuple(cells), found.worth, found.is_unsure))
            at = found.bounds[-1]
        return rows

    def _from(self, start: int) -> _Found:
        """The best rows from `start` on."""
        before = None if start else self.broken
        openings = sorted(self._openings(start, self.keys[:-1], before, is_first=not start), key=itemgetter(0))
        likely = [opening for opening in openings[-_MOST_OPENINGS:] if opening[0] >= openings[-1][0] - _HOPELESS]
        every = (self._with_end(start, *opening, end) for opening in likely for end in self._ends(start, opening[1]))
        hopeless = _Found(_NEVER, (*[start] * len(self.keys), len(self.words)), _NEVER)
        best = nlargest(2, every, key=lambda found: (found.total, [-bound for bound in found.bounds])) or [hopeless]
        is_unsure = best[0].worth < _LIKELY or best[0].total - best[-1].total < _CLOSE < len(best) * _CLOSE
        return replace(best[0], is_unsure=is_unsure)

    def _openings(
        self, start: int, keys: tuple[str, ...], before: bool | None, *, is_first: bool
    ) -> Iterator[tuple[int, tuple[int, ...], bool | None]]:
        """The worth and the ends of the cells before the last, and whether the last one of them is broken."""
        if not keys:
            yield 0, (), before
            return
        for end in range(start, min(start + _MOST_WORDS.get(keys[0], _FEW_WORDS), len(self.words)) + 1):
            if not is_first and not self._may_begin_row(keys[0], start, end):
                continue
            broken = is_broken(self.words[start:end]) if end > start else before
            here = self._cell(keys[0], start, end) + self._joint(start, end, before)
            for worth, ends, last in self._openings(end, keys[1:], broken, is_first=is_first):
                yield here + worth, (end, *ends), last

    def _may_begin_row(self, key: str, start: int, end: int) -> bool:
        """A row without category words has a name, and a target in its shape."""
        if key == "target":
            return end > start and target_worth(self.text.between(start, end)) >= self.below.target
        return key != "name" or end > start

    def _joint(self, start: int, end: int, before: bool | None) -> int:
        """How well a cell stands to the one before it."""
        if start == end:
            return 0
        return self.sheet.lay.joint_worth(before, is_broken(self.words[start:end]), self.words[start].begins)

    def _cell(self, key: str, start: int, end: int) -> int:
        """The worth of words[start:end] as a cell before the last."""
        if (worth := self._cells.get((key, start, end))) is None:
            worth = self._cells[key, start, end] = cell_worth(key, self.words[start:end], self.sheet)
        return worth

    def _ends(self, start: int, ends: tuple[int, ...]) -> list[int]:
        """Where the last cell may end: before any line, if rows may begin there, or with all words."""
        least = max(start + 1, *ends) if ends else start + 1
        near = [begin for begin in self.begins if begin >= least]
        return [*near[:_MOST_LINES], len(self.words)]

    def _with_end(self, start: int, worth: int, ends: tuple[int, ...], before: bool | None, end: int) -> _Found:
        """The row with these cells, and the best rows behind it."""
        begin = ends[-1] if ends else start
        row = worth + self.text.worth(begin, end) + self._joint(begin, end, before)
        row += self._said_again(start, ends, begin, end)
        row += _NOTHING_SAID * (bool(start) and begin == end)
        behind = self.found[end].total - self.below.price if end < len(self.words) else 0
        return _Found(row + behind, (start, *ends, end), row)

    def _said_again(self, start: int, ends: tuple[int, ...], begin: int, end: int) -> int:
        """The explanation repeats the whole name; or one cell of the row says 不适用, and another does not."""
        if self.keys[0] != "name" or not ends:
            return 0
        name = self.text.between(start, ends[0])
        target = self.text.between(ends[0], ends[1]) if self.keys[1:2] == ("target",) and len(ends) > 1 else name
        if (name == NOT_APPLICABLE) != (target == NOT_APPLICABLE):
            return _HALF_APPLICABLE
        return _SAID_AGAIN if len(name) >= _SHORTEST_NAME and name in self.text.between(begin, end) else 0


class _LastCell:
    """The worth of any run of words as the last cell of a row."""

    def __init__(self, words: Sequence[Word], key: str, sheet: Sheet, *, may_end: bool) -> None:
        self.words, self.key, self.sheet, self.may_end = words, key, sheet, may_end
        self._squeezed = "".join(word.text for word in words)
        self._at = [0, *accumulate(len(word.text) for word in words)]
        breaks = [self._break(n) for n in range(1, len(words))]
        self._short = [0, 0, *accumulate(short for short, _, _ in breaks)]
        self._blanks = [0, 0, *accumulate(blank for _, blank, _ in breaks)]
        self._lines = [0, 0, *accumulate(line for _, _, line in breaks)]
        self._known: dict[tuple[int, int], int] = {}

    def between(self, begin: int, end: int) -> str:
        """The text of words[begin:end] without blanks, or its beginning."""
        return self._squeezed[self._at[begin] : min(self._at[end], self._at[begin] + _LENGTH_ASKED)]

    def _break(self, n: int) -> tuple[int, int, int]:
        """Of the gap before a word: how strange its line end is, whether it is a blank, whether it is a line end."""
        word, before = self.words[n], self.words[n - 1]
        if word.piece is before.piece:
            return 0, not _ENDS_ITEM.search(before.text), 0
        short = shortness(before.piece.text, word.piece.text, self.sheet.edge)
        ends = self.may_end and not short and self.sheet.edge.stops_before(before.piece.text, word.piece.text)
        return short + _PARAGRAPH * ends, 0, 1

    def worth(self, begin: int, end: int) -> int:
        """The worth of words[begin:end]."""
        if (worth := self._known.get((begin, end))) is None:
            worth = self._known[begin, end] = self._weighed(begin, end)
        return worth

    def _weighed(self, begin: int, end: int) -> int:
        if self.key != "explanation":
            return cell_worth(self.key, self.words[begin:end], self.sheet)
        if begin == end:
            return EMPTY["explanation"]
        worth = opening_worth(self.words[begin : min(end, begin + 2)])
        if self._lines[end] - self._lines[begin + 1]:
            worth += self._of_breaks(begin, end)
        if self.words[begin].text == NOT_APPLICABLE and end - begin > 1:
            worth -= 40
        return worth + max(_BLANK_INSIDE * (self._blanks[end] - self._blanks[begin + 1]), 5 * _BLANK_INSIDE)

    def _of_breaks(self, begin: int, end: int) -> int:
        """The lines that stop short; of the first one only what belongs to the cell."""
        if self.words[begin].begins:
            return self._short[end] - self._short[begin + 1]
        first = next(n for n in range(begin + 1, end) if self.words[n].piece is not self.words[begin].piece)
        here = " ".join(word.text for word in self.words[begin:first])
        strange = shortness(here, self.words[first].piece.text, self.sheet.edge)
        return strange + self._short[end] - self._short[first + 1]
