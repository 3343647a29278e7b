"""The small form that starts a declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from declarations.forms.parsing import clean_line
from declarations.models import DeclarationYear
from perfgoals.accounts.models import Unit


class CreateForm(forms.Form):
    """Year, unit and name. Only one's own units are offered; the action refuses any other that is posted."""

    year = forms.ModelChoiceField(
        label="年度",
        queryset=DeclarationYear.objects.all(),
        empty_label=None,
        error_messages={"required": "请选择年度。", "invalid_choice": "这个年度现在不能填报，请另选。"},
    )
    unit = forms.ModelChoiceField(
        label="申请单位",
        queryset=Unit.objects.all(),
        error_messages={"required": "请选择申请单位。", "invalid_choice": "没有这个单位，请从列表里选择。"},
    )
    name = forms.CharField(
        label="项目名称",
        required=False,
        strip=False,
        help_text="可以先不填，进入申报表后再写。",
    )

    request_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, years: Sequence[DeclarationYear], units: Mapping[int, str]) -> None:
        super().__init__(data, initial=_start(years, units))
        self.years = years
        self._offer("year", [(year.pk, f"{year.year} 年度 · {year.template.title}") for year in years])
        self._offer("unit", [("", "请选择单位"), *units.items()] if len(units) > 1 else list(units.items()))
        for field in self.visible_fields():
            field.field.widget.attrs["class"] = "field"
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def _offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        self.fields[name].widget.choices = choices

    def clean_name(self) -> str:
        """One line without control characters; too long a name is the rules' business."""
        return clean_line(self.cleaned_data["name"])


def _start(years: Sequence[DeclarationYear], units: Mapping[int, str]) -> dict[str, Any]:
    """What a fresh page shows; every page has a key of its own."""
    return {"year": years[0] if years else None, "unit": next(iter(units), None), "request_key": uuid4()}
