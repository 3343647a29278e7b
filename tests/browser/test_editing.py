"""Filling in, as a real browser sees it: saving while typing, rows, two people at once, the keyboard, no scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from declarations.models import Declaration
from declarations.workflow import Status
from tests.browser.form_page import Hold, alarm, breaches, expect_saved, the_one
from tests.factories import District, complete, district, draft, stored

SignIn = Callable[[Page, str], None]


@pytest.fixture
def place(transactional_db: None) -> District:
    return district()


@pytest.fixture
def form(page: Page, place: District, sign_in: SignIn) -> Page:
    """The form of a blank draft, opened by its author, with a mark that a navigation would wipe away."""
    declaration = draft(place)
    sign_in(page, "jia")
    page.goto(f"/declarations/{declaration.pk}/edit/")
    page.evaluate("window.stillHere = true")
    return page


@pytest.fixture
def colleague(new_context: Callable[..., BrowserContext], place: District, sign_in: SignIn) -> Page:
    """Another person's browser."""
    other = new_context().new_page()
    sign_in(other, "yi")
    return other


def status(page: Page) -> Any:
    return page.locator("#saved")


def never_left(page: Page) -> bool:
    return bool(page.evaluate("window.stillHere === true"))


def leave(page: Page, label: str) -> None:
    page.get_by_label(label).press("Tab")


def test_what_is_typed_is_saved_without_a_click(form: Page) -> None:
    form.get_by_label("年度目标").fill("全年开放场馆。")
    expect_saved(form)
    expect(status(form)).to_have_text(re.compile("已保存"))
    assert the_one().annual_goal == "全年开放场馆。"
    assert never_left(form)
    expect(form.locator("#note-annual_goal")).to_have_text("")


def test_an_amount_is_printed_neatly_and_shown_in_the_other_unit(form: Page) -> None:
    amount = form.get_by_label("本年度项目金额")
    amount.press_sequentially("１５９６")
    expect(form.locator("#beside-f-year_amount")).to_have_text("= 0.1596 万元")
    amount.fill("159.6万元")
    expect(form.locator("#beside-f-year_amount")).to_have_text("= 159.60 万元")
    leave(form, "本年度项目金额")
    expect(amount).to_have_value("1,596,000.00")
    expect_saved(form)
    assert the_one().year_amount == 1_596_000


def test_what_cannot_be_read_stays_and_is_told_at_its_field(form: Page) -> None:
    amount = form.get_by_label("本年度项目金额")
    amount.fill("abc")
    leave(form, "本年度项目金额")
    expect(form.locator("#note-year_amount")).to_contain_text("“abc”不是金额")
    expect(amount).to_have_value("abc")
    expect(amount).to_have_attribute("aria-invalid", "true")
    amount.fill("5")
    leave(form, "本年度项目金额")
    expect(amount).not_to_have_attribute("aria-invalid", "true")


def test_characters_are_counted_and_too_many_are_no_obstacle(form: Page) -> None:
    name = form.get_by_label("项目名称")
    name.fill("名" * 41)
    counter = form.locator('[data-count-of="f-name"]')
    expect(counter).to_have_text("41/40")
    expect(counter).to_have_class(re.compile("is-over"))
    leave(form, "项目名称")
    expect(form.locator("#note-name")).to_contain_text("40")
    assert the_one().name == "名" * 41


def test_rows_come_and_go_without_leaving_the_page(form: Page) -> None:
    rows = form.locator("#group-0 tr[id^='row-ind-']")
    expect(rows).to_have_count(4)
    form.get_by_role("button", name="添加指标：数量指标").click()
    expect(rows).to_have_count(5)
    expect(form.get_by_label("数量指标 2 三级指标")).to_be_focused()
    form.keyboard.type("公益演出场次")
    form.get_by_role("button", name="删除 数量指标 2").click()
    expect(rows).to_have_count(4)
    expect_saved(form)
    assert len(the_one().content.indicators) == 10
    assert never_left(form)


