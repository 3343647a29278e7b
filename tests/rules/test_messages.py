"""What messages say: figures, rows, labels of the template, and what to do."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from declarations.content import BudgetLine, DeclarationContent
from declarations.rules import RULES, RuleContext
from tests.rules.cases.case import cost, head, head_2021
from tests.rules.factories import FULL, FULL_2021, GOOD, QUALITY_ROW, TIME_ROW, plus_rows, row, with_row

LINE = BudgetLine("书车运行", Decimal(12), "月", Decimal(25000))
SECOND_COST = row("产出指标", "成本指标", "图书采购费用", "≤18万元", "合同金额")


def messages(code: str, content: DeclarationContent, context: RuleContext = FULL) -> list[str]:
    (rule,) = [rule for rule in RULES if rule.code == code]
    return [fault.message for fault in rule.check(content, context)]


@pytest.mark.parametrize(
    ("code", "content", "said"),
    [
        ("text-missing", head(long_term_goal=""), "长期目标是空白的，实施期限为 3 年的项目必须填写，请填写。"),
        ("text-missing", head(annual_goal=""), "年度目标是空白的，此项必填，请填写。"),
        ("basis-too-thin", head(policy_basis="岗位职责"), "政策依据只写了“岗位职责”，请写明文件名称和文号。"),
        ("basis-too-thin", head(calculation_basis="见附件"), "测算依据只写了“见附件”，请写明数量、单价和金额。"),
        ("basis-copied", head(policy_basis=GOOD.annual_goal), "政策依据与年度目标完全相同，请写明所依据的文件。"),
        ("basis-copied", head(calculation_basis=GOOD.annual_goal), "测算依据与年度目标完全相同，请写明金额怎样算出。"),
        (
            "budget-lines-sum-differs",
            head(budget_lines=(LINE,)),
            "测算明细合计 300,000.00 元，本年度项目金额是 480,000.00 元，相差 180,000.00 元，请核对。",
        ),
        (
            "budget-lines-sum-differs",
            head(budget_lines=(LINE, BudgetLine(), BudgetLine(price=Decimal(5)), BudgetLine(quantity=Decimal(5)))),
            "测算明细合计 300,000.00 元，本年度项目金额是 480,000.00 元，相差 180,000.00 元，"
            "第 3、4 行缺数量或单价，请核对。",
        ),
        (
            "cost-cap-below-year-amount",
            cost("≤47万元"),
            "第 4 行“项目总费用”的上限是 470,000.00 元，低于本年度项目金额 480,000.00 元，少 10,000.00 元，"
            "请核对上限或金额。",
        ),
        (
            "cost-cap-below-year-amount",
            plus_rows(SECOND_COST, content=cost("≤20万元")),
            "第 4 行“项目总费用”等 2 个成本指标的上限合计是 380,000.00 元，低于本年度项目金额 480,000.00 元，"
            "少 100,000.00 元，请核对上限或金额。",
        ),
        ("rate-target-as-number", with_row(QUALITY_ROW, target="0.955"), "95.5%"),
        ("target-not-measurable", with_row(TIME_ROW, target="及时"), "请改成可以衡量的值，例如“12月31日前”。"),
        ("target-not-measurable", with_row(QUALITY_ROW, target="良好"), "请改成可以衡量的值，例如“≥90%”。"),
        ("target-not-measurable", with_row(TIME_ROW, target="按月完成"), "请改成可以衡量的值，例如“每月10日前”。"),
        (
            "target-not-measurable",
            with_row(TIME_ROW, name="报修处理及时性", target="及时"),
            "请改成可以衡量的值，例如“24小时内”。",
        ),
        ("target-not-measurable", with_row(QUALITY_ROW, target="达到行业标准"), "例如“达标率100%”。"),
        ("target-missing", with_row(QUALITY_ROW, target="不适用"), "的目标值写的是“不适用”，请填写"),
        ("code-malformed", head(code="4403-99"), "含有数字以外的字符"),
        ("code-malformed", head(code="440399"), "共 6 位"),
    ],
)
def test_a_message_says_where_what_and_what_to_do(code: str, content: DeclarationContent, said: str) -> None:
    (message,) = messages(code, content)
    assert said in message


def test_a_message_uses_the_labels_of_its_own_template() -> None:
    content = head_2021(total_amount=Decimal(1_800_000), long_term_goal="照旧", annual_goal="照旧")
    (goal,) = messages("goal-copied", content, FULL_2021)
    assert goal.startswith("项目总（中期）目标与年度绩效目标完全相同，而项目总金额与本年度项目金额不同。")
    blank = replace(content, indicators=(replace(content.indicators[0], explanation=""),))
    assert messages("explanation-missing", blank, FULL_2021)[0].startswith(
        "第 1 行“开放图书室个数”的目标值来源是空白的"
    )
