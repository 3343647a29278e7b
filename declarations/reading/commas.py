"""Comma-separated text → grid, when its cells show that it is one; anything else stays text."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO
from itertools import islice

from declarations.reading.grid import Cell, Grid, Row, tidy
from declarations.reading.own import own_table
from declarations.reading.results import Place
from declarations.reading.sections import is_table_head
from declarations.reading.vocabulary import vocabulary
from indicators.template import FormTemplate

_DELIMITERS = ",;"  # Excel writes the second where the system's list separator says so
_FEWEST_CELLS = 3
_MOST_CELLS = 200
_PROTECTED = re.compile(r"^'(?='*(?:[=+\-@\t]|\d{16,}$))")  # as writing/flat.py puts it there


def grid_of_commas(text: str, tabs: Grid, templates: Sequence[FormTemplate]) -> Grid | None:
    """The grid of a .csv, or None when `text` is none: `tabs`, its grid by tabs, has a table head, or no grid has."""
    if _has_head(tabs, templates):
        return None
    for delimiter in _DELIMITERS:
        if text.count(delimiter) >= _FEWEST_CELLS:
            grid = Grid(tuple(_rows(text, delimiter)))
            if _has_head(grid, templates):
                return grid
    return None


def own_grid_of_commas(text: str, templates: Sequence[FormTemplate]) -> Grid | None:
    """The grid of a .csv that is a table of ours, or None; the apostrophes before unsafe cells are taken off."""
    for delimiter in _DELIMITERS:
        if own_table(Grid(tuple(islice(_rows(text, delimiter), 1))), templates):
            return Grid(tuple(_bare(row) for row in _rows(text, delimiter)))
    return None


def _bare(row: Row) -> Row:
    return Row(tuple(replace(cell, text=_PROTECTED.sub("", cell.text)) for cell in row.cells), row.place)


def _has_head(grid: Grid, templates: Sequence[FormTemplate]) -> bool:
    """Some row holds the heads of an indicator table."""
    rows = [row for row in grid.rows if len(row.filled) >= _FEWEST_CELLS]
    known = [vocabulary(template) for template in templates]
    return any(is_table_head(row, words) for words in known for row in rows)


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """Quoted cells may hold delimiters and line breaks; a row stands on the line where it begins."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            place = Place(line=line)
            yield Row(tuple(Cell(_text(cell), place) for cell in cells[:_MOST_CELLS]), place)
            line = reader.line_num + 1
    except csv.Error:  # a quotation mark that is never closed: what came before it is kept
        return


def _text(cell: str) -> str:
    return tidy(cell.replace("\r\n", "\n").replace("\r", "\n"))
