"""Heads of an indicator table that stand on several rows → one row: 指标 / 解释, or 绩效指标 over 一级指标."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from declarations.reading.columns import columns_of, is_side_column
from declarations.reading.grid import Cell, Row
from declarations.reading.notes import Notebook
from declarations.reading.vocabulary import Vocabulary
from indicators.template import fold_label

_LONGEST = 12  # characters with which a head begins
_FEWEST = 3  # columns that a row must head before a row below it may complete it


def with_whole_heads(rows: Sequence[Row], words: Vocabulary, notes: Notebook) -> list[Row]:
    """`rows` with each table head on one row, where all columns of the template are there only when rows are joined."""
    result: list[Row] = []
    n = 0
    while n < len(rows):
        count, head = _head_at(rows, n, words)
        if head is None:
            result.append(rows[n])
            n += 1
            continue
        notes.add("table_head_wrapped", place=head.place, text="、".join(cell.words for _, cell in head.filled))
        result.append(head)
        n += count
    return result


def _head_at(rows: Sequence[Row], n: int, words: Vocabulary) -> tuple[int, Row | None]:
    """How many rows from `n` on are one head together, and that head; None when they are none, or one is enough."""
    most = len(words.template.columns)
    if not _may_begin(rows[n].first, words) or _names_all(rows[n], words):
        return 0, None
    if n + 1 < len(rows) and not _names_all(rows[n + 1], words):
        for head in _of_two(rows[n], rows[n + 1]):
            if _names_all(head, words):
                return 2, head
    lone = rows[n : n + most]
    head = Row(tuple(row.filled[0][1] for row in lone if row.only), rows[n].place)
    return (most, head) if len(head.cells) == most and _names_all(head, words) else (0, None)


def _may_begin(text: str, words: Vocabulary) -> bool:
    """The text begins the head of the first column, or names a group of heads."""
    if not text or len(text) > _LONGEST or not words.template.columns:
        return False
    folded = fold_label(text)
    return is_side_column(text) or any(said.startswith(folded) for said in words.template.columns[0].folded_spellings)


def _names_all(row: Row, words: Vocabulary) -> bool:
    return len(columns_of(row, words)) == len(words.template.columns) >= _FEWEST


def _of_two(upper: Row, lower: Row) -> Iterator[Row]:
    """What two rows say together: cell below cell, one row behind the other, or the end of its last cell."""
    if upper.is_blank or lower.is_blank:
        return
    yield _stacked(upper, lower, {})
    groups = {_column(n, cell): "" for n, cell in upper.filled if is_side_column(cell.words)}
    if groups:
        yield _stacked(upper, lower, groups)
    yield Row((*(cell for _, cell in upper.filled), *(cell for _, cell in lower.filled)), upper.place)
    if lower.only:
        column, cell = upper.filled[-1]
        whole = replace(cell, text=cell.words + lower.only)
        yield Row((*upper.cells[:column], whole, *upper.cells[column + 1 :]), upper.place)


def _stacked(upper: Row, lower: Row, groups: Mapping[int, str]) -> Row:
    """The cells of both rows, each with what stands above it; a merged cell reaches down. `groups` are the columns of
    cells in the upper row that name several heads below them (绩效指标) and say nothing themselves.
    """
    above = {_column(n, cell): cell for n, cell in enumerate(upper.cells)}
    below = {_column(n, cell): cell for n, cell in enumerate(lower.cells)}
    cells = []
    for column in sorted({*above, *below}):
        over, under = above.get(column), below.get(column)
        cell = under or over
        said = groups.get(column, over.words) if over else ""
        more = under.words if under and under.above is None else ""
        if cell:
            cells.append(replace(cell, text=said + more, above=None))
    return Row(tuple(cells), upper.place)


def _column(number: int, cell: Cell) -> int:
    return number if cell.column is None else cell.column
