"""What was read, as JSON values: exactly what each form prints, nothing derived."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from declarations.content import MONEY_FIELDS, Indicator
from declarations.reading.results import ReadDocument, ReadForm, ReadingRefused
from indicators.template import FormTemplate, to_fen

_LEVELS = ("level1", "level2")


def document_as_json(document: ReadDocument) -> dict[str, Any]:
    """{"forms": [...], "notes": [...]}."""
    return {
        "forms": [form_as_json(form) for form in document.forms],
        "notes": [note.to_json() for note in document.notes],
    }


def refusal_as_json(refusal: ReadingRefused) -> dict[str, Any]:
    """The same shape for a file that was refused; the reason is the last note."""
    return {"forms": [], "notes": [note.to_json() for note in refusal.notes]}


def form_as_json(form: ReadForm) -> dict[str, Any]:
    """One form: the fields of its template that are not blank, amounts as strings in yuan, ISO dates, its rows."""
    values = {field.key: _value(field.key, form.content.get(field.key)) for field in form.template.fields}
    return {
        "form": form.content.form,
        **({"template_unknown": True} if form.is_foreign else {}),
        **{key: value for key, value in values.items() if value != ""},
        "indicators": [_row(row, form.template) for row in form.content.indicators],
        "notes": [note.to_json() for note in form.notes],
    }


def _value(key: str, value: Any) -> Any:
    """Texts and None are as they are; None says that the field is there and could not be read, or is blank."""
    if isinstance(value, Decimal) and key in MONEY_FIELDS:
        return _money(value)
    return value.isoformat() if isinstance(value, date) else value


def _money(yuan: Decimal) -> str:
    """At least two decimals; digits below a fen that the form prints are kept."""
    rounded = to_fen(yuan)
    return format(rounded if rounded == yuan else yuan.normalize(), "f")


def _row(row: Indicator, template: FormTemplate) -> dict[str, Any]:
    """The columns of the template under the names that they have in JSON."""
    named = {column.export_key or column.key: _cell(row, column.key) for column in template.columns}
    levels = {key: named.pop(key) for key in _LEVELS if key in named}
    return {**levels, "required": row.required, **named}


def _cell(row: Indicator, key: str) -> Any:
    value = getattr(row, key)
    return format(value, "f") if isinstance(value, Decimal) else value
