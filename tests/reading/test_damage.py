"""Classes of damage one by one, on the smallest form that shows each."""

from __future__ import annotations

from decimal import Decimal

import pytest

from declarations.reading import ReadForm
from tests.reading.factories import codes, read, read_one

HEAD = """二级项目支出绩效目标申报表
项目编码:\t440399260021500600011\t项目名称:\t全民阅读推广
申请单位:\t滨海区文化馆\t一级预算单位:\t滨海区文化局
实施期限:\t3\t项目类型:\t15 履职类(运转)项目
是否新增项目:\t否\t分配方式:\t因素法
项目总金额(元):\t3,000,000\t本年度项目金额(元):\t1,000,000
政策依据:\t《滨海区阅读办法》第七条。
测算依据:\t讲座100万元。
年度目标:\t办好读书月。
长期目标:\t书屋通借通还。
"""
COLUMNS = "一级指标\t二级指标\t三级指标\t目标值\t指标解释\n"
HEAD_2021 = """项目支出绩效目标表
项目名称\t路灯巡查\t主管单位\t滨海区照明所
"""
COLUMNS_2021 = "一级指标\t二级指标\t指标内容\t目标值\t目标值来源\n"


def table(*lines: str) -> ReadForm:
    return read_one(HEAD + COLUMNS + "\n".join(lines))


def table_2021(*lines: str) -> ReadForm:
    return read_one(HEAD_2021 + COLUMNS_2021 + "\n".join(lines))


def cells(form: ReadForm) -> list[tuple[str, ...]]:
    return [(row.level1, row.level2, row.name, row.target, row.explanation) for row in form.content.indicators]


def head(old: str, new: str) -> ReadForm:
    assert old in HEAD
    return read_one(HEAD.replace(old, new) + COLUMNS + "产出指标\t*数量指标\t讲座场次\t≥48场\t全年场次")


QUANTITY = "产出指标\t*数量指标\t讲座场次\t≥48场\t全年场次"
READ_QUANTITY = ("产出指标", "数量指标", "讲座场次", "≥48场", "全年场次")


# --- rows ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("\t\t配送册数\t300册\t每处书屋", "merged_cell_left_blank"),
        ("配送册数\t\t300册\t每处书屋\t", "name_in_level1_column"),
        ("配送册数\t\t\t300册\t每处书屋", "name_in_level1_column"),
        ("配送册数\t300册\t每处书屋", "name_in_level1_column"),
        ("\t配送册数\t\t300册\t每处书屋", "name_in_level2_column"),
        ("\t配送册数\t300册\t每处书屋\t", "name_in_level2_column"),
        ("产出指标\t\t配送册数\t300册\t每处书屋", "level1_on_later_row"),
        ("*数量指标\t配送册数\t300册\t每处书屋", "level2_in_level1_column"),
        ("*数量指标\t\t配送册数\t300册\t每处书屋", "level2_in_level1_column"),
        ("\t\t*数量指标\t配送册数\t300册\t每处书屋", "columns_shifted_right"),
        ("\t产出指标\t*数量指标\t配送册数\t300册\t每处书屋", "columns_shifted_right"),
        ("产出指标*数量指标\t配送册数\t300册\t每处书屋", "columns_glued"),
        ("产出指标\t*数量指标配送册数\t300册\t每处书屋", "columns_glued"),
        ("产出指标\t*数量指标配送册数\t\t300册\t每处书屋", "columns_glued"),
        ("产出指标\t+ 数量指标\t配送册数\t300册\t每处书屋", "plus_for_star"),
        ("产出指标\t*数量指标\t配送册数\t300册\t每处书屋\t不适用", "surplus_cell"),
    ],
)
def test_a_damaged_row_is_read_and_noted(line: str, code: str) -> None:
    form = table(QUANTITY, line)
    assert cells(form)[1] == ("产出指标", "数量指标", "配送册数", "300册", "每处书屋")
    assert form.content.indicators[1].required
    assert code in codes(form)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["产出指标\t*数量指标\t讲座场次\t≥48场", "全年场次"], "cell_on_next_line"),
        (["产出指标\t*数量指标\t讲座场次", "≥48场", "全年场次"], "target_on_own_line"),
        (["产出指标\t*数量指标\t讲座场次", "", "≥48场\t全年场次"], "cell_on_next_line"),
        (["产出指标\t*数量指标\t讲座", "场次\t≥48场\t全年场次"], "name_wrapped"),
        (["产出指标\t*数量指标", "讲座场次\t≥48场\t全年场次"], "cell_on_next_line"),
        (["产出指标", "*数量指标\t讲座场次\t≥48场\t全年场次"], "level2_wrapped"),
        (["产出指标\t*数量", "指标\t讲座场次\t≥48场\t全年场次"], "level2_wrapped"),
        (["产出指标\t*数量指标\t讲座场次\t≥48场\t全年", "场次"], "text_wrapped"),
    ],
)
def test_a_row_broken_over_lines_is_put_together(lines: list[str], code: str) -> None:
    form = table(*lines)
    assert cells(form) == [READ_QUANTITY]
    assert code in codes(form)


