"""One declaration of a flat table of ours, cell by cell, with a note on everything that has to be noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from declarations.columns import FlatTable, Part, TableKind
from declarations.content import DeclarationContent, Indicator
from declarations.reading.grid import Cell, Row
from declarations.reading.notes import Notebook
from declarations.reading.own_details import Detail, details_read
from declarations.reading.own_rows import Collected, OwnSource, cells_of, row_key
from declarations.reading.own_values import cell_value, indicator_of
from declarations.reading.remarks import remark
from declarations.reading.results import Place, ReadForm
from indicators.template import FormTemplate


@dataclass
class _Form:
    """The declaration while its rows are being collected."""

    first: Row
    notes: Notebook
    head: dict[str, Cell] = field(default_factory=dict)
    indicators: list[Indicator] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def says(self, key: str) -> str:
        """The words of a field of the head."""
        return self.head[key].words if key in self.head else ""


def careful_form(
    template: FormTemplate, table: FlatTable, collected: Collected, source: OwnSource, details: Sequence[Detail] = ()
) -> ReadForm:
    """The declaration of these rows."""
    rows = [source.exact(block, block.first + n) for block, part in collected.parts for n in part]
    form = _Form(rows[0], Notebook(rows[0].place))
    for row in rows:
        _add_row(form, table, row, cells_of(row, table.columns))
    return _read(form, template, table, details_read(details, form.notes))


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


def _read(form: _Form, template: FormTemplate, table: FlatTable, details: dict[TableKind, list[Any]]) -> ReadForm:
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
        budget_lines=tuple(details.get(TableKind.BUDGET, ())),
        plan=tuple(details.get(TableKind.PLAN, ())),
    ).with_values(values)
    places = {key: cell.place for key, cell in form.head.items()}
    remark(content, template, places, form.places, form.notes)
    place = form.first.place
    rows = {f"indicators[{number}]": row for number, row in enumerate(form.places)}
    return ReadForm(content, template, form.notes.notes, place.line or 1, place, places | rows)
