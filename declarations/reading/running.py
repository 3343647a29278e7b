"""What runs on in a text, a Word file or a PDF → its rows in order; forms side by side come apart, table by table."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from declarations.reading.beside import cuts_of, openings
from declarations.reading.grid import Grid, Row
from declarations.reading.rawtables import CannotOpen, RawTable
from declarations.reading.tablerows import rows_of
from indicators.template import FormTemplate

_FEWEST_COLUMNS = 6  # of two forms side by side: level 1, a name and a target of each
# A row that a page breaks may go on in one form and be complete in the other; no line says in which.
_OVER_PAGES = (
    "第 {} 页起并排放着几张跨页的申报表，分不清哪一行属于哪一张，没有读取。请换成 Excel 或 Word 的原表再导入。"
)
_Cut = tuple[int, int | None]


@dataclass(frozen=True)
class Part:
    """Neighbouring rows with columns of their own: a table, or the lines between two."""

    table: RawTable  # its cells
    between: Callable[[_Cut], Sequence[Row]]  # its rows between two columns

    @property
    def width(self) -> int:
        """The number of columns up to the last with text."""
        return max((max(cells) for cells in self.table.rows.values()), default=-1) + 1

    @property
    def is_of_lines(self) -> bool:
        """No row has a second cell."""
        return all(len(cells) == 1 for cells in self.table.rows.values())


def rows_of_parts(parts: Iterable[Part], templates: Sequence[FormTemplate]) -> list[Row]:
    """The rows of all parts; of forms side by side first those on the left, with what goes on in the parts below.

    CannotOpen when forms stand side by side and do not say where they begin, or run over pages.
    """
    rows: list[Row] = []
    group = _Group()
    for part in parts:
        if not group.takes(part, templates):
            rows += group.rows(templates)
            group = _Group(part)
    return rows + group.rows(templates)


class _Group:
    """A part that may have forms side by side, and those below with which they go on."""

    def __init__(self, *first: Part) -> None:
        self._parts = list(first)
        self._may_be_cut = any(part.width >= _FEWEST_COLUMNS for part in first)
        self._between: list[Part] = []  # lines of which nothing below shows yet that the forms go on

    def takes(self, part: Part, templates: Sequence[FormTemplate]) -> bool:
        """The forms go on with this part, or may: no label in it opens another."""
        if not self._may_be_cut or openings(part.table, templates):
            return False
        self._between.append(part)
        if not part.is_of_lines or part.width >= _FEWEST_COLUMNS // 2:
            self._parts += self._between
            self._between = []
        return True

    def rows(self, templates: Sequence[FormTemplate]) -> list[Row]:
        """All rows, form by form."""
        cuts = cuts_of(_one_below_the_other(self._parts), templates) if self._may_be_cut else [0]
        if len(cuts) > 1 and len({part.table.page for part in self._parts}) > 1:
            raise CannotOpen(_OVER_PAGES.format(self._parts[0].table.page))
        blocks = zip(cuts, [*cuts[1:], None], strict=True)
        rows = [row for cut in blocks for part in self._parts for row in part.between(cut)]
        return rows + [row for part in self._between for row in part.between((0, None))]


def _one_below_the_other(parts: Sequence[Part]) -> RawTable:
    """The cells of all parts, for looking at them together."""
    if len(parts) == 1:
        return parts[0].table
    whole = RawTable(page=parts[0].table.page)
    first = 0
    for part in parts:
        whole.rows.update({first + row: cells for row, cells in part.table.rows.items()})
        whole.merges += [(first + top, left, first + bottom, right) for top, left, bottom, right in part.table.merges]
        first += part.table.height
    return whole


def parts_of_table(table: RawTable) -> Iterator[Part]:
    """The tables and the lines between them of what an opener found."""
    kept: dict[_Cut, tuple[list[int], list[Row]]] = {}

    def between(first: int, stop: int, cut: _Cut) -> Sequence[Row]:
        if cut not in kept:
            numbered = list(rows_of(table, *cut))
            kept[cut] = [number for number, _ in numbered], [row for _, row in numbered]
        numbers, rows = kept[cut]
        return rows[bisect_left(numbers, first) : bisect_left(numbers, stop)]

    merges = sorted(table.merges)
    tops = [merge[0] for merge in merges]
    ends = [0, *(end for ends in table.tables or [(0, table.height)] for end in ends), table.height]
    for first, stop in pairwise(ends):
        if first < stop:
            cells = {number: table.rows[number] for number in range(first, stop) if number in table.rows}
            here = merges[bisect_left(tops, first) : bisect_left(tops, stop)]
            yield Part(
                RawTable(page=table.page, rows=cells, merges=here),
                partial(between, first, stop),
            )


def part_of_text(rows: Sequence[Row]) -> Part:
    """The rows of a text, which has no tables that could be told apart."""
    filled = ({column: cell.text for column, cell in row.filled} for row in rows)
    table = RawTable(rows={number: texts for number, texts in enumerate(filled) if texts})

    def between(cut: _Cut) -> Sequence[Row]:
        return rows if cut == (0, None) else [Row(row.cells[slice(*cut)], row.place) for row in rows]

    return Part(table, between)


def grid_of_text(rows: Sequence[Row], templates: Sequence[FormTemplate]) -> Grid:
    """The rows of a text, with forms side by side one after the other. CannotOpen as in `rows_of_parts`."""
    if max((len(row.cells) for row in rows), default=0) < _FEWEST_COLUMNS:
        return Grid(tuple(rows))
    return Grid(tuple(rows_of_parts([part_of_text(rows)], templates)))
