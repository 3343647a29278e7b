"""The rows of the form as a spreadsheet: keys, menu, undo, the builder of targets; every width; the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from declarations import actions
from declarations.models import Declaration
from declarations.workflow import Status
from tests.browser.every_page import with_tables
from tests.browser.examples import CHOICES, HEAD, NAME, NOT_APPLICABLE, ROWS
from tests.browser.form_page import OFF_THE_PAGE, breaches, expect_saved, tab_to, the_one
from tests.factories import District, actor, complete, declared, district, draft, stored

SignIn = Callable[[Page, str], None]


@pytest.fixture
def place(transactional_db: None) -> District:
    return district()


@pytest.fixture
def form(page: Page, place: District, sign_in: SignIn) -> Page:
    """The form of a blank draft."""
    sign_in(page, "jia")
    page.goto(f"/declarations/{draft(place).pk}/edit/")
    return page


def cell(page: Page, number: int = 1, column: str = "三级指标", category: str = "数量指标") -> Locator:
    return page.get_by_label(f"{category} {number} {column}", exact=True)


def names(level2: str = "数量指标") -> list[str]:
    return [row.name for row in the_one().content.indicators if row.level2 == level2]


def three_rows(page: Page) -> None:
    """甲, 乙 and 丙 under the first category, typed by keyboard."""
    cell(page).focus()
    page.keyboard.type("甲")
    for number, name in ((2, "乙"), (3, "丙")):
        page.keyboard.press("Control+Enter")
        expect(cell(page, number)).to_be_focused()
        page.keyboard.type(name)
    page.keyboard.press("Control+s")
    expect_saved(page)
    assert names() == ["甲", "乙", "丙"]


def test_enter_goes_to_the_next_cell_and_arrows_to_the_neighbours(form: Page) -> None:
    three_rows(form)
    cell(form).focus()
    form.keyboard.press("Enter")
    expect(cell(form, 1, "目标值")).to_be_focused()
    form.keyboard.press("Enter")
    form.keyboard.press("Enter")
    expect(cell(form, 2)).to_be_focused()
    form.keyboard.press("ArrowDown")
    expect(cell(form, 3)).to_be_focused()
    form.keyboard.press("ArrowDown")
    expect(cell(form, 1, category="质量指标")).to_be_focused()
    form.keyboard.press("ArrowUp")
    form.keyboard.press("ArrowUp")
    expect(cell(form, 2)).to_be_focused()
    form.keyboard.press("ArrowRight")
    expect(cell(form, 2, "目标值")).to_be_focused()
    form.keyboard.press("ArrowLeft")
    expect(cell(form, 2)).to_be_focused()
    form.keyboard.press("End")
    form.keyboard.press("Shift+Enter")
    form.keyboard.type("二")
    expect(cell(form, 2)).to_have_value("乙\n二")


def test_rows_are_moved_duplicated_and_put_under_another_category(form: Page) -> None:
    three_rows(form)
    cell(form, 3).focus()
    form.keyboard.press("Alt+Shift+ArrowUp")
    expect(cell(form, 2)).to_have_value("丙")
    expect(cell(form, 2)).to_be_focused()
    form.keyboard.press("Shift+F10")
    menu = form.get_by_role("dialog", name="数量指标 2")
    expect(menu).to_be_visible()
    assert breaches(form) == []
    menu.get_by_role("button", name="复制一行").click()
    expect(cell(form, 3)).to_have_value("丙")
    expect(cell(form, 3)).to_be_focused()
    form.keyboard.press("Shift+F10")
    form.get_by_label("移到").select_option(label="产出指标 / 质量指标")
    form.get_by_role("button", name="移动", exact=True).click()
    expect(cell(form, 1, category="质量指标")).to_have_value("丙")
    expect_saved(form)
    assert (names(), names("质量指标")) == (["甲", "丙", "乙"], ["丙"])
    cell(form).focus()
    form.keyboard.press("Shift+F10")
    form.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_a_removed_row_comes_back_where_it_was(form: Page) -> None:
    three_rows(form)
    form.get_by_role("button", name="删除 数量指标 2").click()
    undo = form.locator("#undo")
    expect(undo).to_contain_text("已删除数量指标 2“乙”。")
    expect_saved(form)
    assert names() == ["甲", "丙"]
    assert breaches(form) == []
    undo.get_by_role("button", name="撤销").click()
    expect(cell(form, 2)).to_have_value("乙")
    expect(cell(form, 2)).to_be_focused()
    expect(undo).to_be_empty()
    expect_saved(form)
    assert names() == ["甲", "乙", "丙"]
    form.get_by_role("button", name="删除 数量指标 1").click()
    expect(undo).to_contain_text("甲")
    form.locator("#paper-title").click()
    form.keyboard.press("Control+z")
    expect(cell(form, 1)).to_have_value("甲")
    expect_saved(form)
    assert names() == ["甲", "乙", "丙"]


def test_lines_of_costs_grow_by_the_enter_key(form: Page) -> None:
    form.locator("#budget_lines").get_by_role("button", name="添加一行").click()
    expect(form.get_by_label("测算明细 第 1 行 支出事项")).to_be_focused()
    for text in ("公益演出", "24", "场", "18500", "", ""):
        form.keyboard.type(text)
        form.keyboard.press("Enter")
    expect(form.get_by_label("测算明细 第 2 行 支出事项")).to_be_focused()
    expect_saved(form)
    first = the_one().content.budget_lines[0]
    assert (first.item, first.amount) == ("公益演出", Decimal(444000))


def test_a_target_is_put_together_and_told_in_words(form: Page) -> None:
    target = cell(form, 1, "目标值")
    target.fill("不低于90%")
    builder = form.get_by_role("group", name="按比较词、数和单位填写目标值")
    expect(builder).to_contain_text("理解为：不少于 90 %（百分比）")
    expect(builder.get_by_label("单位")).to_have_value("%")
    assert breaches(form) == []
    form.keyboard.press("Alt+ArrowDown")
    expect(builder.get_by_label("比较词")).to_be_focused()
    builder.get_by_label("比较词").select_option("≥")
    builder.get_by_label("数", exact=True).fill("24")
    builder.get_by_label("单位").fill("场")
    form.keyboard.press("Enter")
    expect(target).to_have_value("≥24场")
    expect(target).to_be_focused()
    expect(builder).to_contain_text("理解为：不少于 24 场（数值）")
    cell(form).focus()
    expect(builder).to_be_hidden()
    expect_saved(form)
    assert the_one().content.indicators[0].target == "≥24场"


def test_a_whole_declaration_is_filled_in_and_submitted_by_keyboard_alone(
    page: Page, place: District, sign_in: SignIn
) -> None:
    sign_in(page, "jia")
    page.goto(reverse("workbench"))
    start_by_keyboard(page)
    fill_in_by_keyboard(page)
    submit_by_keyboard(page)
    assert Declaration.objects.get().status == Status.DEPARTMENT_REVIEW


def start_by_keyboard(page: Page) -> None:
    tab_to(page, page.get_by_role("link", name="新建申报").first)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("项目名称"))
    page.keyboard.type(NAME)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()


def fill_in_by_keyboard(page: Page) -> None:
    keys = page.keyboard
    for label, text in HEAD.items():
        tab_to(page, page.get_by_label(label).first)
        keys.type(text)
    for label, (steps, _) in CHOICES.items():
        tab_to(page, page.get_by_label(label).first)
        for _step in range(steps):
            keys.press("ArrowDown")
    for category, texts in ROWS.items():
        tab_to(page, cell(page, category=category))
        for text in texts:
            keys.type(text)
            if text != texts[-1]:
                keys.press("Enter")
    for category in NOT_APPLICABLE:
        box = page.get_by_label(f"不适用：{category}")
        tab_to(page, box)
        keys.press("Space")
        expect(box).to_be_checked()
        expect_saved(page)
    keys.press("Control+s")
    expect_saved(page)


def submit_by_keyboard(page: Page) -> None:
    tab_to(page, page.get_by_role("button", name="提交审核"), most=250)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"提交《{NAME}》审核")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="确认提交"))
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"《{NAME}》已提交。")).to_be_visible()


def test_the_form_of_an_adjustment_says_what_it_changes(page: Page, place: District, sign_in: SignIn) -> None:
    adjustment = actions.adjust(actor(place.declarant), declared(place, Status.APPROVED).pk, reason="调减")
    sign_in(page, "jia")
    page.goto(reverse("declaration-edit", args=[adjustment.pk]))
    told = page.get_by_role("region", name="调整了什么")
    expect(told).to_contain_text("与批复相同")
    cell(page, 1, "目标值").fill("≥20场")
    page.get_by_role("button", name="删除 质量指标 1").click()
    expect(told.get_by_role("listitem")).to_have_count(2)
    expect(told.get_by_role("listitem").first).to_contain_text("≥24场")
    expect(told.get_by_role("listitem").first).to_contain_text("≥20场")
    told.get_by_role("listitem").first.get_by_role("link").click()
    expect(cell(page, 1, "目标值")).to_be_focused()


def test_the_preview_is_the_official_form_with_its_mark(page: Page, place: District, sign_in: SignIn) -> None:
    draft_, approved = complete(place), declared(place, Status.APPROVED, name="已批复的")
    sign_in(page, "jia")
    page.goto(reverse("declaration-preview", args=[draft_.pk]))
    expect(page.locator(".print-sheet")).to_have_attribute("data-mark", "草稿")
    expect(page.get_by_role("row", name="公益演出场次")).to_contain_text("≥24场")
    page.emulate_media(media="print")
    expect(page.get_by_role("region", name="预览操作")).to_be_hidden()
    across = page.locator(".print-sheet").evaluate("sheet => getComputedStyle(sheet, '::before').content")
    assert across == '"草稿"'
    page.emulate_media(media="screen")
    page.get_by_role("link", name="返回填写").click()
    expect(page.get_by_label("年度目标")).to_be_visible()
    page.goto(reverse("declaration-preview", args=[approved.pk]))
    expect(page.locator(".print-sheet")).not_to_have_attribute("data-mark", "草稿")


@pytest.mark.browser_context_args(has_touch=True)
def test_a_row_is_worked_on_by_touch(page: Page, place: District, sign_in: SignIn) -> None:
    declaration = complete(place)
    page.set_viewport_size({"width": 820, "height": 1180})
    sign_in(page, "jia")
    page.goto(reverse("declaration-edit", args=[declaration.pk]))
    page.get_by_role("button", name="更多操作：数量指标 1").tap()
    page.get_by_role("dialog", name="数量指标 1").get_by_role("button", name="复制一行").tap()
    expect(cell(page, 2)).to_have_value("公益演出场次")
    page.get_by_role("button", name="删除 数量指标 2").tap()
    page.locator("#undo").get_by_role("button", name="撤销").tap()
    expect(cell(page, 2)).to_have_value("公益演出场次")
    expect_saved(page)
    assert len(stored(declaration).content.indicators) == len(declaration.content.indicators) + 1


@pytest.mark.parametrize("size", [(1024, 768), (820, 1180)])
def test_a_form_with_findings_is_accessible_and_fits_a_tablet(
    page: Page, place: District, sign_in: SignIn, size: tuple[int, int]
) -> None:
    declaration = with_tables(place, complete(place, policy_basis="三定方案"))
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in(page, "jia")
    page.goto(reverse("declaration-edit", args=[declaration.pk]))
    assert breaches(page) == []
    assert page.evaluate(OFF_THE_PAGE) <= 0
    for cell_ in page.locator("#paper .cell").all():
        assert cell_.evaluate("cell => cell.scrollWidth <= cell.clientWidth + 1"), cell_.get_attribute("aria-label")


def test_what_has_no_room_in_a_narrow_bar_stands_in_a_menu(page: Page, place: District, sign_in: SignIn) -> None:
    declaration = complete(place)
    page.set_viewport_size({"width": 820, "height": 1180})
    sign_in(page, "jia")
    page.goto(reverse("declaration-edit", args=[declaration.pk]))
    menu = page.locator(".more-menu")
    tab_to(page, menu.locator("summary"))
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="作废草稿")).to_be_visible()
    assert breaches(page) == []
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="历史")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    menu.get_by_role("link", name="历史").click()
    expect(page.get_by_role("heading", name="历史")).to_be_visible()
