"""Suggestions of the indicator library and last year's marks, as a real browser sees them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from declarations import actions
from declarations.carrying import Choice, Part
from declarations.models import Declaration
from declarations.workflow import Status
from tests.factories import District, actor, declared, district, draft, open_year, stored

SignIn = Callable[[Page, str], None]
NAME = "公益演出场次"


@pytest.fixture
def place(transactional_db: None) -> District:
    return district()


@pytest.fixture
def form(page: Page, place: District, sign_in: SignIn) -> Page:
    declaration = draft(place)
    sign_in(page, "jia")
    page.goto(f"/declarations/{declaration.pk}/edit/")
    return page


def cell(page: Page) -> Locator:
    return page.locator("[data-suggest='数量指标']").first


def target(page: Page) -> Locator:
    return page.locator("[name$='-target']").first


def options(page: Page) -> Locator:
    return page.locator("#suggestion-list [role=option]")


def test_initials_open_the_list_and_the_keyboard_takes_over_name_unit_and_explanation(form: Page) -> None:
    cell(form).press_sequentially("gyyc")
    expect(options(form)).to_have_count(1)
    expect(form.locator("#suggestion-status")).to_contain_text("1 条建议")
    form.keyboard.press("ArrowDown")
    expect(cell(form)).to_have_attribute("aria-activedescendant", "suggestion-0")
    assert Axe().run(form).violations_count == 0
    form.keyboard.press("Enter")
    expect(cell(form)).to_have_value(NAME)
    expect(target(form)).to_be_focused()
    form.keyboard.type("24")
    expect(target(form)).to_have_value("≥24场")
    expect(form.locator("[name$='-explanation']").first).not_to_have_value("")
    form.keyboard.press("Tab")
    expect(form.locator("#paper")).to_have_attribute("data-state", "saved")
    row = stored(Declaration.objects.get()).content.indicators[0]
    assert (row.name, row.target) == (NAME, "≥24场")


def test_the_mouse_takes_over_and_what_is_written_stays(form: Page) -> None:
    form.locator("[name$='-explanation']").first.fill("本单位自己的解释")
    target(form).fill("≥3场")
    cell(form).press_sequentially("演出")
    options(form).filter(has_text=NAME).click()
    expect(cell(form)).to_have_value(NAME)
    expect(target(form)).to_have_value("≥3场")
    expect(form.locator("[name$='-explanation']").first).to_have_value("本单位自己的解释")


def test_escape_closes_the_list_and_keeps_the_text_and_alt_down_opens_it(form: Page) -> None:
    cell(form).focus()
    form.keyboard.press("Alt+ArrowDown")
    expect(options(form).first).to_be_visible()
    form.keyboard.type("演出")
    form.keyboard.press("Escape")
    expect(form.locator("#suggestions")).to_be_hidden()
    expect(cell(form)).to_have_value("演出")
    form.keyboard.press("Alt+ArrowDown")
    expect(options(form).first).to_be_visible()
    form.keyboard.press("Tab")
    expect(form.locator("#suggestions")).to_be_hidden()


def test_without_an_answer_there_are_simply_no_suggestions(form: Page) -> None:
    form.route("**/library/suggestions/**", lambda route: route.abort())
    cell(form).press_sequentially("演出")
    form.wait_for_timeout(400)
    expect(form.locator("#suggestions")).to_be_hidden()
    expect(cell(form)).to_have_value("演出")


def test_a_target_that_differs_from_last_years_is_marked_while_it_is_typed(
    page: Page, place: District, sign_in: SignIn
) -> None:
    year = open_year(2028)
    earlier = declared(place, Status.APPROVED)
    choices = dict.fromkeys(Part, Choice.KEEP)
    made = actions.renew(actor(place.declarant), earlier.pk, year, choices=choices).declaration
    sign_in(page, "jia")
    page.goto(f"/declarations/{made.pk}/edit/")
    mark = page.locator("[data-last='≥24场'] .last-mark")
    expect(mark).to_be_hidden()
    target(page).fill("≥26场")
    expect(mark).to_be_visible()
    expect(page.locator("#comparison")).to_contain_text("改了目标值 1")
    target(page).fill("≥ 24 场")
    expect(mark).to_be_hidden()
    assert Axe().run(page).violations_count == 0
