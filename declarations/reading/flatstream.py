"""A sheet or a text, block by block → its forms: flat tables as they come, anything else when all of it is here."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain

from declarations.columns import TableKind
from declarations.reading.blocks import Block, cut
from declarations.reading.documents import read_grid
from declarations.reading.flat import FlatHead, unfolded
from declarations.reading.flatforms import FlatForms
from declarations.reading.flatheads import HeadFinder, pieces
from declarations.reading.flatsource import FlatSource, SheetSource, TextSource, with_covered_rows
from declarations.reading.grid import Grid
from declarations.reading.own import OwnTable, own_table
from declarations.reading.own_heads import HEADING_WITHIN, own_head
from declarations.reading.own_rows import OwnRows
from declarations.reading.rawtables import RawTable, Room, Tell, nobody
from declarations.reading.refilled import refolded
from declarations.reading.results import Note, Place, ReadForm, ReadingRefused
from declarations.reading.running import grid_of_text, part_of_text
from declarations.reading.sheets import grid_of_sheet, stands_side_by_side
from indicators.template import FormTemplate


@dataclass(frozen=True)
class Refused:
    """A part of a document gave no form: the reason, and where the part begins."""

    problem: ReadingRefused
    place: Place


Event = ReadForm | Note | Refused | OwnTable
Templates = tuple[FormTemplate, ...]


def events_of_sheet(table: RawTable, blocks: Iterator[Block], shown: str, templates: Templates) -> Iterator[Event]:
    """The forms and notes of a sheet, or the table of ours that it holds; nothing when it is blank.

    `table` has no rows yet, they come in `blocks`.
    """
    blocks = with_covered_rows(table, blocks)
    flat = _Flat(SheetSource(table), shown, templates)
    above: list[Block] = []
    room = Room()
    for block in blocks:
        above.append(block)
        if flat.begins(above):
            if flat.stands_beside(_with_rows(table, above)):
                break
            own = flat.own(above, blocks, last=table.last)
            yield from [own] if own else flat.events(blocks)
            return
        details = flat.details(above, blocks, last=table.last)
        if details:
            yield details
            return
        room.take(block)
        if flat.unsuited:
            break
    yield from events_of_grid(grid_of_sheet(_with_rows(table, chain(above, blocks)), templates), shown, templates)


def events_of_text(
    source: TextSource, rows: Sequence[Sequence[str]], shown: str, templates: Templates, tell: Tell = nobody
) -> Iterator[Event]:
    """The forms and notes of a text that has been cut into `rows`. CannotOpen as in `grid_of_text`."""
    blocks = cut(rows, tell)
    flat = _Flat(source, shown, templates)
    above: list[Block] = []
    for block in blocks:
        above.append(block)
        if flat.begins(above):
            if flat.stands_beside(part_of_text(source.rows(above, len(rows))).table):
                break
            yield from flat.events(blocks)
            return
    above += blocks
    with _without_collecting():
        grid = grid_of_text(source.rows(above, len(rows)), templates)
        document = read_grid(_refolded(grid, templates), shown, templates)  # no row of it is the head of a flat table
    yield from document.forms
    yield from document.notes


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Python does not walk over all objects again and again while many are made, none of which hold each other."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def events_of_grid(grid: Grid, shown: str, templates: Templates) -> Iterator[Event]:
    """The forms and notes of rows that are all here, or the table of ours; nothing when they are blank."""
    if all(row.is_blank for row in grid.rows):
        return
    own = own_table(grid.rows, templates)
    if own:
        yield own
        return
    written = _written(grid, templates)
    place = written.rows[0].place if written.rows else grid.rows[0].place
    try:
        document = read_grid(written, shown, templates)
    except ReadingRefused as problem:
        yield Refused(problem, place)
    else:
        yield from document.forms
        yield from document.notes


def _written(grid: Grid, templates: Templates) -> Grid:
    """The grid with flat tables as printed forms; in one without, cells that once were merged are so again.

    In a flat table two equal texts side by side are two values.
    """
    written = unfolded(grid, templates)
    return _refolded(grid, templates) if written is grid else written


def _refolded(grid: Grid, templates: Templates) -> Grid:
    """The same for a grid in which no row is the head of a flat table."""
    folded = refolded(grid, templates)
    return grid if folded is grid else unfolded(folded, templates)


def _with_rows(table: RawTable, blocks: Iterable[Block]) -> RawTable:
    """A copy of `table` with the rows of these blocks. CannotOpen when they are too many to be kept."""
    whole = RawTable(table.sheet, table.page, merges=table.merges, codes={**table.codes})
    room = Room()
    for block in blocks:
        room.take(block)
        whole.add(block)
    return whole


class _Flat:
    """Waits for the first head of a flat table, then gives the forms below it."""

    def __init__(self, source: FlatSource, shown: str, templates: Templates) -> None:
        self._source = source
        self._shown = shown
        self._templates = templates
        self._finder = HeadFinder(templates)
        self._block: Block | None = None
        self._heads: dict[int, FlatHead] = {}
        self._forms: FlatForms | None = None
        self._number = 0  # of the row with the first head
        self.unsuited = False  # cells are merged over several columns: the whole sheet must be here first

    def begins(self, above: Sequence[Block]) -> bool:
        """The last of these blocks has the first head; the rows before it are those above the table."""
        block = self._loaded(above[-1])
        if not self._heads:
            return False
        self._number = block.first + next(iter(self._heads))
        rows = self._source.rows(above, self._number)
        self._forms = FlatForms(self._source, rows, self._shown, self._templates)
        return True

    def own(self, above: Sequence[Block], blocks: Iterator[Block], *, last: bool) -> OwnTable | None:
        """The table of ours whose heading the first head is, with its rows as they come; None when it is another."""
        rows = self._source.rows(above, self._number + 1)
        head = own_head(rows, self._templates)
        if head is None or self._block is None or head.position + 1 < len(rows):
            return None
        coming = chain([self._block], map(self._source.load, blocks))
        own = OwnRows(self._source, coming, self._number + 1)
        return OwnTable(head.template, head.table, own, coming=True, last=last)

    def details(self, above: Sequence[Block], blocks: Iterator[Block], *, last: bool) -> OwnTable | None:
        """The table of 测算明细 or 分年度计划 that begins with the first block; None when it is another."""
        rows = self._source.rows(above, HEADING_WITHIN) if len(above) == 1 else []
        head = own_head(rows, self._templates)
        if head is None or head.table.kind is TableKind.INDICATORS or self._block is None:
            return None
        n = head.position
        if any(row.filled for row in rows[:n]) or rows[n].place != self._source.row(n) or not self._source.suits(n):
            return None
        coming = chain([self._block], map(self._source.load, blocks))
        return OwnTable(head.template, head.table, OwnRows(self._source, coming, n + 1), coming=True, last=last)

    def stands_beside(self, table: RawTable) -> bool:
        """The rows of `table` above the first head have forms side by side."""
        above = {row: cells for row, cells in table.rows.items() if row < self._number}
        return stands_side_by_side(replace(table, rows=above), self._templates)

    def events(self, blocks: Iterator[Block]) -> Iterator[Event]:
        """The forms from the block with the first head on, and the notes."""
        forms, block = self._forms, self._block
        if forms is None:
            return
        while block:
            heads = list(self._heads)
            for start, end in pieces(block, heads):
                yield from forms.take(block, start, end)
                if end < block.height:
                    forms.enter(self._heads[end])
            following = next(blocks, None)
            block = self._loaded(following) if following else None
        try:
            yield from forms.close()
        except ReadingRefused as problem:
            yield Refused(problem, forms.place)
        else:
            yield from forms.notes

    def _loaded(self, block: Block) -> Block:
        self._block = block = self._source.load(block)
        self._heads = {}
        for n in self._finder.candidates(block):
            if not self._source.suits(block.first + n):
                self.unsuited = True
                break
            head = self._finder.head(self._source.exact(block, block.first + n))
            if head:
                self._heads[n] = head
        return block
