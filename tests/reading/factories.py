"""The delivered templates without a database, and a tiny writer of tab-separated forms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from declarations.content import DeclarationContent
from declarations.reading import ReadDocument, ReadForm, read_document
from indicators.template import (
    AmountUnit,
    FieldKind,
    FormTemplate,
    Requirement,
    TemplateCategory,
    TemplateColumn,
    TemplateField,
)

_FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "form_templates.json"


def _rows(model: str, code: str) -> list[dict[str, Any]]:
    rows = (row["fields"] for row in json.loads(_FIXTURE.read_text(encoding="utf-8")) if row["model"] == model)
    mine = [row for row in rows if row["template"] == [code]]
    return sorted(mine, key=lambda row: (row.get("row", 0), row["order"]))


def _field(row: dict[str, Any]) -> TemplateField:
    return TemplateField(
        key=row["key"],
        label=row["label"],
        kind=FieldKind(row["kind"]),
        row=row["row"],
        required=Requirement(row.get("required") or "never"),
        max_length=row.get("max_length"),
        printed_label=row.get("printed_label") or "",
        spellings=tuple(row.get("spellings") or ()),
        choices=tuple(row.get("choices") or ()),
    )


def _column(row: dict[str, Any]) -> TemplateColumn:
    spellings = tuple(row.get("spellings") or ())
    return TemplateColumn(row["key"], row["label"], row["width"], row.get("export_key") or "", spellings)


def _category(row: dict[str, Any]) -> TemplateCategory:
    return TemplateCategory(
        level1=row["level1"],
        level2=row["level2"],
        required=bool(row.get("required")),
        spellings=tuple(row.get("spellings") or ()),
        level1_spellings=tuple(row.get("level1_spellings") or ()),
    )


@cache
def templates() -> tuple[FormTemplate, ...]:
    """The delivered templates, by code."""
    records = [row["fields"] for row in json.loads(_FIXTURE.read_text(encoding="utf-8")) if "code" in row["fields"]]
    return tuple(
        FormTemplate(
            code=record["code"],
            title=record["title"],
            fields=tuple(map(_field, _rows("indicators.templatefieldrecord", record["code"]))),
            columns=tuple(map(_column, _rows("indicators.templatecolumnrecord", record["code"]))),
            categories=tuple(map(_category, _rows("indicators.categoryrecord", record["code"]))),
            amount_unit=AmountUnit(record["amount_unit"]),
            title_spellings=tuple(record.get("title_spellings") or ()),
            has_weights=bool(record.get("has_weights")),
            has_budget_lines=bool(record.get("has_budget_lines")),
            has_yearly_plan=bool(record.get("has_yearly_plan")),
        )
        for record in sorted(records, key=lambda record: str(record["code"]))
    )


def template(code: str) -> FormTemplate:
    """The delivered template of that code: project-2024, project-2021 or national-2021."""
    return next(found for found in templates() if found.code == code)


def read(text: str, name: str = "申报表.txt") -> ReadDocument:
    """A text read with the delivered templates."""
    return read_document(text.encode(), name, templates())


def read_one(text: str) -> ReadForm:
    """The only form of a text."""
    (form,) = read(text).forms
    return form


def codes(form: ReadForm) -> set[str]:
    """The codes of a form's notes."""
    return {note.code for note in form.notes}


def printed(content: DeclarationContent, form: FormTemplate) -> str:
    """`content` as the tab-separated text of an undamaged form."""
    lines = [form.title, ""]
    lines.extend("\t".join(_labelled(content, field, form) for field in group) for group in form.head_rows)
    lines.append("\t".join(column.label for column in form.columns))
    lines.extend("\t".join(_cells(row, form.columns)) for row in content.indicators)
    return "\n".join(lines) + "\n"


def _labelled(content: DeclarationContent, field: TemplateField, form: FormTemplate) -> str:
    return f"{field.label_in(form.amount_unit)}:\t{_value(content, field, form)}"


def _value(content: DeclarationContent, field: TemplateField, form: FormTemplate) -> str:
    value = content.get(field.key)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value / form.amount_unit.factor:,f}"
    return "" if value is None else str(value)


def _cells(row: Any, columns: Sequence[TemplateColumn]) -> list[str]:
    values = {column.key: getattr(row, column.key) for column in columns}
    values["level2"] = f"*{row.level2}" if row.required else row.level2
    return ["" if value is None else str(value) for value in values.values()]
