"""Reviewing in a real browser: the dialogs, the keyboard, narrow screens, and what assistive technology finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from declarations import actions
from declarations.blank import new_key
from declarations.content import DeclarationContent
from declarations.models import Declaration, Review
from declarations.workflow import Status
from tests.factories import District, actor, declared, district, stored
from tests.reviewing.cases import adjusted, explained, resubmitted

SignIn = Callable[[Page, str], None]
PHRASE = "目标值不可衡量，请写明数量、比例或时间"


@pytest.fixture
def place(transactional_db: None) -> District:
    return district()


def breaches(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_every_page_is_fit_for_everybody(page: Page, place: District, sign_in: SignIn) -> None:
    again, warned = resubmitted(place), explained(place)
    approved = declared(place, Status.APPROVED, name="街道分馆建设")
    original, _ = adjusted(place)
    visits = [
        ("ding", again.get_absolute_url()),
        ("ding", warned.get_absolute_url()),
        ("ding", reverse("review-queue")),
        ("jia", reverse("declaration-history", args=[again.pk])),
        ("jia", reverse("declaration-adjust", args=[approved.pk])),
        ("jia", original.get_absolute_url()),
        ("wu", reverse("review-queue")),
        ("geng", reverse("rule-catalogue")),
        ("geng", reverse("declaration-list")),
        ("ji", reverse("blank-workbooks")),
        ("jia", declared(place, Status.RETURNED, name="流动文化车").get_absolute_url()),
    ]
    page.set_viewport_size({"width": 900, "height": 900})
    for who, address in visits:
        sign_in(page, who)
        page.goto(address)
        assert breaches(page) == [], address
        assert overflow(page) <= 0, address


def test_a_decision_asks_by_name_and_says_what_follows(page: Page, place: District, sign_in: SignIn) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    sign_in(page, "ding")
    page.goto(declaration.get_absolute_url())
    page.get_by_role("button", name="通过", exact=True).click()
    dialog = page.get_by_role("dialog", name=f"通过《{declaration.title}》？")
    expect(dialog.get_by_text("转到财政审核，填报人不能再撤回。")).to_be_visible()
    assert breaches(page) == []
    expect(dialog.get_by_role("link", name="再看看")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="通过", exact=True)).to_be_focused()
    assert stored(declaration).status == Status.DEPARTMENT_REVIEW


def test_a_return_without_an_opinion_goes_nowhere(page: Page, place: District, sign_in: SignIn) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    sign_in(page, "ding")
    page.goto(declaration.get_absolute_url())
    page.get_by_role("button", name="退回修改").click()
    dialog = page.get_by_role("dialog", name="退回《")
    opinion = dialog.get_by_label("审核意见")
    expect(opinion).to_be_focused()
    dialog.get_by_role("button", name="退回修改").click()
    expect(dialog.get_by_text("请写明审核意见")).to_be_visible()
    expect(opinion).to_be_focused()
    expect(opinion).to_have_attribute("aria-invalid", "true")
    assert breaches(page) == []
    assert not Review.objects.exists()
    dialog.get_by_role("button", name=PHRASE).click()
    expect(dialog.get_by_text("请写明审核意见")).to_be_hidden()
    opinion.press_sequentially("第二句。")
    dialog.get_by_role("button", name="退回修改").click()
    expect(page.get_by_text("已退回修改。")).to_be_visible()
    assert Review.objects.get().opinion == f"{PHRASE}。第二句。"


def test_what_was_typed_for_one_decision_is_there_for_the_other(page: Page, place: District, sign_in: SignIn) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    sign_in(page, "ding")
    page.goto(declaration.get_absolute_url())
    page.get_by_role("button", name="退回修改").click()
    page.get_by_role("dialog").get_by_label("审核意见").fill("与已有项目重复。")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="不予通过").click()
    expect(page.get_by_role("dialog").get_by_label("审核意见")).to_have_value("与已有项目重复。")


def test_a_decision_can_be_taken_without_a_script(
    new_context: Callable[..., BrowserContext], place: District, sign_in: SignIn
) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "ding")
    page.goto(declaration.get_absolute_url())
    page.get_by_role("button", name="退回修改").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="退回修改").click()
    expect(page.get_by_role("dialog").get_by_text("须写明审核意见")).to_be_visible()
    page.get_by_role("dialog").get_by_label("审核意见").fill("请补充依据。")
    page.get_by_role("dialog").get_by_role("button", name="退回修改").click()
    expect(page.get_by_text("已退回修改。")).to_be_visible()
    assert stored(declaration).status == Status.RETURNED


def test_a_stale_page_shows_the_newest_declaration_and_keeps_the_opinion(
    page: Page, place: District, sign_in: SignIn
) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    sign_in(page, "ding")
    page.goto(declaration.get_absolute_url())
    Declaration.objects.filter(pk=declaration.pk).update(version=declaration.version + 1)
    page.get_by_role("button", name="退回修改").click()
    page.get_by_role("dialog").get_by_label("审核意见").fill("请补充依据。")
    page.get_by_role("dialog").get_by_role("button", name="退回修改").click()
    expect(page.get_by_text("在您打开以后又有改动")).to_be_visible()
    page.get_by_role("button", name="退回修改").click()
    expect(page.get_by_role("dialog").get_by_label("审核意见")).to_have_value("请补充依据。")
    page.get_by_role("dialog").get_by_role("button", name="退回修改").click()
    expect(page.get_by_text("已退回修改。")).to_be_visible()


def test_a_finding_in_the_panel_leads_to_its_cell(page: Page, place: District, sign_in: SignIn) -> None:
    declaration = explained(place)
    sign_in(page, "ding")
    page.goto(declaration.get_absolute_url())
    link = page.get_by_role("complementary").get_by_role("link").filter(has_text="舞台设备完好率")
    target = link.get_attribute("href") or ""
    link.click()
    cell = page.locator(f'[id="{target.removeprefix("#")}"]')
    expect(cell).to_have_text("1")
    expect(cell).to_be_in_viewport()


def without_its_first_row(content: DeclarationContent) -> DeclarationContent:
    """The content with another row in place of its first one."""
    first, *others = content.indicators
    return replace(content, indicators=(replace(first, name="流动演出场次", key=new_key()), *others))


def test_print_leaves_the_paper_alone_and_whole(page: Page, place: District, sign_in: SignIn) -> None:
    declaration, author = resubmitted(place), actor(place.declarant)
    actions.withdraw(author, declaration.pk, seen=declaration.version)
    now = stored(declaration)
    actions.save(author, now.pk, without_its_first_row(now.content), seen=now.version)
    actions.submit(author, now.pk, seen=stored(now).version)
    sign_in(page, "ding")
    page.goto(declaration.get_absolute_url())
    page.emulate_media(media="print")
    for hidden in (".topbar", ".formbar", ".panel", ".decision", "#indicators del >> nth=0", ".marks-key"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("#indicators ins").first).to_be_visible()
    expect(page.get_by_role("rowheader", name="产出指标")).to_be_visible()
    expect(page.get_by_role("rowheader", name="数量指标")).to_be_visible()
    edges = page.evaluate(
        """() => [...document.querySelectorAll("#indicators > tbody > tr")].filter((row) => row.offsetHeight)
            .map((row) => Math.round(row.lastElementChild.getBoundingClientRect().right))"""
    )
    assert len(set(edges)) == 1
