"""Saving field by field: without the network, without the session, after a reload, with others at the same form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from declarations import actions
from declarations.models import Declaration, Event
from tests.browser.form_page import PASSWORD, SAVES, WATCH_SHIFTS, Hold, alarm, expect_saved, the_one
from tests.factories import District, actor, complete, district, draft, stored

SignIn = Callable[[Page, str], None]


@pytest.fixture
def place(transactional_db: None) -> District:
    return district()


@pytest.fixture
def declaration(place: District) -> Declaration:
    return draft(place)


def address(declaration: Declaration) -> str:
    return f"/declarations/{declaration.pk}/edit/"


@pytest.fixture
def form(page: Page, declaration: Declaration, sign_in: SignIn) -> Iterator[Page]:
    """The form of a blank draft, its clock ours; whatever is typed in a test may be thrown away when it ends."""
    sign_in(page, "jia")
    page.clock.install()
    page.goto(address(declaration))
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    page.evaluate("window.addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true)")


def fields_saved() -> list[str]:
    return list(Event.objects.filter(action="save").order_by("number").values_list("field", flat=True))


def test_each_field_is_sent_alone_in_the_order_of_typing(form: Page) -> None:
    posts: list[str] = []
    form.on("request", lambda request: posts.append(request.post_data or "") if request.method == "POST" else None)
    form.get_by_label("年度目标").fill("目标。")
    form.get_by_label("政策依据").fill("依据。")
    form.get_by_label("项目名称").fill("新名称")
    form.keyboard.press("Control+s")
    expect_saved(form)
    assert fields_saved() == ["annual_goal", "policy_basis", "name"]
    assert all(len(re.findall(r"(?:^|&)(?:f|ind)-", post)) == 1 for post in posts)
    expect(form.locator("#saved")).to_have_text(re.compile(r"已保存 \d\d:\d\d"))


def test_thirty_seconds_without_the_network_lose_nothing_and_keep_the_order(form: Page) -> None:
    form.get_by_label("数量指标 1 三级指标").fill("公益演出场次")
    expect_saved(form)
    form.context.set_offline(True)
    form.get_by_label("年度目标").fill("断网时写的目标。")
    expect(alarm(form)).to_contain_text("未能保存：网络不通")
    form.get_by_role("button", name="删除 质量指标 1").click()
    form.get_by_label("政策依据").fill("断网时写的依据。")
    form.clock.run_for(30_000)
    form.get_by_label("年度目标").fill("断网时又改过的目标。")
    expect(alarm(form)).to_contain_text("未能保存：网络不通")
    form.context.set_offline(False)
    expect_saved(form)
    expect(alarm(form)).to_be_empty()
    now = the_one()
    assert (now.annual_goal, now.policy_basis) == ("断网时又改过的目标。", "断网时写的依据。")
    told = fields_saved()
    removal = next(number for number, field in enumerate(told) if field.endswith("]"))
    assert told.index("annual_goal") < removal < told.index("policy_basis")


def test_an_answer_that_gets_lost_is_asked_for_again_and_nothing_is_done_twice(form: Page) -> None:
    def swallow(route: Route) -> None:
        route.fetch()  # it reaches the server, the answer does not come back
        route.abort()

    form.route(SAVES, swallow, times=1)
    form.get_by_role("button", name="添加指标：数量指标").click()
    expect(alarm(form)).to_contain_text("网络不通")
    alarm(form).get_by_role("button", name="重试").click()
    expect(form.get_by_label("数量指标 2 三级指标")).to_be_visible()
    expect_saved(form)
    assert len(the_one().content.indicators) == 11


def test_what_was_not_sent_is_there_after_a_reload_and_sent_then(form: Page) -> None:
    form.route(SAVES, lambda route: route.abort())
    form.get_by_label("年度目标").fill("还没有送出去的目标。")
    form.get_by_role("button", name="添加指标：数量指标").click()
    expect(alarm(form)).to_contain_text("网络不通")
    form.get_by_label("项目名称").fill("重新打开以前写的名称")
    form.reload()
    expect(form.get_by_label("年度目标")).to_have_value("还没有送出去的目标。")
    expect(form.get_by_label("项目名称")).to_have_value("重新打开以前写的名称")
    expect(alarm(form)).to_contain_text("网络不通")
    form.unroute(SAVES)
    alarm(form).get_by_role("button", name="重试").click()
    expect_saved(form)
    now = the_one()
    assert (now.annual_goal, now.name) == ("还没有送出去的目标。", "重新打开以前写的名称")
    assert len(now.content.indicators) == 11
    assert form.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('perfgoals-unsent'))") == []


def test_what_one_person_left_in_the_browser_is_not_shown_to_another(form: Page, sign_in: SignIn) -> None:
    form.route(SAVES, lambda route: route.abort())
    form.get_by_label("年度目标").fill("甲还没有送出去的。")
    expect(alarm(form)).to_contain_text("网络不通")
    sign_in(form, "yi")
    form.unroute(SAVES)
    form.reload()
    expect(form.get_by_label("年度目标")).to_have_value("")
    sign_in(form, "jia")
    form.reload()
    expect(form.get_by_label("年度目标")).to_have_value("甲还没有送出去的。")
    expect_saved(form)


def test_a_session_that_dies_while_typing_is_renewed_in_place(form: Page) -> None:
    goal = form.get_by_label("年度目标")
    goal.press_sequentially("写到一")
    Session.objects.all().delete()
    dialog = form.get_by_role("dialog", name="登录已失效，请重新登录")
    expect(dialog.get_by_label("密码")).to_be_focused()
    expect(dialog.get_by_label("用户名")).to_have_value("jia")
    dialog.get_by_label("密码").fill(PASSWORD)
    form.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(goal).to_be_focused()
    form.keyboard.press("End")
    form.keyboard.type("半。")
    expect_saved(form)
    assert the_one().annual_goal == "写到一半。"


def test_what_one_person_typed_is_not_sent_by_the_next_one_to_sign_in(form: Page, sign_in: SignIn) -> None:
    form.get_by_label("年度目标").fill("甲写的。")
    sign_in(form, "yi")
    form.keyboard.press("Control+s")
    expect(form.get_by_role("dialog", name="登录已失效")).to_be_visible()
    assert the_one().annual_goal == ""


def test_an_idle_session_asks_to_sign_in_on_the_page_itself(form: Page) -> None:
    form.route(SAVES, lambda route: route.abort())
    form.get_by_label("年度目标").fill("走开以前写的。")
    expect(alarm(form)).to_contain_text("网络不通")
    form.clock.run_for(30 * 60_000 + 10_000)
    expect(form.get_by_role("dialog", name="登录已失效")).to_be_visible()
    expect(form.locator("#session-warning")).to_be_hidden()


def test_two_tabs_of_one_person_keep_both_texts(form: Page, context: BrowserContext, declaration: Declaration) -> None:
    other = context.new_page()
    other.goto(address(declaration))
    form.get_by_label("年度目标").fill("第一个标签页写的。")
    form.keyboard.press("Control+s")
    expect_saved(form)
    other.get_by_label("政策依据").fill("第二个标签页写的。")
    other.keyboard.press("Control+s")
    expect_saved(other)
    expect(other.get_by_label("年度目标")).to_have_value("第一个标签页写的。")
    form.get_by_label("政策依据").fill("第一个标签页也写了。")
    form.keyboard.press("Control+s")
    conflict = form.get_by_role("group", name="政策依据：请选一份")
    expect(conflict).to_contain_text("第二个标签页写的。")
    expect(conflict).to_contain_text("您在另一个页面也改过")
    expect(conflict.get_by_role("button", name="用另一页的")).to_be_visible()
    form.get_by_label("项目名称").fill("别的照常保存")
    form.keyboard.press("Control+s")
    expect(form.locator("#saved")).to_contain_text("1 处待您选择")
    expect(conflict).to_be_visible()
    conflict.get_by_role("button", name="合在一起改").click()
    expect_saved(form)
    now = the_one()
    assert now.name == "别的照常保存"
    assert now.policy_basis == "第一个标签页也写了。\n第二个标签页写的。"
    other.close()


def test_a_colleague_removes_the_row_that_is_being_typed_in(
    form: Page, declaration: Declaration, new_context: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    colleague = new_context().new_page()
    sign_in(colleague, "yi")
    colleague.goto(address(declaration))
    colleague.get_by_role("button", name="删除 数量指标 1").click()
    expect(colleague.get_by_label("数量指标 1 三级指标")).to_have_count(0)
    expect_saved(colleague)
    form.get_by_label("数量指标 1 三级指标").fill("公益演出场次")
    form.keyboard.press("Control+s")
    conflict = form.locator(".conflict")
    expect(conflict).to_contain_text("（删除了这一行）")
    conflict.get_by_role("button", name="用我写的").click()
    expect_saved(form)
    assert "公益演出场次" in [row.name for row in the_one().content.indicators]


@pytest.mark.parametrize(("button", "there"), [("提交审核", "submit/"), ("预览", "preview/")])
def test_leaving_waits_until_everything_is_stored(form: Page, button: str, there: str) -> None:
    saves = Hold(form)
    form.get_by_label("年度目标").fill("离开以前写的。")
    form.get_by_label("政策依据").fill("《办法》第三条。")
    form.get_by_role("button", name=button).click()
    expect(form.locator("#paper")).to_have_attribute("data-state", "saving")
    assert form.url.endswith("/edit/")
    saves.release()
    form.wait_for_url(f"**/{there}")
    now = the_one()
    assert (now.annual_goal, now.policy_basis) == ("离开以前写的。", "《办法》第三条。")


def test_a_link_waits_too(form: Page) -> None:
    saves = Hold(form)
    form.get_by_label("年度目标").fill("离开以前写的。")
    form.get_by_role("link", name="工作台").click()
    expect(form.locator("#paper")).to_have_attribute("data-state", "saving")
    saves.release()
    expect(form.get_by_role("heading", name="工作台")).to_be_visible()
    assert the_one().annual_goal == "离开以前写的。"


def test_what_cannot_be_stored_keeps_the_page(form: Page) -> None:
    form.get_by_label("本年度项目金额").fill("三百万左右")
    form.get_by_role("button", name="提交审核").click()
    expect(form.get_by_label("本年度项目金额")).to_be_focused()
    assert form.url.endswith("/edit/")


def test_what_was_typed_before_the_scripts_were_there_is_saved(
    page: Page, declaration: Declaration, sign_in: SignIn
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/htmx-2.min.js", hold)
    sign_in(page, "jia")
    page.goto(address(declaration), wait_until="commit")
    page.get_by_label("年度目标").fill("脚本还没到就写的。")
    page.locator("#paper").evaluate("form => form.getAttribute('data-state')")
    assert held
    held[0].continue_()
    expect_saved(page)
    assert the_one().annual_goal == "脚本还没到就写的。"


def shifts(page: Page) -> list[str]:
    """What moved without a key or click of the person, once the page has been drawn again."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found: list[str] = page.evaluate("window.shifts")
    return found


