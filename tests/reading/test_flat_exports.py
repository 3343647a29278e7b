"""The flat tables that we write read back as the same declarations, whatever these say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.reading import ReadDocument, read_document
from declarations.writing.flat import flat_csv, flat_workbook
from declarations.writing.flat_rows import plain_cell
from indicators.template import FormTemplate
from tests.reading import nasty
from tests.reading.factories import template, templates

SOME = settings(max_examples=6, suppress_health_check=list(HealthCheck), deadline=None)
MANY = settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
Item = tuple[DeclarationContent, FormTemplate]


def as_written(value: Any) -> Any:
    """The value with every text as a cell holds it: no blanks round it, no control characters, no markup."""
    if isinstance(value, str):
        return plain_cell(value)
    if isinstance(value, tuple):
        return tuple(map(as_written, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{spec.name: as_written(getattr(value, spec.name)) for spec in fields(value)})
    return value


def workbook_of(items: Iterable[Item], *, repeat_head: bool = False) -> bytes:
    output = BytesIO()
    flat_workbook(items, output, repeat_head=repeat_head)
    return output.getvalue()


def read(data: bytes, name: str = "平面表.xlsx") -> ReadDocument:
    return read_document(data, name, templates())


def contents_of(data: bytes, name: str = "平面表.xlsx") -> list[DeclarationContent]:
    return [form.content for form in read(data, name).forms]


def spoken(content: DeclarationContent) -> DeclarationContent:
    """The content as written, without rows that say nothing whatever."""
    written: DeclarationContent = as_written(content)
    return replace(
        written,
        indicators=tuple(row for row in written.indicators if row != Indicator()),
        budget_lines=tuple(line for line in written.budget_lines if line != BudgetLine()),
        plan=tuple(year for year in written.plan if year != PlanYear()),
    )


@pytest.mark.parametrize("form", nasty.FORMS, ids=lambda form: form.code)
@SOME
@given(data=st.data(), repeat_head=st.booleans())
def test_a_flat_workbook_reads_back_equal(form: FormTemplate, data: st.DataObject, *, repeat_head: bool) -> None:
    contents = data.draw(st.lists(nasty.declarations(form), min_size=1, max_size=3))
    written = workbook_of([(content, form) for content in contents], repeat_head=repeat_head)
    assert contents_of(written) == [spoken(content) for content in contents]


@pytest.mark.parametrize("form", nasty.FORMS, ids=lambda form: form.code)
@MANY
@given(data=st.data(), repeat_head=st.booleans())
def test_a_flat_csv_reads_back_equal(form: FormTemplate, data: st.DataObject, *, repeat_head: bool) -> None:
    contents = data.draw(st.lists(nasty.declarations(form, details=False), min_size=1, max_size=3))
    written = b"".join(flat_csv(contents, form, repeat_head=repeat_head))
    assert contents_of(written, "平面表.csv") == [spoken(content) for content in contents]


@pytest.mark.parametrize("form", nasty.FORMS, ids=lambda form: form.code)
def test_a_sign_that_pdfs_name_for_a_character_is_kept_in_a_csv_of_ours(form: FormTemplate) -> None:
    content = DeclarationContent(form=form.title, name="⽬标⾦额")
    written = b"".join(flat_csv([content], form, repeat_head=False))
    assert [read.name for read in contents_of(written, "平面表.csv")] == ["⽬标⾦额"]


@pytest.mark.parametrize("repeat_head", [False, True])
def test_declarations_of_several_templates_share_a_workbook(*, repeat_head: bool) -> None:
    items = [
        (
            DeclarationContent(
                form=form.title,
                name=f"全民阅读{n}",
                total_amount=Decimal("1234567.89"),
                indicators=(Indicator(form.categories[0].level1, form.categories[0].level2, True, "讲座", "≥12场"),),
                budget_lines=(BudgetLine("讲座", Decimal(12), "场", Decimal("3000.01")),),
                plan=(PlanYear(2026, Decimal("0.01")), PlanYear(2027, None)),
            ),
            form,
        )
        for n in range(2)
        for form in templates()
    ]
    found = contents_of(workbook_of(items, repeat_head=repeat_head))
    assert sorted(found, key=repr) == sorted((content for content, _ in items), key=repr)


def test_declarations_that_say_the_same_stay_apart_in_a_workbook() -> None:
    form = template("project-2024")
    content = DeclarationContent(
        form=form.title, name="设备维护", indicators=(Indicator("产出指标", "数量指标", True, "维护"),)
    )
    assert contents_of(workbook_of([(content, form)] * 3, repeat_head=True)) == [content] * 3


def test_html_that_somebody_pasted_leaves_as_paragraphs() -> None:
    form = template("project-2024")
    content = DeclarationContent(form=form.title, name="阅读", annual_goal="<p>讲座12场；</p><p>展览&nbsp;3场</p>")
    (found,) = contents_of(workbook_of([(content, form)]))
    assert found.annual_goal == "讲座12场；\n展览 3场"
