"""Rows of reflowed tables: below merged categories, set to the top or the bottom, glued, broken, unsure."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from declarations.reading import ReadForm
from tests.reading.factories import codes, read, read_one, template
from tests.reading.paper import Paper, paper_2021, paper_2024
from tests.reading.reflow import random_page, reflowed
from tests.reading.test_reflowed import COLUMNS, HEAD, QUANTITY, READ_QUANTITY, cells, table

TIMELY = "产出指标 *时效指标 讲座按期完成率 100% 按期完成的场次/总场次"
LONG = "满员场次与总场次之比，以每场讲座的签到表和现场照片为准，由区文化馆每季度汇总一次并报区文化广电体育局备案。"

MIDDLE = """讲座场次 ≥48场 反映全年举办讲座的场次
*数量指标
配送册数 ≥3000册 反映送到各书屋的册数
讲座满员率 ≥85% 满员场次与总场次之比
产出指标 *质量指标 编目合格率 ≥98% 抽查合格册数与抽查册数之比
破损率 ≤1% 破损册数与总册数之比
*时效指标 按期完成率 100% 按期完成的场次与总场次之比
"""


def page_2021(old: str, new: str) -> ReadForm:
    """The form of 2021 as a page, every category word printed, with some of its text changed."""
    text = "\n".join(" ".join(row) for row in paper_2021().rows)
    assert old in text
    return read_one(text.replace(old, new))


@pytest.mark.parametrize(("code", "paper"), [("project-2024", paper_2024()), ("project-2021", paper_2021())])
def test_a_page_with_merged_categories_says_the_same(code: str, paper: Paper) -> None:
    for seed in range(24):
        chance = Random(seed)  # noqa: S311 - no secret
        page = replace(random_page(chance), merged=True, own_line=0)
        read_back = read_one(reflowed(paper.content, template(code), page, chance)).content
        assert read_back.indicators == paper.content.indicators, seed


@pytest.mark.parametrize(
    "rows",
    [
        "产出指标 *质量指标 社区书屋图书\n编目合格率\n≥98% 抽查合格册数\n与抽查册数之比",
        "产出指标 *质量指标\n社区书屋图书\n编目合格率 ≥98%\n抽查合格册数\n与抽查册数之比",
        "产出指标 *质量指标\n社区书屋图书\n编目合格率\n≥98%\n抽查合格册数\n与抽查册数之比",
    ],
    ids=["top", "bottom", "middle"],
)
def test_broken_cells_are_put_together_wherever_they_stand_in_their_row(rows: str) -> None:
    others = [rows.replace("编目", word).replace("98", number) for word, number in [("登记", "95"), ("上架", "90")]]
    read_rows = cells(table(rows, *others))
    names = ["社区书屋图书编目合格率", "社区书屋图书登记合格率", "社区书屋图书上架合格率"]
    assert [row[2:4] for row in read_rows] == list(zip(names, ["≥98%", "≥95%", "≥90%"], strict=True))
    assert {row[4].replace("\n", "") for row in read_rows} == {"抽查合格册数与抽查册数之比"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("产出指标 *质量指标 讲座满员率≥85% 满员场次/总场次", ("讲座满员率", "≥85%", "满员场次/总场次")),
        ("产出指标 *质量指标 讲座满员率100% 满员场次/总场次", ("讲座满员率", "100%", "满员场次/总场次")),
        ("产出指标 *质量指标讲座满员率 100%满员场次/总场次", ("讲座满员率", "100%", "满员场次/总场次")),
        ("产出指标 *质量指标 《书屋通讯2025》印刷3000册 按期印刷", ("《书屋通讯2025》印刷", "3000册", "按期印刷")),
    ],
)
def test_cells_that_nothing_parts_are_taken_apart_and_noted(row: str, expected: tuple[str, ...]) -> None:
    form = table(row, TIMELY)
    assert cells(form)[0][2:] == expected
    assert "columns_glued" in codes(form)


@pytest.mark.parametrize("name", ["社区 5G 阅读终端数", "“1+N” 讲座场次", "图书编目合格率（%）"])
def test_a_name_with_blanks_or_signs_stays_whole(name: str) -> None:
    form = table(f"产出指标 *数量指标 {name} 12 {name}按年度计划执行", TIMELY)
    read_name, target = cells(form)[0][2:4]
    assert (read_name.replace(" ", ""), target) == (name.replace(" ", ""), "12")


def test_a_text_that_ends_like_a_category_is_not_the_next_row() -> None:
    form = table(f"产出指标 *数量指标 讲座场次 ≥48场\n{LONG}按全年计\n效益", "*成本指标 每场支出 ≤1.25万元 平均支出")
    assert cells(form)[0][4].replace("\n", "").endswith("按全年计效益")
    assert cells(form)[1][:3] == ("产出指标", "成本指标", "每场支出")


def test_the_mark_of_a_row_below_an_empty_one_is_its_own() -> None:
    form = table("效益指标 经济效益指标", "*社会效益指标借阅量增长率 显著 比上一年增长")
    assert [(row.level2, row.required, row.name) for row in form.content.indicators] == [
        ("经济效益指标", False, ""),
        ("社会效益指标", True, "借阅量增长率"),
    ]


def test_a_short_category_word_opens_a_row_in_its_turn_only() -> None:
    form = page_2021("效果目标 社会效益 夜间出行环境 明显改善", "社会效益 夜间出行\n环境 明显改善")
    assert [row.level2 for row in form.content.indicators][4:6] == ["经济效益", "社会效益"]
    form = page_2021("24小时内 服务承诺", "24小时内\n质量 承诺书第三条及其附件")
    assert form.content.indicators[3].explanation == "质量承诺书第三条及其附件"


def test_an_amount_glued_to_its_label_is_read() -> None:
    assert page_2021("本年度项目金额（万元） 40", "本年度项目金额（万元）40").content.year_amount == 400_000


def test_the_last_row_before_a_comment_is_not_its_author() -> None:
    form = table(
        QUANTITY,
        "配送图书册数 9600册 每处书屋300册",
        "*质量指标 满员率 ≥85% 满员场次\n不适用 不适用 不适用\n\n(限40字以内)",
    )
    assert [row[2] for row in cells(form)] == ["讲座场次", "配送图书册数", "满员率", "不适用"]


def test_categories_in_the_middle_of_their_rows_belong_to_all_of_them() -> None:
    form = read_one(HEAD + COLUMNS + MIDDLE)
    assert [row[1] for row in cells(form)] == ["数量指标"] * 2 + ["质量指标"] * 3 + ["时效指标"]
    assert {row[0] for row in cells(form)} == {"产出指标"}
    assert "category_in_middle" in codes(form)


def test_a_category_that_may_be_that_of_the_row_above_is_noted() -> None:
    form = table(QUANTITY, "配送册数 ≥3000册 反映送到各书屋的册数", "*质量指标\n讲座满员率 ≥85% 满员场次与总场次之比")
    assert [row[1] for row in cells(form)] == ["数量指标", "数量指标", "质量指标"]
    assert ("category_unsure", "indicators[1]") in {(note.code, note.field) for note in form.notes}


def test_cells_that_could_be_parted_otherwise_are_noted() -> None:
    form = table("产出指标 *质量指标 甲 乙 丙 丁 戊 己 庚", TIMELY)
    assert ("row_unsure", "indicators[0]") in {(note.code, note.field) for note in form.notes}
    assert "row_unsure" not in codes(table(QUANTITY, TIMELY))


def test_cells_printed_line_by_line_in_turns_are_noted_as_a_whole() -> None:
    rows = [
        f"产出指标 *质量指标 社区书屋第{word}批 抽查合格册数\n图书编目 ≥9 与抽查册数之比 以及\n合格率 8%"
        for word in "一二三四"
    ]
    assert "cells_interleaved" in codes(table(*rows))


def test_a_form_without_its_table_is_noted() -> None:
    assert ("table_missing", "indicators") in {(note.code, note.field) for note in read_one(HEAD).notes}


@pytest.mark.parametrize(
    "head", ["一级指 二级指标 三级指标 指标值 指标解释\n标\n", "一级指\n标\n二级指标 三级指标\n指标值 指标解释\n"]
)
def test_a_table_head_cut_over_lines_is_found(head: str) -> None:
    form = read_one(HEAD + head + QUANTITY)
    assert cells(form) == [READ_QUANTITY]
    assert form.content.long_term_goal == "三年内社区书屋全部通借通还。"


def test_radicals_copied_out_of_a_pdf_are_read_as_characters() -> None:
    document = read((HEAD + COLUMNS + QUANTITY).replace("目", "\u2f6c"))
    assert cells(document.forms[0]) == [READ_QUANTITY]
    assert document.forms[0].content.name == "全民阅读推广"
    assert "radical_for_character" in {note.code for note in document.notes}
