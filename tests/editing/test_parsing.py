from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.amounts import UnreadableError
from declarations.forms.parsing import (
    LINE,
    QUANTITY,
    SHARE,
    TEXT,
    clean_line,
    clean_text,
    is_untouched,
    read_date,
    read_whole,
    read_yes_no,
)


@pytest.mark.parametrize(
    "text", ["2027-01-05", "2027年1月5日", "2027/1/5", "2027.01.05", "20270105", "２０２７－０１－０５"]
)
def test_a_date_is_read_in_every_usual_spelling(text: str) -> None:
    assert read_date(text) == date(2027, 1, 5)


@pytest.mark.parametrize("text", ["2027-02-30", "明年", "27-1-5", "2027-13-01"])
def test_what_is_no_date_is_told(text: str) -> None:
    with pytest.raises(UnreadableError, match="不是日期"):
        read_date(text)


@pytest.mark.parametrize(("text", "number"), [("3", 3), ("３", 3), ("3年", 3), ("", None), ("-1", -1)])
def test_a_whole_number_is_read(text: str, number: int | None) -> None:
    assert read_whole(text) == number


@pytest.mark.parametrize("text", ["三", "3.5", "123456", "99999999999999999999"])
def test_what_is_no_whole_number_is_told(text: str) -> None:
    with pytest.raises(UnreadableError, match="不是整数"):
        read_whole(text)


def test_quantities_and_shares_are_plain_numbers() -> None:
    assert QUANTITY.read("１，２８０") == Decimal(1280)
    assert QUANTITY.show(Decimal(1280)) == "1,280"
    assert SHARE.read("62.5％") == Decimal("62.5")


def test_yes_and_no_are_the_only_answers() -> None:
    assert [read_yes_no(text) for text in ("是", "否", "")] == [True, False, None]
    with pytest.raises(UnreadableError):
        read_yes_no("也许")


@given(st.text(max_size=40))
def test_a_cleaned_text_has_no_control_characters_and_is_clean(text: str) -> None:
    cleaned = clean_text(text)
    assert not any(ord(character) < 32 and character not in "\t\n" for character in cleaned)
    assert clean_text(cleaned) == cleaned
    assert "\n" not in clean_line(text)


@pytest.mark.parametrize("read", [read_date, read_whole, QUANTITY.read, SHARE.read])
@given(text=st.text(max_size=20))
def test_any_text_is_read_or_told(read: Callable[[str], Any], text: str) -> None:
    try:
        value = read(text)
    except UnreadableError:
        return
    assert value is None or isinstance(value, date | int | Decimal)


def test_a_cell_that_came_back_as_printed_is_untouched() -> None:
    assert is_untouched(TEXT, "一\r\n二", "一\n二")
    assert is_untouched(LINE, "一二", "一\n二")
    assert not is_untouched(TEXT, "一二", "一\n二")
    assert not is_untouched(TEXT, "一 ", "一")
