"""What is taken over from last year's declaration: pure."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.carrying import BLANK, Choice, Part, carried, without_figures
from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.forms.last_year import comparison
from tests.rules.factories import GOOD, LONGHUA, SHENZHEN

ALL = dict.fromkeys(Part, Choice.KEEP)
PROJECT = replace(SHENZHEN, has_budget_lines=True, has_yearly_plan=True)


def taken(earlier: DeclarationContent, choices: dict[Part, Choice]) -> DeclarationContent:
    return carried(PROJECT, earlier, choices, unit="文化馆", department="文旅局", year=2027).content


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.公益演出：24场×18,500元=444,000元。", f"1.公益演出：{BLANK}场×{BLANK}元={BLANK}元。"),
        ("依据财预〔2021〕101号第三十一条、第5条", "依据财预〔2021〕101号第三十一条、第5条"),
        ("2026年12月31日前开放56小时", f"2026年12月31日前开放{BLANK}小时"),
        ("满意度不低于92.5%", f"满意度不低于{BLANK}"),
        ("（2）培训1280课时\n3、维护2项", f"（2）培训{BLANK}课时\n3、维护{BLANK}项"),
        ("实施标准（2026—2028年）", "实施标准（2026—2028年）"),
        ("没有数字", "没有数字"),
    ],
)
def test_quantities_are_blanked_and_dates_documents_and_list_numbers_stay(text: str, expected: str) -> None:
    assert without_figures(text) == expected


@given(st.text(alphabet="甲乙年月日第条号〔〕()（）.,，%0123456789\n 元场", max_size=60))
def test_blanking_takes_nothing_but_figures_and_is_done_after_once(text: str) -> None:
    once = without_figures(text)
    assert without_figures(once) == once
    assert [c for c in once if c in "甲乙年月日第条号〔〕元场"] == [c for c in text if c in "甲乙年月日第条号〔〕元场"]


def test_keeping_everything_keeps_what_the_form_says_and_makes_it_no_new_project() -> None:
    earlier = replace(GOOD, is_new=True)
    kept = taken(earlier, ALL)
    assert (kept.name, kept.code, kept.year_amount) == (earlier.name, earlier.code, earlier.year_amount)
    assert kept.calculation_basis == earlier.calculation_basis
    assert kept.is_new is False
    assert {(r.name, r.target) for _, r in kept.real_indicators} == {
        (r.name, r.target) for _, r in earlier.real_indicators
    }


def test_words_without_figures_leave_amounts_targets_and_quantities_to_be_asked_for() -> None:
    lines = (BudgetLine(item="演出", quantity=Decimal(24), unit="场", price=Decimal(18500), key="a"),)
    earlier = replace(GOOD, budget_lines=lines, calculation_basis="演出24场")
    asked = taken(earlier, dict.fromkeys(Part, Choice.WORDS))
    assert asked.year_amount is None
    assert asked.calculation_basis == f"演出{BLANK}场"
    assert asked.policy_basis == earlier.policy_basis
    assert [(line.item, line.unit, line.quantity, line.price) for line in asked.budget_lines] == [
        ("演出", "场", None, None)
    ]
    rows = {row.name: row for _, row in asked.real_indicators}
    assert rows.keys() == {row.name for _, row in earlier.real_indicators}
    assert all(row.target == "" for row in rows.values())


def test_clearing_leaves_one_blank_row_a_category_and_the_name() -> None:
    cleared = taken(GOOD, dict.fromkeys(Part, Choice.CLEAR))
    assert cleared.name == GOOD.name
    assert (cleared.year_amount, cleared.annual_goal, cleared.policy_basis) == (None, "", "")
    assert len(cleared.indicators) == len(PROJECT.categories)
    assert all(row.is_blank for row in cleared.indicators)


def test_only_the_years_to_come_of_the_plan_come_along() -> None:
    earlier = replace(GOOD, plan=(PlanYear(2026, Decimal(1)), PlanYear(2027, Decimal(2))))
    assert [(row.year, row.amount) for row in taken(earlier, ALL).plan] == [(2027, Decimal(2))]
    assert [row.amount for row in taken(earlier, ALL | {Part.AMOUNTS: Choice.WORDS}).plan] == [None]


def test_an_indicator_without_a_category_on_the_new_form_is_named_not_lost_silently() -> None:
    stray = Indicator("其他指标", "心情指标", False, "心情指数", "≥9分", "x", key="z")
    earlier = replace(GOOD, indicators=(*GOOD.indicators, stray))
    result = carried(PROJECT, earlier, ALL, unit="甲", department="乙", year=2027)
    assert result.left_behind == ("心情指数",)
    assert "心情指数" not in {row.name for row in result.content.indicators}


def test_every_row_has_a_key_of_its_own() -> None:
    kept = taken(GOOD, ALL)
    keys = [row.key for row in kept.indicators]
    assert all(keys)
    assert len(set(keys)) == len(keys)


def test_the_comparison_says_what_is_changed_new_and_gone() -> None:
    earlier = GOOD
    rows = list(earlier.indicators)
    first = next(n for n, row in enumerate(rows) if row.is_real)
    rows[first] = replace(rows[first], target="≥999次")
    gone = next(n for n, row in enumerate(rows) if row.is_real and n != first)
    name = rows[gone].name
    rows[gone] = replace(rows[gone], name="换了一条")
    now = replace(earlier, indicators=tuple(rows), annual_goal="改过的目标", year_amount=earlier.year_amount)
    told = {line.label: line for line in comparison(PROJECT, now, earlier, 2027)}
    assert told["年度目标"].text == "已改"
    assert told["年度目标"].is_changed
    assert told["测算依据"].text == "与上年一字不差"
    assert "改了目标值 1" in told["指标"].text
    assert "新增 1" in told["指标"].text
    assert told["上年有、今年没有"].text == name


def test_a_form_of_another_kind_takes_what_it_has_a_place_for() -> None:
    result = carried(LONGHUA, GOOD, ALL, unit="文化馆", department="文旅局", year=2027)
    names = {row.name for row in result.content.indicators}
    assert result.content.form == LONGHUA.title
    assert result.content.policy_basis == ""
    assert names | set(result.left_behind) >= {row.name for _, row in GOOD.real_indicators}
