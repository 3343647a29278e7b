"""A form of a flat table read at once, when nothing in it needs repair.

What it gives is what the careful reader gives for the same form written as a printed one: values, notes and their
places. Whatever the careful reader might take otherwise is left to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Protocol

from declarations.content import HEAD_FIELDS, PARAGRAPH_FIELDS, DeclarationContent
from declarations.reading.fields import field_values
from declarations.reading.flat import FlatHead
from declarations.reading.flatrows import PlainRows, RowReader, Steps
from declarations.reading.flattexts import SPECIAL, PlainValues
from declarations.reading.grid import Cell, Row
from declarations.reading.head import Entry
from declarations.reading.notes import Notebook, message
from declarations.reading.provenance import AS_PRINTED
from declarations.reading.remarks import category_remarks, code_remark, text_remarks
from declarations.reading.results import Note, Place, ReadForm
from declarations.reading.values import amount_of, printed_unit, unit_line
from indicators.template import AmountUnit, FieldKind, FormTemplate, TemplateField

_SOMEWHERE = Place(line=1)
_LONGEST_KEPT = 60  # characters of a text that other forms are likely to have as well
_MOST_KEPT = 50_000
_MOST_ROWS = 5_000  # of one form; the careful reader says what is beyond


_ROW_KEYS = tuple(f"indicators[{n}]" for n in range(_MOST_ROWS))


class Places(Protocol):
    """Where the rows and cells of a table stand, by their numbers."""

    def row(self, number: int) -> Place:
        """The place of a row."""

    def cell(self, number: int, column: int) -> Place:
        """The place of a cell."""


class _Where(Mapping[str, Place]):
    """The places of a form, made when they are first asked for: of a form without a note or a finding, never."""

    def __init__(self, find: Callable[[], dict[str, Place]]) -> None:
        """`find` makes them."""
        self._find = find

    @cached_property
    def _found(self) -> dict[str, Place]:
        return self._find()

    def __getitem__(self, key: str) -> Place:
        return self._found[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


@dataclass
class PlainForm:
    """One form of a flat table as it is collected: for each field its text and the row where that stands; the rows of
    its indicators column by column, as `RowReader` takes them.
    """

    texts: list[str]
    numbers: list[int]
    rows: list[int] = field(default_factory=list)
    cells: tuple[list[str], ...] = field(default_factory=lambda: ([], [], [], [], [], []))
    absent: set[int] = field(default_factory=set)  # fields for which no row is long enough, by position


@dataclass(slots=True)
class _Value:
    """What a text says as the value of a field, and (code, sentence) of its notes."""

    value: Any
    written: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()


class QuickReader:
    """Reads the forms under one head; `units` are the lines above it that say the unit of all amounts."""

    def __init__(self, head: FlatHead, units: Sequence[Row], templates: Sequence[FormTemplate]) -> None:
        """Find out which column holds which field."""
        self.head = head
        self.rows = RowReader(head, templates)
        self._template = head.words.template
        self._units = [(unit, row.place) for row in units if (unit := unit_line(row.only))]
        self._unit = self._units[-1][0] if self._units else self._template.amount_unit
        labels = [head.row.cells[column].words for column in head.fields]
        self._plain_values = PlainValues(head.words, labels)
        self._fields = [_Field(each, head, self._unit) for each in self._template.fields]
        by_key = {each.key: n for n, each in enumerate(self._fields)}
        self._paragraphs = [by_key[key] for key in PARAGRAPH_FIELDS if key in by_key]
        self._code = by_key.get("code")
        self._categories: dict[tuple[frozenset[str], bool], list[tuple[str, str]]] = {}

    def read(self, form: PlainForm, unread: Sequence[str], line: int, places: Places) -> ReadForm | None:
        """The form, or None when it wants care. `line` is that of its title where places have none."""
        rows = self.rows.read(form.cells) if 0 < len(form.rows) <= _MOST_ROWS else None
        values = self._values(form) if rows else None
        if rows is None or values is None:
            return None
        columns = list(self.head.fields)
        first = next(n for n, text in enumerate(form.texts) if text)
        place = places.cell(form.numbers[first], columns[first])
        content = self._content(values, rows)
        written = _Written(place, form, columns, places)
        for text in unread:
            written.add("column_not_read", "", written.at(0), message("column_not_read", text=text))
        self._note_values(values, written)
        written.add_rows(rows.repairs)
        self._note_remarks(content, values, written)
        written.add_rows(rows.remarks)
        self._note_categories(rows.steps, written)
        where = _Where(partial(self._where, form, columns, places))
        return ReadForm(content, self._template, written.notes, place.line or line, place, where, self._printed(form))

    def _where(self, form: PlainForm, columns: Sequence[int], places: Places) -> dict[str, Place]:
        """Where each value stands."""
        standing = ((each.key, n) for each in self._fields if (n := each.position) is not None and n not in form.absent)
        where = {key: places.cell(form.numbers[n], columns[n]) for key, n in standing}
        where.update(zip(_ROW_KEYS, map(places.row, form.rows), strict=False))
        return where

    def _printed(self, form: PlainForm) -> dict[str, str]:
        """What is printed for amounts, dates and the like."""
        measured = ((each, each.position) for each in self._fields if each.is_measured and each.position is not None)
        return {
            each.key: f"{each.label} {form.texts[n]}" for each, n in measured if n not in form.absent and form.texts[n]
        }

    def _values(self, form: PlainForm) -> list[_Value | None] | None:
        """What the texts say for each field of the template, None for one without a column; None when care is due."""
        values: list[_Value | None] = []
        for each in self._fields:
            if each.position is None or each.position in form.absent:
                values.append(None)
                continue
            text = form.texts[each.position]
            value = each.kept.get(text)
            if value is None:
                if not self._plain_values.is_plain(text):
                    return None
                value = each.value(text)
            values.append(value)
        return values

    def _content(self, values: Sequence[_Value | None], rows: PlainRows) -> DeclarationContent:
        named: dict[str, Any] = {}
        extra: list[tuple[str, str]] = []
        for each, value in zip(self._fields, values, strict=True):
            if value is None:
                continue
            if each.is_named:
                named[each.key] = value.value
            elif value.value:
                extra.append((each.key, value.value))
        return DeclarationContent(
            form=self._template.title, extra=tuple(sorted(extra)), indicators=tuple(rows.indicators), **named
        )

    def _note_values(self, values: Sequence[_Value | None], written: _Written) -> None:
        if not self._units and all(value and not value.written for value in values):
            return
        for unit, place in self._units:
            written.add("amount_unit_elsewhere", "", place, message("amount_unit_elsewhere", text=unit.value))
        for each, value in zip(self._fields, values, strict=True):
            if value is None:
                written.add("field_missing", each.key, written.place, each.missing)
            elif value.written:
                for code, sentence in value.written:
                    written.add(code, each.key, written.at(each.position or 0), sentence)

    def _note_remarks(self, content: DeclarationContent, values: Sequence[_Value | None], written: _Written) -> None:
        if self._code is not None and values[self._code] and (remark := code_remark(content.code)):
            code, details = remark
            place = written.at(self._fields[self._code].position or 0)
            written.add(code, "code", place, message(code, **details))
        for n in self._paragraphs:
            each, value = self._fields[n], values[n]
            if value and value.remarks:
                for code in value.remarks:
                    written.add(code, each.key, written.at(each.position or 0), message(code))

    def _note_categories(self, steps: Steps, written: _Written) -> None:
        key = steps.level2s, steps.marked
        if key not in self._categories:
            said = category_remarks(steps.level2s, self._template, marked=steps.marked)
            self._categories[key] = [(code, message(code, text=text)) for code, text in said]
        for code, sentence in self._categories[key]:
            written.add(code, "indicators", written.place, sentence)


class _Field:
    """One field of the template and its column, if the table has one."""

    def __init__(self, field: TemplateField, head: FlatHead, unit: AmountUnit) -> None:
        self.key = field.key
        self.is_named = field.key in HEAD_FIELDS
        self.is_measured = field.kind not in AS_PRINTED
        self.missing = message("field_missing", text=field.label)
        self.kept: dict[str, _Value] = {}
        keys = list(head.fields.values())
        self.position = keys.index(field.key) if field.key in keys else None
        self.label = "" if self.position is None else head.row.cells[list(head.fields)[self.position]].words
        self._field = field
        self._is_amount = field.kind is FieldKind.MONEY
        self._is_text = field.kind in {FieldKind.LONG_TEXT, FieldKind.TEXT, FieldKind.SYSTEM, FieldKind.CHOICE}
        self._unit = unit
        if self.position is not None:
            self._label = head.row.cells[list(head.fields)[self.position]].words
            self._variant = head.words.label(self._label) is None
            self._of_label = printed_unit(self._label) or unit

    def value(self, text: str) -> _Value:
        """What a text says; short texts are kept, for they come again."""
        value = (None if self._variant else self._plain_value(text)) or self._read(text)
        if len(text) <= _LONGEST_KEPT:
            if len(self.kept) > _MOST_KEPT:
                self.kept.clear()
            self.kept[text] = value
        return value

    def _plain_value(self, text: str) -> _Value | None:
        """The value where it is the text itself, or an amount that can be read."""
        if self._is_amount:
            amount = amount_of(text, self._of_label)
            return None if amount is None else _Value(amount)
        return _Value(text) if self._is_text and not SPECIAL.search(text) and not text.startswith("'") else None

    def _read(self, text: str) -> _Value:
        """The value by the reader of printed heads, and its notes."""
        notes = Notebook(_SOMEWHERE)
        pieces = [Cell(text, _SOMEWHERE)] if text else []
        entry = Entry(self._field, self._label, _SOMEWHERE, 0, 0, variant=self._variant, pieces=pieces)
        value = field_values({self.key: entry}, (self._field,), self._unit, notes)[self.key]
        remarks = tuple(text_remarks(value)) if self.key in PARAGRAPH_FIELDS else ()
        return _Value(value, tuple((note.code, note.message) for note in notes.notes), remarks)


class _Written:
    """The notes of one form, in the order in which the careful reader writes them."""

    def __init__(self, place: Place, form: PlainForm, columns: Sequence[int], places: Places) -> None:
        self.place = place
        self._form = form
        self._columns = columns
        self._places = places
        self._notebook: Notebook | None = None

    def at(self, position: int) -> Place:
        """The place of the value of a field."""
        return self._places.cell(self._form.numbers[position], self._columns[position])

    def add(self, code: str, key: str, place: Place, sentence: str) -> None:
        """Write a note."""
        if self._notebook is None:
            self._notebook = Notebook(self.place)
        self._notebook.write(Note(code, key, sentence, place))

    def add_rows(self, rows: Sequence[tuple[int, Sequence[tuple[str, str, str]]]]) -> None:
        """Write notes on indicators."""
        for number, said in rows:
            for code, key, sentence in said:
                name = f"indicators[{number}].{key}" if key else f"indicators[{number}]"
                self.add(code, name, self._places.row(self._form.rows[number]), sentence)

    @property
    def notes(self) -> tuple[Note, ...]:
        """All of them."""
        return self._notebook.notes if self._notebook else ()
