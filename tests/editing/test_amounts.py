from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.amounts import UnreadableError, amount_text, beside, parse_amount
from indicators.template import AmountUnit

YUAN, TEN_THOUSAND = AmountUnit.YUAN, AmountUnit.TEN_THOUSAND
yuan = st.decimals(Decimal("-1e17"), Decimal("1e17"), allow_nan=False, allow_infinity=False, places=6)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("1596000", YUAN, "1596000"),
        ("1,596,000.00", YUAN, "1596000"),
        ("１，５９６，０００．５０", YUAN, "1596000.5"),
        ("1，596，000", YUAN, "1596000"),
        ("159 6000", YUAN, "1596000"),
        ("　1596000　元", YUAN, "1596000"),
        ("159.6万元", YUAN, "1596000"),
        ("159.6万", YUAN, "1596000"),
        ("1.2亿元", YUAN, "120000000"),
        ("159.6", TEN_THOUSAND, "1596000"),
        ("1596000元", TEN_THOUSAND, "1596000"),
        ("159.6万元", TEN_THOUSAND, "1596000"),
        ("￥12", YUAN, "12"),
        ("12。5", YUAN, "12.5"),
        ("159,6000", YUAN, "1596000"),
        ("-5000", YUAN, "-5000"),
        ("－5000", YUAN, "-5000"),
        ("0", YUAN, "0"),
        (".5", YUAN, "0.5"),
        ("1000000000000000", YUAN, "1000000000000000"),
        ("999999999999999999", YUAN, "999999999999999999"),
        ("0.1234567", TEN_THOUSAND, "1234.567"),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, unit: AmountUnit, expected: str) -> None:
    assert parse_amount(text, unit) == Decimal(expected)


@pytest.mark.parametrize("text", ["", "  ", "　", "\r\n"])
def test_a_blank_is_no_amount(text: str) -> None:
    assert parse_amount(text, YUAN) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("abc", "“abc”不是金额"),
        ("约五万", "不是金额"),
        ("1e5", "不是金额"),
        ("nan", "不是金额"),
        ("--1", "不是金额"),
        ("元", "不是金额"),
        (".", "不是金额"),
        ("1.2.3", "不是金额"),
        ("١٢", "不是金额"),
        ("12,50", "逗号"),
        ("1,2", "逗号"),
        ("1000000000000000000", "18 位"),
        ("1" * 10_000, "18 位"),
        ("9" * 18 + "亿元", "18 位"),
        ("0.1234567", "小数位太多"),
        ("0." + "1" * 10_000, "小数位太多"),
        ("x" * 10_000, "不是金额"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_short_sentence(text: str, word: str) -> None:
    with pytest.raises(UnreadableError, match=word) as refusal:
        parse_amount(text, YUAN)
    assert len(str(refusal.value)) < 80


@given(yuan, st.sampled_from(AmountUnit))
def test_every_amount_is_read_back_from_its_print(amount: Decimal, unit: AmountUnit) -> None:
    assert parse_amount(amount_text(amount, unit), unit) == amount


@given(st.text(max_size=30), st.sampled_from(AmountUnit))
def test_any_text_is_an_amount_blank_or_told(text: str, unit: AmountUnit) -> None:
    try:
        amount = parse_amount(text, unit)
    except UnreadableError:
        return
    assert amount is None or amount.is_finite()


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        (Decimal(15_960_000), TEN_THOUSAND, "= 15,960,000.00 元"),
        (Decimal(15_960_000), YUAN, "= 1,596.00 万元"),
        (Decimal("1234.5"), YUAN, "= 0.12345 万元"),
        (None, YUAN, ""),
    ],
)
def test_the_other_unit_stands_beside(amount: Decimal | None, unit: AmountUnit, expected: str) -> None:
    assert beside(amount, unit) == expected


def test_an_amount_beyond_all_sense_is_still_shown() -> None:
    assert amount_text(Decimal(10) ** 30) == "1," + ",".join(["000"] * 10)
    assert amount_text(Decimal(10) ** 34, TEN_THOUSAND) == amount_text(Decimal(10) ** 30)
