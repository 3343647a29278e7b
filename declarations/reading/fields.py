"""What is printed for each field of the head → values of `DeclarationContent`, by the kind of the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from declarations.reading.grid import Cell
from declarations.reading.head import Entry
from declarations.reading.notes import Notebook
from declarations.reading.texts import joined, plain_text, run_on, without_stray_blanks
from declarations.reading.values import amount_of, date_of, printed_unit, whole_number_of, yes_or_no
from indicators.template import AmountUnit, FieldKind, TemplateField

_UNITS = frozenset({"applicant_unit", "budget_unit", "supervising_unit"})
_ISO_LENGTH = len("2026-01-31")
# Kinds whose value must make sense; text that does not is no value of theirs.
_READERS: Mapping[FieldKind, Callable[[str], Any]] = {
    FieldKind.DATE: date_of,
    FieldKind.INTEGER: whole_number_of,
    FieldKind.BOOLEAN: yes_or_no,
}


def field_values(
    entries: Mapping[str, Entry], fields: Sequence[TemplateField], unit: AmountUnit, notes: Notebook
) -> dict[str, Any]:
    """The value of every field that the form prints. `unit` is that of amounts whose label names none."""
    values: dict[str, Any] = {}
    for field in fields:
        entry = entries.get(field.key)
        if entry is None:
            notes.add("field_missing", field.key, text=field.label)
            continue
        _note_entry(entry, field, notes)
        values[field.key] = _value(entry, field, unit, notes)
    return values


def _note_entry(entry: Entry, field: TemplateField, notes: Notebook) -> None:
    if entry.variant:
        notes.add("label_variant", field.key, entry.place, text=entry.label)
    if entry.continued:
        code = "value_wrapped" if entry.pieces else "value_on_next_line"
        notes.add(code, field.key, entry.continued[0].place)


def _value(entry: Entry, field: TemplateField, unit: AmountUnit, notes: Notebook) -> Any:
    if field.kind is FieldKind.MONEY or field.kind in _READERS:
        return _measured(entry, field, unit, notes)
    if field.kind is FieldKind.LONG_TEXT:
        return _long_text(entry, field, notes)
    return _line(entry, field, notes)


def _measured(entry: Entry, field: TemplateField, unit: AmountUnit, notes: Notebook) -> Any:
    """An amount, a date, a number or a yes/no; what cannot be read is quoted in a note."""
    cells = [*entry.pieces, *entry.continued]
    if not cells:
        return None
    read = _READERS.get(field.kind) or (lambda text: amount_of(text, printed_unit(entry.label) or unit))
    whole = "".join(cell.exact if field.kind is FieldKind.MONEY else cell.words for cell in cells)
    # Further figures on the same line are a value of their own: only a broken line goes on with the same number.
    value = None if _has_figures(entry.pieces[1:]) else read(whole)
    if value is None and len(cells) > 1:
        value = read(cells[0].words)
        if value is not None:
            _note_surplus(cells[1:], notes)
    if value is None:
        notes.add("value_not_read", field.key, cells[0].place, text=whole)
    elif field.kind is FieldKind.DATE and (whole[4:5] != "-" or len(whole) != _ISO_LENGTH):
        notes.add("date_format_variant", field.key, cells[0].place, text=whole)
    return value


def _has_figures(cells: Sequence[Cell]) -> bool:
    return any(character.isdigit() for cell in cells for character in cell.words)


def _long_text(entry: Entry, field: TemplateField, notes: Notebook) -> str:
    first_line = " ".join(cell.words for cell in entry.pieces)
    text = plain_text(joined([first_line, *(cell.words for cell in entry.continued)]))
    for code in text.codes:
        notes.add(code, field.key, entry.place)
    return text.text


def _line(entry: Entry, field: TemplateField, notes: Notebook) -> str:
    """A short text: the first cell, with the lines that it was broken into."""
    text = plain_text(entry.pieces[0].words if entry.pieces else "")
    line = text.text.replace("\n", "")
    _note_surplus(entry.pieces[1:], notes)
    line = run_on(line, *(cell.words for cell in entry.continued))
    for code in text.codes:
        notes.add(code, field.key, entry.place)
    if field.key == "code":
        return "".join(line.split()).removeprefix("'")
    if field.key in _UNITS and without_stray_blanks(line) != line:
        notes.add("stray_space_in_short_cell", field.key, entry.place, text=line)
        return without_stray_blanks(line)
    return line


def _note_surplus(cells: Sequence[Cell], notes: Notebook) -> None:
    for cell in cells:
        notes.add("text_not_placed", place=cell.place, text=cell.words)
