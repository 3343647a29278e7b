"""Lists of short texts (spellings, choices): stored as JSON, edited one per line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models


class LinesField(forms.CharField):
    """A list of texts in a text area, one per line; blank lines and repetitions are dropped."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        """Show a list as lines; what was just typed stays as typed."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (line.strip() for line in str(value or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(self.prepare_value(initial)) != self.to_python(data))


class TextListField(models.JSONField):
    """A list of non-blank texts without repetitions, empty unless said otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": LinesField, **kwargs})

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
            raise ValidationError("应为文字的列表，每行一条，不留空行。")
        if len(set(value)) < len(value):
            raise ValidationError("列表中有重复的文字，请每条只写一次。")
