"""One declaration from the blank form to its approval, its documents and its adjustment, by whose turn it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from declarations.models import Declaration, Event
from declarations.workflow import Action, Status
from tests.browser.examples import CHOICES, COLUMNS, HEAD, NAME, NOT_APPLICABLE, ROWS
from tests.browser.form_page import expect_saved, tab_to
from tests.factories import District, district, stored

SignIn = Callable[[Page, str], None]
OPINION = "目标值偏低，请按去年实际场次核定。"


@pytest.fixture
def place(transactional_db: None) -> District:
    return district()


def everything_saved(page: Page) -> None:
    page.keyboard.press("Tab")
    expect_saved(page)


def fill_in(page: Page) -> None:
    for label, text in HEAD.items():
        page.get_by_label(label).first.fill(text)
    for label, (_, choice) in CHOICES.items():
        page.get_by_label(label).first.select_option(choice)
    for category, texts in ROWS.items():
        for column, text in zip(COLUMNS, texts, strict=True):
            page.get_by_label(f"{category} 1 {column}").fill(text)
    for category in NOT_APPLICABLE:
        everything_saved(page)
        page.get_by_label(f"不适用：{category}").check()
    everything_saved(page)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("heading", name=f"提交《{NAME}》审核")).to_be_visible()
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_text(f"《{NAME}》已提交。")).to_be_visible()


def test_a_declaration_goes_all_the_way(page: Page, place: District, sign_in: SignIn) -> None:
    sign_in(page, "jia")
    declaration = the_author_fills_in_and_hands_in(page)
    sign_in(page, "ding")
    the_department_sends_it_back(page)
    sign_in(page, "jia")
    the_author_reads_why_and_mends_it(page, declaration)
    sign_in(page, "ding")
    the_department_sees_the_change_and_passes_it_on(page)
    sign_in(page, "wu")
    the_finance_bureau_approves_by_keyboard(page, declaration)
    it_leaves_as_pdf_and_workbook(page, declaration)
    sign_in(page, "jia")
    the_author_starts_an_adjustment(page, declaration)
    told = [Action(event.action) for event in Event.objects.filter(declaration=declaration, field="")]
    assert told == [
        Action.CREATE,
        Action.SUBMIT,
        Action.RETURN,
        Action.SUBMIT,
        Action.PASS_ON,
        Action.APPROVE,
    ]


def the_author_fills_in_and_hands_in(page: Page) -> Declaration:
    page.goto(reverse("workbench"))
    page.get_by_role("link", name="新建申报").first.click()
    page.get_by_label("项目名称").fill(NAME)
    page.get_by_role("button", name="新建并开始填写").click()
    fill_in(page)
    hand_in(page)
    declaration = Declaration.objects.get()
    assert declaration.status == Status.DEPARTMENT_REVIEW
    assert re.fullmatch(r"\d{21}", declaration.code)
    return declaration


def the_department_sends_it_back(page: Page) -> None:
    page.goto(reverse("review-queue"))
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("button", name="退回修改").click()
    page.get_by_role("dialog").get_by_label("审核意见").fill(OPINION)
    page.get_by_role("dialog").get_by_role("button", name="退回修改").click()
    expect(page.get_by_text(f"《{NAME}》已退回修改。")).to_be_visible()
    expect(page.get_by_text("现在没有等您审核的申报")).to_be_visible()


def the_author_reads_why_and_mends_it(page: Page, declaration: Declaration) -> None:
    page.goto(declaration.get_absolute_url())
    expect(page.get_by_role("region", name="退回修改的意见")).to_contain_text(OPINION)
    page.get_by_role("link", name="继续修改").click()
    page.get_by_label("数量指标 1 目标值").fill("≥30场")
    everything_saved(page)
    hand_in(page)


def the_department_sees_the_change_and_passes_it_on(page: Page) -> None:
    page.goto(reverse("review-queue"))
    page.get_by_role("link", name=NAME).click()
    target = page.get_by_role("row", name="公益演出场次")
    expect(target.locator("del")).to_have_text("≥24场")
    expect(target.locator("ins")).to_have_text("≥30场")
    page.get_by_role("button", name="通过", exact=True).click()
    page.get_by_role("dialog", name=f"通过《{NAME}》？").get_by_role("button", name="通过，转财政审核").click()
    expect(page.get_by_text("已通过，转到财政审核")).to_be_visible()


def the_finance_bureau_approves_by_keyboard(page: Page, declaration: Declaration) -> None:
    page.goto(reverse("review-queue"))
    tab_to(page, page.get_by_role("link", name=NAME))
    page.keyboard.press("Enter")
    approve = page.get_by_role("button", name="批复", exact=True)
    expect(approve).to_be_visible()
    tab_to(page, approve)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=f"批复《{NAME}》？")
    expect(dialog).to_contain_text("批复后内容不再改动")
    tab_to(page, dialog.get_by_role("button", name="批复", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"《{NAME}》已批复。")).to_be_visible()
    assert stored(declaration).status == Status.APPROVED


def it_leaves_as_pdf_and_workbook(page: Page, declaration: Declaration) -> None:
    page.goto(declaration.get_absolute_url())
    link = page.get_by_role("link", name=re.compile("PDF")).get_attribute("href") or ""
    assert page.request.get(link).body().startswith(b"%PDF-")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Excel", exact=True).click()
    assert saved.value.suggested_filename == f"2027-{NAME}-滨海区文化馆.xlsx"
    sheet = load_workbook(BytesIO(saved.value.path().read_bytes())).worksheets[0]
    printed = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {NAME, stored(declaration).code, "≥30场", 1596000} <= printed


def the_author_starts_an_adjustment(page: Page, declaration: Declaration) -> None:
    page.goto(declaration.get_absolute_url())
    page.get_by_role("link", name="发起调整").click()
    page.get_by_label("调整原因").fill("合同价降低，调减金额。")
    page.get_by_role("button", name="新建调整草稿").click()
    expect(page.get_by_label("数量指标 1 目标值")).to_have_value("≥30场")
    adjustment = Declaration.objects.get(adjusts=declaration)
    assert (adjustment.status, adjustment.code) == (Status.DRAFT, declaration.code)