def test_the_cell_pushed_out_on_the_right_is_noted_and_not_invented() -> None:
    form = table_2021("产出目标\t数量\t巡查次数\t48次\t计划", "\t效果目标\t经济效益\t不适用\t不适用")
    assert cells(form)[1] == ("效果目标", "经济效益", "不适用", "不适用", "")
    assert {"columns_shifted_right", "last_cell_lost"} <= codes(form)


def test_an_indicator_called_like_a_category_stays_an_indicator() -> None:
    form = table_2021("产出目标\t质量\t亮灯率\t98%以上\t规范", "\t\t时效\t≤24小时\t承诺", "\t\t满意度\t90%以上\t调查")
    assert [row[1:3] for row in cells(form)] == [("质量", "亮灯率"), ("质量", "时效"), ("质量", "满意度")]


def test_a_name_that_begins_like_a_category_is_not_cut() -> None:
    form = table_2021("产出目标\t数量\t数量核对次数\t4次\t计划", "质量抽查率\t\t100%\t规范\t")
    assert [row[1:3] for row in cells(form)] == [("数量", "数量核对次数"), ("数量", "质量抽查率")]


def test_a_category_that_no_template_has_is_kept_as_printed() -> None:
    form = table(QUANTITY, "效益指标\t文化影响指标\t获奖数\t2项\t省级以上")
    assert cells(form)[1] == ("效益指标", "文化影响指标", "获奖数", "2项", "省级以上")
    assert "level_unknown" in codes(form)


def test_level_2_is_not_carried_into_another_level_1() -> None:
    form = table(QUANTITY, "效益指标\t\t获奖数\t2项\t省级以上")
    assert cells(form)[1][:3] == ("效益指标", "", "获奖数")
    assert "level2_missing" in codes(form)


def test_level_1_of_the_first_rows_comes_from_the_level_2_or_a_later_row() -> None:
    form = table("\t*数量指标\t讲座场次\t≥48场\t全年场次", "产出指标\t*质量指标\t满员率\t≥85%\t满员/总数*100%")
    assert cells(form)[0] == READ_QUANTITY
    assert "level1_on_later_row" in codes(form)
    assert "level1_missing" in codes(table("\t*数量指标\t讲座场次\t≥48场\t全年场次"))


def test_rows_without_an_indicator_are_kept() -> None:
    form = table(
        "效益指标\t经济效益指标\t不适用\t不适用\t不适用", "效益指标\t生态效益指标\t\t\t", "满意度指标\t其他满意度指标"
    )
    assert [row[2] for row in cells(form)] == ["不适用", "", ""]


def test_a_row_without_a_target_does_not_take_the_explanation_for_it() -> None:
    assert cells(table("产出指标\t*数量指标\t讲座场次\t\t全年场次"))[0][3:] == ("", "全年场次")
    assert cells(table("产出指标\t*数量指标\t\t≥48场\t全年场次"))[0][2:4] == ("", "≥48场")


def test_a_repeated_head_and_blank_lines_are_no_rows() -> None:
    form = table("", QUANTITY, "", COLUMNS.strip(), "\t\t配送册数\t300册\t每处书屋")
    assert len(form.content.indicators) == 2
    assert {"table_header_repeated", "blank_line_in_table"} <= codes(form)


def test_lines_under_the_table_are_noted_and_not_made_rows() -> None:
    form = table(QUANTITY, "", "填报人：\t王工\t联系电话：\t100", "注：本表一式两份。", "— 3 —", "合计\t\t\t100")
    assert cells(form) == [READ_QUANTITY]
    assert sum(note.code == "text_not_placed" for note in form.notes) == 4


def test_a_mark_escaped_for_markdown_is_a_mark() -> None:
    row = table("产出指标\t\\*数量指标\t讲座场次\t≥48场\t全年场次").content.indicators[0]
    assert (row.level2, row.required) == ("数量指标", True)


# --- comments --------------------------------------------------------------------------------------------------------


def test_an_author_is_known_by_the_place_before_a_comment() -> None:
    form = table(
        QUANTITY, "林某", "(限40字以内)", "\t\t配送册数\t300册\t每处书屋", "", "PC-20260105", "系统自动带出，无需填写"
    )
    assert [row[2] for row in cells(form)] == ["讲座场次", "配送册数"]
    assert cells(form)[0] == READ_QUANTITY
    assert {"excel_comments_inside_table", "excel_comments_after_form"} <= codes(form)
    assert any("林某" in note.message for note in form.notes)


def test_a_comment_in_a_cell_of_a_row_is_text() -> None:
    form = table("产出指标\t*数量指标\t讲座场次\t≥48场\t系统自动带出，无需填写")
    assert cells(form)[0][4] == "系统自动带出，无需填写"


