"""Where every cell of a printed declaration stands on a sheet: columns, rows, heights. Pure, before any Excel.

The tables have different columns, so the sheet has one column between any two neighbouring edges of any table, and
cells are merged over them. A sheet cannot make room for a text by itself where cells are merged: heights are reckoned
from the texts, and a row that would be higher than Excel allows is laid over several rows of the sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from declarations.writing.layout import Layout
from declarations.writing.measure import line_count
from declarations.writing.tables import Cell, Placed, Table

# Columns of half a Chinese character across an A4 page (宋体 10.5).
SHEET_COLUMNS = 96
LINE_HEIGHT, ROW_PADDING = 14.5, 4.0  # points
# Excel ends at 409 points a row; much lower ones leave no large gap where a page ends.
LINES_PER_ROW = 12


@dataclass(frozen=True)
class Area:
    """The cells of the sheet that one cell of the layout covers, all bounds included, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int
    cell: Cell

    @property
    def is_single(self) -> bool:
        """The area is one cell of the sheet: nothing to merge."""
        return (self.top, self.left) == (self.bottom, self.right)


@dataclass(frozen=True)
class Grid:
    """A sheet ready to be written. `widths` in per cent of the page, `heights` in points, from row 0."""

    widths: tuple[int, ...]
    heights: tuple[float, ...]
    areas: tuple[Area, ...]
    repeated: tuple[int, int]  # first and last row of the indicator table's header

    @property
    def last_column(self) -> int:
        """The number of the rightmost column."""
        return len(self.widths) - 1


def sheet_grid(layout: Layout, first_row: int) -> Grid:
    """The grid of all tables, one under the other from `first_row` on; heights of the rows above are left 0."""
    edges = sorted({0, *(edge for table in layout.tables for edge in table.edges)})
    columns = {edge: number for number, edge in enumerate(edges)}
    heights = [0.0] * first_row
    areas: list[Area] = []
    repeated = (first_row, first_row)
    for table in layout.tables:
        lines = _lines_of_rows(table)
        tops = [len(heights), *(len(heights) + end for end in accumulate(map(_sheet_rows, lines)))]
        areas += [_area(table, placed, tops, columns) for placed in table.placed()]
        if table.kind == "indicators":
            repeated = (tops[0], tops[len(table.header)] - 1)
        heights += [height for count in lines for height in _heights(count)]
    return Grid(tuple(right - left for left, right in pairwise(edges)), tuple(heights), tuple(areas), repeated)


def _area(table: Table, placed: Placed, tops: Sequence[int], columns: dict[int, int]) -> Area:
    edges = (0, *table.edges)
    return Area(
        top=tops[placed.row],
        left=columns[edges[placed.column]],
        bottom=tops[placed.last_row + 1] - 1,
        right=columns[edges[placed.last_column + 1]] - 1,
        cell=placed.cell,
    )


def _lines_of_rows(table: Table) -> list[int]:
    """How many lines of text each row of the table needs."""
    lines = [1] * (len(table.header) + len(table.rows))
    # Cells over several rows last: they ask for more only where their rows are too low together.
    for placed in sorted(table.placed(), key=lambda placed: placed.cell.rowspan):
        columns = sum(table.widths[placed.column : placed.last_column + 1]) * SHEET_COLUMNS // 100
        needed = line_count(placed.cell.text, columns - 1)
        lines[placed.last_row] += max(needed - sum(lines[placed.row : placed.last_row + 1]), 0)
    return lines


def _sheet_rows(lines: int) -> int:
    return -(-lines // LINES_PER_ROW)


def _heights(lines: int) -> list[float]:
    """The heights of the sheet rows for so many lines, as equal as whole lines allow."""
    rows = _sheet_rows(lines)
    shares = [lines // rows + (number < lines % rows) for number in range(rows)]
    return [share * LINE_HEIGHT + ROW_PADDING for share in shares]