def test_not_applicable_is_a_tick_and_asks_only_when_something_would_be_lost(form: Page) -> None:
    box = form.locator("#na-4")
    box.check()
    expect(form.locator("#group-1 tr.none")).to_have_count(1)
    box.uncheck()
    expect(form.locator("#group-1 tr.none")).to_have_count(0)
    form.get_by_label("经济效益指标 1 三级指标").fill("带动销售额")
    expect_saved(form)
    box.check()
    sure = form.get_by_role("button", name="删去，改为不适用")
    expect(sure).to_be_visible()
    sure.click()
    expect(form.locator("#group-1 tr.none")).to_have_count(1)
    assert never_left(form)


def test_what_is_typed_while_a_save_is_under_way_is_kept(form: Page) -> None:
    saves = Hold(form)
    form.get_by_label("年度目标").fill("第一句。")
    expect(form.locator("#paper")).to_have_attribute("data-state", "saving")
    form.get_by_label("年度目标").press_sequentially("第二句。")
    saves.release()
    expect(form.get_by_label("年度目标")).to_have_value("第一句。第二句。")
    expect_saved(form)
    assert the_one().annual_goal == "第一句。第二句。"


def test_a_row_added_while_another_cell_is_typed_in_loses_nothing(form: Page) -> None:
    saves = Hold(form)
    form.get_by_role("button", name="添加指标：数量指标").click()
    form.get_by_label("质量指标 1 三级指标").fill("设备完好率")
    saves.release()
    expect(form.get_by_label("数量指标 2 三级指标")).to_be_visible()
    expect(form.get_by_label("质量指标 1 三级指标")).to_have_value("设备完好率")
    expect_saved(form)
    assert "设备完好率" in {row.name for row in the_one().content.indicators}


def test_without_the_network_nothing_typed_is_lost(form: Page) -> None:
    form.context.set_offline(True)
    form.get_by_label("年度目标").fill("断网时写的。")
    expect(alarm(form)).to_contain_text("未能保存：网络不通")
    form.context.set_offline(False)
    expect_saved(form)  # the browser says that the network is back
    assert the_one().annual_goal == "断网时写的。"


def test_two_people_in_different_fields_see_each_others_text(form: Page, colleague: Page) -> None:
    colleague.goto(form.url)
    colleague.get_by_label("政策依据").fill("乙写的《依据》第二条。")
    leave(colleague, "政策依据")
    expect_saved(colleague)
    form.get_by_label("年度目标").fill("甲写的目标。")
    leave(form, "年度目标")
    expect(status(form)).to_contain_text("同事刚改的内容（1 处）")
    expect(form.locator("#company")).to_have_text(re.compile(r"乙 \d\d:\d\d 也在改这份申报"))
    form.set_viewport_size({"width": 820, "height": 1180})
    expect(form.get_by_role("button", name="提交审核")).to_be_in_viewport(ratio=1)
    expect(colleague.locator("#company")).to_have_text("")
    colleague.reload()
    expect(colleague.locator("#company")).to_contain_text("甲")
    expect(form.get_by_label("政策依据")).to_have_value("乙写的《依据》第二条。")
    saved = the_one()
    assert (saved.annual_goal, saved.policy_basis) == ("甲写的目标。", "乙写的《依据》第二条。")


@pytest.mark.parametrize(("button", "kept"), [("用我写的", "乙写的目标。"), ("用甲写的", "甲写的目标。")])
def test_two_people_in_one_field_choose_one_text(form: Page, colleague: Page, button: str, kept: str) -> None:
    colleague.goto(form.url)
    form.get_by_label("年度目标").fill("甲写的目标。")
    leave(form, "年度目标")
    expect_saved(form)

    colleague.get_by_label("年度目标").fill("乙写的目标。")
    colleague.get_by_label("政策依据").fill("《办法》第三条。")
    leave(colleague, "政策依据")
    expect(status(colleague)).to_contain_text("1 处待您选择")
    conflict = colleague.get_by_role("group", name="年度目标")
    expect(conflict).to_contain_text("甲写的目标。")
    expect(conflict).to_contain_text("乙写的目标。")
    assert breaches(colleague) == []
    assert the_one().policy_basis == "《办法》第三条。"
    assert the_one().annual_goal == "甲写的目标。"

    conflict.get_by_role("button", name=button).click()
    expect_saved(colleague)
    expect(colleague.get_by_label("年度目标")).to_have_value(kept)
    expect(conflict).to_have_count(0)
    saved = the_one()
    assert (saved.annual_goal, saved.policy_basis) == (kept, "《办法》第三条。")


