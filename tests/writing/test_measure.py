"""Widths and lines of Chinese and Latin text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.writing.measure import balanced, line_count, text_width, wrapped


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("目标值", 6), ("≥95%", 5), ("abc", 3), ("１２", 4), ("e\u0301", 1)]
)
def test_a_full_width_character_takes_two_columns(text: str, width: int) -> None:
    assert text_width(text) == width


def test_what_fits_takes_one_line_and_one_column_less_takes_two() -> None:
    assert line_count("年度目标", 8) == 1
    assert line_count("年度目标", 7) == 2


def test_every_paragraph_starts_a_line() -> None:
    assert line_count("甲\n乙\n丙", 40) == 3


def test_words_stay_whole_and_closing_marks_do_not_start_a_line() -> None:
    assert wrapped("开放 weekly 演出", 8) == ["开放 ", "weekly ", "演出"]
    assert wrapped("检查设备，整改", 8) == ["检查设", "备，整改"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert wrapped("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


@given(st.text(alphabet="年度目标ab（，）19\n ", max_size=80), st.integers(2, 30))
def test_wrapping_loses_no_character_and_never_overfills_a_line(text: str, columns: int) -> None:
    lines = wrapped(text, columns)
    assert "".join(lines) == text.replace("\n", "")
    assert all(text_width(line) <= columns for line in lines)


@pytest.mark.parametrize(
    ("label", "columns", "expected"),
    [
        ("项目名称", 16, "项目名称"),
        ("项目总金额（中期规划，元）", 16, "项目总金额\n（中期规划，元）"),
        ("满意度指标", 7, "满意度\n指标"),
        ("*服务对象满意度指标", 14, "*服务对象\n满意度指标"),
        ("已有\n换行的标签", 4, "已有\n换行的标签"),
    ],
)
def test_a_label_is_broken_where_it_reads_best(label: str, columns: int, expected: str) -> None:
    assert balanced(label, columns) == expected
