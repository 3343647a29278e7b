"""Raw tables of a workbook, a Word file or a PDF → the rows between two of their columns: merged cells become one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from declarations.reading.blocks import tidy
from declarations.reading.grid import Cell, Row
from declarations.reading.rawtables import BROKEN, CLOSED, FOR_READING, FULL, MOST_CELLS, CannotOpen, RawTable
from declarations.reading.results import Place

_LETTERS = 26
_BLANK_ROWS_KEPT = 3


@dataclass(frozen=True)
class _Covered:
    """A place inside a merged cell: beside its first column (dropped), or below its first row."""

    beside: bool
    above: str


def rows_of(table: RawTable, left: int, right: int | None) -> Iterable[tuple[int, Row]]:
    """(number, row) of the rows between two columns; of a long run of blank ones a few are enough."""
    covered = _covered(table)
    noted: dict[int, list[int]] = {}
    for row, column in table.codes:
        noted.setdefault(row, []).append(column)
    tall: dict[int, set[int]] = {}
    for top, first, bottom, _ in table.merges:
        if bottom > top:
            tall.setdefault(top, set()).add(first)
    blank = 0
    for number in range(table.height):
        has_cells = number in table.rows or number in covered or number in noted
        blank = 0 if has_cells else blank + 1
        if blank <= _BLANK_ROWS_KEPT:
            cells = covered.get(number, {}), noted.get(number, ()), tall.get(number, ())
            yield number, _row(table, number, (left, right), *cells)


def _covered(table: RawTable) -> Mapping[int, Mapping[int, _Covered]]:
    """By row and column: the places that belong to a merged cell and are not its first."""
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in table.merges) > MOST_CELLS:
        raise CannotOpen("里合并的单元格大得不正常，没有打开。请检查后再导入。")
    result: dict[int, dict[int, _Covered]] = {}
    for top, left, bottom, right in table.merges:
        text = tidy(table.rows.get(top, {}).get(left, ""))
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    result.setdefault(row, {})[column] = _Covered(column > left, text)
    return result


def _row(
    table: RawTable,
    number: int,
    columns: tuple[int, int | None],
    covered: Mapping[int, _Covered],
    noted: Sequence[int],
    tall: Collection[int],
) -> Row:
    """One row of the columns: a merged cell counts once, and says in the rows below what it holds."""
    left, right = columns
    printed = table.rows.get(number, {})
    last = max((*printed, *covered, *noted), default=-1)
    stop = last + 1 if right is None else min(right, last + 1)
    cells = []
    for column in range(left, stop):
        cover = covered.get(column)
        if cover and cover.beside:
            continue
        noted_here = table.codes.get((number, column), ())
        codes = tuple(note for note in noted_here if note[0] not in FOR_READING)
        said = {code for code, _ in noted_here}
        text = "" if cover else tidy(printed.get(column, ""))
        above = cover.above if cover else None
        place = _place(table, number, column)
        cells.append(
            Cell(
                text,
                place,
                above,
                codes,
                tall=column in tall,
                column=column,
                full=FULL in said,
                goes_on=True if BROKEN in said else False if CLOSED in said else None,
            )
        )
    return Row(tuple(cells), _place(table, number, left))


def _place(table: RawTable, row: int, column: int) -> Place:
    if table.sheet:
        return Place(sheet=table.sheet, cell=f"{column_name(column)}{row + 1}")
    return Place(page=table.page) if table.page else Place(line=row + 1)


def column_name(column: int) -> str:
    """The letters of a column counted from 0: A, Z, AA."""
    name, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, _LETTERS)
        name = chr(ord("A") + letter) + name
    return name