# --- head ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("项目编码:\t440399260021500600011\t", "项目编码:\t440399260021500600011\t\t"),
        ("项目编码:\t440399260021500600011\t", "项目编码:\n440399260021500600011\t"),
        ("项目名称:\t全民阅读推广", "项目名称:\n全民阅读推广"),
        ("项目名称:\t全民阅读推广", "项目名称:\t全民阅\n读推广"),
        ("440399260021500600011\t项目名称:\t全民阅读推广", "\t项目名称:\n440399260021500600011\t\t全民阅读推广"),
        ("项目编码:\t440399260021500600011\t项目名称:\t全", "项目编码：440399260021500600011\t项目名称：全"),
        ("项目编码:\t440399260021500600011", "项目编号 ： \t 4403 9926 0021 5006 00011 "),
        ("项目名称:", "项目\n名称:"),
    ],
)
def test_code_and_name_are_found(old: str, new: str) -> None:
    form = head(old, new)
    assert (form.content.code, form.content.name) == ("440399260021500600011", "全民阅读推广")
    assert form.content.applicant_unit == "滨海区文化馆"


def test_a_label_printed_twice_is_put_right_by_its_place() -> None:
    form = head("项目类型:", "一级预算单位:")
    assert (form.content.budget_unit, form.content.project_type) == ("滨海区文化局", "15 履职类(运转)项目")
    assert "label_wrong" in codes(form)


def test_the_wrong_label_may_come_before_the_right_one() -> None:
    form = head("一级预算单位:", "项目类型:")
    assert (form.content.budget_unit, form.content.project_type) == ("滨海区文化局", "15 履职类(运转)项目")


def test_an_empty_field_takes_nothing_from_its_neighbour() -> None:
    form = head("440399260021500600011", "")
    assert (form.content.code, form.content.name) == ("", "全民阅读推广")
    assert "code_empty" in codes(form)


def test_an_empty_field_whose_cell_is_lost_takes_nothing_either() -> None:
    form = head("440399260021500600011\t", "")
    assert (form.content.code, form.content.name) == ("", "全民阅读推广")


def test_a_field_that_the_document_lacks_is_noted() -> None:
    form = head("测算依据:\t讲座100万元。\n", "")
    assert ("field_missing", "calculation_basis") in {(note.code, note.field) for note in form.notes}


def test_an_unknown_field_is_noted_with_its_text() -> None:
    form = head("政策依据:", "项目负责人：\t孙工\t联系方式：\t5566\n政策依据:")
    unplaced = [note.message for note in form.notes if note.code == "text_not_placed"]
    assert len(unplaced) == 2
    assert "孙工" in unplaced[0]


def test_lines_of_a_text_that_look_like_labels_stay_in_the_text() -> None:
    form = head("讲座100万元。", "一、讲座：\n项目名称：读书月讲座；\n\t场地费：\t60万元")
    assert form.content.calculation_basis == "一、讲座：\n项目名称：读书月讲座；\n场地费： 60万元"
    assert form.content.name == "全民阅读推广"


def test_amounts_follow_the_unit_of_their_label() -> None:
    content = head("项目总金额(元):\t3,000,000", "项目总金额 (中期规划, 万元)：\t300").content
    assert (content.total_amount, content.year_amount) == (Decimal(3_000_000), Decimal(1_000_000))


def test_a_value_that_cannot_be_read_is_noted_and_left_blank() -> None:
    form = head("项目总金额(元):\t3,000,000", "项目总金额(元):\t约三百万")
    assert form.content.total_amount is None
    assert ("value_not_read", "total_amount") in {(note.code, note.field) for note in form.notes}


def test_fields_below_the_table_are_read() -> None:
    without = HEAD.replace("长期目标:\t书屋通借通还。\n", "")
    form = read_one(without + COLUMNS + QUANTITY + "\n长期目标:\t书屋通借通还。\n")
    assert form.content.long_term_goal == "书屋通借通还。"
    assert cells(form) == [READ_QUANTITY]


# --- titles ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "## 二级项目支出绩效目标申报表",
        "**二级项目支出绩效目标申报表**",
        "　二级项目支出绩效目标申报表",
        "二 级 项 目 支 出 绩 效 目 标 申 报 表",
        "二级项目支出\n绩效目标申报表",
        "附件2：二级项目支出绩效目标申报表",
        "（三）二级项目支出绩效目标申报表（2026年度）",
        "滨海区文化馆2026年二级项目支出绩效目标申报表",
        "二级项目支出绩效目标申报表\t\t\t单位：元",
        "二级项目支出绩效目标批复表",
    ],
)
def test_a_title_is_recognised_in_its_disguises(title: str) -> None:
    form = read_one(HEAD.replace("二级项目支出绩效目标申报表", title) + COLUMNS + QUANTITY)
    assert form.template.code == "project-2024"
    assert form.content.form == "二级项目支出绩效目标申报表"
    assert form.line == 1


def test_a_title_named_in_a_sentence_is_no_title() -> None:
    form = head("《滨海区阅读办法》第七条。", "第七条。\n按《二级项目支出绩效目标申报表》填写\n另见附件。")
    assert form.content.policy_basis.count("\n") == 1


def test_a_table_without_template_ends_the_form_before_it() -> None:
    other = "部门整体支出绩效目标申报表\n部门名称\t滨海区文化局\n"
    document = read(HEAD + COLUMNS + QUANTITY + "\n" + other)
    assert cells(document.forms[0]) == [READ_QUANTITY]
    assert [note.code for note in document.notes] == ["other_table"]
