"""What holds for any content whatever: rules never raise, point to real places, and do not mind the order of rows."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from declarations.content import (
    DATE_FIELDS,
    HEAD_FIELDS,
    MONEY_FIELDS,
    TEXT_FIELDS,
    BudgetLine,
    DeclarationContent,
    Indicator,
    PlanYear,
)
from declarations.rules import RuleContext, run
from declarations.rules.support import yuan
from tests.rules.factories import FULL, FULL_2021, GOOD, LAST_YEAR, LONGHUA, SHENZHEN, WEIGHTED

words = st.sampled_from(
    [
        "",
        " ",
        "不适用",
        "无",
        "-",
        "*",
        "*数量指标",
        "质量指标",
        "成本指标",
        "时效",
        "满意度",
        "产出指标",
        "效益指标",
        "合格率",
    ]
)
targets = st.sampled_from(
    [
        "≥0",
        "≥90%",
        "1",
        "0.95",
        "45657",
        "≤48万元",
        "2025年12月31日前",
        "9月底前",
        "显著",
        "**",
        "次",
        "≥120%",
        "2次/周",
        "±5%",
    ]
)
texts = st.one_of(words, targets, st.text(max_size=40))
decimals = st.one_of(
    st.none(),
    st.decimals(min_value=Decimal("-1e15"), max_value=Decimal("1e15"), allow_nan=False, places=3),
    st.sampled_from([Decimal(0), Decimal("NaN"), Decimal("Infinity"), Decimal("1e13"), Decimal("480000")]),
)
dates = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2099, 12, 31)))
indicators = st.builds(
    Indicator,
    level1=words,
    level2=words,
    name=texts,
    target=st.one_of(targets, texts),
    explanation=texts,
    weight=decimals,
)
lines = st.builds(BudgetLine, item=texts, quantity=decimals, unit=words, price=decimals, share=decimals)
years = st.one_of(st.none(), st.integers(-5, 3000))
plans = st.builds(PlanYear, year=years, amount=decimals)


HEAD: dict[str, st.SearchStrategy[object]] = {
    **dict.fromkeys(TEXT_FIELDS, texts),
    **dict.fromkeys(MONEY_FIELDS, decimals),
    **dict.fromkeys(DATE_FIELDS, dates),
    "period_years": years,
    "is_new": st.one_of(st.none(), st.booleans()),
}
strange = st.builds(
    DeclarationContent,
    **HEAD,
    indicators=st.lists(indicators, max_size=8).map(tuple),
    budget_lines=st.lists(lines, max_size=3).map(tuple),
    plan=st.lists(plans, max_size=3).map(tuple),
)


def nearly_good(changes: dict[str, Any], rows: list[Indicator]) -> DeclarationContent:
    return replace(GOOD, indicators=tuple(rows), **changes)


good_rows = st.sampled_from(GOOD.indicators)
names = st.sampled_from(
    ["新书上架合格率", "完成时间", "到达次数", "项目总费用", "成本控制率", "读者满意度", "不适用", ""]
)
changed_rows = st.builds(
    lambda row, name, target: replace(row, name=name, target=target), good_rows, names, st.one_of(targets, words)
)
realistic = st.builds(
    nearly_good,
    st.fixed_dictionaries(
        {},
        optional={
            "code": st.sampled_from(["440399270231500300017", "4403"]),
            "long_term_goal": st.just(GOOD.annual_goal),
            "annual_goal": st.just("开展2020年的活动。"),
            "period_years": st.sampled_from([None, 1, 3]),
            "year_amount": decimals,
        },
    ),
    st.lists(st.one_of(good_rows, changed_rows), max_size=30),
)
contents = st.one_of(strange, realistic)
contexts = st.builds(
    RuleContext,
    template=st.sampled_from([SHENZHEN, LONGHUA, WEIGHTED]),
    year=st.one_of(st.none(), st.integers(2000, 2050)),
    last_year=st.one_of(st.none(), st.just(LAST_YEAR), contents),
    ceiling=st.one_of(st.none(), st.just(Decimal("1000000"))),
    unit_matches=st.one_of(st.none(), st.just({"满意度": 2})),
)

ROW = re.compile(r"(plan|budget_lines|indicators)\[(\d+)\](?:\.(\w+))?")


def points_to_something(field: str, content: DeclarationContent) -> bool:
    row = ROW.fullmatch(field)
    if row is None:
        return field in {spec.name for spec in fields(DeclarationContent)}
    rows = getattr(content, row[1])
    return int(row[2]) < len(rows) and (row[3] is None or hasattr(rows[int(row[2])], row[3]))


def rows_turned_round(content: DeclarationContent) -> DeclarationContent:
    """The content with the rows of each run of one category in reverse."""
    groups = groupby(content.indicators, key=lambda row: (row.level1, row.level2))
    turned = [row for _, group in groups for row in reversed(list(group))]
    return replace(content, indicators=tuple(turned))


def test_the_strategy_varies_every_head_field() -> None:
    assert HEAD.keys() == set(HEAD_FIELDS)


@given(contents, contexts)
def test_rules_never_raise_and_point_to_existing_places(content: DeclarationContent, context: RuleContext) -> None:
    for finding in run(content, context).findings:
        assert points_to_something(finding.field, content), finding
        assert finding.message.endswith("。")


@given(contents, contexts)
def test_the_order_of_rows_within_a_category_changes_no_code(content: DeclarationContent, context: RuleContext) -> None:
    turned = rows_turned_round(content)
    before, after = run(content, context).findings, run(turned, context).findings
    assert Counter(finding.code for finding in before) == Counter(finding.code for finding in after)


@given(contents)
def test_running_twice_says_the_same_and_the_same_places_on_import(content: DeclarationContent) -> None:
    for context in (FULL, FULL_2021):
        once, again = run(content, context), run(content, context)
        assert once == again
        imported = {(finding.code, finding.field) for finding in run(content, context, on_import=True).findings}
        assert imported <= {(finding.code, finding.field) for finding in once.findings}


@given(st.decimals(min_value=Decimal("-1e15"), max_value=Decimal("1e15"), allow_nan=False, places=4))
def test_an_amount_in_words_can_be_read_back(amount: Decimal) -> None:
    shown = yuan(amount)
    assert shown.endswith(" 元")
    assert Decimal(shown.removesuffix(" 元").replace(",", "")) == amount
