"""Pasted text becomes paragraphs: markup goes, words stay."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from declarations.writing.text import paragraphs, plain, printable

# Signs that look like the beginning of markup, without the letters that would make a known element.
SIGNS = st.text(alphabet="<>&;=/!?\"'#% xz目标率≤12。\n", max_size=60)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ()),
        ("  \n\n　", ()),
        ("全年开放", ("全年开放",)),
        ("第一段\n\n第二段\r\n第三段\r第四段", ("第一段", "第二段", "第三段", "第四段")),
        ("上一行\v下一行\u2028再下一行", ("上一行", "下一行", "再下一行")),
        ("<p>第一段</p><p>第二段</p>", ("第一段", "第二段")),
        ("<p>第一段</p> <p>第二段", ("第一段", "第二段")),
        ("甲<br>乙<br/>丙<BR />丁", ("甲", "乙", "丙", "丁")),
        ("<div>甲<div>乙</div>丙</div>", ("甲", "乙", "丙")),
        (
            '<P style="text-indent: 2em;" class=MsoNormal>甲<span lang="EN-US">2027</span>年<o:p></o:p></P>',
            ("甲2027年",),
        ),
        ("<ul><li>甲</li><li>乙</li></ul>", ("甲", "乙")),
        ("<h3>标题</h3>正文", ("标题", "正文")),
        ("<table><tr><td>甲</td><td>12</td></tr><tr><td>乙</td><td>8</td></tr></table>", ("甲 12", "乙 8")),
        ("前<!-- 注释 -->后<!--[if gte mso 9]><xml>x</xml><![endif]-->", ("前后",)),
        ("<style>p { color: red }</style>正文<script>alert(1)</script>", ("正文",)),
        ("<img src=x onerror=alert(1)>正文", ("正文",)),
    ],
)
def test_markup_of_an_editor_becomes_paragraphs(typed: str, expected: tuple[str, ...]) -> None:
    assert paragraphs(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("<ol><li>甲</li><li>乙</li></ol>", ("1. 甲", "2. 乙")),
        ('<ol start="3"><li>甲</li><li value="7">乙</li><li>丙</li></ol>', ("3. 甲", "7. 乙", "8. 丙")),
        ("<ol><li><p>甲</p></li><li><p>乙</p><p>续</p></li></ol>", ("1. 甲", "2. 乙", "续")),
        ("<ol><li>甲<ol><li>子</li></ol></li><li>乙</li></ol>", ("1. 甲", "1. 子", "2. 乙")),
        ("<ol><li>甲<ul><li>子</li></ul></li><li>乙</li></ol>", ("1. 甲", "子", "2. 乙")),
        ('<ol style="list-style-type: none;"><li>一、甲</li><li>二、乙</li></ol>', ("一、甲", "二、乙")),
        ('<ol><li style="list-style: none">甲</li><li>乙</li></ol>', ("甲", "2. 乙")),
        ("<ol><li></li><li>乙</li></ol>", ("2. 乙",)),
        ("<li>没有列表</li>", ("没有列表",)),
    ],
)
def test_visible_numbers_of_a_list_are_kept(typed: str, expected: tuple[str, ...]) -> None:
    assert paragraphs(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "成本<5%，且故障<1次",
        "<1",
        "3<x<5",
        "PM2.5<35且PM10<70",
        "a<b 且 c>d",
        "《<甲方>合同》",
        "<待补充>",
        "A&B公司",
        "a&b;c",
        "<iframe src='http://example.invalid/'></iframe>",
        "支持 <video> 标签",
        "未关闭的 <script> 标签和 <!-- 注释",
        "<style>之后的话",
    ],
)
def test_a_sign_that_opens_no_known_element_is_text(typed: str) -> None:
    assert paragraphs(typed) == (typed,)


def test_a_sign_beside_markup_is_still_text() -> None:
    assert paragraphs("<p>成本<5%</p><p>R&D 费用>10</p>") == ("成本<5%", "R&D 费用>10")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("&lt;项目&gt;指标&nbsp;&ge;5", "<项目>指标 ≥5"),
        ("&#8805;5 &#x2264;9", "≥5 ≤9"),
        ("&amp;lt;p&amp;gt;", "&lt;p&gt;"),
        ("&lt;p&gt;甲&lt;/p&gt;", "<p>甲</p>"),
    ],
)
def test_entities_are_decoded_once(typed: str, expected: str) -> None:
    assert plain(typed) == expected


def test_a_line_break_in_the_source_of_a_paragraph_is_only_a_blank() -> None:
    assert paragraphs("<p>项目服务期\n于四月结束，\n  year 2027\n plan</p>") == (
        "项目服务期于四月结束， year 2027 plan",
    )


def test_a_line_break_beside_inline_markup_starts_a_paragraph() -> None:
    assert paragraphs("<b>甲</b>\n乙") == ("甲", "乙")


def test_control_characters_go_and_nothing_else() -> None:
    assert printable("甲\x00\x07乙\x1b\x7f丙\ud800丁\u202e戊\ufeff\u200b己\ufffe") == "甲乙丙丁戊己"
    assert printable("甲\t乙\u00a0丙") == "甲 乙 丙"


def test_control_characters_written_as_entities_go_too() -> None:
    assert plain("<p>甲&#7;乙&#x202e;丙</p>") == "甲乙丙"


@given(SIGNS)
@example("<!z")
@example("</x>&#x;")
def test_no_visible_character_of_plain_text_is_lost(text: str) -> None:
    # "#" may begin a numbered entity, which is meant to be decoded.
    if "&#" not in text:
        assert squeezed(plain(text)) == squeezed(text)


@given(SIGNS)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    if "&#" not in text:
        assert plain(plain(text)) == plain(text)


@given(st.text(max_size=60))
def test_any_text_becomes_printable_paragraphs(text: str) -> None:
    for paragraph in paragraphs(text):
        assert paragraph == paragraph.strip()
        assert printable(paragraph) == paragraph
        assert "\n" not in paragraph
