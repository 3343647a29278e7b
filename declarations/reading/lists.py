"""Small flat lists (units, people, ceilings): a heading row with known labels, a row an entry."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from declarations.reading.apart import tables_in
from declarations.reading.grid import Cell, Grid, Row
from declarations.reading.kinds import ARCHIVE, TEXT, kind_of
from declarations.reading.opening import shown_name, text_of
from declarations.reading.rawtables import CannotOpen
from declarations.reading.results import Place, ReadingRefused
from declarations.reading.sheets import grids_of
from declarations.reading.source import opened
from indicators.template import fold_label

_HEADING_WITHIN = 10  # rows
MOST_ROWS = 20_000


@dataclass(frozen=True)
class ListColumn:
    """A column: its key, the label that we print, other spellings, whether a list must have it."""

    key: str
    label: str
    spellings: tuple[str, ...] = ()
    required: bool = False

    def fits(self, heading: str) -> bool:
        """Whether a heading names this column; what stands in brackets behind it does not count."""
        folded = fold_label(heading)
        names = {fold_label(text) for text in (self.label, *self.spellings)}
        return folded in names or folded.split("(")[0] in names


@dataclass(frozen=True)
class ListRow:
    """One entry: the texts of its cells, their places, and the heading under which each stands."""

    values: Mapping[str, str]
    places: Mapping[str, Place]
    headings: Mapping[str, str]
    place: Place


def read_list(path: Path, name: str, columns: Sequence[ListColumn]) -> list[ListRow]:
    """The entries of a list. ReadingRefused when it cannot be opened or has no such heading row."""
    shown = shown_name(name)
    with opened(path, shown) as file:
        kind = kind_of(file, shown)
        if kind in {ARCHIVE, "docx", "pdf"}:
            raise ReadingRefused(f"“{shown}”不是表格。请换成 Excel、CSV 或文本的清单再导入。")
        try:
            grids = [_grid(text_of(file.read(), shown))] if kind == TEXT else grids_of(tables_in(file, kind), ())
        except CannotOpen as problem:
            raise ReadingRefused(f"“{shown}”{problem}") from problem
    rows = [row for grid in grids for row in _entries(grid, columns)]
    if not rows:
        labels = "、".join(column.label for column in columns if column.required)
        raise ReadingRefused(f"“{shown}”里没有找到清单：第一行要有列名，至少有{labels}，下面一行一条。")
    if len(rows) > MOST_ROWS:
        raise ReadingRefused(f"“{shown}”有 {len(rows)} 行，一次最多 {MOST_ROWS} 行。请分成几个文件。")
    return rows


def _grid(text: str) -> Grid:
    """Lines parted by the mark that the first line has most of."""
    lines = text.splitlines()
    mark = max("\t,;，", key=lines[0].count) if lines else "\t"
    rows = csv.reader(lines, delimiter=mark)
    return Grid(
        tuple(
            Row(tuple(Cell(cell, Place(line=number)) for cell in row), Place(line=number))
            for number, row in enumerate(rows, start=1)
        )
    )


def _entries(grid: Grid, columns: Sequence[ListColumn]) -> Iterator[ListRow]:
    required = {column.key for column in columns if column.required}
    for start, heading in enumerate(grid.rows[:_HEADING_WITHIN]):
        found = {
            column.key: (place, cell.words)
            for place, cell in reversed(heading.filled)
            for column in columns
            if column.fits(cell.words)
        }
        if required <= found.keys():
            for row in grid.rows[start + 1 :]:
                if not row.is_blank:
                    yield _entry(row, found)
            return


def _entry(row: Row, found: Mapping[str, tuple[int, str]]) -> ListRow:
    blank = Cell("", row.place)
    cells = {key: row.cells[place] if place < len(row.cells) else blank for key, (place, _) in found.items()}
    return ListRow(
        {key: cell.words for key, cell in cells.items()},
        {key: cell.place for key, cell in cells.items()},
        {key: heading for key, (_, heading) in found.items()},
        row.place,
    )
