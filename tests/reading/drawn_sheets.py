"""A sheet as a test draws it, in the two shapes in which the readers get one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from declarations.reading.blocks import Block, block_of_rows
from declarations.reading.rawtables import RawTable


@dataclass
class DrawnSheet:
    """Rows of texts, merged cells and notes on cells by (row, column)."""

    rows: list[list[str]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    codes: dict[tuple[int, int], list[tuple[str, str]]] = field(default_factory=dict)
    name: str = "汇总"

    def table(self) -> RawTable:
        """The table with its rows."""
        table = RawTable(self.name, merges=self.merges, codes=dict(self.codes))
        for r, row in enumerate(self.rows):
            for c, text in enumerate(row):
                table.put(r, c, text)
        return table

    def blocks(self, size: int) -> Iterator[Block]:
        """The same rows in blocks, as the child sends them: cells that a merged one covers have no text."""
        covered = {
            (row, column)
            for top, left, bottom, right in self.merges
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        } - {merge[:2] for merge in self.merges}
        rows = [["" if (r, c) in covered else text for c, text in enumerate(row)] for r, row in enumerate(self.rows)]
        for first in range(0, len(rows), size):
            block = block_of_rows(first, rows[first : first + size])
            mine = range(block.first, block.first + block.height)
            block.codes = {place: list(notes) for place, notes in self.codes.items() if place[0] in mine}
            yield block
