"""The printed layouts read back as the same declarations, whatever these say; what paper cannot hold is said here.

- Level 1 and level 2 are printed in the words of the form, and so they come back.
- Paragraphs are printed without blank lines and without blanks at their ends; a short text is one line.
- A declaration without any mark is printed with those of the form, as every printed form has them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declarations.content import HEAD_FIELDS, DeclarationContent, Indicator
from declarations.reading import read_document
from declarations.reading.texts import without_stray_blanks
from declarations.writing.text import plain
from declarations.writing.workbook import declarations_workbook
from indicators.template import FormTemplate
from tests.reading import nasty
from tests.reading.factories import templates
from tests.reading.test_exports import INFO

SOME = settings(max_examples=10, suppress_health_check=list(HealthCheck), deadline=None)


UNITS = ("applicant_unit", "budget_unit", "supervising_unit")


def contents_of(data: bytes, name: str) -> list[DeclarationContent]:
    return [form.content for form in read_document(data, name, templates()).forms]


def as_printed(content: DeclarationContent, form: FormTemplate) -> DeclarationContent:
    """What paper says of the declaration."""

    def of(value: Any) -> Any:
        return plain(value) if isinstance(value, str) else value

    has_marks = any(row.required for row in content.indicators)
    rows = []
    for row in content.indicators or tuple(Indicator(each.level1, each.level2) for each in form.categories):
        category = form.category(row.level1, row.level2)
        levels: dict[str, Any] = {"level1": form.level1_named(row.level1) or row.level1}
        if category:
            levels = {"level1": category.level1, "level2": category.level2}
            levels["required"] = row.required if has_marks else category.required
        texts = {key: plain(getattr(row, key)) for key in ("name", "target", "explanation")}
        rows.append(replace(row, **levels | texts))
    values = {key: of(content.get(key)) for key in HEAD_FIELDS}
    values |= {key: without_stray_blanks(values[key]) for key in UNITS}
    budget = tuple(replace(line, item=plain(line.item), unit=plain(line.unit)) for line in content.budget_lines)
    return replace(content.with_values(values), indicators=tuple(rows), budget_lines=budget)


@pytest.mark.parametrize("form", nasty.FORMS, ids=lambda form: form.code)
@SOME
@given(data=st.data())
def test_an_exported_workbook_reads_back_equal(form: FormTemplate, data: st.DataObject) -> None:
    content = data.draw(nasty.declarations(form, strange=False))
    read = contents_of(declarations_workbook([(content, form, INFO)]), "导出.xlsx")
    assert read == [as_printed(content, form)]
