"""Where a table goes on with the next page of a PDF: whether the row there is the rest of the one above.

Browsers, WeasyPrint and LibreOffice Calc draw no line where the end of a page cuts a cell, and one where the cell ends
with the page. Word and LibreOffice Writer draw one in any case; then nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from declarations.reading.openers.pdftext import Box, Char, line_text, lines_of
from declarations.reading.rawtables import BROKEN, CLOSED

_SAME_EDGE = 2.0  # points between two ruling lines that are one
_NEAR = 1.5  # points from the edge of a cell
_FEWEST_VALUES = 2  # a row that holds something has a name and a target
Texts = tuple[str, ...]


@dataclass(frozen=True)
class Ends:
    """For each cell of the first and of the last row of a page whether a line ends it there, and what they say."""

    first: tuple[bool, ...] = ()
    last: tuple[bool, ...] = ()
    first_texts: Texts = ()
    rows: frozenset[Texts] = frozenset()  # the texts of all rows of the page


def ends_of(tables: Sequence[Mapping[Box, Sequence[Char]]], edges: Iterable[Mapping[str, Any]]) -> Ends:
    """The ends of the tables of a page; none when there are no tables."""
    cells = {cell: chars for table in tables for cell, chars in table.items()}
    if not cells:
        return Ends()
    level = [(edge["top"], edge["x0"], edge["x1"]) for edge in edges if edge["orientation"] == "h"]

    def is_ruled(cell: Box, height: float) -> bool:
        here = [(start, end) for top, start, end in level if abs(top - height) < _SAME_EDGE]
        places = cell[0] + _NEAR, (cell[0] + cell[2]) / 2, cell[2] - _NEAR  # what underlines a text reaches no edge
        return all(any(start < place < end for start, end in here) for place in places)

    top, bottom = min(cell[1] for cell in cells), max(cell[3] for cell in cells)
    rows: dict[int, list[Box]] = {}
    for cell in sorted(cells):
        rows.setdefault(round(cell[1] / _SAME_EDGE), []).append(cell)
    texts = [_texts(row, cells) for row in rows.values()]
    return Ends(
        tuple(is_ruled(cell, cell[1]) for cell in sorted(cells) if cell[1] - top < _SAME_EDGE),
        tuple(is_ruled(cell, cell[3]) for cell in sorted(cells) if bottom - cell[3] < _SAME_EDGE),
        _texts(rows[min(rows)], cells),
        frozenset(row for row in texts if len(row) > 1 and all(row)),
    )


def without_blank_end(table: dict[Box, list[Char]]) -> dict[Box, list[Char]]:
    """The table without a last row of blank cells beside merged ones that go on with the next page: no row begins."""
    bottom = max((cell[3] for cell in table), default=0.0)
    last = [cell for cell in table if bottom - cell[3] < _SAME_EDGE]
    top = max((cell[1] for cell in last), default=0.0)
    row = {cell for cell in last if top - cell[1] < _SAME_EDGE}
    above = [cell for cell in table if abs(cell[3] - top) < _SAME_EDGE]
    is_left_over = len(row) < max(len(above), _FEWEST_VALUES) and len(row) < len(last) and not any(map(table.get, row))
    return {cell: chars for cell, chars in table.items() if not (is_left_over and cell in row)}


def said_by(ends: Sequence[Ends]) -> list[str | None]:
    """For each page whether its last row goes on with the next: BROKEN, CLOSED, or None where nothing says so."""
    leaves_open = any(following.first and not all(page.last) for page, following in pairwise(ends))
    seen: set[Texts] = set()
    said: list[str | None] = []
    for page, following in pairwise(ends):
        seen |= page.rows
        said.append(_said(page, following, seen, leaves_open=leaves_open))
    return [*said, None]


def _said(page: Ends, following: Ends, seen: set[Texts], *, leaves_open: bool) -> str | None:
    if not (page.last and following.first):
        return None
    if any(page.last):
        return CLOSED if leaves_open else None
    if following.first_texts in seen:
        return None  # a head printed again stands between the two
    return CLOSED if any(following.first) else BROKEN


def _texts(row: Sequence[Box], cells: Mapping[Box, Sequence[Char]]) -> Texts:
    return tuple("".join(map(line_text, lines_of(cells[cell]))) for cell in row)
