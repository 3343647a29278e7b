"""The rows of a flat table of ours, block by block → the rows of each declaration, as soon as the next begins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Protocol

from declarations.columns import Column, FlatTable, Part
from declarations.reading.blocks import ROWS, Block, block_of_rows
from declarations.reading.grid import Cell, Row
from declarations.reading.results import Place

_IDENTITY = frozenset({"code", "name"})  # fields that no two rows of one declaration say differently


class OwnSource(Protocol):
    """Rows by number, and where they stand."""

    def exact(self, block: Block, number: int) -> Row:
        """One row of a block."""

    def row(self, number: int) -> Place:
        """The place of a row."""

    def cell(self, number: int, column: int) -> Place:
        """The place of a cell."""


@dataclass(frozen=True)
class OwnRows:
    """The rows from number `start` on; `blocks` are loaded, and can be walked over twice where that is needed."""

    source: OwnSource
    blocks: Iterable[Block]
    start: int

    def all(self, numbers: Collection[int]) -> Iterator[Row]:
        """Those with these numbers, with their cells."""
        for block in self.blocks:
            for number in range(max(self.start, block.first), block.first + block.height):
                if number in numbers:
                    yield self.source.exact(block, number)


@dataclass
class Collected:
    """The rows of one declaration: for each column of the head its text and the number of the row where it stands.

    `odd` when cells say different things of one field, or the file notes something on a cell.
    """

    number: str
    keys: Sequence[str]
    texts: list[str]
    numbers: list[int]
    parts: list[tuple[Block, range]] = field(default_factory=list)
    odd: bool = False

    def says(self, key: str) -> str:
        """The words of a field of the head."""
        return self.texts[self.keys.index(key)] if key in self.keys else ""

    @property
    def first(self) -> int:
        """The number of the first row."""
        block, rows = self.parts[0]
        return block.first + rows[0]


def row_key(column: Column) -> str:
    """How `cells_of` calls a column."""
    return f"row.{column.key}" if column.part is Part.ROW else column.key


def cells_of(row: Row, columns: Sequence[Column]) -> dict[str, Cell]:
    """The cells of a row by the keys of their columns, those of merged cells with their text.

    A key may name a field of the head and a part of the row (`name`): the latter gets "row." before it.
    """
    blank = Cell("", row.place)
    cells: dict[str, Cell] = {}
    for n, column in enumerate(columns):
        cell = row.cells[n] if n < len(row.cells) else blank
        cells[row_key(column)] = cell if cell.above is None else replace(cell, text=cell.above, above=None)
    return cells


def forms_of(rows: OwnRows, table: FlatTable) -> Iterator[Collected]:
    """The rows put together to declarations: by their number, and where a code or name differs from the row above.

    Rows that say nothing belong to none.
    """
    collector = _Collector(table)
    for block in rows.blocks:
        yield from collector.take(block, max(rows.start - block.first, 0))
    yield from collector.close()


class _Collector:
    """Takes blocks in turn and keeps the declaration that is not yet complete."""

    def __init__(self, table: FlatTable) -> None:
        self._width = len(table.columns)
        heads = [(n, column.key) for n, column in enumerate(table.columns) if column.part is Part.HEAD]
        self._number = next(n for n, column in enumerate(table.columns) if column.part is Part.NUMBER)
        self._columns = [n for n, _ in heads]
        self._keys = [key for _, key in heads]
        self._parts = [n for n, column in enumerate(table.columns) if column.part is Part.ROW]
        self._identity = [n for n, (_, key) in enumerate(heads) if key in _IDENTITY]
        self._form: Collected | None = None

    def close(self) -> Iterator[Collected]:
        """The last declaration."""
        if self._form:
            yield self._form

    def take(self, block: Block, start: int) -> Iterator[Collected]:
        """The declarations that end with rows of a block from position `start` on."""
        present = len(block.columns)
        blank = [""] * block.height
        number = block.columns[self._number].all if self._number < present else blank
        columns = [block.columns[n].all if n < present else blank for n in self._columns]
        noted = {row - block.first for row, column in block.codes if column < self._width}
        for a, b in pairwise(self._changes(block, start)):
            texts = [column[a].strip() for column in columns]
            said = number[a].strip()
            filled = [range(a, b)] if said or any(texts) else self._filled(block, range(a, b))
            for rows in filled:
                if self._form is None or self._begins(self._form, said, texts):
                    yield from self.close()
                    self._form = Collected(said, self._keys, texts, [block.first + a] * len(texts))
                elif any(texts):
                    _add(self._form, texts, block.first + a)
                self._form.parts.append((block, rows))
                self._form.odd = self._form.odd or not noted.isdisjoint(rows)

    def _changes(self, block: Block, start: int) -> list[int]:
        """The positions at which a number or a field of the head may differ from the row above, and the end."""
        if start >= block.height:
            return []
        heads = (block.columns[n] for n in (self._number, *self._columns) if n < len(block.columns))
        found = {start}.union(*(column.changes for column in heads))
        return [*sorted(n for n in found if n >= start), block.height]

    def _filled(self, block: Block, rows: range) -> list[range]:
        """The rows that say something of an indicator."""
        columns = [block.columns[n].all for n in self._parts if n < len(block.columns)]
        if any(all(column[rows.start : rows.stop]) for column in columns):
            return [rows]
        return [range(n, n + 1) for n in rows if any(column[n] for column in columns)]

    def _begins(self, form: Collected, number: str, texts: Sequence[str]) -> bool:
        """A row begins another declaration: it has another number, or another code or name."""
        if number and number != form.number:
            return True
        return any(texts[n] and texts[n] != form.texts[n] for n in self._identity)


def _add(form: Collected, texts: Sequence[str], number: int) -> None:
    """What a further row says of the head."""
    for n, text in enumerate(texts):
        if text and not form.texts[n]:
            form.texts[n], form.numbers[n] = text, number
        elif text and text != form.texts[n]:
            form.odd = True


class RowsSource:
    """Rows that are all in memory, as a source of blocks."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Keep them."""
        self._rows = rows

    def blocks(self) -> Iterator[Block]:
        """The rows in blocks, merged cells with their text on each row."""
        for first in range(0, len(self._rows), ROWS):
            rows = self._rows[first : first + ROWS]
            texts = [[(cell.text if cell.above is None else cell.above).strip() for cell in row.cells] for row in rows]
            block = block_of_rows(first, texts)
            block.codes = {
                (n, column): list(cell.codes)
                for n, row in enumerate(rows, start=first)
                for column, cell in enumerate(row.cells)
                if cell.codes
            }
            yield block

    def exact(self, block: Block, number: int) -> Row:
        """One row of a block."""
        return self._rows[number]

    def row(self, number: int) -> Place:
        """The place of a row."""
        return self._rows[number].place

    def cell(self, number: int, column: int) -> Place:
        """The place of a cell."""
        return self._rows[number].cells[column].place
