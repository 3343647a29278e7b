"""Cases of the rules about amounts, plans, budget lines, cost caps and ceilings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from declarations.content import BudgetLine, DeclarationContent, PlanYear
from tests.rules.cases.case import (
    COST_TARGET,
    Case,
    bad,
    cost,
    good,
    head,
    head_2021,
    yuan,
)
from tests.rules.factories import (
    COST_ROW,
    ECONOMY_ROW,
    FULL,
    FULL_2021,
    GOOD,
    GOOD_2021,
    LAST_YEAR,
    plus_rows,
    row,
    with_row,
)

BASIS = "calculation_basis"
NO_LAST_YEAR = replace(FULL, last_year=None)


def basis(text: str) -> DeclarationContent:
    return head(calculation_basis=text)


def unit_lost(text: str) -> DeclarationContent:
    """48 yuan this year, and no last year's amount that tells as much."""
    return head(calculation_basis=text, year_amount=yuan("48"), total_amount=yuan("150"))


PLAN = (PlanYear(2025, yuan("450000")), PlanYear(2026, yuan("480000")), PlanYear(2027, yuan("570000")))
LINES = (
    BudgetLine("书车运行", yuan("12"), "月", yuan("25000")),
    BudgetLine("新购图书", yuan("4500"), "册", yuan("40")),
)
ASTRONOMIC = BudgetLine("误填", yuan("123456789012.34"), "册", yuan("123456789012.34"), yuan("12345678.901"))
SECOND_COST = row("产出指标", "成本指标", "图书采购费用", "≤18万元", "合同金额")

