"""Arithmetic that rules do, held against sums made another way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from declarations.content import BudgetLine, DeclarationContent, PlanYear
from declarations.rules import RULES, RuleContext
from tests.rules.factories import COST_ROW, FULL, FULL_2021, GOOD, GOOD_2021, YEAR, with_row

RULES_BY_CODE = {rule.code: rule for rule in RULES}

fen = st.integers(1, 10**11).map(lambda number: Decimal(number) / 100)
quantities = st.decimals(1, 10_000, places=2)
shares = st.one_of(st.none(), st.integers(1, 100).map(Decimal))


def speaks(code: str, content: DeclarationContent, context: RuleContext = FULL) -> bool:
    return bool(list(RULES_BY_CODE[code].check(content, context)))


@given(st.lists(fen, min_size=1, max_size=8), st.integers(0, 7), st.integers(-3, 3))
def test_a_plan_is_right_exactly_when_its_rows_add_up(amounts: list[Decimal], place: int, off: int) -> None:
    years = range(YEAR - place % len(amounts), YEAR - place % len(amounts) + len(amounts))
    plan = tuple(PlanYear(year, amount) for year, amount in zip(years, amounts, strict=True))
    year_amount = amounts[place % len(amounts)]
    total = Decimal(sum(int(amount * 100) for amount in amounts) + off) / 100
    content = replace(GOOD, plan=plan, total_amount=total, year_amount=year_amount)
    assert speaks("plan-sum-differs", content) == (off != 0)
    assert speaks("plan-sum-differs", replace(content, total_amount=total - Decimal(off) / 100)) is False


@given(st.lists(st.builds(BudgetLine, st.just("项"), quantities, st.just("次"), fen, shares), min_size=1, max_size=8))
def test_budget_lines_are_right_exactly_when_they_add_up_to_half_a_fen_each(lines: Sequence[BudgetLine]) -> None:
    exact = sum(
        (
            Fraction(line.quantity or 0) * Fraction(line.price or 0) * Fraction(line.share or 100) / 100
            for line in lines
        ),
        Fraction(0),
    )
    for cents in (-1000, 0, 1, 1000):
        said = Decimal(round(exact * 100) + cents) / 100
        allowed = Fraction(len(lines), 200)
        content = replace(GOOD, budget_lines=tuple(lines), year_amount=said)
        assert speaks("budget-lines-sum-differs", content) == (abs(exact - Fraction(said)) > allowed)


@given(fen, fen, st.integers(-2, 2))
def test_the_sources_of_money_are_right_exactly_when_they_add_up(public: Decimal, other: Decimal, off: int) -> None:
    total = public + other + Decimal(off) / 100
    assume(total > 0)
    content = replace(GOOD_2021, fiscal_appropriation=public, other_funds=other, total_amount=total)
    assert speaks("funding-sum-differs", content, FULL_2021) == (off != 0)


@given(fen, fen)
def test_a_year_never_costs_more_than_the_whole(year: Decimal, total: Decimal) -> None:
    content = replace(GOOD, year_amount=year, total_amount=total)
    assert speaks("year-amount-exceeds-total", content) == (year > total)
    assert speaks("single-year-amounts-differ", replace(content, period_years=1)) == (year != total)


@given(fen, fen, fen)
def test_a_ceiling_is_exceeded_exactly_when_the_sum_is_above_it(year: Decimal, used: Decimal, ceiling: Decimal) -> None:
    context = replace(FULL, ceiling=ceiling, ceiling_used=used)
    assert speaks("ceiling-exceeded", replace(GOOD, year_amount=year), context) == (used + year > ceiling)


@given(st.integers(1, 10**7), st.integers(-20_000, 20_000))
def test_a_cap_in_wan_is_neither_below_nor_above_within_half_of_its_last_digit(wan: int, off: int) -> None:
    year = Decimal(wan * 10_000 + off)
    assume(year > 0)
    content = with_row(COST_ROW, replace(GOOD, year_amount=year, total_amount=year * 1000), target=f"≤{wan}万元")
    assert speaks("cost-cap-below-year-amount", content) == (off > 5_000)
    assert speaks("cost-cap-above-year-amount", content) == (off < -5_000)


@given(fen, st.integers(1, 9))
def test_a_growth_below_ten_is_no_slip_of_the_unit_and_ten_thousand_is(amount: Decimal, times: int) -> None:
    before = replace(GOOD, year_amount=amount, total_amount=None, calculation_basis="按往年执行情况测算。")
    context = replace(FULL, last_year=before)
    assert not speaks("amount-unit-suspect", replace(before, year_amount=amount * times), context)
    assert speaks("amount-unit-suspect", replace(before, year_amount=amount * 10_000), context)
    assert speaks("amount-unit-suspect", replace(before, year_amount=amount / 10_000), context)
