"""Where in the document each value of a form stands, and how amounts and dates are printed there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from declarations.reading.head import Entry
from declarations.reading.results import Place, ReadForm
from indicators.template import FieldKind

AS_PRINTED = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.CHOICE, FieldKind.SYSTEM})


def with_sources(form: ReadForm, entries: Mapping[str, Entry], rows: Sequence[Place]) -> ReadForm:
    """`form` with the place of each of its values; indicators have that of their row."""
    places = {key: _place(entry) for key, entry in entries.items()}
    places |= {f"indicators[{number}]": place for number, place in enumerate(rows)}
    printed = {
        key: f"{entry.label} {entry.printed}".strip()
        for key, entry in entries.items()
        if entry.field is not None and entry.field.kind not in AS_PRINTED and not entry.is_empty
    }
    return replace(form, places=places, printed=printed)


def _place(entry: Entry) -> Place:
    cells = (*entry.pieces, *entry.continued)
    return cells[0].place if cells else entry.place
