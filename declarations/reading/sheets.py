"""Raw tables of a workbook, a Word file or a PDF → grids, in which forms side by side come apart."""

from __future__ import annotations

from collections.abc import Sequence

from declarations.reading.beside import cuts_of
from declarations.reading.grid import Grid
from declarations.reading.rawtables import RawTable
from declarations.reading.running import parts_of_table, rows_of_parts
from declarations.reading.tablerows import rows_of
from indicators.template import FormTemplate


def grids_of(tables: Sequence[RawTable], templates: Sequence[FormTemplate]) -> list[Grid]:
    """One grid for each sheet; tables without a sheet run on and make one grid together.

    CannotOpen when merged cells cover absurdly much, or when forms stand side by side and do not say where they begin.
    """
    sheets = [grid_of_sheet(table, templates) for table in tables if table.sheet]
    parts = (part for table in tables if not table.sheet for part in parts_of_table(table))
    running = rows_of_parts(parts, templates)
    return [*sheets, *([Grid(tuple(running))] if running else [])]


def grid_of_sheet(table: RawTable, templates: Sequence[FormTemplate]) -> Grid:
    """The rows of a sheet; of forms side by side first those on the left. CannotOpen as in `grids_of`."""
    cuts = cuts_of(table, templates)
    blocks = zip(cuts, [*cuts[1:], None], strict=True)
    return Grid(tuple(row for left, right in blocks for _, row in rows_of(table, left, right)))


def stands_side_by_side(table: RawTable, templates: Sequence[FormTemplate]) -> bool:
    """The sheet has forms side by side."""
    return len(cuts_of(table, templates)) > 1
