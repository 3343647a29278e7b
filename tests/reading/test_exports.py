"""What we export reads back as the same content: the layout in Excel, and the PDF but for white space."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.reading import read_document
from declarations.writing.pdf import declaration_pdf
from declarations.writing.printinfo import PrintInfo
from declarations.writing.workbook import declarations_workbook
from indicators.template import FormTemplate
from tests.reading.factories import template, templates
from tests.reading.test_properties import contents

INFO = PrintInfo(year=2026, status="草稿", printed_at="2026-01-05 09:30", history_head="c0ffee" * 10)
FEW = settings(max_examples=6, suppress_health_check=list(HealthCheck), deadline=None)
NUMBERS = st.decimals(Decimal("0.01"), 10**6, places=2).map(Decimal)
BUDGETS = st.lists(
    st.builds(
        BudgetLine,
        item=st.text("讲座图书场地租赁志愿者", min_size=2, max_size=20),
        quantity=st.integers(1, 5000).map(Decimal),
        unit=st.sampled_from(["场", "册", "人·月", "平方米"]),
        price=NUMBERS,
        share=st.none() | st.integers(1, 100).map(Decimal),
        months=st.none() | st.integers(1, 60).map(Decimal),
    ),
    max_size=4,
).map(tuple)
PLANS = st.lists(st.builds(PlanYear, year=st.integers(2020, 2035), amount=NUMBERS), max_size=4).map(tuple)


def read_all(data: bytes, name: str) -> list[DeclarationContent]:
    return [form.content for form in read_document(data, name, templates()).forms]


def folded(value: Any) -> Any:
    """The value with white space taken out of every text."""
    if isinstance(value, str):
        return "".join(value.split())
    if isinstance(value, tuple):
        return tuple(map(folded, value))
    if isinstance(value, Indicator | BudgetLine | PlanYear | DeclarationContent):
        return {spec.name: folded(getattr(value, spec.name)) for spec in fields(value) if spec.name != "key"}
    return value


def with_details(form: FormTemplate, content: DeclarationContent, budget: Any, plan: Any) -> DeclarationContent:
    return replace(content, budget_lines=budget, plan=plan)


@FEW
@given(st.lists(st.tuples(contents(), BUDGETS, PLANS), min_size=1, max_size=3))
def test_exported_workbooks_read_back_equal(cases: list[Any]) -> None:
    items = [(with_details(form, content, budget, plan), form) for (form, content), budget, plan in cases]
    data = declarations_workbook((content, form, INFO) for content, form in items)
    assert read_all(data, "导出.xlsx") == [content for content, _ in items]


@FEW
@given(contents(), BUDGETS, PLANS)
def test_an_exported_pdf_reads_back_equal_but_for_white_space(
    case: tuple[FormTemplate, DeclarationContent], budget: Any, plan: Any
) -> None:
    form, content = case
    content = with_details(form, content, budget, plan)
    (read,) = read_all(declaration_pdf(content, form, INFO), "导出.pdf")
    assert folded(read) == folded(content)


def long_content() -> DeclarationContent:
    """A form of several pages: long texts, and one level 2 over more than a page."""
    form = template("project-2024")
    first = form.categories[0]
    rows = tuple(
        Indicator(
            first.level1, first.level2, first.required, f"第{n}类场馆开放天数", f"≥{n}天", "全年向市民开放。" * 12
        )
        for n in range(1, 40)
    )
    rest = tuple(Indicator(each.level1, each.level2, each.required, "不适用", "不适用") for each in form.categories[1:])
    text = "\n".join(f"{n}.组织社区读书活动，邀请作家与读者见面，编印读本送到各街道。" * 3 for n in range(1, 25))
    return DeclarationContent(form=form.title, indicators=rows + rest).with_values(
        {
            "code": "440399260021500600011",
            "name": "全民阅读推广",
            "total_amount": Decimal("1234567.89"),
            "is_new": False,
        }
        | dict.fromkeys(("policy_basis", "calculation_basis", "annual_goal", "long_term_goal"), text)
    )


def test_rows_broken_between_the_pages_of_a_pdf_are_put_together_again() -> None:
    content = long_content()
    (read,) = read_all(declaration_pdf(content, template("project-2024"), INFO), "导出.pdf")
    assert folded(read) == folded(content)


def test_a_text_over_several_rows_of_a_sheet_is_one_text() -> None:
    content = long_content()
    data = declarations_workbook([(content, template("project-2024"), INFO)])
    assert read_all(data, "导出.xlsx") == [content]


@pytest.mark.parametrize("kind", ["workbook", "pdf"])
def test_blank_rows_of_a_category_are_kept(kind: str) -> None:
    form = template("project-2024")
    rows = [Indicator(each.level1, each.level2, each.required) for each in form.categories for _ in range(2)]
    rows[0] = replace(rows[0], name="送书次数", target="≥12次", explanation="反映送书进社区的次数")
    content = DeclarationContent(form=form.title, indicators=tuple(rows)).with_values({"name": "全民阅读推广"})
    if kind == "workbook":
        assert read_all(declarations_workbook([(content, form, INFO)]), "a.xlsx") == [content]
    else:
        assert read_all(declaration_pdf(content, form, INFO), "a.pdf") == [content]
