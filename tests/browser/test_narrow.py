"""A window of 600 px, and paper: nothing sticks out, nothing is too narrow to write in, nothing to press is printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from declarations import actions
from declarations.blank import new_key
from declarations.content import BudgetLine
from declarations.models import Declaration
from declarations.workflow import Status
from tests.factories import District, actor, complete, declared, district, draft, stored

SignIn = Callable[[Page, str], None]
LINE = BudgetLine(item="公益演出", quantity=Decimal(24), unit="场", price=Decimal("33250"))
# Pixels of the narrowest column of 测算明细 and 分年度计划 that holds something.
NARROWEST = """() => Math.min(...[...document.querySelectorAll(".lines thead th, .lines .cell")]
    .filter((cell) => !cell.querySelector(".sr")).map((cell) => cell.getBoundingClientRect().width))"""


@pytest.fixture
def place(transactional_db: None) -> District:
    return district()


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def with_a_line(place: District, declaration: Declaration) -> Declaration:
    """The declaration with one line of costs."""
    content = replace(declaration.content, budget_lines=(replace(LINE, key=new_key()),))
    actions.save(actor(place.declarant), declaration.pk, content, seen=declaration.version)
    return stored(declaration)


def test_no_page_is_wider_than_a_window_of_600_px(page: Page, place: District, sign_in: SignIn) -> None:
    mine = with_a_line(place, complete(place, policy_basis="三定方案"))
    waiting = declared(place, Status.DEPARTMENT_REVIEW, name="街道分馆建设")
    visits = [
        ("jia", reverse("workbench")),
        ("jia", reverse("declaration-list")),
        ("jia", reverse("declaration-edit", args=[mine.pk])),
        ("jia", reverse("declaration-submit", args=[mine.pk])),
        ("jia", mine.get_absolute_url()),
        ("ding", reverse("workbench")),
        ("ding", reverse("review-queue")),
        ("ding", waiting.get_absolute_url()),
    ]
    page.set_viewport_size({"width": 600, "height": 900})
    wide = {}
    for who, address in visits:
        sign_in(page, who)
        page.goto(address)
        wide[f"{who} {address}"] = overflow(page)
        for name in page.locator(".worklist th[scope=row]").all():
            assert name.evaluate("cell => cell.getBoundingClientRect().width") >= 120, address
        if page.locator(".lines").count():
            assert page.evaluate(NARROWEST) >= 40, address
    assert {where: pixels for where, pixels in wide.items() if pixels > 0} == {}


def test_a_narrow_form_lets_its_inner_table_be_scrolled(page: Page, place: District, sign_in: SignIn) -> None:
    mine = with_a_line(place, draft(place))
    page.set_viewport_size({"width": 600, "height": 900})
    sign_in(page, "jia")
    page.goto(reverse("declaration-edit", args=[mine.pk]))
    price = page.locator("#body-budget_lines .cell").nth(4)
    price.focus()
    expect(price).to_be_in_viewport(ratio=1)
    assert overflow(page) <= 0


def test_nothing_to_press_is_printed_with_the_form(page: Page, place: District, sign_in: SignIn) -> None:
    mine = with_a_line(place, draft(place))
    sign_in(page, "jia")
    page.goto(reverse("declaration-edit", args=[mine.pk]))
    page.get_by_label("本年度项目金额").fill("三百万左右")
    expect(page.get_by_label("本年度项目金额")).to_have_attribute("aria-invalid", "true")
    page.emulate_media(media="print")
    for button in page.locator("#paper button").all():
        expect(button).to_be_hidden()
    for style in ("boxShadow", "backgroundImage"):
        painted = page.locator(".cell").evaluate_all(f"cells => cells.map((cell) => getComputedStyle(cell).{style})")
        assert set(painted) == {"none"}, style
    page.get_by_label("本年度项目金额").fill("")
    expect(page.locator("#paper")).to_have_attribute("data-state", "saved")
