from __future__ import annotations

import pytest

from declarations.reading.texts import joined, plain_text, run_on, without_stray_blanks


def test_paragraphs_of_an_editor_become_lines() -> None:
    text = plain_text('<p style="margin:0">甲</p> <P>乙<br/>丙</P><div><ol><li>丁</li></ol></div>')
    assert text.text == "甲\n乙\n丙\n丁"
    assert text.codes == ("html_tags",)


def test_a_tag_that_is_never_closed_is_noted() -> None:
    assert plain_text("<ol type='1'> 一、甲 ").codes == ("html_tags", "html_unclosed_tag")


def test_inline_tags_leave_no_gap() -> None:
    assert plain_text("配<span lang='zh'>送<b>图</b></span>书").text == "配送图书"


@pytest.mark.parametrize("text", ["≤5 且 <1", "a<b 级", "成本<10 万元>上年", "AT&T", "1 < 2 > 0", "<某某>项目"])
def test_signs_that_are_no_tags_stay(text: str) -> None:
    assert plain_text(text).text == text
    assert plain_text(text).codes == ()


def test_entities_become_characters_once() -> None:
    assert plain_text("&lt;p&gt; &amp;lt; A&nbsp;B &#65;").text == "<p> &lt; A\u00a0B A"


def test_scripts_and_comments_are_no_text() -> None:
    assert plain_text("甲<script>alert('x')</script>乙<!-- 丙 -->").text == "甲乙"


def test_blanks_inside_a_paragraph_stay_as_printed() -> None:
    assert plain_text("1. 讲座 2. 配送").text == "1. 讲座 2. 配送"


def test_lines_run_on_unless_a_sentence_ends() -> None:
    assert joined(["办好读书", "月。", "配送图书 ", "", "read", "aloud"]) == "办好读书月。\n配送图书read aloud"


def test_parts_of_a_name_are_put_together() -> None:
    assert run_on("滨海区文化", "", "馆") == "滨海区文化馆"
    assert run_on("IT", "room") == "IT room"


def test_blanks_beside_chinese_characters_are_stray() -> None:
    assert without_stray_blanks("滨海区 文化馆 （本级） A B") == "滨海区文化馆（本级）A B"
