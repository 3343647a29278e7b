"""Where the rows of a flat table come from: the blocks of a sheet, or the lines of a text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile
from typing import Protocol

from declarations.reading.blocks import ROWS, Block, Column
from declarations.reading.grid import Cell, Row
from declarations.reading.rawtables import RawTable
from declarations.reading.results import Place
from declarations.reading.tablerows import column_name, rows_of

Merge = tuple[int, int, int, int]


class FlatSource(Protocol):
    """Rows by number, as the careful reader takes them, and where they stand."""

    def load(self, block: Block) -> Block:
        """The block with merged cells written on each row that they cover, and without blanks for texts."""

    def suits(self, number: int) -> bool:
        """Every column from row `number` on stays where it is."""

    def shares(self, columns: Collection[int]) -> bool:
        """Rows share a cell in one of the columns."""

    def rows(self, blocks: Sequence[Block], stop: int) -> list[Row]:
        """The rows of blocks that are not loaded, up to number `stop`."""

    def exact(self, block: Block, number: int) -> Row:
        """One row of a loaded block."""

    def width(self, block: Block, number: int) -> int:
        """How many cells a row of a loaded block has."""

    def row(self, number: int) -> Place:
        """The place of a row."""

    def cell(self, number: int, column: int) -> Place:
        """The place of a cell."""


def _without_blanks(block: Block) -> Block:
    """`block` with every text that consists of blanks as no text."""
    for column in block.columns:
        if any(map(str.isspace, column.texts)):
            column.texts = ["" if text.isspace() else text for text in column.texts]
            column.__dict__.pop("all", None)
    return block


def with_covered_rows(table: RawTable, blocks: Iterator[Block]) -> Iterator[Block]:
    """`blocks`, and blank ones for rows without text of their own to which a merged cell reaches down."""
    last = max((bottom for top, _, bottom, _ in table.merges if bottom > top), default=-1)
    end = 0
    for block in blocks:
        yield from _blank_blocks(end, min(block.first, last + 1))
        yield block
        end = block.first + block.height
    yield from _blank_blocks(end, last + 1)


def _blank_blocks(start: int, end: int) -> Iterator[Block]:
    for first in range(start, end, ROWS):
        yield Block(first, [Column([""], [0], min(ROWS, end - first))])


class SheetSource:
    """The rows of one sheet; `table` has its merged cells and no rows."""

    def __init__(self, table: RawTable) -> None:
        """Sort the merged cells by the column that they reach down."""
        self._table = table
        self._letters: dict[int, str] = {}
        self._down: dict[int, list[Merge]] = {}
        for merge in sorted(table.merges):
            if merge[1] == merge[3]:
                self._down.setdefault(merge[1], []).append(merge)
        self._next = dict.fromkeys(self._down, 0)
        self._covered: dict[tuple[int, int], str] = {}

    def load(self, block: Block) -> Block:
        """See `FlatSource`; blocks are loaded in their order."""
        block = Block(block.first, list(_without_blanks(block).columns), block.codes)
        lacking = max(self._down, default=-1) + 1 - len(block.columns) if block.height else 0
        block.columns += [Column([""], [0], block.height) for _ in range(lacking)]
        if block.height:
            for column in self._down:
                block.columns[column] = self._filled(block, column)
        return block

    def _filled(self, block: Block, column: int) -> Column:
        merges, end = self._down[column], block.first + block.height
        texts = list(block.columns[column].all)
        changed = False
        position = self._next[column]
        while position < len(merges) and merges[position][0] < end:
            top, _, bottom, _ = merges[position]
            if top >= block.first:
                self._covered[top, column] = texts[top - block.first]
            for row in range(max(top + 1, block.first), min(bottom + 1, end)):
                self._covered[row, column] = texts[row - block.first] = self._covered[top, column]
                changed = True
            if bottom >= end:
                break
            position += 1
        self._next[column] = position
        return Column.of(texts) if changed else block.columns[column]

    def suits(self, number: int) -> bool:
        """See `FlatSource`: cells merged over several columns push those behind them to the left."""
        return not any(bottom >= number and right > left for _, left, bottom, right in self._table.merges)

    def shares(self, columns: Collection[int]) -> bool:
        """See `FlatSource`."""
        return not self._down.keys().isdisjoint(columns)

    def rows(self, blocks: Sequence[Block], stop: int) -> list[Row]:
        """See `FlatSource`."""
        table = RawTable(self._table.sheet, merges=[merge for merge in self._table.merges if merge[0] < stop])
        for block in blocks:
            table.add(block)
        return [row for _, row in takewhile(lambda found: found[0] < stop, rows_of(table, 0, None))]

    def exact(self, block: Block, number: int) -> Row:
        """See `FlatSource`."""
        offset = number - block.first
        texts = [column.all[offset] for column in block.columns]
        width = self.width(block, number)
        texts += [""] * (width - len(texts))
        cells = (self._cell(block, number, column, texts[column]) for column in range(width))
        return Row(tuple(cells), self.row(number))

    def _cell(self, block: Block, number: int, column: int, text: str) -> Cell:
        codes = tuple(block.codes.get((number, column), ()))
        place = self.cell(number, column)
        tops = {top for top, _, _, _ in self._down.get(column, ())} if (number, column) in self._covered else set()
        if (number, column) in self._covered and number not in tops:
            return Cell("", place, self._covered[number, column], codes)
        return Cell(text, place, None, codes, tall=number in tops)

    def width(self, block: Block, number: int) -> int:
        """See `FlatSource`; cells up to the last with text, with a note or inside a merged one."""
        offset = number - block.first
        used = [column for row, column in block.codes if row == number]
        used += [column for column in self._down if (number, column) in self._covered]
        texts = (n for n in range(len(block.columns) - 1, -1, -1) if block.columns[n].all[offset])
        return max([*used, next(texts, -1)]) + 1

    def row(self, number: int) -> Place:
        """See `FlatSource`."""
        return Place(sheet=self._table.sheet, cell=f"A{number + 1}")

    def cell(self, number: int, column: int) -> Place:
        """See `FlatSource`."""
        if column not in self._letters:
            self._letters[column] = column_name(column)
        return Place(sheet=self._table.sheet, cell=f"{self._letters[column]}{number + 1}")


class TextSource:
    """The rows of a text; `lines` are the numbers of the lines on which they begin, `rows` their texts."""

    def __init__(self, lines: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
        """Keep both."""
        self._lines = lines
        self._rows = rows

    def load(self, block: Block) -> Block:
        """See `FlatSource`."""
        return _without_blanks(block)

    def suits(self, number: int) -> bool:
        """See `FlatSource`; a text has no merged cells."""
        return number >= 0

    def shares(self, columns: Collection[int]) -> bool:
        """See `FlatSource`; in a text each has its own."""
        return False

    def rows(self, blocks: Sequence[Block], stop: int) -> list[Row]:
        """See `FlatSource`."""
        return [self.exact(block, block.first + n) for block in blocks for n in range(block.height)][:stop]

    def exact(self, block: Block, number: int) -> Row:
        """See `FlatSource`."""
        place = self.row(number)
        return Row(tuple([Cell(text, place) for text in self._rows[number]]), place)

    def width(self, block: Block, number: int) -> int:
        """See `FlatSource`."""
        return len(self._rows[number])

    def row(self, number: int) -> Place:
        """See `FlatSource`."""
        return Place(line=self._lines[number])

    def cell(self, number: int, column: int) -> Place:
        """See `FlatSource`; a text knows lines only."""
        return self.row(number)