def top_of(cell: Locator) -> float:
    return float(cell.evaluate("cell => cell.getBoundingClientRect().top"))


@pytest.mark.parametrize("size", [(1366, 768), (820, 1180)])
def test_nothing_jumps_when_a_finding_appears(
    page: Page, place: District, sign_in: SignIn, size: tuple[int, int]
) -> None:
    declaration = complete(place)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in(page, "jia")
    page.goto(address(declaration))
    target = page.get_by_label("数量指标 1 目标值")
    target.evaluate("cell => cell.scrollIntoView({ block: 'center' })")
    target.focus()
    page.evaluate(WATCH_SHIFTS)
    before = top_of(target)
    target.evaluate("(cell) => { cell.value = '≥场次'; cell.dispatchEvent(new Event('input', { bubbles: true })); }")
    note = page.locator("#paper .finding", has_text="没有数值")
    expect(note).to_be_visible()
    expect_saved(page)
    assert top_of(target) == before
    assert shifts(page) == []
    page.keyboard.press("End")
    expect(page.locator(".notes.is-held")).to_have_count(0)
    expect(note).to_be_visible()
    assert abs(top_of(target) - before) <= 1
    expect(target).to_have_attribute("aria-invalid", "true")


def test_the_panel_leads_to_what_was_found_and_the_bar_counts_along(form: Page) -> None:
    section = form.get_by_label("填写进度").get_by_role("link", name="目标")
    expect(section).to_contain_text("0/1")
    form.get_by_label("年度目标").fill("全年开放场馆，举办公益演出24场以上。")
    expect_saved(form)
    expect(section).to_contain_text("1/1")
    form.get_by_label("数量指标 1 目标值").fill("≥场次")
    expect_saved(form)
    form.locator("#findings").get_by_role("link", name=re.compile("没有数值")).click()
    expect(form.get_by_label("数量指标 1 目标值")).to_be_focused()


