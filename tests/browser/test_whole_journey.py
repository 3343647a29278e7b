"""One declaration from the blank form to its approval, its documents and its adjustment, by whose turn it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from declarations.models import Declaration, Event
from declarations.workflow import Action, Status
from tests.factories import District, district, stored

SignIn = Callable[[Page, str], None]
NAME = "街道文化分馆建设"
OPINION = "目标值偏低，请按去年实际场次核定。"
HEAD = {
    "实施期限": "1",
    "项目总金额": "159.6万元",
    "本年度项目金额": "1,596,000",
    "政策依据": "《公共文化服务保障办法》第三十一条关于文化场馆免费开放的规定。",
    "测算依据": "1.场馆物业与安保：12个月×63000元=756000元。\n2.公益演出：24场×35000元=840000元。",
    "年度目标": "全年开放场馆并举办公益演出24场，服务群众18万人次以上。",
}
CHOICES = {"项目类型": "16 专项类项目", "是否新增项目": "否", "分配方式": "因素法"}
ROWS = {
    "数量指标": ("公益演出场次", "≥24场", "反映全年举办公益演出的次数"),
    "质量指标": ("舞台设备完好率", "≥98%", "完好设备台数占在用设备台数的比例"),
    "时效指标": ("演出计划完成时间", "2027年12月31日前", "全部场次在年底以前演完"),
    "成本指标": ("项目总成本", "≤159.6万元", "实际支出不超过预算"),
    "社会效益指标": ("服务群众人次", "≥18万人次", "到馆和流动服务人次合计"),
    "服务对象满意度指标": ("参与群众满意度", "≥92%", "满意问卷占有效问卷的比例"),
}
NOT_APPLICABLE = ("经济效益指标", "生态效益指标", "可持续影响指标", "其他满意度指标")


@pytest.fixture
def place(transactional_db: None) -> District:
    return district()


def everything_saved(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator("#paper")).to_have_attribute("data-state", "saved")


def fill_in(page: Page) -> None:
    for label, text in HEAD.items():
        page.get_by_label(label).first.fill(text)
    for label, choice in CHOICES.items():
        page.get_by_label(label).first.select_option(choice)
    for category, texts in ROWS.items():
        for column, text in zip(("三级指标", "目标值", "指标解释"), texts, strict=True):
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


def tab_to(page: Page, target: Locator, most: int = 60) -> None:
    """Press Tab until that element has the focus."""
    for _ in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by the keyboard")


def test_a_declaration_goes_all_the_way(page: Page, place: District, sign_in: SignIn) -> None:
    # The author fills in a blank form and hands it in.
    sign_in(page, "jia")
    page.goto(reverse("workbench"))
    page.get_by_role("link", name="新建申报").first.click()
    page.get_by_label("项目名称").fill(NAME)
    page.get_by_role("button", name="新建并开始填写").click()
    fill_in(page)
    hand_in(page)
    declaration = Declaration.objects.get()
    assert declaration.status == Status.DEPARTMENT_REVIEW
    assert re.fullmatch(r"\d{21}", declaration.code)

    # The department sends it back.
    sign_in(page, "ding")
    page.goto(reverse("review-queue"))
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("button", name="退回修改").click()
    page.get_by_role("dialog").get_by_label("审核意见").fill(OPINION)
    page.get_by_role("dialog").get_by_role("button", name="退回修改").click()
    expect(page.get_by_text(f"《{NAME}》已退回修改。")).to_be_visible()
    expect(page.get_by_text("现在没有等您审核的申报")).to_be_visible()

    # The author reads why, mends it and hands it in again.
    sign_in(page, "jia")
    page.goto(declaration.get_absolute_url())
    expect(page.get_by_role("region", name="退回修改的意见")).to_contain_text(OPINION)
    page.get_by_role("link", name="继续修改").click()
    page.get_by_label("数量指标 1 目标值").fill("≥30场")
    everything_saved(page)
    hand_in(page)

    # The department sees the change and passes it on.
    sign_in(page, "ding")
    page.goto(reverse("review-queue"))
    page.get_by_role("link", name=NAME).click()
    target = page.get_by_role("row", name="公益演出场次")
    expect(target.locator("del")).to_have_text("≥24场")
    expect(target.locator("ins")).to_have_text("≥30场")
    page.get_by_role("button", name="通过", exact=True).click()
    page.get_by_role("dialog", name=f"通过《{NAME}》？").get_by_role("button", name="通过，转财政审核").click()
    expect(page.get_by_text("已通过，转到财政审核")).to_be_visible()

    # The finance bureau approves it, with the keyboard alone.
    sign_in(page, "wu")
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

    # It leaves as PDF and as a workbook.
    page.goto(declaration.get_absolute_url())
    link = page.get_by_role("link", name=re.compile("PDF")).get_attribute("href") or ""
    assert page.request.get(link).body().startswith(b"%PDF-")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Excel", exact=True).click()
    assert saved.value.suggested_filename == f"2027-{NAME}-滨海区文化馆.xlsx"
    sheet = load_workbook(BytesIO(saved.value.path().read_bytes())).worksheets[0]
    assert {NAME, declaration.code, "≥30场", 1596000} <= {cell.value for row in sheet.iter_rows() for cell in row}

    # In the middle of the year the author starts an adjustment.
    sign_in(page, "jia")
    page.goto(declaration.get_absolute_url())
    page.get_by_role("link", name="发起调整").click()
    page.get_by_label("调整原因").fill("合同价降低，调减金额。")
    page.get_by_role("button", name="新建调整草稿").click()
    expect(page.get_by_label("数量指标 1 目标值")).to_have_value("≥30场")
    adjustment = Declaration.objects.get(adjusts=declaration)
    assert (adjustment.status, adjustment.code) == (Status.DRAFT, declaration.code)
    told = [Action(event.action) for event in Event.objects.filter(declaration=declaration, field="")]
    assert told == [
        Action.CREATE,
        Action.SUBMIT,
        Action.RETURN,
        Action.SUBMIT,
        Action.PASS_ON,
        Action.APPROVE,
    ]
