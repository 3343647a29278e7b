"""Hypothesis strategies for the value in the middle."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from declarations.blank import with_keys
from declarations.content import (
    DATE_FIELDS,
    MONEY_FIELDS,
    TEXT_FIELDS,
    BudgetLine,
    DeclarationContent,
    Indicator,
    PlanYear,
)

# What PostgreSQL can store: no NUL, no lone surrogates.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
amounts = st.none() | st.decimals(Decimal("-1e15"), Decimal("1e15"), allow_nan=False, allow_infinity=False, places=6)
small = st.none() | st.decimals(Decimal(-1000), Decimal(1000), allow_nan=False, allow_infinity=False, places=4)
days = st.none() | st.dates(date(1990, 1, 1), date(2099, 12, 31))

indicators = st.builds(
    Indicator, texts, texts, st.booleans(), texts, texts | st.sampled_from(["≥95%", "1", "不适用"]), texts, small
)
budget_lines = st.builds(BudgetLine, texts, amounts, texts, amounts, small, small)
plan_years = st.builds(PlanYear, st.none() | st.integers(1990, 2100), amounts)
extras = st.dictionaries(st.from_regex(r"own_[a-z]{1,8}", fullmatch=True), texts.filter(bool), max_size=3).map(
    lambda found: tuple(sorted(found.items()))
)


@st.composite
def contents(draw: st.DrawFn) -> DeclarationContent:
    """A declaration that says anything at all, every row with a key."""
    head: dict[str, Any] = {key: draw(texts) for key in TEXT_FIELDS}
    head |= {key: draw(amounts) for key in MONEY_FIELDS} | {key: draw(days) for key in DATE_FIELDS}
    content = DeclarationContent(
        **head,
        period_years=draw(st.none() | st.integers(-5, 100)),
        is_new=draw(st.none() | st.booleans()),
        extra=draw(extras),
        indicators=tuple(draw(st.lists(indicators, max_size=5))),
        budget_lines=tuple(draw(st.lists(budget_lines, max_size=3))),
        plan=tuple(draw(st.lists(plan_years, max_size=3))),
    )
    return with_keys(content)


@st.composite
def edits(draw: st.DrawFn, content: DeclarationContent) -> DeclarationContent:
    """`content` after somebody edited some head fields and rows."""
    edited = content.with_values(
        draw(st.fixed_dictionaries({}, optional={"name": texts, "year_amount": amounts, "annual_goal": texts}))
    )
    rows = []
    for row in content.indicators:
        choice = draw(st.sampled_from(["keep", "keep", "edit", "remove"]))
        if choice != "remove":
            rows.append(replace(row, target=draw(texts)) if choice == "edit" else row)
    if draw(st.booleans()):
        rows.insert(draw(st.integers(0, len(rows))), draw(indicators))
    return with_keys(replace(edited, indicators=tuple(rows)))
