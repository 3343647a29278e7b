"""What the scripts of the frame do: the question before a decision, and the end of an idle session."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from perfgoals.accounts.models import Membership, Unit, User
from perfgoals.accounts.roles import Role

PASSWORD = "Kite-over-harbour-7"
ACCOUNT = "/accounts/profile/"
# The sign-out form of the top bar, made to ask first.
ASK_BEFORE_SIGNING_OUT = """() => Object.assign(document.querySelector(".topbar form").dataset, {
    confirm: "退出《云屏合唱节》？", confirmDetail: "没有保存的字会丢失。|下次要重新登录。", confirmOk: "退出" })"""


@pytest.fixture
def user(transactional_db: None) -> User:
    user = User.objects.create_user("li", password=PASSWORD, full_name="李明")
    Membership.objects.create(user=user, unit=Unit.objects.get(code="031001"), role=Role.DECLARANT)
    return user


@pytest.fixture
def account(page: Page, user: User, sign_in: Callable[[Page, str], None]) -> Page:
    sign_in(page, "li")
    page.clock.install()
    page.goto(ACCOUNT)
    return page


def breaches(page: Page) -> list[str]:
    return [found["id"] for found in Axe().run(page).response["violations"]]


def test_signing_in_goes_back_to_the_page_that_was_asked_for(page: Page, user: User) -> None:
    page.goto(ACCOUNT)
    assert breaches(page) == []
    page.get_by_label("用户名").fill("li")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("再错 4 次")
    assert breaches(page) == []
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_label("密码").press("Enter")
    expect(page.get_by_role("heading", name="我的账号")).to_be_visible()
    assert breaches(page) == []


def test_a_decision_asks_by_name_and_escape_leaves_everything_as_it_was(account: Page) -> None:
    account.evaluate(ASK_BEFORE_SIGNING_OUT)
    button = account.get_by_role("banner").get_by_role("button", name="退出")
    button.focus()
    account.keyboard.press("Enter")
    dialog = account.get_by_role("dialog", name="退出《云屏合唱节》？")
    expect(dialog.get_by_role("listitem")).to_have_text(["没有保存的字会丢失。", "下次要重新登录。"])
    expect(dialog.get_by_role("button", name="再看看")).to_be_focused()
    assert breaches(account) == []
    account.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
    expect(account.get_by_role("heading", name="我的账号")).to_be_visible()


def test_a_decision_is_carried_out_once_it_is_agreed_to(account: Page) -> None:
    account.evaluate(ASK_BEFORE_SIGNING_OUT)
    account.get_by_role("banner").get_by_role("button", name="退出").click()
    account.keyboard.press("Tab")
    account.keyboard.press("Enter")
    expect(account.get_by_role("status").first).to_contain_text("您已退出")


def test_a_link_asks_before_it_is_followed(account: Page) -> None:
    link = account.get_by_role("link", name="修改密码")
    link.evaluate("link => { link.dataset.confirm = '现在就改密码？'; }")
    link.click()
    account.get_by_role("dialog", name="现在就改密码？").get_by_role("button", name="再看看").click()
    assert account.url.endswith(ACCOUNT)
    link.click()
    account.get_by_role("dialog", name="现在就改密码？").get_by_role("button", name="确定").click()
    expect(account.get_by_role("heading", name="修改密码")).to_be_visible()


def test_two_minutes_before_the_end_a_warning_can_be_answered_by_keyboard(account: Page) -> None:
    warning = account.get_by_role("dialog", name="还有 2 分钟将自动退出")
    account.clock.run_for(27 * 60_000)
    expect(warning).to_have_count(0)
    account.clock.run_for(65_000)
    expect(warning).to_be_visible()
    assert breaches(account) == []
    with account.expect_response("**/accounts/keepalive/") as answer:
        account.keyboard.press("Enter")
    assert answer.value.status == 204
    expect(account.locator("#session-warning")).not_to_be_visible()


def test_the_warning_takes_no_focus_from_what_is_being_typed(account: Page) -> None:
    account.goto("/accounts/password/")
    account.clock.run_for(28 * 60_000 + 5_000)
    expect(account.locator("#session-warning")).to_be_visible()
    expect(account.get_by_label("现在的密码")).to_be_focused()


def test_working_in_one_tab_keeps_the_other_alive(account: Page) -> None:
    account.clock.run_for(28 * 60_000 + 5_000)
    expect(account.locator("#session-warning")).to_be_visible()
    account.evaluate("localStorage.setItem('perfgoals-last-answer', String(Date.now()))")
    account.clock.run_for(5_000)
    expect(account.locator("#session-warning")).not_to_be_visible()


def test_an_idle_session_ends_on_the_sign_in_page_with_the_reason(account: Page) -> None:
    account.clock.run_for(30 * 60_000 + 5_000)
    expect(account.get_by_text("长时间没有操作，已自动退出")).to_be_visible()
    assert "next=%2Faccounts%2Fprofile%2F" in account.url
    assert breaches(account) == []