AMOUNT_CASES: Mapping[str, tuple[Case, ...]] = {
    "amount-missing": (
        bad("no year amount", head(year_amount=None), "year_amount"),
        bad("neither", head(year_amount=None, total_amount=None), "total_amount", "year_amount"),
        good("both"),
        good("zero is not blank", head(year_amount=yuan("0"))),
    ),
    "amount-not-positive": (
        bad("zero", head(year_amount=yuan("0")), "year_amount"),
        bad("below zero", head(total_amount=yuan("-1")), "total_amount"),
        bad("a part below zero", head_2021(other_funds=yuan("-5")), "other_funds", context=FULL_2021),
        good("a fen", head(year_amount=yuan("0.01"))),
        good("a part of zero", head_2021(other_funds=yuan("0")), FULL_2021),
    ),
    "amount-too-large": (
        bad("ten million million", head(total_amount=yuan("1e13")), "total_amount"),
        good("a fen less", head(total_amount=yuan("9999999999999.99"))),
    ),
    "amount-too-precise": (
        bad("a tenth of a fen", head(year_amount=yuan("480000.001")), "year_amount"),
        good("noughts after the fen", head(year_amount=yuan("480000.010000"))),
    ),
    "year-amount-exceeds-total": (
        bad("a fen more", head(year_amount=yuan("1500000.01")), "year_amount"),
        good("equal", head(year_amount=yuan("1500000.00"))),
        good("total blank", head(total_amount=None)),
    ),
    "single-year-amounts-differ": (
        bad("one year, two amounts", head(period_years=1), "year_amount"),
        good("one year, one amount", head(period_years=1, year_amount=yuan("1500000.00"))),
        good("three years"),
        good("period unknown", head(period_years=None)),
    ),
    "plan-sum-differs": (
        bad("does not add up", head(plan=(*PLAN[:2], PlanYear(2027, yuan("570001")))), "plan"),
        bad(
            "this year's row",
            head(plan=(PlanYear(2025, yuan("500000")), PlanYear(2026, yuan("430000")), PLAN[2])),
            "plan[1].amount",
        ),
        bad("no row of this year", head(plan=(PlanYear(2027, yuan("1500000")),)), "plan"),
        good("adds up", head(plan=PLAN)),
        good("a blank row", head(plan=(*PLAN, PlanYear()))),
        good("no plan"),
        good("year unknown", head(plan=(PlanYear(2025, yuan("1500000")),)), replace(FULL, year=None)),
    ),
    "budget-lines-sum-differs": (
        bad("a line is missing", head(budget_lines=LINES[:1]), "budget_lines"),
        bad("a price is missing", head(budget_lines=(LINES[0], BudgetLine("新购图书"))), "budget_lines"),
        good("adds up", head(budget_lines=LINES)),
        good(
            "half of a line", head(budget_lines=(LINES[0], replace(LINES[1], quantity=yuan("9000"), share=yuan("50"))))
        ),
        good(
            "thirds", head(year_amount=yuan("100"), budget_lines=(BudgetLine("餐费", yuan("3"), "次", yuan("33.333")),))
        ),
        bad("astronomic", head(budget_lines=(ASTRONOMIC,)), "budget_lines"),
        good("a blank line", head(budget_lines=(*LINES, BudgetLine()))),
        good("no lines"),
        good(
            "exactly half a fen off",
            head(year_amount=yuan("100"), budget_lines=(BudgetLine("餐费", yuan("3"), "次", yuan("33.335")),)),
        ),
        bad(
            "more than half a fen off",
            head(year_amount=yuan("100"), budget_lines=(BudgetLine("餐费", yuan("3"), "次", yuan("33.336")),)),
            "budget_lines",
        ),
    ),
    "funding-sum-differs": (
        bad("10 万 missing", head_2021(other_funds=None), "fiscal_appropriation", context=FULL_2021),
        bad("only other funds", head_2021(fiscal_appropriation=None), "other_funds", context=FULL_2021),
        good("adds up", GOOD_2021, FULL_2021),
        good("the form has neither"),
    ),
    "part-exceeds-year-amount": (
        bad("services", head_2021(service_procurement=yuan("900000.01")), "service_procurement", context=FULL_2021),
        bad("assets", head_2021(fixed_asset_amount=yuan("1000000")), "fixed_asset_amount", context=FULL_2021),
        good("all of it", head_2021(service_procurement=yuan("900000.00")), FULL_2021),
    ),
    "procurement-items-missing": (
        bad("blank", head_2021(procurement_items=""), "procurement_items", context=FULL_2021),
        bad("not applicable", head_2021(procurement_items="不适用"), "procurement_items", context=FULL_2021),
        good("named", GOOD_2021, FULL_2021),
        good("nothing bought", head_2021(procurement_items="", fixed_asset_amount=yuan("0")), FULL_2021),
    ),
    "basis-sum-differs": (
        bad("a list that adds up to less", basis("1.书车运行30万元；2.新购图书17.2万元。"), BASIS),
        bad("a share", basis("项目总预算80万元，2026年支付50%。"), BASIS),
        bad("the treasury's figure is no excuse", basis("1.书车30万元；2.图书6万元；3.财政实际下达48万元。"), BASIS),
        good("a list that adds up", basis("1.书车运行30.0万元；2.新购图书18.0万元。")),
        good("to the total", basis("1.2026年及以后书车运行90万元；2.新购图书60万元。")),
        good("within the last digits", basis("1.书车运行30.2万元；2.新购图书17.7万元。")),
        good("about", basis("1.书车运行约30万元；2.新购图书17.2万元。")),
        good("an item without an amount", basis("1.书车运行30万元；2.新购图书按需要。")),
        good("no amount", basis("根据往年执行情况测算。")),
        good(
            "no year amount and no total",
            replace(basis("1.甲30万元；2.乙1万元。"), year_amount=None, total_amount=None),
        ),
    ),
    "basis-item-misstated": (
        bad("a product", basis("书车运行6000元*12月=7200元"), BASIS),
        bad("a product without units", basis("6000*12=7200"), BASIS),
        bad("a sum", basis("2.4万元+3.8万元=6.3万元"), BASIS),
        bad("a total", basis("租车费30万元、购书费18万元，共计50万元。"), BASIS),
        bad("more parts than the whole", basis("维保48万元（原合同需支付28万元，新合同拟支付22万元）。"), BASIS),
        bad("a share", basis("合同金额100万元，2026年支付48%，即50万元。"), BASIS),
        bad("元 for 万元", basis("一、书车30万元。二、图书10.3万元。三、宣传7.7元。"), BASIS),
        good("a product that is right", basis("书车运行25000元×12个月=30万元，图书4500册×40元=18万元。")),
        good("rounded", basis("1000元*16.67=1.7万元")),
        good("parts that are not all", basis("维保48万元（其中原合同28万元，新合同11万元）。")),
        good("a size", basis("展板1200*800=0.96平方米")),
    ),
    "amount-unit-suspect": (
        bad(
            "元 typed for what the basis has in 万元",
            unit_lost("1.书车运行30万元；2.新购图书18万元。"),
            "year_amount",
            context=NO_LAST_YEAR,
        ),
        good("no such factor", unit_lost("1.书车运行30元；2.新购图书17元。"), NO_LAST_YEAR),
        bad("万元 typed as 元", head(year_amount=yuan("48")), "year_amount"),
        bad("元 typed as 万元", head(total_amount=yuan("15000000000")), "total_amount"),
        good("nearly twice last year's", head(year_amount=yuan("890000"))),
        good("a hundred times last year's", head(year_amount=yuan("45000000"))),
        good("zero last year", GOOD, replace(FULL, last_year=replace(LAST_YEAR, year_amount=yuan("0")))),
        bad("30 000 times", head(year_amount=yuan("450000") * 30_000), "year_amount"),
        good("more than 30 000 times", head(year_amount=yuan("450000") * 30_000 + 1)),
        bad("a 3 333rd", head(total_amount=yuan("450")), "total_amount"),
        good("not quite a 3 333rd", head(total_amount=yuan("450.01"))),
        good("zero this year", head(year_amount=yuan("0"))),
        good("nothing last year", GOOD, replace(FULL, last_year=replace(LAST_YEAR, year_amount=None))),
    ),
    "cost-cap-below-year-amount": (
        bad("47万元", cost("≤47万元"), COST_TARGET),
        bad("two caps together", plus_rows(SECOND_COST, content=cost("≤20万元")), COST_TARGET),
        good("equal", cost("≤480000.00元")),
        good("rounded as printed", replace(cost("≤48万元"), year_amount=yuan("480300"))),
        good("two caps that add up", plus_rows(SECOND_COST, content=cost("≤30万元"))),
        good("the whole and a part", plus_rows(SECOND_COST, content=cost("≤48万元"))),
        good("a price", cost("≤40元", "单册采购价格（每册）")),
        good("a rate", cost("≤100%", "成本控制率")),
        good("not a cost", with_row(ECONOMY_ROW, name="带动消费", target="≤3万元", explanation="抽样推算")),
        good("no year amount", replace(cost("≤47万元"), year_amount=None)),
        bad("no money at all", cost("≤0元"), COST_TARGET),
        bad(
            "under another level 1",
            replace(cost("≤47万元"), indicators=(replace(cost("≤47万元").indicators[COST_ROW], level1="效益指标"),)),
            "indicators[0].target",
        ),
        good("half of the last digit below", replace(cost("≤48万元"), year_amount=yuan("485000"))),
        bad("a fen more than that", replace(cost("≤48万元"), year_amount=yuan("485000.01")), COST_TARGET),
        good("a target of two clauses", cost("设备≤20万元，安装≤10万元")),
    ),
    "cost-cap-above-year-amount": (
        bad("60万元", cost("≤60万元"), COST_TARGET),
        bad("a part above the whole", plus_rows(replace(SECOND_COST, target="≤50万元")), "indicators[7].target"),
        good("the total", cost("≤150万元")),
        good("equal", cost("≤48万元")),
        good("at least", cost("≥60万元")),
        good("half of the last digit above", replace(cost("≤48万元"), year_amount=yuan("475000"))),
        bad("a fen more than that", replace(cost("≤48万元"), year_amount=yuan("474999.99")), COST_TARGET),
    ),
    "ceiling-exceeded": (
        bad("by a fen", GOOD, "year_amount", context=replace(FULL, ceiling_used=yuan("2520000.01"))),
        good("exactly used up", GOOD, replace(FULL, ceiling_used=yuan("2520000"))),
        good("no amount yet", head(year_amount=None), replace(FULL, ceiling_used=yuan("9e9"))),
    ),
}
