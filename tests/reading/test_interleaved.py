"""Text in which the lines of neighbouring cells are printed in turns: noted on the form, and never on any other."""

from __future__ import annotations

from random import Random

import pytest

from declarations.reading import ReadForm
from tests.reading.factories import codes, read_one, template
from tests.reading.paper import Paper, paper_2021, paper_2024
from tests.reading.reflow import random_page, reflowed
from tests.reading.test_reflowed import COLUMNS, HEAD, QUANTITY, table

NOTE = "cells_interleaved"
SURE = "产出指标 *质量指标 合格率 ≥98% 抽查合格册数与抽查册数之比"
MERGED = "产出指标 *数量指标 讲座场次 ≥48场 反映全年举办讲座的场次"


def with_head(old: str, new: str) -> ReadForm:
    assert old in HEAD
    return read_one(HEAD.replace(old, new) + COLUMNS + QUANTITY)


@pytest.mark.parametrize(
    "rows",
    [
        "产出指 *数量指标 讲座场次 ≥48场 反映全年举办讲座的场\n标 次",
        "效益指标 *社会效益 读书活动参与 ≥3000人 反映全年到场\n指标 人次 的读者",
        "产出指\n*数量指标 讲座场次 ≥48场 反映讲座的场次\n标 *质量指标 合格率 ≥98% 抽查结果",
    ],
)
def test_a_category_whose_rest_stands_behind_another_cell_is_noted(rows: str) -> None:
    assert NOTE in codes(table(rows))


@pytest.mark.parametrize(
    "rows",
    [
        "产出指\n标\n*数量指标 讲座场次 ≥48场 反映全年举办讲座的场次",
        "产出指\n标 *数量指标 讲座场次 ≥48场 反映全年举办讲座的场次",
        "产出指标 *社会效益\n指标 读书活动参与 ≥3000人 反映全年到场的读者",
        "产出指标 *数量指标 讲座场次 ≥48场 反映全年的考核指\n标",
    ],
)
def test_a_category_broken_over_lines_alone_is_not(rows: str) -> None:
    assert NOTE not in codes(table(rows))


def test_a_label_whose_rest_stands_behind_its_value_is_noted() -> None:
    line = "项目总金额（中期规划，元）： 3,600,000.00 本年度项目金额（元）： 1,200,000.00"
    parted = "项目总金额（中期 3,600,000.00 本年度项目金额 1,200,000.00\n规划，元）： （元）："
    assert NOTE in codes(with_head(line, parted))
    whole = line.replace("（中期规划", "（中期\n规划").replace("金额（元", "金额\n（元")
    assert NOTE not in codes(with_head(line, whole))


def test_heads_of_columns_that_stand_apart_are_noted() -> None:
    form = read_one(
        HEAD + "一级指标 二级指标\n三级指标\n产出指标 *数量指标\n讲座场次\n指标值\n≥48场\n指标解释\n反映场次\n"
    )
    assert NOTE in codes(form)


def test_categories_above_the_heads_of_the_columns_are_noted() -> None:
    form = read_one(
        HEAD + "产出指\n标\n\n产出指标\n\n二级指标 三级指标 指标值 指标解释\n*数量指标 讲座场次 ≥48场 场次\n"
    )
    assert NOTE in codes(form)


@pytest.mark.parametrize(
    "values",
    [
        "申请单位：\n\n一级预算单位：\n\n滨海区文化馆\n\n滨海区文化广电体育局\n（本级）",
        "申请单位：\n一级预算单位：\n实施期限：\n滨海区文化馆\n滨海区文化广电体育局\n3",
    ],
)
def test_labels_behind_one_another_and_their_values_below_them_are_noted(values: str) -> None:
    line = "申请单位： 滨海区文化馆（本级） 一级预算单位： 滨海区文化广电体育局"
    assert NOTE in codes(with_head(f"{line}\n\n实施期限： 3 ", f"{values}\n"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("是否新增项目： 否 分配方式：", "是否新增项目：\n否\n滨海区文化馆\n分配方式："),
        ("分配方式： 因素法和项目法", "分配方式： 因素法和项目法\n是"),
        ("配送图书40万元。", "配送图书40万元。\n本年度项目金额"),
        ("全部通借通还。", "全部通借通还。\n产出指标"),
    ],
)
def test_a_value_that_holds_another_cell_is_noted(old: str, new: str) -> None:
    assert NOTE in codes(with_head(old, new))


def test_empty_fields_alone_are_not_noted() -> None:
    assert NOTE not in codes(with_head("测算依据： 讲座80万元，配送图书40万元。", "测算依据："))


def test_categories_behind_one_another_and_their_cells_below_them_are_noted() -> None:
    rows = (
        "产出指标 *数量指标\n产出指标 *质量指标\n产出指标 *时效指标\n产出指标 *成本指标\n"
        "讲座场次\n合格率\n及时率\n≥48场\n≥98%\n100%"
    )
    assert NOTE in codes(table(rows))


def doubtful(*rows: str) -> set[str]:
    """The rows of a table that are to be compared with the original."""
    return {note.field for note in table(*rows).notes if note.code == "row_unsure"}


@pytest.mark.parametrize(
    "row",
    [
        "产出指标 *数量指标 配送册数 ≤24小 时 在各书屋登记的册数",
        "产出指标 *数量指标 《滨海年鉴》印刷数\n量 1500册 反映完成的印刷",
        "产出指标 *数量指标 读书活动场次 提升2 0% 反映全年举办的活动",
    ],
)
def test_a_row_whose_cell_may_begin_with_the_rest_of_another_is_noted(row: str) -> None:
    assert doubtful(row, SURE) == {"indicators[0]"}
    assert not doubtful(SURE)


def test_a_row_below_that_lacks_its_beginning_is_noted_with_the_row_above_it() -> None:
    rows = f"{MERGED}\n《滨海年鉴》印刷完成\n率 100% 反映完成的印刷"
    assert {"indicators[0]", "indicators[1]"} <= doubtful(rows, SURE)


def test_a_row_that_does_not_apply_below_another_is_not_noted() -> None:
    assert not doubtful(f"{MERGED}\n不适用 不适用 不适用", SURE)


def test_lines_of_an_explanation_make_no_row_without_one() -> None:
    rows = """产出指标 *时效指标 按时送达率 ≥99% 考察配送的效率，是否按时送达，根据配送中心
每月工作安排，当年度的配送完成时间控制在2025年
12月31日以前
*成本指标 成本控制率 ≤100% 考察项目成本是否控制在预算之内，成本的控制率
=实际使用的成本/成本总数*100%"""
    form = table(MERGED, rows)
    assert [row.name for row in form.content.indicators] == ["讲座场次", "按时送达率", "成本控制率"]


def test_a_category_printed_again_with_nothing_behind_it_is_noted() -> None:
    form = table(f"{MERGED}\n不适用 不适用 不适用", "产出指标 *数量指标", SURE)
    assert "category_unsure" in codes(form)
    assert "category_unsure" not in codes(table(MERGED, "产出指标 *数量指标", SURE))


@pytest.mark.parametrize(("code", "paper"), [("project-2024", paper_2024()), ("project-2021", paper_2021())])
def test_pages_whose_cells_stand_together_are_never_noted(code: str, paper: Paper) -> None:
    for seed in range(20):
        chance = Random(seed)  # noqa: S311 - pages, not secrets
        text = reflowed(paper.content, template(code), random_page(chance), chance)
        whole = {note.field for note in read_one(text).notes if note.code == NOTE}
        assert "" not in whole, seed
