"""The value in the middle."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from declarations.content import HEAD_FIELDS, BudgetLine, DeclarationContent, Indicator
from tests.declarations.strategies import contents


@given(contents())
def test_json_restores_the_content_without_loss(content: DeclarationContent) -> None:
    restored = DeclarationContent.from_json(json.loads(json.dumps(content.to_json())))
    assert restored == content
    assert [row.key for row in restored.indicators] == [row.key for row in content.indicators]


def test_a_row_key_is_no_part_of_what_the_declaration_says() -> None:
    assert Indicator(name="出动车次", key="a") == Indicator(name="出动车次", key="b")


@pytest.mark.parametrize(
    ("row", "blank", "not_applicable", "real"),
    [
        (Indicator(), True, False, False),
        (Indicator(name=" \n", target="　"), True, False, False),
        (Indicator(name="不适用", target="不适用", explanation="不适用"), False, True, False),
        (Indicator(name="不适用", target=" 不适用 "), False, True, False),
        (Indicator(target="不适用"), False, True, False),
        (Indicator(name="培训场次", target="不适用"), False, False, True),
        (Indicator(explanation="只写了解释"), False, False, True),
    ],
)
def test_a_row_is_blank_or_not_applicable_or_real(
    row: Indicator, blank: bool, not_applicable: bool, real: bool
) -> None:
    assert (row.is_blank, row.is_not_applicable, row.is_real) == (blank, not_applicable, real)


def test_a_budget_line_costs_quantity_times_price_times_share() -> None:
    assert BudgetLine(quantity=Decimal(12), price=Decimal("48600")).amount == Decimal(583_200)
    assert BudgetLine(quantity=Decimal(2), price=Decimal(100), share=Decimal(50)).amount == Decimal(100)
    assert BudgetLine(quantity=Decimal(2)).amount is None


def test_values_of_a_city_s_own_fields_are_kept_beside_the_known_ones() -> None:
    content = DeclarationContent(name="甲").with_values({"contact": "刘工", "name": "乙", "phone": ""})
    assert (content.name, content.get("contact"), content.get("phone")) == ("乙", "刘工", "")
    assert content.extra == (("contact", "刘工"),)


def test_dates_and_amounts_come_back_typed() -> None:
    data = {"start_date": "2027-01-01", "year_amount": "12.50", "unknown": 1}
    content = DeclarationContent.from_json(data)
    assert (content.start_date, content.year_amount) == (date(2027, 1, 1), Decimal("12.50"))


def test_head_fields_are_the_fields_without_rows() -> None:
    assert "year_amount" in HEAD_FIELDS
    assert not {"indicators", "budget_lines", "plan", "extra"} & set(HEAD_FIELDS)