def test_the_sums_follow_every_key_and_the_server_agrees(form: Page) -> None:
    form.get_by_label("本年度项目金额").fill("1,596,000")
    form.locator("#budget_lines").get_by_role("button", name="添加一行").click()
    cells = form.locator("#body-budget_lines .cell")
    expect(cells.first).to_be_focused()
    expect_saved(form)
    saves = Hold(form)
    for place_, text in ((0, "物业"), (1, "1"), (2, "项"), (3, "48,600"), (4, "12"), (5, "50%")):
        cells.nth(place_).fill(text)
    line = form.locator("#sum-lines")
    ledger = line.get_by_role("row").first
    expect(form.locator("#body-budget_lines .out").first).to_have_text("291,600.00")
    expect(ledger.get_by_role("cell")).to_have_text(["291,600.00", "29.16"])
    expect(line).to_contain_text("比本年度项目金额少 1,304,400.00 元")
    told = form.locator("#sums").inner_text()
    saves.release()
    form.keyboard.press("Control+s")
    expect_saved(form)
    assert form.locator("#sums").inner_text() == told
    form.get_by_label("本年度项目金额").fill("29.16万元")
    expect(line).to_contain_text("与本年度项目金额一致")


def test_a_draft_is_discarded_after_a_question(form: Page, declaration: Declaration) -> None:
    form.get_by_role("link", name="作废草稿").click()
    expect(form.get_by_role("heading", name="作废《公共文化场馆开放》？")).to_be_visible()
    form.get_by_role("button", name="作废草稿").click()
    expect(form.get_by_text("《公共文化场馆开放》已作废。")).to_be_visible()
    assert stored(declaration).status == "discarded"


def test_what_is_typed_after_a_colleague_has_submitted_stays_on_the_page(
    page: Page, place: District, sign_in: SignIn
) -> None:
    declaration = complete(place)
    sign_in(page, "jia")
    page.goto(address(declaration))
    actions.submit(actor(place.colleague), declaration.pk, seen=declaration.version)
    page.get_by_label("年度目标").fill("晚了一步写的。")
    expect(alarm(page)).to_contain_text("现在是“待部门审核”")
    expect(page.get_by_label("年度目标")).to_have_value("晚了一步写的。")
    page.evaluate("window.addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true)")
