"""Where the paragraphs of a reflowed text end: a line that stops well before the edge of its cell ends one."""

from __future__ import annotations

from tests.reading.factories import read_one
from tests.reading.test_reflowed import COLUMNS, HEAD, QUANTITY, head

FULL = "向全区三十二个社区书屋各配送图书三百册并做好编目上架工作每季度由街道文化站清点一次清点结果报区文化馆汇总后用于"


def test_a_line_that_stops_before_the_edge_ends_a_paragraph() -> None:
    lines = [FULL, "下一年度的采购。", "", "邀请作家十二位。", FULL.replace("社区", "街道"), "", "评价。"]
    form = head("年度目标： 办好第六届读书月。", "年度目标：\n" + "\n".join(lines))
    assert form.content.annual_goal.split("\n") == [
        FULL + "下一年度的采购。",
        "邀请作家十二位。",
        FULL.replace("社区", "街道") + "评价。",
    ]


def test_the_edge_is_known_from_the_other_texts_of_the_form() -> None:
    text = HEAD.replace("第七条。", f"第七条。\n{FULL}\n采购。").replace("第六届读书月。", "\n第六届读书月\n十二场讲座")
    assert read_one(text + COLUMNS + QUANTITY).content.annual_goal.endswith("第六届读书月\n十二场讲座")


def test_an_item_behind_a_sentence_that_reaches_the_edge_begins_a_paragraph() -> None:
    lines = ["一、图书配送", FULL[:-1] + "。", "二、读书月", FULL, "奖励。"]
    form = head("年度目标： 办好第六届读书月。", "年度目标：\n" + "\n".join(lines))
    assert form.content.annual_goal.split("\n") == [*lines[:3], FULL + "奖励。"]


def test_an_item_of_a_list_inside_a_paragraph_begins_none() -> None:
    lines = ["任务：", "1.配送图书；2." + FULL[:-5] + "；", "3." + FULL[:-1]]
    form = head("年度目标： 办好第六届读书月。", "年度目标：\n" + "\n".join(lines))
    assert form.content.annual_goal.split("\n") == ["任务：", lines[1] + lines[2]]


def test_a_number_that_did_not_fit_goes_on_with_its_line() -> None:
    form = head("办好第六届读书月。", f"\n{FULL}\n{FULL[:-4]}\n1,234,567.89元的采购。")
    assert form.content.annual_goal.endswith(FULL[:-4] + "1,234,567.89元的采购。")
