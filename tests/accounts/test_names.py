"""How a unit's printed name is folded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.accounts.names import fold_spelling, fold_unit_name

PRINTED = st.text(alphabet=st.sampled_from("本级局（）()［］〔〕 \u3000\u200b１a") | st.characters(), max_size=30)


@pytest.mark.parametrize(
    "printed",
    [
        "云屏区文化局",
        "云屏区 文化局",
        "云屏区文化局\n",
        "　云屏区文化局（本级）",
        "云屏区文化局(本级)",
        "云屏区文化局〔本级〕",
        "云屏区文化局（ 本级 )",
        "云屏区文化局本级",
        "云屏区\u200b文化局",
    ],
)
def test_spellings_of_one_department_fold_to_one_key(printed: str) -> None:
    assert fold_unit_name(printed) == "云屏区文化局"


def test_other_brackets_and_what_is_in_them_stay_part_of_the_name() -> None:
    assert fold_unit_name("云屏区第２中学（东校区）") == "云屏区第2中学(东校区)"


def test_a_name_is_never_folded_away_to_its_level() -> None:
    assert fold_unit_name("本级") == "本级"


def test_spelling_alone_keeps_the_level() -> None:
    assert fold_spelling("云屏区文化局（本级）") == "云屏区文化局(本级)"


@given(PRINTED)
def test_folding_twice_is_folding_once(printed: str) -> None:
    folded = fold_unit_name(printed)
    assert fold_unit_name(folded) == folded


@given(PRINTED, st.integers(min_value=0, max_value=30), st.sampled_from([" ", "\u3000", "\n", "\t", "\u200b"]))
def test_a_blank_anywhere_changes_nothing(printed: str, place: int, blank: str) -> None:
    assert fold_unit_name(printed[:place] + blank + printed[place:]) == fold_unit_name(printed)
