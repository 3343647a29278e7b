"""The form of a level-1 project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from declarations.forms.parsing import clean_line, clean_text
from declarations.models import LevelOneProject
from perfgoals.accounts.models import Unit


class LevelOneForm(forms.ModelForm[LevelOneProject]):
    """Unit (only at first), name, code, note."""

    class Meta:
        model = LevelOneProject
        fields = ("unit", "name", "code", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(
        self, data: QueryDict | None = None, *, instance: LevelOneProject | None = None, units: Iterable[Unit] = ()
    ) -> None:
        super().__init__(data, instance=instance)
        if instance is not None:
            del self.fields["unit"]
        else:
            offered = Unit.objects.filter(pk__in=[unit.pk for unit in units])
            self.fields["unit"] = forms.ModelChoiceField(
                label="单位",
                queryset=offered,
                empty_label="请选择单位",
                help_text="一级项目可以包括这个单位和下属单位的项目；建立后不能改。",
                error_messages={"required": "请选择单位。", "invalid_choice": "没有这个单位，请从列表里选择。"},
            )
        self.order_fields(("unit", "name", "code", "note"))
        for field in self.fields.values():
            field.widget.attrs |= {"class": "field", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        """Texts without control characters."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("name", "code"):
            if name in cleaned:
                cleaned[name] = clean_line(cleaned[name])
        cleaned["note"] = clean_text(cleaned.get("note", "")).strip()
        return cleaned
