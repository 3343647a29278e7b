"""Our own flat tables read row by row with every cell in memory: what the reader of blocks has to agree with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from declarations.columns import Column, FlatTable, Part, TableKind, flat_tables
from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.reading.documents import says_something
from declarations.reading.grid import Cell, Grid, Row
from declarations.reading.notes import Notebook
from declarations.reading.own_values import cell_value, indicator_of
from declarations.reading.remarks import remark
from declarations.reading.results import Place, ReadDocument, ReadForm, ReadingRefused
from indicators.template import FormTemplate, fold_label

_HEADING_WITHIN = 5  # rows
_IDENTITY = frozenset({"code", "name"})  # fields that no two rows of one declaration say differently


@dataclass(frozen=True)
class OwnTable:
    """A table of ours in a document: the rows below its heading."""

    template: FormTemplate
    table: FlatTable
    rows: tuple[Row, ...]


@dataclass
class _Form:
    """A declaration while its rows are being collected."""

    template: FormTemplate
    number: str
    first: Row
    notes: Notebook
    head: dict[str, Cell] = field(default_factory=dict)
    indicators: list[Indicator] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    details: dict[TableKind, list[Any]] = field(default_factory=dict)

    def says(self, key: str) -> str:
        """The words of a field of the head."""
        return self.head[key].words if key in self.head else ""


def own_table(grid: Grid, templates: Sequence[FormTemplate]) -> OwnTable | None:
    """The table of ours that `grid` holds; None when it is another. Of equal tables the sheet's name decides."""
    for n, row in enumerate(grid.rows[:_HEADING_WITHIN]):
        headings = _folded(row.texts)
        fitting = [
            OwnTable(template, table, grid.rows[n + 1 :])
            for template in templates
            for table in flat_tables(template)
            if headings and headings == _folded(table.headings)
        ]
        if fitting:
            named = [each for each in fitting if row.place.sheet.startswith(each.table.title[:31])]
            return (named or fitting)[0]
    return None


def _folded(texts: Sequence[str]) -> tuple[str, ...]:
    folded = [fold_label(text) for text in texts]
    while folded and not folded[-1]:
        folded.pop()
    return tuple(folded)


def read_by_rows(tables: Sequence[OwnTable], name: str) -> ReadDocument:
    """The declarations of these tables in order; rows that belong to none are noted."""
    loose = Notebook()
    forms = [form for each in tables if each.table.kind is TableKind.INDICATORS for form in _forms(each)]
    for each in tables:
        if each.table.kind is not TableKind.INDICATORS:
            _add_details(each, forms, loose)
    read = [_read(form) for form in forms]
    filled = tuple(form for form in read if says_something(form))
    for blank in read:
        if not says_something(blank):
            loose.add("form_blank", place=blank.place, text=blank.template.title)
    if not filled:
        raise ReadingRefused(f"“{name}”是空白表，只有字段名，还没有填写内容。请填好后再导入。", loose.notes)
    return ReadDocument(filled, loose.notes)


def _forms(own: OwnTable) -> Iterator[_Form]:
    """The rows put together to declarations: by their number, and where a code or name differs from the row above."""
    form: _Form | None = None
    for row in own.rows:
        cells = _cells(row, own.table.columns)
        if not any(cell.words for cell in cells.values()):
            continue
        number = cells["number"].words
        head = {column.key: cells[column.key] for column in own.table.columns if column.part is Part.HEAD}
        if form is None or _begins(form, number, head):
            if form is not None:
                yield form
            form = _Form(own.template, number, row, Notebook(row.place))
        _add_row(form, own.table, row, cells)
    if form is not None:
        yield form


def _cells(row: Row, columns: Sequence[Column]) -> dict[str, Cell]:
    """The cells of a row by the keys of their columns, those of merged cells with their text.

    A key may name a field of the head and a part of the row (`name`): the latter gets "row." before it.
    """
    blank = Cell("", row.place)
    cells: dict[str, Cell] = {}
    for n, column in enumerate(columns):
        cell = row.cells[n] if n < len(row.cells) else blank
        cells[row_key(column)] = cell if cell.above is None else replace(cell, text=cell.above, above=None)
    return cells


