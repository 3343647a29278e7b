"""The rows of 测算明细 and 分年度计划 on sheets of their own → the declarations to which they belong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from declarations.columns import Column, FlatTable, Part, TableKind
from declarations.content import BudgetLine, PlanYear
from declarations.reading.grid import Cell
from declarations.reading.notes import Notebook
from declarations.reading.own_rows import OwnRows
from declarations.reading.own_values import cell_value
from declarations.reading.rawtables import MOST_CELLS, too_many_cells
from declarations.reading.results import Place

_KINDS: dict[TableKind, type[BudgetLine] | type[PlanYear]] = {TableKind.BUDGET: BudgetLine, TableKind.PLAN: PlanYear}
_SOMEWHERE = Place(line=1)
_MOST_KEPT = 50_000


class _Table:
    """A table of such rows: which column holds what, and the values of texts that come again."""

    def __init__(self, table: FlatTable, rows: OwnRows) -> None:
        self.kind = table.kind
        self.rows = rows
        self.width = len(table.columns)
        self.parts = [n for n, column in enumerate(table.columns) if column.part is Part.ROW]
        self.number = next(n for n, column in enumerate(table.columns) if column.part is Part.NUMBER)
        named = (n for n, column in enumerate(table.columns) if column.part is Part.HEAD and column.key == "name")
        self.name = next(named, None)
        self.row = _KINDS[table.kind]
        self._unit = table.unit
        self.values = [
            (n, table.columns[n]) for n in self.parts if table.columns[n].key in self.row.__dataclass_fields__
        ]
        self._kept: dict[tuple[int, str], tuple[Any, bool]] = {}

    def all(self) -> Iterator[Detail]:
        """The rows that say something."""
        for block in self.rows.blocks:
            blank = [""] * block.height
            columns = [block.columns[n].all if n < len(block.columns) else blank for n in range(self.width)]
            start = max(self.rows.start - block.first, 0)
            for number, texts in enumerate(
                zip(*(column[start:] for column in columns), strict=True), block.first + start
            ):
                if any(texts[n] for n in self.parts):
                    yield Detail(self, number, tuple(map(str.strip, texts)))

    def value(self, n: int, column: Column, detail: Detail, notes: Notebook) -> Any:
        """The value of one cell; what cannot be read is noted."""
        text = detail.texts[n]
        if (n, text) not in self._kept:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            tried = Notebook(_SOMEWHERE)
            self._kept[n, text] = cell_value(Cell(text, _SOMEWHERE), column, self._unit, tried), bool(tried.notes)
        value, noted = self._kept[n, text]
        return (
            cell_value(Cell(text, self.rows.source.cell(detail.number, n)), column, self._unit, notes)
            if noted
            else value
        )


@dataclass(frozen=True, slots=True)
class Detail:
    """One such row: its table, its number in the sheet and the texts of its cells."""

    table: _Table
    number: int
    texts: tuple[str, ...]


@dataclass
class Owner:
    """A declaration as such rows name it, and those that belong to it."""

    number: str
    name: str
    details: list[Detail] = field(default_factory=list)


class OwnDetails:
    """The rows of such tables that say something, all in memory."""

    def __init__(self, tables: Iterable[tuple[FlatTable, OwnRows]]) -> None:
        """Look at all of them. CannotOpen when they are too many to be kept."""
        self.rows: list[Detail] = []
        cells = 0
        for table, rows in tables:
            for detail in _Table(table, rows).all():
                cells += len(detail.texts) - detail.texts.count("")
                if cells > MOST_CELLS:
                    raise too_many_cells(cells, MOST_CELLS)
                self.rows.append(detail)

    def give(self, owners: Sequence[Owner], loose: Notebook) -> None:
        """Give each to its declaration; those that belong to none, or perhaps to several, are noted in `loose`."""
        numbered: dict[str, list[Owner]] = {}
        named: dict[str, list[Owner]] = {}
        for owner in owners:
            numbered.setdefault(owner.number, []).append(owner)
            named.setdefault(owner.name, []).append(owner)
        unplaced: dict[_Table, set[int]] = {}
        for detail in self.rows:
            found = _owners(detail, numbered, named, owners)
            if len(found) == 1:
                found[0].details.append(detail)
            else:
                unplaced.setdefault(detail.table, set()).add(detail.number)
        for table, numbers in unplaced.items():
            for row in table.rows.all(numbers):
                text = " ".join(cell.words for _, cell in row.filled)
                loose.add("text_not_placed", place=row.place, text=text)


def _owners(
    detail: Detail, numbered: dict[str, list[Owner]], named: dict[str, list[Owner]], owners: Sequence[Owner]
) -> Sequence[Owner]:
    """The declarations that a row may belong to: by its number, else by the name of the project."""
    number = detail.texts[detail.table.number]
    name = "" if detail.table.name is None else detail.texts[detail.table.name]
    if not number:
        return named.get(name, []) if name else owners
    found = numbered.get(number, [])
    if len(found) == 1 or not name:
        return found
    return [owner for owner in found if owner.name == name]


def details_read(details: Iterable[Detail], notes: Notebook) -> dict[TableKind, list[Any]]:
    """The lines that rows say, by the kind of their table; what cannot be read is noted."""
    found: dict[TableKind, list[Any]] = {}
    for detail in details:
        table = detail.table
        values = {column.key: table.value(n, column, detail, notes) for n, column in table.values}
        found.setdefault(table.kind, []).append(table.row(**values))
    return found
