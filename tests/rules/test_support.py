"""The small questions that many rules ask."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.content import says_nothing
from declarations.rules.support import category_of, fold, is_rate_name, level2_key, real_rows, same_text
from indicators.template import TemplateCategory
from tests.rules.factories import FULL, GOOD, QUALITY_ROW, SHENZHEN, row

QUALITY = GOOD.indicators[QUALITY_ROW]


@pytest.mark.parametrize(
    "name", ["合格率", "满意度", "合格率（%）", "知晓度", "完成度。", "好评率(百分比)", "工作效率达标率", "使用比率"]
)
def test_a_rate_is_known_by_its_name(name: str) -> None:
    assert is_rate_name(name)


@pytest.mark.parametrize(
    "name", ["频率", "长度", "年度", "分辨率", "办证效率", "管理制度", "速率", "合格率统计", "书架", ""]
)
def test_a_measure_is_no_rate(name: str) -> None:
    assert not is_rate_name(name)


@pytest.mark.parametrize("text", ["", " ", "不适用", " 不 适用", "（不适用）", "不涉及", "无", "／", "-", "——", "暂无"])
def test_some_words_say_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["不适用率", "0", "无事故"])
def test_other_words_say_something(text: str) -> None:
    assert not says_nothing(text)


def test_folding_keeps_punctuation_and_drops_blanks_and_width() -> None:
    assert fold(" ＡＢ　１２，完成\n。") == "AB12,完成。"


def test_a_row_has_the_category_of_its_level_1_and_2() -> None:
    category = category_of(FULL, QUALITY)
    assert category is SHENZHEN.categories[1]


def test_a_row_under_another_level_1_has_its_category_when_the_name_is_unique() -> None:
    moved = replace(QUALITY, level1="效益指标")
    assert category_of(FULL, moved) is SHENZHEN.categories[1]
    twice = replace(
        FULL, template=replace(SHENZHEN, categories=(*SHENZHEN.categories, TemplateCategory("其他", "质量指标")))
    )
    assert category_of(twice, moved) is None
    assert category_of(twice, QUALITY) is SHENZHEN.categories[1]


def test_rows_of_one_category_share_a_key_however_it_is_spelt() -> None:
    assert level2_key(FULL, QUALITY) == level2_key(FULL, replace(QUALITY, level1="", level2="＊质量 指标"))
    unknown = replace(QUALITY, level2="创新指标")
    assert level2_key(FULL, unknown) == ("产出指标", "创新指标")
    assert level2_key(FULL, unknown) != level2_key(FULL, replace(unknown, level1="效益指标"))


def test_a_row_with_nothing_but_an_explanation_promises_nothing() -> None:
    rows = (
        QUALITY,
        row("产出指标", "数量指标", "", "", "不适用"),
        row("产出指标", "数量指标", "无", "不涉及", "不适用"),
    )
    assert [number for number, _ in real_rows(replace(GOOD, indicators=rows))] == [0]


TEXTS = st.text("通过本项目保障 \n　，,。12１２ａAé\u0301½㈠", max_size=150)


@given(TEXTS, TEXTS, st.text(" \n　", max_size=3))
def test_texts_are_the_same_when_they_are_the_same_folded(one: str, other: str, blanks: str) -> None:
    assert same_text(one, other) == (fold(one) == fold(other))
    assert same_text(one, f"{blanks}{one}{blanks}")
    assert same_text(one, fold(one))
    tail = "通过本项目的实施，" * 10  # longer than what is looked at first
    assert same_text(tail + one, tail + other) == (fold(tail + one) == fold(tail + other))


def test_a_category_is_meant_as_printed_or_by_its_only_name() -> None:
    quality = SHENZHEN.categories[1]
    for _ in range(2):  # asked again, it answers the same
        assert SHENZHEN.category_meant("产出指标", "*质量指标") is quality
        assert SHENZHEN.category_meant("效益指标", "质量指标") is quality
        assert SHENZHEN.category_meant("产出指标", "创新指标") is None
    twice = replace(SHENZHEN, categories=(quality, replace(quality, level1="效益指标")))
    assert twice.category_meant("满意度指标", "质量指标") is None
    assert twice.category_meant("效益指标", "质量指标") is twice.categories[1]
