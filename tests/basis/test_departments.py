"""Texts as departments of all kinds write them: nobody is accused wrongly, however the same thing is typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from declarations.basis import Reading, Verdict, read
from tests.basis.departments import ALL, Said

YEAR = 2026
FULL_WIDTH = str.maketrans({digit: chr(0xFF10 + int(digit)) for digit in "0123456789"})
HALF_WIDTH = str.maketrans("，；：（）", ",;:()")

TYPINGS: dict[str, Callable[[str], str]] = {
    "full-width digits": lambda text: text.translate(FULL_WIDTH),
    "half-width punctuation": lambda text: text.translate(HALF_WIDTH),
    "spaces before units": lambda text: text.replace("万元", " 万元").replace("%", " %"),
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "万 for 万元": lambda text: text.replace("万元", "万"),
    "documents and a telephone number behind": lambda text: (
        f"{text}\n依据财预〔2023〕12号、滨府办〔2024〕8号文执行，联系电话0755-88886666。"
    ),
}


def reading(said: Said, text: str) -> Reading:
    return read(text, year=YEAR, year_amount=said.year, total_amount=said.total, period_years=said.years)


@pytest.mark.parametrize("said", ALL, ids=lambda said: f"{said.text[:24]} {said.year}")
def test_a_text_is_held_against_the_amounts_as_a_careful_reader_would(said: Said) -> None:
    found = reading(said, said.text)
    assert (found.verdict, found.misstatements) == (said.verdict, ()), found.reason


@pytest.mark.parametrize("typing", TYPINGS)
def test_another_typing_never_turns_a_good_text_into_an_accusation(typing: str) -> None:
    typed = [(said, reading(said, TYPINGS[typing](said.text))) for said in ALL if said.verdict is not Verdict.DIFFERS]
    assert [
        (said.text, found) for said, found in typed if found.verdict is Verdict.DIFFERS or found.misstatements
    ] == []