def test_their_text_does_not_overwrite_what_is_being_typed_at_that_moment(form: Page, colleague: Page) -> None:
    colleague.goto(form.url)
    colleague.get_by_label("年度目标").fill("乙写的目标。")
    leave(colleague, "年度目标")
    expect_saved(colleague)
    saves = Hold(form)
    form.get_by_label("政策依据").fill("《办法》第三条。")
    leave(form, "政策依据")
    expect(form.locator("#paper")).to_have_attribute("data-state", "saving")
    form.get_by_label("年度目标").fill("甲正在写的目标。")
    saves.release()
    expect(status(form)).to_contain_text("1 处待您选择")
    expect(form.get_by_role("textbox", name="年度目标")).to_have_value("甲正在写的目标。")
    expect(form.get_by_role("group", name="年度目标")).to_contain_text("乙写的目标。")


def press_until(page: Page, name: str) -> None:
    """Tab to the button with that name."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    pytest.fail(f"the keyboard does not reach “{name}”")


def test_a_declaration_is_submitted_by_keyboard_alone(page: Page, place: District, sign_in: SignIn) -> None:
    declaration = complete(place, policy_basis="三定方案")
    sign_in(page, "jia")
    page.goto(f"/declarations/{declaration.pk}/edit/")
    page.get_by_label("实施期限").focus()
    page.keyboard.press("Enter")
    expect_saved(page)
    assert page.url.endswith("/edit/")

    page.evaluate("document.activeElement.blur()")
    press_until(page, "提交审核")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 处提醒")).to_be_visible()
    assert breaches(page) == []
    page.get_by_label("不改的说明").focus()
    page.keyboard.type("只依据三定方案。")
    press_until(page, "确认提交")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已提交")).to_be_visible()
    assert stored(declaration).status == Status.DEPARTMENT_REVIEW


def test_a_finding_leads_to_its_field(form: Page) -> None:
    form.locator("#findings").get_by_role("link", name="年度目标是空白的").click()
    expect(form.get_by_label("年度目标")).to_be_focused()


def test_a_new_declaration_is_started_once_however_often_one_clicks(
    page: Page, place: District, sign_in: SignIn
) -> None:
    sign_in(page, "jia")
    page.goto("/declarations/new/")
    page.get_by_label("项目名称").fill("街道分馆建设")
    page.get_by_role("button", name="新建并开始填写").dblclick()
    expect(page.get_by_role("heading", name="街道分馆建设")).to_be_visible()
    assert Declaration.objects.count() == 1


def test_the_form_works_without_scripts(
    new_context: Callable[..., BrowserContext], place: District, sign_in: SignIn
) -> None:
    declaration = draft(place)
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, "jia")
    page.goto(f"/declarations/{declaration.pk}/edit/")
    page.get_by_label("年度目标").fill("没有脚本也能写。")
    page.get_by_label("本年度项目金额").fill("abc")
    page.get_by_role("button", name="添加指标：数量指标").click()
    expect(page.get_by_label("数量指标 2 三级指标")).to_be_visible()
    expect(page.get_by_label("本年度项目金额")).to_have_value("abc")
    page.get_by_label("本年度项目金额").fill("1596000")
    page.get_by_label("实施期限").press("Enter")
    expect(page.get_by_label("本年度项目金额")).to_have_value("1,596,000.00")
    saved = stored(declaration)
    assert (saved.annual_goal, saved.content.year_amount) == ("没有脚本也能写。", Decimal(1596000))
    assert len(saved.content.indicators) == 11
