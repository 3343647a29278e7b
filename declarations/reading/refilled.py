"""Sheets whose merged cells were taken apart and each filled with the whole text → one cell for each text again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from declarations.reading.grid import Grid, Row
from declarations.reading.headings import is_form_title
from declarations.reading.sections import is_table_head
from declarations.reading.vocabulary import Vocabulary, vocabulary
from indicators.template import FormTemplate

_ENOUGH_LINES = 2  # of the head that print a text twice side by side; once may be a slip


def refolded(grid: Grid, templates: Sequence[FormTemplate]) -> Grid:
    """`grid` with texts that stand several times side by side once; as it is unless its form shows such cells."""
    known = [vocabulary(template) for template in templates]
    if not _is_filled(grid, templates, known):
        return grid
    return Grid(tuple(_folded_rows(grid.rows, templates, known)))


def _is_filled(grid: Grid, templates: Sequence[FormTemplate], known: Sequence[Vocabulary]) -> bool:
    """A title or the head of a table stands several times side by side, or the cells of two lines of the head do."""
    lines = 0
    for row in grid.rows:
        if not _has_twins(row):
            continue
        if is_form_title(row.first, templates) or _is_head(row, known):
            return True
        lines += _is_labelled(row, known)
    return lines >= _ENOUGH_LINES


def _folded_rows(rows: Sequence[Row], templates: Sequence[FormTemplate], known: Sequence[Vocabulary]) -> Iterator[Row]:
    """In the indicator table the columns of its head count; elsewhere a text that goes on from cell to cell is one."""
    columns: tuple[int, ...] = ()
    for row in rows:
        if _is_head(row, known):
            columns = _starts(row)
        elif _is_labelled(row, known) or is_form_title(row.first, templates):
            columns = ()
        starts = columns if columns and not _is_across(row, columns) else _starts(row)
        yield Row(tuple(row.cells[n] for n in starts if n < len(row.cells)), row.place)


def _starts(row: Row) -> tuple[int, ...]:
    """Where each text of a row begins; every blank cell counts."""
    texts = enumerate(pairwise(("", *row.texts)))
    return tuple(n for n, (left, here) in texts if not here or here != left)


def _has_twins(row: Row) -> bool:
    texts = row.texts
    return len({*texts}) < len(texts) and any(left and left == here for left, here in pairwise(texts))


def _is_across(row: Row, columns: Sequence[int]) -> bool:
    """A line under the table that ran over its columns: the first two say the same."""
    texts = [row.texts[n] for n in columns[:2] if n < len(row.cells)]
    return len(texts) > 1 and bool(texts[0]) and texts[0] == texts[1]


def _is_head(row: Row, known: Sequence[Vocabulary]) -> bool:
    return any(is_table_head(row, words) for words in known)


def _is_labelled(row: Row, known: Sequence[Vocabulary]) -> bool:
    return any(words.label(row.first) for words in known)
