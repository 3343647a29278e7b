"""Pages of a PDF on which positions do not say what belongs together: tables without lines, texts on one another."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any
from unicodedata import category

from declarations.reading.openers.pdftext import Char, line_text, lines_of

_ABOUT_INDICATORS = "指标"  # every form has the word; what a file without it prints is nobody's form
_HEADS = frozenset({"一级指标", "二级指标", "三级指标", "指标内容", "目标值", "指标值"})
_SEVERAL = 3  # lines: the head, and more than a remark below it
_BETWEEN = 0.9  # letters: lines of one text never lie so close, those of cells side by side do
_SAME_SIZE = 0.1  # of a letter; what is smaller is raised or a footnote
_GAP = 1.2  # letters: so far apart stand two cells of a line
_APART = 3.0  # letters from the left edge of a page: no indent of a paragraph
_LEVEL = 1.5  # points between two left edges that are one
_NO_ROOM = 2.0  # letters: less room behind a text makes it wrap
_FEWEST_CELLS = 3  # in a line of a table
_CROSSED = 0.25  # of a letter above and below a line that cuts it
_COVERED = 0.3  # of a letter under another one
_REACH = 12.0  # points: more than a letter is wide

Segment = tuple[float, float]  # from left to right


def is_about_indicators(lines: Iterable[Sequence[Char]]) -> bool:
    """A form may stand in the lines."""
    return any(_ABOUT_INDICATORS in line_text(line) for line in lines)


def has_rows_in_cells(cells: Iterable[Sequence[Char]]) -> bool:
    """The heads of an indicator table stand in cells together with what is printed below them."""
    texts = [[line_text(line).split() for line in lines_of(chars)] for chars in cells]
    return sum(word in _HEADS for lines in texts if len(lines) >= _SEVERAL for line in lines for word in line) > 1


def wrapped_cells(lines: Sequence[Sequence[Char]]) -> int:
    """How many lines of a page without tables are those of cells whose text is wrapped: which cell, nothing says."""
    if not lines:
        return 0
    rows = [(_segments(line), line[0].size) for line in lines]
    left = min(segments[0][0] for segments, _ in rows)
    right = max(segments[-1][1] for segments, _ in rows)
    pairs = list(pairwise(rows))
    wrapped = sum(_wraps(above, below, right, size) for (above, size), (below, _) in pairs)
    hanging = sum(_hangs(n, rows, left, right) for n in range(len(rows) - 1))
    return wrapped + hanging + sum(_lies_between(*pair) for pair in pairwise(lines))


def _lies_between(above: Sequence[Char], below: Sequence[Char]) -> bool:
    """The two lines lie closer than lines of a text: cells of a row with their texts in the middle of their height."""
    size = max(above[0].size, below[0].size)
    are_alike = abs(above[0].size - below[0].size) < _SAME_SIZE * size
    return are_alike and below[0].centre - above[0].centre < _BETWEEN * size


def _segments(line: Sequence[Char]) -> list[Segment]:
    """The parts of a line between wide gaps."""
    found: list[Segment] = []
    for char in line:
        if char.text.isspace():
            continue
        if found and char.left - found[-1][1] < _GAP * char.size:
            found[-1] = found[-1][0], char.right
        else:
            found.append((char.left, char.right))
    return found


def _wraps(above: Sequence[Segment], below: Sequence[Segment], right: float, size: float) -> bool:
    """Cells of one of two lines, and not all, go on with the other: what stands above has no room left."""
    whole, part = (above, below) if len(above) > len(below) else (below, above)
    if len(whole) < _FEWEST_CELLS or len(part) >= len(whole) - 1 or _is_same(whole[0][0], part[0][0]):
        return False
    columns = [next((n for n, cell in enumerate(whole) if _is_same(cell[0], each[0])), None) for each in part]
    if None in columns:
        return False
    ends = [*(start for start, _ in whole[1:]), right]
    upper = [(n, whole[n] if whole is above else each) for n, each in zip(columns, part, strict=True) if n is not None]
    return any(ends[n] - cell[1] < _NO_ROOM * size for n, cell in upper)


def _hangs(number: int, rows: Sequence[tuple[Sequence[Segment], float]], left: float, right: float) -> bool:
    """A paragraph beside a label, of which it begins above: its first two lines stand alone, the label is below."""
    (first, size), (second, _) = rows[number], rows[number + 1]
    start = first[0][0]
    if len(first) > 1 or start - left < _APART * size or right - first[0][1] > _NO_ROOM * size:
        return False
    stands_above = number > 0 and any(_is_same(part[0], start) for part in rows[number - 1][0])
    goes_on = any(_is_same(part[0], start) for part in second)
    return goes_on and not stands_above


def _is_same(position: float, other: float) -> bool:
    return abs(position - other) < _LEVEL


def spilled(chars: Iterable[Char], edges: Iterable[Mapping[str, Any]]) -> set[Char]:
    """Letters that a ruling line cuts or other letters cover: their text has no room in its cell."""
    level = sorted((edge["top"], edge["x0"], edge["x1"]) for edge in edges if edge["orientation"] == "h")
    heights = [top for top, _, _ in level]
    near: dict[tuple[int, int], list[Char]] = defaultdict(list)
    found: set[Char] = set()
    for char in chars:
        if char.text.isspace():
            continue
        first = bisect_right(heights, char.top + _CROSSED * char.size)
        last = bisect_left(heights, char.bottom - _CROSSED * char.size)
        if any(start < char.middle < end for _, start, end in level[first:last]):
            found.add(char)
        column, row = int(char.middle // _REACH), int(char.centre // _REACH)
        around = ((column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1))
        covered = [other for place in around for other in near.get(place, ()) if _covers(char, other)]
        found.update(covered, [char] if covered else [])
        near[column, row].append(char)
    return found


def _is_mark(char: Char) -> bool:
    return bool(char.text) and category(char.text[0]).startswith("P") and not char.text.isascii()


def _covers(char: Char, other: Char) -> bool:
    """Two different letters on one another; the same one twice is how some programs print bold.

    Marks of punctuation next to each other share a blank half: ）and， take the room of a letter and a half.
    """
    if _is_mark(char) and _is_mark(other) and abs(char.centre - other.centre) < _SAME_SIZE * char.size:
        return False
    across = min(char.right, other.right) - max(char.left, other.left)
    down = min(char.bottom, other.bottom) - max(char.top, other.top)
    narrower = min(char.right - char.left, other.right - other.left)
    return char.text != other.text and across > _COVERED * narrower and down > _COVERED * min(char.size, other.size)
