"""The columns of an indicator table: which its head names, and each row with its texts under those heads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from declarations.reading.grid import Cell, Row
from declarations.reading.notes import Notebook
from declarations.reading.vocabulary import Vocabulary
from indicators.template import fold_label

_TABLE_NAMES = ("绩效", "年度绩效")
_FIRST_VALUES = 3  # level 1, level 2 and a name


def columns_of(row: Row, words: Vocabulary) -> tuple[str, ...]:
    """The keys of the columns of a table head, in its order."""
    keys = [words.column(text) for text in row.texts if text]
    return tuple(dict.fromkeys(key for key in keys if key))


def known_columns(body: Sequence[Row], words: Vocabulary, notes: Notebook) -> list[Row]:
    """`body`, its table head first, without the columns that the template does not have; each is noted."""
    head = body[0]
    first = next((n for n, text in enumerate(head.texts) if words.column(text)), 0)
    for cell in head.cells[:first]:
        if not is_side_column(cell.words):
            notes.add("column_not_read", place=cell.place, text=cell.words)
    unknown = {n for n, cell in head.filled if n > first and not words.column(cell.words)}
    if not unknown:
        return list(body)
    for n in sorted(unknown):
        said = "、".join(row.texts[n] for row in body[1:] if n < len(row.cells) and row.texts[n])
        notes.add("column_not_read", place=head.cells[n].place, text=head.texts[n])
        if said:
            notes.add("text_not_placed", place=head.cells[n].place, text=said)
    return [Row(tuple(c for n, c in enumerate(row.cells) if n not in unknown), row.place) for row in body]


def without_side_columns(body: Sequence[Row], words: Vocabulary) -> list[Row]:
    """`body`, its table head first, without columns before the first known one that only name the table (绩效指标)."""
    head = body[0]
    first = next((n for n, text in enumerate(head.texts) if text and words.column(text)), 0)

    def names_the_table(row: Row) -> bool:
        return all(map(is_side_column, row.texts[:first]))

    rows = [row for row in body if any(row.texts[:first]) and len(row.filled) >= _FIRST_VALUES]
    if not rows or not all(map(names_the_table, rows)):
        return list(body)
    return [Row(row.cells[first:], row.place) if names_the_table(row) else row for row in body]


def is_side_column(text: str) -> bool:
    """The cell is blank, or names the table at whose side it stands: 绩效指标."""
    return not text or fold_label(text).startswith(_TABLE_NAMES)


def aligned(body: Sequence[Row]) -> list[Row]:
    """`body`, its table head first, with each text in the column of the head under which it stands.

    Cells that are merged on one row and not on another would put the texts of both into different columns. A row in
    which two texts stand under one head is left as it is.
    """
    starts = [cell.column for _, cell in body[0].filled]
    numbers = [start for start in starts if start is not None]
    if len(numbers) < len(starts) or len(body[0].cells) == len(starts) == numbers[-1] - numbers[0] + 1:
        return list(body)
    return [under(row, numbers) or row for row in body]


def under(row: Row, starts: Sequence[int]) -> Row | None:
    """The cells of a row under the heads that begin at the columns `starts`; None when that is not clear.

    As many cells as heads stand under them in order, wherever the columns of another page begin; but not where the
    first of them are blank columns on the left of the table.
    """
    first = row.cells[0].column if row.cells else None
    if len(row.cells) == len(starts) and (first is None or first >= starts[0]):
        return row
    under: dict[int, Cell] = {}
    for cell in row.cells:
        head = bisect_right(starts, cell.column) - 1 if cell.column is not None else -1
        held = under.get(head)
        if cell.words and (head < 0 or (held and held.words)):
            return None
        if held is None or cell.words or (held.above is None and not held.words):
            under[head] = cell
    return Row(tuple(under.get(n, Cell("", row.place)) for n in range(len(starts))), row.place)
