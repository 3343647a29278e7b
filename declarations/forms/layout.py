"""The head table of the paper as a crispy-forms layout: label and cell side by side, a line for notes below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from crispy_forms.utils import render_field
from django.forms import Form
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from declarations.amounts import beside
from declarations.content import DeclarationContent
from declarations.forms.head import TEXT_KINDS, HeadForm
from declarations.forms.notes import Note, Notes
from declarations.forms.parsing import clean_text
from declarations.forms.places import head_name
from declarations.forms.progress import is_required
from declarations.forms.tables import Table
from indicators.template import FieldKind, TemplateField

BLANK_SYSTEM = {"code": "首次提交时由系统生成"}


@dataclass(frozen=True)
class HeadCell:
    """One field of the head: label, input (or what the system filled in), and its note line."""

    field: TemplateField
    label: str
    note: Note
    required: bool
    state: str
    text: str  # what the system filled in
    beside: str
    length: int
    alone: bool = False  # the only field of its line: the cell takes the rest of the width

    @property
    def anchor(self) -> str:
        """Id of the input."""
        return head_name(self.field.key)

    @property
    def is_system(self) -> bool:
        """Nobody types into it."""
        return self.field.kind is FieldKind.SYSTEM

    @property
    def is_over(self) -> bool:
        """The text is longer than the template allows."""
        return self.field.max_length is not None and self.length > self.field.max_length

    def render(self, form: Form, context: Any, template_pack: Any = None, **options: Any) -> SafeString:
        """The cells of the field: crispy-forms calls this for each part of a layout."""
        if self.is_system:
            return render_to_string("editing/_system_cell.html", {"cell": self})
        attrs = {"aria-invalid": "true"} if self.state == "error" else {}
        if self.state == "warning":
            attrs["class"] = f"{form.fields[self.field.key].widget.attrs['class']} cell-warned"
        extra = {"cell": self}
        html: SafeString = render_field(
            self.field.key, form, context, template="editing/_head_cell.html", attrs=attrs, extra_context=extra
        )
        return html


@dataclass(frozen=True)
class HeadRow:
    """One line of the head table: one or two fields, and the line for their notes."""

    cells: tuple[HeadCell, ...]

    def render(self, form: Form, context: Any, template_pack: Any = None, **options: Any) -> SafeString:
        """The two table rows."""
        html = [cell.render(form, context) for cell in self.cells]
        return render_to_string("editing/_head_row.html", {"cells": self.cells, "html": html})


@dataclass(frozen=True)
class TableBlock:
    """A table of amounts inside the head table, behind the field that it explains."""

    table: Table
    note: Note

    def render(self, form: Form, context: Any, template_pack: Any = None, **options: Any) -> SafeString:
        """The two table rows."""
        shared = {name: context[name] for name in ("save_url", "read_only") if name in context}
        return render_to_string("editing/_table.html", {"table": self.table, "note": self.note, **shared})


def helper_for(
    form: HeadForm, content: DeclarationContent, notes: Notes, plan: Table | None, lines: Table | None
) -> FormHelper:
    """The helper with which {% crispy form %} prints the head."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*_blocks(_rows(form, content, notes), notes, plan, lines))
    return helper


def _blocks(
    rows: list[HeadRow], notes: Notes, plan: Table | None, lines: Table | None
) -> Iterator[HeadRow | TableBlock]:
    tables = [(_last_of(rows, "year_amount", "total_amount"), plan), (_last_of(rows, "calculation_basis"), lines)]
    blocks = [
        (place, TableBlock(table, notes.at(f"note-{table.part}"))) for place, table in tables if table is not None
    ]
    for number, row in enumerate(rows):
        yield row
        yield from (block for place, block in blocks if place == number)
    yield from (block for place, block in blocks if place < 0)


def _last_of(rows: list[HeadRow], *keys: str) -> int:
    """The number of the last row that has one of the fields, -1 when none has."""
    return max((n for n, row in enumerate(rows) for cell in row.cells if cell.field.key in keys), default=-1)


def _rows(form: HeadForm, content: DeclarationContent, notes: Notes) -> list[HeadRow]:
    rows = []
    for line in form.template.head_rows:
        fields = iter(line)
        while pair := tuple(islice(fields, 2)):
            rows.append(HeadRow(tuple(_cell(form, field, content, notes, alone=len(pair) == 1) for field in pair)))
    return rows


def _cell(form: HeadForm, field: TemplateField, content: DeclarationContent, notes: Notes, *, alone: bool) -> HeadCell:
    value, unit = content.get(field.key), form.template.amount_unit
    text = str(value or BLANK_SYSTEM.get(field.key, "")) if field.kind is FieldKind.SYSTEM else ""
    return HeadCell(
        field=field,
        label=field.label_in(unit),
        note=notes.at(f"note-{field.key}"),
        required=is_required(field, content),
        state=notes.state(head_name(field.key)),
        text=text,
        beside=beside(value, unit) if field.kind is FieldKind.MONEY else "",
        length=len(clean_text(str(value or "")).strip()) if field.kind in TEXT_KINDS else 0,
        alone=alone,
    )
