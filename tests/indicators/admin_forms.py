"""A page of the administration as a browser would post it back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms


def posted(context: Any) -> dict[str, Any]:
    """What a browser posts when somebody opens a change page and presses save without touching anything."""
    found = list(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        found += [*inline.formset.management_form, *(field for form in inline.formset.forms for field in form)]
    return dict(pair for field in found for pair in _pairs(field))


def _pairs(field: forms.BoundField) -> Iterator[tuple[str, Any]]:
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        if value:
            yield field.html_name, "on"
    else:
        yield field.html_name, "" if value is None else getattr(value, "pk", value)