def row_key(column: Column) -> str:
    """How `_cells` calls a column."""
    return f"row.{column.key}" if column.part is Part.ROW else column.key


def _begins(form: _Form, number: str, head: dict[str, Cell]) -> bool:
    """A row begins another declaration: it has another number, or another code or name."""
    if number and number != form.number:
        return True
    return any(head[key].words and head[key].words != form.says(key) for key in _IDENTITY & head.keys())


def _add_row(form: _Form, table: FlatTable, row: Row, cells: dict[str, Cell]) -> None:
    for column in table.columns:
        cell = cells[row_key(column)]
        if column.part is not Part.HEAD or not cell.words:
            continue
        if not form.says(column.key):
            form.head[column.key] = cell
        elif cell.words != form.says(column.key):
            form.notes.add("head_value_differs", column.key, cell.place, label=column.heading, text=cell.words)
    parts = {column.key: (column, cells[row_key(column)]) for column in table.columns if column.part is Part.ROW}
    for code, text in (note for _, cell in parts.values() for note in cell.codes):
        form.notes.add(code, f"indicators[{len(form.indicators)}]", row.place, text=text)
    if any(cell.words for _, cell in parts.values()):
        place = f"indicators[{len(form.indicators)}]"
        form.indicators.append(indicator_of(parts, table.unit, form.notes, place))
        form.places.append(row.place)


def _add_details(own: OwnTable, forms: Sequence[_Form], loose: Notebook) -> None:
    """Give each row of 测算明细 or 分年度计划 to the declaration with its number."""
    kind: type[BudgetLine] | type[PlanYear] = BudgetLine if own.table.kind is TableKind.BUDGET else PlanYear
    numbered: dict[str, list[_Form]] = {}
    for form in forms:
        numbered.setdefault(form.number, []).append(form)
    for row in own.rows:
        cells = _cells(row, own.table.columns)
        found = _owners(cells, numbered, forms)
        if not any(cell.words for key, cell in cells.items() if key.startswith("row.")):
            continue
        if len(found) != 1:
            loose.add("text_not_placed", place=row.place, text=" ".join(cell.words for _, cell in row.filled))
            continue
        values = {
            column.key: cell_value(cells[row_key(column)], column, own.table.unit, found[0].notes)
            for column in own.table.columns
            if column.part is Part.ROW and column.key in kind.__dataclass_fields__
        }
        found[0].details.setdefault(own.table.kind, []).append(kind(**values))


def _owners(cells: dict[str, Cell], numbered: dict[str, list[_Form]], forms: Sequence[_Form]) -> Sequence[_Form]:
    """The declarations that a row of details may belong to: by its number, else by the name of the project."""
    number, name = cells["number"].words, cells["name"].words if "name" in cells else ""
    found = numbered.get(number, []) if number else forms
    if len(found) == 1 and number:
        return found
    return [form for form in found if form.says("name") == name] if name else found


def _read(form: _Form) -> ReadForm:
    template, table = form.template, flat_tables(form.template)[0]
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.part is Part.HEAD:
            cell = form.head.get(column.key, Cell("", form.first.place))
            values[column.key] = cell_value(cell, column, table.unit, form.notes, column.key)
            for code, text in cell.codes:
                form.notes.add(code, column.key, cell.place, text=text)
    content = DeclarationContent(
        form=template.title,
        indicators=tuple(form.indicators),
        budget_lines=tuple(form.details.get(TableKind.BUDGET, ())),
        plan=tuple(form.details.get(TableKind.PLAN, ())),
    ).with_values(values)
    places = {key: cell.place for key, cell in form.head.items()}
    remark(content, template, places, form.places, form.notes)
    place = form.first.place
    rows = {f"indicators[{number}]": row for number, row in enumerate(form.places)}
    return ReadForm(content, template, form.notes.notes, place.line or 1, place, places | rows)
