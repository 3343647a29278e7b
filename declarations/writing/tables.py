"""The plain tables of a printed declaration: cells, their places and widths; PDF and Excel draw the same ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate, pairwise


class Align(StrEnum):
    """Where a text stands in its cell."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Cell:
    """One cell of a printed table. `number` is what `text` shows, in the printed unit, for spreadsheets."""

    text: str
    align: Align = Align.LEFT
    colspan: int = 1
    rowspan: int = 1
    is_label: bool = False
    is_header: bool = False  # a label at the head of a table, repeated on every page
    number: Decimal | None = None


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Placed:
    """A cell and the place of its upper left corner in the grid of its table, counted from the first header row."""

    row: int
    column: int
    cell: Cell

    @property
    def last_row(self) -> int:
        """The lowest row that the cell covers."""
        return self.row + self.cell.rowspan - 1

    @property
    def last_column(self) -> int:
        """The rightmost column that the cell covers."""
        return self.column + self.cell.colspan - 1


@dataclass(frozen=True)
class Table:
    """One table. `widths` are per cent of the page and add up to 100; `header` is repeated on every page."""

    kind: str
    widths: tuple[int, ...]
    header: tuple[Row, ...]
    rows: tuple[Row, ...]

    @property
    def edges(self) -> tuple[int, ...]:
        """The right edge of every column, in per cent from the left."""
        return tuple(accumulate(self.widths))

    def placed(self) -> Iterator[Placed]:
        """Every cell with its place, row by row, cells that reach down from above taken into account."""
        taken: set[tuple[int, int]] = set()
        for number, row in enumerate((*self.header, *self.rows)):
            column = 0
            for cell in row:
                while (number, column) in taken:
                    column += 1
                yield Placed(number, column, cell)
                taken |= {
                    (number + down, column + right) for down in range(cell.rowspan) for right in range(cell.colspan)
                }


def label(text: str, *, colspan: int = 1, rowspan: int = 1) -> Cell:
    """A cell with words of the form itself."""
    return Cell(text, Align.CENTER, colspan, rowspan, is_label=True)


def header(text: str, *, colspan: int = 1) -> Cell:
    """A label at the head of a table."""
    return Cell(text, Align.CENTER, colspan, is_label=True, is_header=True)


def number_cell(text: str, align: Align = Align.RIGHT, colspan: int = 1) -> Cell:
    """A cell for a number that is printed as `text` (thousands separators allowed); blank for ""."""
    return Cell(text, align, colspan, number=Decimal(text.replace(",", "")) if text else None)


def widths_of(edges: Sequence[int]) -> tuple[int, ...]:
    """The widths between edges that start after 0 and end at 100."""
    return tuple(right - left for left, right in pairwise((0, *edges)))


def number_text(number: Decimal | None) -> str:
    """A plain number with thousands separators and without the zeros that a database column adds."""
    if number is None:
        return ""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
