from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from declarations.reading.values import (
    amount_of,
    date_of,
    printed_unit,
    unit_line,
    weight_of,
    whole_number_of,
    yes_or_no,
)
from indicators.template import AmountUnit

YUAN, TEN_THOUSAND = AmountUnit.YUAN, AmountUnit.TEN_THOUSAND


@pytest.mark.parametrize(
    ("printed", "unit", "yuan"),
    [
        ("1,234.50", YUAN, "1234.50"),
        ("1,008.14", TEN_THOUSAND, "10081400"),
        ("１，２３４", YUAN, "1234"),
        ("1 234 567.8", YUAN, "1234567.8"),
        ("￥50元", TEN_THOUSAND, "50"),
        ("3.5万元", YUAN, "35000"),
        ("1.2亿元", YUAN, "120000000"),
        ("0", TEN_THOUSAND, "0"),
        ("-12", YUAN, "-12"),
        (".5", TEN_THOUSAND, "5000"),
    ],
)
def test_an_amount_is_read_in_its_unit(printed: str, unit: AmountUnit, yuan: str) -> None:
    assert amount_of(printed, unit) == Decimal(yuan)


@pytest.mark.parametrize("printed", ["", "待定", "12或13", "1.2.3", "1e5", "NaN", "9" * 60, "约3万元"])
def test_what_is_no_amount_is_not_guessed(printed: str) -> None:
    assert amount_of(printed, YUAN) is None


@pytest.mark.parametrize(
    "printed",
    [
        "2026-03-05",
        "2026/3/5",
        "2026.3.5",
        "2026年3月5日",
        "2026年03月05日",
        "20260305",
        "２０２６-3-5",
        "2026-3-5 00:00:00",
        "46086",
    ],
)
def test_a_date_is_read_in_every_spelling(printed: str) -> None:
    assert date_of(printed) == date(2026, 3, 5)


@pytest.mark.parametrize("printed", ["", "2026年3月", "2026-02-30", "3月5日", "明年", "99999999"])
def test_what_is_no_day_is_not_guessed(printed: str) -> None:
    assert date_of(printed) is None


@pytest.mark.parametrize(
    ("printed", "number"), [("3", 3), ("3年", 3), ("三年", 3), ("3.0", 3), ("10个年度", 10), ("两年", 2)]
)
def test_a_period_is_read(printed: str, number: int) -> None:
    assert whole_number_of(printed) == number


@pytest.mark.parametrize("printed", ["", "长期", "2024-2026", "2.5"])
def test_what_is_no_whole_number_is_not_guessed(printed: str) -> None:
    assert whole_number_of(printed) is None


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("是", True),
        ("否", False),
        (" 否 。", False),
        ("☑是 □否", True),
        ("□是 ☑否", False),
        ("是√ 否□", True),
        ("是/否", None),
        ("", None),
    ],
)
def test_a_yes_or_no_is_read(printed: str, said: bool | None) -> None:
    assert yes_or_no(printed) is said


@pytest.mark.parametrize(
    ("label", "unit"),
    [("项目总金额(中期规划, 万元):", TEN_THOUSAND), ("本年度项目金额（元）：", YUAN), ("固定资产采购金额", None)],
)
def test_the_unit_of_a_label_is_read(label: str, unit: AmountUnit | None) -> None:
    assert printed_unit(label) is unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [("单位：万元", TEN_THOUSAND), ("（金额单位:元）", YUAN), ("单 位：人民币万元", TEN_THOUSAND), ("单位：册", None)],
)
def test_a_line_that_names_the_unit_of_all_amounts_is_read(text: str, unit: AmountUnit | None) -> None:
    assert unit_line(text) is unit


@pytest.mark.parametrize(
    ("printed", "points"), [("10", "10"), ("7.5分", "7.5"), ("10%", "10"), ("", None), ("多", None)]
)
def test_points_are_read(printed: str, points: str | None) -> None:
    assert weight_of(printed) == (Decimal(points) if points else None)
