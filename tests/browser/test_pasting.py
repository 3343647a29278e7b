"""A block copied from Excel, pasted into the form."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from declarations.models import Declaration
from tests.browser.form_page import expect_saved
from tests.factories import District, district, draft, stored

PASTE = """(cell, [text, html]) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    if (html) clipboardData.setData("text/html", html);
    cell.focus();
    const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    return cell.dispatchEvent(paste);
}"""
ONE_ROW = "公益演出场次\t≥24场\t反映全年举办公益演出的次数\r\n"


@pytest.fixture
def place(transactional_db: None) -> District:
    return district()


@pytest.fixture
def form(page: Page, place: District, sign_in: Callable[[Page, str], None]) -> Page:
    sign_in(page, "jia")
    page.goto(f"/declarations/{draft(place).pk}/edit/")
    return page


def paste(cell: Locator, text: str, html: str = "") -> bool:
    """Paste into a cell; returns whether the browser does it in its own way."""
    return bool(cell.evaluate(PASTE, [text, html]))


def name(page: Page, number: int = 1) -> Locator:
    return page.get_by_label(f"数量指标 {number} 三级指标")


def target(page: Page, number: int = 1) -> Locator:
    return page.get_by_label(f"数量指标 {number} 目标值")


def add_row(page: Page, number: int) -> None:
    page.get_by_role("button", name="添加指标：数量指标").click()
    expect(name(page, number)).to_be_focused()


def test_a_row_of_excel_is_spread_over_the_cells_and_saved(form: Page) -> None:
    assert not paste(name(form), ONE_ROW)
    expect(name(form)).to_have_value("公益演出场次")
    expect(target(form)).to_have_value("≥24场")
    expect(form.get_by_label("数量指标 1 指标解释")).to_have_value("反映全年举办公益演出的次数")
    expect_saved(form)
    first = stored(Declaration.objects.get()).content.indicators[0]
    assert (first.name, first.target) == ("公益演出场次", "≥24场")
    expect(form.locator("[data-pasted]")).to_contain_text("已粘贴 3 格。")


def test_rows_go_to_the_rows_below_and_further_rows_are_made(form: Page) -> None:
    add_row(form, 2)
    quality = form.get_by_label("质量指标 1 三级指标")
    paste(name(form), "公益演出场次\t≥24场\r\n流动演出场次\t≥6场\r\n培训班次\t≥8期\r\n")
    expect(name(form, 3)).to_have_value("培训班次")
    expect(target(form, 2)).to_have_value("≥6场")
    expect(quality).to_have_value("")
    report = form.locator("[data-pasted]")
    expect(report).to_have_text(re.compile("已粘贴 6 格，添加了 1 行。"))
    report.get_by_role("button", name="知道了").click()
    expect(report).to_be_empty()


def test_what_finds_no_place_is_listed(form: Page) -> None:
    paste(target(form), "≥24场\t反映场次\t责任科室\r\n≥6场\t反映流动演出\t活动部\r\n")
    report = form.locator("[data-pasted]")
    expect(report).to_contain_text("已粘贴 4 格，添加了 1 行；下面 2 格没有地方放")
    expect(report.get_by_role("listitem")).to_have_text(["第 1 行右边：责任科室", "第 2 行右边：活动部"])


def test_fifty_rows_of_last_years_table_find_their_categories(form: Page) -> None:
    lines = ["一级指标\t二级指标\t三级指标\t目标值\t指标解释"]
    for level2, level1 in (("*数量指标", "产出指标"), ("*质量指标", ""), ("社会效益指标", "效益指标")):
        for number in range(17 if level2 != "社会效益指标" else 16):
            levels = f"{level1}\t{level2}" if number == 0 else "\t"
            lines.append(f"{levels}\t{level2.lstrip('*')[:2]}{number}\t≥{number + 1}项\t说明{number}")
    paste(name(form), "\r\n".join(lines) + "\r\n")
    expect(form.locator("[data-pasted]")).to_contain_text("已粘贴 150 格，添加了 47 行")
    expect_saved(form)
    rows = stored(Declaration.objects.get()).content.indicators
    filled = [row for row in rows if row.is_real]
    assert len(filled) == 50
    assert [row.name for row in filled if row.level2 == "质量指标"] == [f"质量{number}" for number in range(17)]
    assert filled[-1].target == "≥16项"
    form.locator("[data-pasted]").get_by_role("button", name="撤销粘贴").click()
    expect(form.locator("[data-pasted]")).to_contain_text("已撤销粘贴。")
    expect(name(form, 2)).to_have_count(0)
    expect(name(form)).to_have_value("")
    expect_saved(form)
    assert [row for row in stored(Declaration.objects.get()).content.indicators if row.is_real] == []


def test_a_paste_is_taken_back_by_keyboard_without_what_was_typed_since(form: Page) -> None:
    paste(name(form), "公益演出场次\t≥24场\r\n流动演出场次\t≥6场\r\n")
    expect(target(form, 2)).to_have_value("≥6场")
    target(form).fill("≥30场")
    expect_saved(form)
    form.locator("#paper-title").click()
    form.keyboard.press("Control+z")
    expect(form.locator("[data-pasted]")).to_contain_text("已撤销粘贴；之后又改过的 1 处没有动。")
    expect(name(form)).to_have_value("")
    expect(target(form)).to_have_value("≥30场")
    expect(name(form, 2)).to_have_count(0)


def test_filled_cells_are_overwritten_only_after_a_question(form: Page) -> None:
    target(form).fill("≥30场")
    paste(name(form), ONE_ROW)
    question = form.get_by_role("dialog", name="粘贴的内容会盖过已填的 1 格")
    question.get_by_role("button", name="再看看").click()
    expect(name(form)).to_have_value("")
    expect(target(form)).to_have_value("≥30场")
    paste(name(form), ONE_ROW)
    form.get_by_role("dialog").get_by_role("button", name="盖过去").click()
    expect(target(form)).to_have_value("≥24场")


def test_a_blank_cell_of_the_block_leaves_what_is_there(form: Page) -> None:
    target(form).fill("≥30场")
    paste(name(form), "公益演出场次\t\t反映场次")
    expect(name(form)).to_have_value("公益演出场次")
    expect(target(form)).to_have_value("≥30场")


def test_a_cell_of_several_lines_loses_the_quotes_of_excel(form: Page) -> None:
    goal = form.get_by_label("年度目标")
    assert not paste(goal, '"第一句，引用""原话""。\n第二句。"\r\n')
    expect(goal).to_have_value('第一句，引用"原话"。\n第二句。')
    paste(name(form), '"公益演出\n场次"\t"≥24\n场"\r\n')
    expect(name(form)).to_have_value("公益演出\n场次")
    expect(target(form)).to_have_value("≥24 场")


def test_a_single_cell_goes_in_without_its_line_break(form: Page) -> None:
    target(form).fill("约")
    assert not paste(target(form), "≥24场\r\n")
    expect(target(form)).to_have_value("约≥24场")


def test_paragraphs_of_a_text_are_pasted_as_they_are(form: Page) -> None:
    assert paste(form.get_by_label("年度目标"), "第一段。\n第二段。")
    assert paste(form.get_by_label("数量指标 1 指标解释"), "第一段。\n第二段。", "<p>第一段。</p><p>第二段。</p>")


def test_costs_are_spread_over_the_lines(form: Page) -> None:
    form.locator("#budget_lines").get_by_role("button", name="添加一行").click()
    first = form.locator("#body-budget_lines .cell").first
    expect(first).to_be_focused()
    paste(first, "公益演出\t24\t场\t20,000\r\n")
    expect_saved(form)
    line = stored(Declaration.objects.get()).content.budget_lines[0]
    assert (line.item, line.quantity, line.unit) == ("公益演出", Decimal(24), "场")
