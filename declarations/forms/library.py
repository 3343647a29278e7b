"""The forms of the indicator library: looking for an entry, and changing one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from declarations.forms.parsing import clean_line, clean_text
from declarations.library.keeping import LABELS
from indicators.models import LibraryIndicator

LONGEST_QUERY = 40
DIGITS = 18  # of a key


class EntryForm(forms.ModelForm[LibraryIndicator]):
    """What an administrator may change of an entry."""

    class Meta:
        model = LibraryIndicator
        fields = tuple(LABELS)
        widgets = {"explanation": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, data: QueryDict | None = None, *, instance: LibraryIndicator) -> None:
        super().__init__(data, instance=instance)
        for field in self.fields.values():
            field.widget.attrs |= {"class": "field", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        """Texts without control characters."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        return {
            name: (clean_text if name == "explanation" else clean_line)(text).strip() for name, text in cleaned.items()
        }


def number_in(params: Mapping[str, str], name: str) -> int | None:
    """The whole number of an address; None for anything else, and for what no key can be."""
    text = params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def words_in(params: Mapping[str, str]) -> str:
    """What is looked for, short enough to be looked for."""
    return clean_line(params.get("q", "")).strip()[:LONGEST_QUERY]
