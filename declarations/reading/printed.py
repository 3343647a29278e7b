"""Printed forms that we wrote ourselves and marked so: each cell is what its label says, and nothing is repaired.

The mark alone is not enough, people edit what they exported: title, labels and column heads must all stand where the
layout puts them. Anything else is read like any other form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from declarations.columns import Column, Part, flat_tables
from declarations.content import DeclarationContent, Indicator
from declarations.reading.details import without_details
from declarations.reading.grid import Cell, Grid, Row
from declarations.reading.notes import Notebook
from declarations.reading.own_values import cell_value, indicator_of
from declarations.reading.remarks import remark
from declarations.reading.results import Place, ReadForm
from declarations.reading.table import filled_down
from declarations.reading.values import unit_line
from indicators.template import FormTemplate, fold_label

_ABOVE = 3  # rows over the head: title, year, unit of the amounts
_PAIR = 2  # a label and its value


@dataclass(frozen=True)
class _Parts:
    """The cells of the head in the order of the template's fields, and the rows below the head."""

    values: tuple[Cell, ...]
    below: tuple[Row, ...]


def printed_form(grid: Grid, templates: Sequence[FormTemplate]) -> ReadForm | None:
    """The form of a sheet that we wrote; None where its labels are not those of a template, each at its place."""
    title = grid.rows[0] if grid.rows else None
    for template in templates:
        if title and fold_label(title.only) == fold_label(template.title):
            parts = _parted(grid, template)
            form = _form(parts, template, title.place) if parts else None
            if form:
                return form
    return None


def _parted(grid: Grid, template: FormTemplate) -> _Parts | None:
    if len(grid.rows) <= _ABOVE or unit_line(grid.rows[_ABOVE - 1].only) is not template.amount_unit:
        return None
    values: list[Cell] = []
    below = list(grid.rows[_ABOVE:])
    for fields in template.head_rows:
        labels = [fold_label(field.label_in(template.amount_unit)) for field in fields]
        row = below.pop(0) if below else None
        if row is None or [fold_label(cell.words) for cell in row.cells[::_PAIR][: len(labels)]] != labels:
            return None
        values += [_at(row, _PAIR * n + 1) for n in range(len(labels))]
        while below and _makes_room(below[0]):
            below.pop(0)
    return _Parts(tuple(values), tuple(below))


def _makes_room(row: Row) -> bool:
    """The row only makes room for a high row above."""
    return bool(row.cells) and all(cell.above is not None for cell in row.cells)


def _at(row: Row, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else Cell("", row.place)


def _form(parts: _Parts, template: FormTemplate, place: Place) -> ReadForm | None:
    notes = Notebook(place)
    table = flat_tables(template)[0]
    heads = [column for column in table.columns if column.part is Part.HEAD]
    details = without_details(parts.below, template.amount_unit, notes)
    columns = [column for column in table.columns if column.part is Part.ROW]
    body = details.rows
    if not body or [fold_label(text) for text in body[0].texts] != [fold_label(each.heading) for each in columns]:
        return None
    rows = list(_indicators(body[1:], columns, template, notes))
    values = {
        column.key: cell_value(cell, column, template.amount_unit, notes, column.key)
        for column, cell in zip(heads, parts.values, strict=True)
    }
    _note_cells(zip(heads, parts.values, strict=True), notes)
    content = DeclarationContent(
        form=template.title,
        indicators=tuple(row for row, _ in rows),
        budget_lines=details.budget_lines,
        plan=details.plan,
    ).with_values(values)
    places = {column.key: cell.place for column, cell in zip(heads, parts.values, strict=True)}
    remark(content, template, places, [where for _, where in rows], notes)
    places |= {f"indicators[{number}]": where for number, (_, where) in enumerate(rows)}
    return ReadForm(content, template, notes.notes, 1, place, places)


def _note_cells(cells: Iterator[tuple[Column, Cell]], notes: Notebook) -> None:
    for column, cell in cells:
        for code, text in cell.codes:
            notes.add(code, column.key, cell.place, text=text)


def _indicators(
    rows: Sequence[Row], columns: Sequence[Column], template: FormTemplate, notes: Notebook
) -> Iterator[tuple[Indicator, Place]]:
    """The rows of the table that say something, level 1 and level 2 written out on each."""
    count = 0
    for row in filled_down(rows, len(columns)):
        if row.is_blank:
            continue
        where = f"indicators[{count}]"
        cells = {column.key: (column, _at(row, n)) for n, column in enumerate(columns)}
        found = indicator_of(cells, template.amount_unit, notes, where)
        if not found.level2:
            notes.add("level2_missing", f"{where}.level2", row.place)
        for code, text in (note for _, cell in cells.values() for note in cell.codes):
            notes.add(code, where, row.place, text=text)
        yield found, row.place
        count += 1
