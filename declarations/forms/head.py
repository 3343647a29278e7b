"""The head of the paper as a Django form, its fields made from the template's."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from declarations.amounts import UnreadableError
from declarations.content import DeclarationContent
from declarations.forms.parsing import NO, YES, Cell, cell_of, is_untouched
from declarations.forms.places import HEAD, head_name
from indicators.template import AmountUnit, FieldKind, FormTemplate, TemplateField

TEXT_KINDS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})
CHOICE_KINDS = frozenset({FieldKind.CHOICE, FieldKind.BOOLEAN})


class CellField(forms.Field):
    """One cell of the head: whatever cannot be read is an error at the field, blank never is (drafts may have gaps)."""

    def __init__(self, cell: Cell, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.cell = cell

    def to_python(self, value: Any) -> Any:
        try:
            return self.cell.read(value or "")
        except UnreadableError as error:
            raise ValidationError(str(error)) from error


class ChoiceCellField(CellField):
    """A cell with a list to choose from; what is written now stays among the choices, wherever it came from."""

    def __init__(self, cell: Cell, choices: tuple[str, ...], **options: Any) -> None:
        super().__init__(cell, **options)
        self.words = choices

    def validate(self, value: Any) -> None:
        if self.cell.show(value) not in {"", *self.words}:
            raise ValidationError("请从列表里选择一项。")


class HeadForm(forms.Form):
    """The fields of the head that people fill in; what the system fills in has no input.

    Posted `data` is read against `base`, what the page showed: a cell that comes back as it was printed keeps its value
    to the last digit. Without data the form shows `base`, and `texts` (by input name) where they were typed otherwise.
    """

    use_required_attribute = False
    helper: Any  # of crispy-forms; set by the page that prints the form

    def __init__(
        self,
        template: FormTemplate,
        base: DeclarationContent,
        data: QueryDict | None = None,
        texts: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.template = template
        cells = {field.key: cell_of(field.kind, template.amount_unit) for field in template.fields}
        self.printed = {key: cell.show(base.get(key)) for key, cell in cells.items()}
        shown = {key: texts.get(head_name(key), text) for key, text in self.printed.items()}
        super().__init__(data, prefix=HEAD, auto_id="%s", initial=shown)
        for field in template.fields:
            if field.kind is not FieldKind.SYSTEM:
                now = (self.printed[field.key], shown[field.key])
                self.fields[field.key] = _form_field(field, cells[field.key], template.amount_unit, now)

    def values(self) -> dict[str, Any]:
        """The head fields that were posted and could be read, as values of the content."""
        return {key: value for key, value in self.cleaned_data.items() if self._is_touched(key)}

    def problems(self) -> dict[str, str]:
        """What could not be read, as a sentence by head field."""
        return {key: str(errors[0]) for key, errors in self.errors.items() if self._is_touched(key)}

    def _is_touched(self, key: str) -> bool:
        posted, field = self.data.get(self.add_prefix(key)), self.fields[key]
        if posted is None or not isinstance(field, CellField):
            return False
        return not is_untouched(field.cell, str(posted), self.printed[key])


def _form_field(field: TemplateField, cell: Cell, unit: AmountUnit, now: tuple[str, ...]) -> CellField:
    label = field.label_in(unit)
    attrs = _attributes(field, cell, unit)
    if field.kind in CHOICE_KINDS:
        words = field.choices if field.kind is FieldKind.CHOICE else (YES, NO)
        words = tuple(dict.fromkeys([*words, *(text for text in now if text)]))
        select = forms.Select(attrs, choices=[("", "请选择"), *((word, word) for word in words)])
        return ChoiceCellField(cell, words, label=label, widget=select)
    widget = forms.Textarea(attrs) if field.kind is FieldKind.LONG_TEXT else _input(field, attrs)
    return CellField(cell, label=label, widget=widget)


def _input(field: TemplateField, attrs: dict[str, Any]) -> forms.Widget:
    return forms.DateInput(attrs | {"type": "date"}) if field.kind is FieldKind.DATE else forms.TextInput(attrs)


def _attributes(field: TemplateField, cell: Cell, unit: AmountUnit) -> dict[str, Any]:
    """HTML attributes of an input; length limits are shown and complained about, but never cut what is typed."""
    attrs: dict[str, Any] = {"class": "cell num" if cell.figures else "cell", "aria-describedby": f"note-{field.key}"}
    if field.help_text:
        attrs["placeholder" if field.kind in TEXT_KINDS else "title"] = field.help_text
    if field.kind is FieldKind.LONG_TEXT:
        attrs |= {"rows": 3, "data-grow": True}
    elif field.kind is FieldKind.MONEY:
        attrs |= {"inputmode": "decimal", "autocomplete": "off", "data-amount": unit.value}
    elif field.kind is FieldKind.INTEGER:
        attrs |= {"inputmode": "numeric", "autocomplete": "off"}
    elif field.kind not in CHOICE_KINDS:
        attrs |= {"autocomplete": "off"}
    return attrs | ({"data-count": field.max_length} if field.max_length else {})
