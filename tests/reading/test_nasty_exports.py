"""The printed layouts read back as the same declarations, whatever these say; what paper cannot hold is said here.

- Level 1 and level 2 are printed in the words of the form, and so they come back.
- Paragraphs are printed without blank lines and without blanks at their ends; a short text is one line.
- A row that says nothing at all (a year without its year and amount) is no row.
- A PDF keeps no white space, and no character that the fonts of the page lack; an amount too long for its cell is
  broken over lines. Its reader repairs slipped cells as in any PDF, so a row without a category may find another, and
  a value that is nothing but a label of the form may be taken for one. A workbook has none of these limits.
- A row of a PDF that says nothing but a comment as forms print it among their rows (系统自动生成) is such a comment.
- A declaration without any mark is printed with those of the form, as every printed form has them.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from declarations.content import HEAD_FIELDS, DeclarationContent, Indicator, PlanYear
from declarations.reading import read_document
from declarations.writing.pdf import declaration_pdf
from declarations.writing.text import plain
from declarations.writing.workbook import declarations_workbook
from indicators.template import FormTemplate
from tests.reading import nasty
from tests.reading.factories import template, templates
from tests.reading.test_exports import INFO, folded

FEW = settings(max_examples=4, suppress_health_check=list(HealthCheck), deadline=None)
SOME = settings(max_examples=6, suppress_health_check=list(HealthCheck), deadline=None)


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
    budget = tuple(replace(line, item=plain(line.item), unit=plain(line.unit)) for line in content.budget_lines)
    plan = tuple(year for year in content.plan if year != PlanYear())
    return replace(content.with_values(values), indicators=tuple(rows), budget_lines=budget, plan=plan)


@pytest.mark.parametrize("form", nasty.FORMS, ids=lambda form: form.code)
@SOME
@given(data=st.data())
def test_an_exported_workbook_reads_back_equal(form: FormTemplate, data: st.DataObject) -> None:
    content = data.draw(nasty.declarations(form))
    read = contents_of(declarations_workbook([(content, form, INFO)]), "导出.xlsx")
    assert read == [as_printed(content, form)]


@pytest.mark.parametrize("form", nasty.FORMS, ids=lambda form: form.code)
@FEW
@given(data=st.data())
def test_an_exported_pdf_reads_back_equal_but_for_white_space(form: FormTemplate, data: st.DataObject) -> None:
    content = data.draw(nasty.declarations(form, said=nasty.PRINTABLE, strange=False).map(nasty.without_comments))
    (read,) = contents_of(declaration_pdf(content, form, INFO), "导出.pdf")
    assert folded(read) == folded(as_printed(content, form))


def test_a_character_that_no_font_has_spoils_no_other_in_a_pdf() -> None:
    form = template("project-2024")
    content = DeclarationContent(form=form.title, name="全民阅读", annual_goal="办好👍讲座12场，服务\U00030edd镇")
    (read,) = contents_of(declaration_pdf(content, form, INFO), "导出.pdf")
    assert read.name == "全民阅读"
    assert read.annual_goal[:2] == "办好"
    assert "讲座12场，服务" in read.annual_goal


def test_an_export_that_somebody_has_rearranged_is_read_like_any_other_form() -> None:
    form = template("project-2024")
    row = Indicator("产出指标", "数量指标", True, "讲座场次", "≥12场", "全年场次")
    content = DeclarationContent(form=form.title, name="全民阅读", indicators=(row,))
    book = load_workbook(BytesIO(declarations_workbook([(content, form, INFO)])))
    sheet = book.worksheets[0]
    label = next(cell for cells in sheet.iter_rows() for cell in cells if cell.value == "项目名称")
    label.value = "项目 名称："
    value = next(cell for cells in sheet.iter_rows() for cell in cells if cell.value == "政策依据")
    value.value = "政策依据（新）"
    output = BytesIO()
    book.save(output)
    (read,) = contents_of(output.getvalue(), "改过.xlsx")
    assert (read.name, read.indicators) == ("全民阅读", (row,))
