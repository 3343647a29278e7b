"""Typed text outlives the session, a refusal, a slow network and a closed page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from declarations.models import Declaration, Review
from declarations.workflow import Status
from tests.browser.form_page import PASSWORD, expect_saved
from tests.factories import District, complete, declared, district, draft, stored

SignIn = Callable[[Page, str], None]
TO_THE_END = 30 * 60_000 + 10_000


@pytest.fixture
def place(transactional_db: None) -> District:
    return district()


@pytest.fixture
def form(page: Page, place: District, sign_in: SignIn) -> Iterator[Page]:
    """The form of a blank draft; whatever is typed in a test may be thrown away when it ends."""
    sign_in(page, "jia")
    page.goto(f"/declarations/{draft(place).pk}/edit/")
    page.evaluate("window.stillHere = true")
    yield page
    page.evaluate("window.addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true)")


def never_left(page: Page) -> bool:
    return bool(page.evaluate("window.stillHere === true"))


def sign_in_by_hand(page: Page, username: str) -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def sign_in_in_another_tab(page: Page, username: str) -> None:
    other = page.context.new_page()
    other.goto("/accounts/login/")
    sign_in_by_hand(other, username)
    expect(other.get_by_role("heading", name="工作台")).to_be_visible()
    other.close()


def asks_before_leaving(page: Page) -> bool:
    """Whether the browser would ask before this page is left."""
    return bool(
        page.evaluate(
            """() => {
                const leaving = new Event("beforeunload", { cancelable: true });
                return !window.dispatchEvent(leaving);
            }"""
        )
    )


def test_what_is_typed_after_the_session_stays_and_is_saved_after_signing_in_again(form: Page) -> None:
    other = form.context.new_page()
    other.goto("/accounts/profile/")
    other.get_by_role("banner").get_by_role("button", name="退出").click()
    expect(other.get_by_text("您已退出")).to_be_visible()
    other.close()
    form.get_by_label("年度目标").fill("退出以后写的。")
    expect(form.locator("#save-alert")).to_contain_text("登录已失效")
    assert never_left(form)
    sign_in_in_another_tab(form, "jia")
    form.bring_to_front()
    form.keyboard.press("Control+s")
    expect(form.locator("#sign-in-again")).to_be_hidden()
    expect_saved(form)
    assert stored(Declaration.objects.get()).annual_goal == "退出以后写的。"
    assert never_left(form)


def test_a_button_of_the_form_works_again_after_signing_in_again(form: Page) -> None:
    Session.objects.all().delete()
    add = form.get_by_role("button", name="添加指标：数量指标")
    add.click()
    dialog = form.get_by_role("dialog", name="登录已失效，请重新登录")
    dialog.get_by_label("密码").fill("不是这个口令")
    dialog.get_by_role("button", name="登录并保存").click()
    expect(dialog.get_by_role("alert")).to_contain_text("没有登录成功")
    dialog.get_by_label("密码").fill(PASSWORD)
    dialog.get_by_role("button", name="登录并保存").click()
    expect(form.get_by_label("数量指标 2 三级指标")).to_be_visible()
    expect_saved(form)
    assert never_left(form)


def test_an_opinion_outlives_the_session(page: Page, place: District, sign_in: SignIn) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    sign_in(page, "ding")
    page.goto(declaration.get_absolute_url())
    page.get_by_role("button", name="退回修改").click()
    page.get_by_role("dialog").get_by_label("审核意见").fill("请补充测算依据。")
    Session.objects.all().delete()
    page.get_by_role("dialog").get_by_role("button", name="退回修改").click()
    sign_in_by_hand(page, "ding")
    page.get_by_role("button", name="退回修改").click()
    opinion = page.get_by_role("dialog").get_by_label("审核意见")
    expect(opinion).to_have_value("请补充测算依据。")
    page.get_by_role("dialog").get_by_role("button", name="退回修改").click()
    expect(page.get_by_text("已退回修改。")).to_be_visible()
    assert Review.objects.get().opinion == "请补充测算依据。"
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('perfgoals-'))") == []


def test_an_opinion_is_not_shown_to_somebody_else_in_the_same_tab(page: Page, place: District, sign_in: SignIn) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    sign_in(page, "ding")
    page.goto(declaration.get_absolute_url())
    page.get_by_role("button", name="退回修改").click()
    page.get_by_role("dialog").get_by_label("审核意见").fill("只给自己看的草稿。")
    get_user_model().objects.get(username="wu").memberships.update(unit=place.department, role="department_reviewer")
    sign_in(page, "wu")
    page.goto(declaration.get_absolute_url())
    page.get_by_role("button", name="退回修改").click()
    expect(page.get_by_role("dialog").get_by_label("审核意见")).to_have_value("")


def test_explanations_outlive_the_session(page: Page, place: District, sign_in: SignIn) -> None:
    declaration = complete(place, policy_basis="三定方案")
    sign_in(page, "jia")
    page.goto(f"/declarations/{declaration.pk}/submit/")
    page.get_by_label("不改的说明").fill("只依据三定方案。")
    Session.objects.all().delete()
    page.get_by_role("button", name="确认提交").click()
    sign_in_by_hand(page, "jia")
    expect(page.get_by_label("不改的说明")).to_have_value("只依据三定方案。")
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_text("已提交。")).to_be_visible()
    assert stored(declaration).explanations.get().text == "只依据三定方案。"


def test_a_decision_can_be_sent_after_signing_in_again_in_another_tab(
    page: Page, place: District, sign_in: SignIn
) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    sign_in(page, "ding")
    page.goto(declaration.get_absolute_url())
    page.get_by_role("button", name="退回修改").click()
    page.get_by_role("dialog").get_by_label("审核意见").fill("请补充测算依据。")
    Session.objects.all().delete()
    sign_in_in_another_tab(page, "ding")
    page.get_by_role("dialog").get_by_role("button", name="退回修改").click()
    expect(page.get_by_text("已退回修改。")).to_be_visible()


@pytest.fixture
def opinion(page: Page, place: District, sign_in: SignIn) -> Page:
    """A review page whose clock is ours, with an opinion typed into the open dialog."""
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    sign_in(page, "ding")
    page.clock.install()
    page.goto(declaration.get_absolute_url())
    page.get_by_role("button", name="退回修改").click()
    page.get_by_role("dialog").get_by_label("审核意见").fill("请补充测算依据。")
    return page


def test_the_warning_can_be_answered_while_a_dialog_is_open(opinion: Page) -> None:
    opinion.clock.run_for(28 * 60_000 + 10_000)
    warning = opinion.locator("#session-warning")
    with opinion.expect_response("**/accounts/keepalive/") as answer:
        warning.get_by_role("button", name="继续").click()
    assert answer.value.status == 204
    expect(warning).to_be_hidden()
    expect(opinion.get_by_role("dialog").get_by_label("审核意见")).to_have_value("请补充测算依据。")


def test_the_warning_outlives_the_dialog_that_it_stood_in(opinion: Page) -> None:
    opinion.clock.run_for(28 * 60_000 + 10_000)
    opinion.get_by_role("dialog", name="退回《").get_by_role("link", name="再看看").click()
    expect(opinion.get_by_role("dialog", name="退回《")).to_be_hidden()
    expect(opinion.locator("#session-warning")).to_be_visible()


def test_a_page_with_something_typed_is_not_left_when_the_session_ends(opinion: Page) -> None:
    opinion.evaluate("window.stillHere = true")
    opinion.clock.run_for(TO_THE_END)
    warning = opinion.locator("#session-warning")
    expect(warning).to_contain_text("已自动退出")
    expect(warning.get_by_role("link", name="登录")).to_be_visible()
    assert never_left(opinion)
    opinion.evaluate("localStorage.setItem('perfgoals-last-answer', String(Date.now() + 1))")
    opinion.clock.run_for(5_000)
    expect(warning).to_be_hidden()


def test_a_new_row_takes_no_focus_from_a_field_that_is_being_typed_in(form: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    form.route("**/save/", hold, times=1)
    form.get_by_role("button", name="添加指标：数量指标").click()
    goal = form.get_by_label("年度目标")
    goal.click()
    form.keyboard.type("写到一")
    held[0].continue_()
    expect(form.get_by_label("数量指标 2 三级指标")).to_be_visible()
    form.keyboard.type("半。")
    expect(goal).to_be_focused()
    expect(goal).to_have_value("写到一半。")


def test_a_reason_to_send_back_is_not_brought_along_into_a_yes(page: Page, place: District, sign_in: SignIn) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    sign_in(page, "ding")
    page.goto(declaration.get_absolute_url())
    page.get_by_role("button", name="退回修改").click()
    page.get_by_role("dialog").get_by_label("审核意见").fill("与已有项目重复。")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.get_by_role("dialog").get_by_label("审核意见")).to_have_value("")


def test_a_text_that_could_not_be_read_is_not_left_without_a_question(form: Page) -> None:
    assert not asks_before_leaving(form)
    amount = form.get_by_label("本年度项目金额")
    amount.fill("三百万左右")
    expect(form.locator("#note-year_amount")).to_contain_text("不是金额")
    assert asks_before_leaving(form)
    amount.fill("3000000")
    expect(form.locator("#note-year_amount")).not_to_contain_text("不是金额")
    expect_saved(form)
    assert not asks_before_leaving(form)


def test_a_button_pressed_without_the_network_does_its_work_once_it_is_back(form: Page) -> None:
    form.context.set_offline(True)
    form.get_by_role("button", name="添加指标：数量指标").click()
    expect(form.locator("#save-alert")).to_contain_text("未能保存：网络不通")
    form.context.set_offline(False)
    expect(form.get_by_label("数量指标 2 三级指标")).to_be_visible()
    expect(form.locator("#saved")).to_have_text(re.compile("已保存"))
    expect(form.locator("#save-alert")).to_be_empty()
    assert len(stored(Declaration.objects.get()).content.indicators) == 11


def test_after_a_row_is_removed_the_focus_is_at_the_next_one(form: Page) -> None:
    for number in (2, 3):
        form.get_by_role("button", name="添加指标：数量指标").click()
        expect(form.get_by_label(f"数量指标 {number} 三级指标")).to_be_focused()
        form.keyboard.type(f"第{number}行")
        expect_saved(form)
    form.get_by_role("button", name="删除 数量指标 2").click()
    expect(form.get_by_label("数量指标 2 三级指标")).to_have_value("第3行")
    expect(form.get_by_label("数量指标 2 三级指标")).to_be_focused()
    form.get_by_role("button", name="删除 数量指标 2").click()
    expect(form.get_by_label("数量指标 2 三级指标")).to_have_count(0)
    expect(form.get_by_role("button", name="添加指标：数量指标")).to_be_focused()
