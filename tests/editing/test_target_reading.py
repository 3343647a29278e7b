"""How a target is told in words beside its cell, and the arithmetic of the panel."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.content import BudgetLine, DeclarationContent, PlanYear
from declarations.forms.adjusting import adjustments
from declarations.forms.sums import sum_lines
from declarations.forms.targets import understood
from tests.declarations.strategies import contents
from tests.factories import District, SignIn
from tests.writing.factories import LEDGER_FORM, PROJECT_FORM


@pytest.mark.parametrize(
    ("text", "words", "parts"),
    [
        ("≥24场", "不少于 24 场（数值）", ("≥", "24", "场")),
        ("不低于90%", "不少于 90 %（百分比）", ("≥", "90", "%")),
        ("≤160万元", "不超过 160万 元（金额）", ("≤", "160", "万元")),
        ("18万人次以上", "不少于 18万 人次（数值）", ("≥", "18", "万人次")),
        ("每月1次", "每月 1 次（频次）", ("", "", "")),
        ("50-60人", "50 到 60 人（范围）", ("", "", "")),
        ("较上年提高5%", "较上年提高 5 %（变化幅度）", ("", "", "")),
        ("≥场次", "“≥场次”（文字，没有可以核对的数）", ("", "", "")),
        ("不适用", "不适用", ("", "", "")),
        ("", "还没有填写目标值", ("", "", "")),
    ],
)
def test_a_target_in_words_and_parts(text: str, words: str, parts: tuple[str, str, str]) -> None:
    told = understood(text)
    assert told["words"] == words
    assert (told["comparator"], told["number"], told["unit"]) == parts


def test_a_date_is_told_as_a_time() -> None:
    assert understood("2027年12月31日前")["words"] == "2027年12月31日之前（时间）"


@given(st.text(max_size=300))
def test_any_text_has_some_words(text: str) -> None:
    assert understood(text)["words"]


def test_everybody_signed_in_may_ask(place: District, as_user: SignIn) -> None:
    response = as_user(place.auditor).get("/targets/", {"text": "≥24场"})
    assert response.json()["words"] == "不少于 24 场（数值）"
    assert as_user(place.auditor).post("/targets/").status_code == 405


def lines(content: DeclarationContent) -> dict[str, tuple[str, str, str]]:
    told = sum_lines(replace(PROJECT_FORM, has_budget_lines=True, has_yearly_plan=True), content, 2027)
    return {line.id: (line.yuan, line.state, line.gap) for line in told}


def test_rows_are_held_against_the_amounts() -> None:
    content = DeclarationContent(
        year_amount=Decimal(1000),
        total_amount=Decimal(3000),
        budget_lines=(BudgetLine(quantity=Decimal(2), price=Decimal(30), months=Decimal(12), share=Decimal(50)),),
        plan=(PlanYear(2027, Decimal(1000)), PlanYear(2028, Decimal(2000))),
    )
    told = lines(content)
    assert told["sum-lines"] == ("360.00", "error", "比本年度项目金额少 640.00 元")
    assert told["sum-plan"] == ("3,000.00", "ok", "与项目总金额一致")
    assert told["sum-plan-year"] == ("1,000.00", "ok", "与本年度项目金额一致")


def test_what_is_open_is_held_against_nothing() -> None:
    assert lines(DeclarationContent())["sum-lines"] == ("—", "", "与本年度项目金额对照")


@given(contents())
def test_any_content_adds_up_to_something(content: DeclarationContent) -> None:
    assert sum_lines(LEDGER_FORM, content, 2027)


@given(contents(), contents())
def test_any_two_versions_can_be_told_apart(approved: DeclarationContent, content: DeclarationContent) -> None:
    assert adjustments(PROJECT_FORM, content, content) == []
    for told in adjustments(PROJECT_FORM, approved, content):
        assert told.label
        assert told.anchor
