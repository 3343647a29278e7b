"""What a browser posts from the form page, made from a content."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from declarations.content import DeclarationContent
from declarations.forms.operations import says_not_applicable
from declarations.forms.paper import input_texts
from declarations.models import Declaration
from indicators.template import FieldKind, FormTemplate

ONE_LINE = frozenset({"quantity", "unit", "price", "share", "year", "amount", "weight"})
Data = dict[str, Any]


def page_data(template: FormTemplate, content: DeclarationContent, version: int = 1) -> Data:
    """Every input of the page of `content`, untouched: as browsers do, lines end in CR LF or are joined."""
    rows_of_none = {row.key for row in content.indicators if _is_printed_without_inputs(template, content, row.key)}
    data: Data = {"version": str(version)}
    for name, text in input_texts(template, content).items():
        if not any(name.startswith(f"ind-{key}-") for key in rows_of_none):
            data[name] = _as_browsers_post(template, name, text)
    for index, category in enumerate(template.categories):
        if not category.required:
            says_none = says_not_applicable(template, content, str(index))
            data[f"na-{index}"] = ["", "on"] if says_none else [""]
    return data


def _is_printed_without_inputs(template: FormTemplate, content: DeclarationContent, key: str) -> bool:
    row = next(row for row in content.indicators if row.key == key)
    category = template.category(row.level1, row.level2)
    if category is None or category.required:
        return False
    return says_not_applicable(template, content, str(template.categories.index(category)))


def _as_browsers_post(template: FormTemplate, name: str, text: str) -> str:
    start, _, rest = name.partition("-")
    spec = template.field(rest) if start == "f" else None
    one_line = rest.rpartition("-")[2] in ONE_LINE if spec is None else spec.kind is not FieldKind.LONG_TEXT
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("\n", "") if one_line else plain.replace("\n", "\r\n")


def as_query(data: Data) -> QueryDict:
    """The data as Django hands it to a view."""
    query = QueryDict(mutable=True)
    for name, value in data.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def form_data(declaration: Declaration, **typed: str) -> Data:
    """The page of what is stored, with head fields typed over: form_data(draft, name="新名称")."""
    stored = Declaration.objects.with_content().get(pk=declaration.pk)
    data = page_data(stored.template.value(), stored.content, stored.version)
    return data | {f"f-{key}": text for key, text in typed.items()}


def row_key(declaration: Declaration, place: int = 0) -> str:
    """The key of an indicator row."""
    return declaration.content.indicators[place].key
