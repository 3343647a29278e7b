"""Reflowed text, one class of damage at a time, on the smallest form that shows each."""

from __future__ import annotations

from decimal import Decimal

import pytest

from declarations.reading import ReadForm
from tests.reading.factories import codes, read, read_one
from tests.reading.paper import paper_2021

HEAD = """二级项目支出绩效目标申报表
项目编码： 440399260021500600011 项目名称： 全民阅读推广

申请单位： 滨海区文化馆（本级） 一级预算单位： 滨海区文化广电体育局

实施期限： 3 项目类型： 15 履职类(运转)项目

是否新增项目： 否 分配方式： 因素法和项目法

项目总金额（中期规划，元）： 3,600,000.00 本年度项目金额（元）： 1,200,000.00

政策依据： 根据《滨海区全民阅读促进办法》第七条。

测算依据： 讲座80万元，配送图书40万元。

年度目标： 办好第六届读书月。

长期目标（跨度多年的项目需填）： 三年内社区书屋全部通借通还。

"""
COLUMNS = "一级指标 二级指标 三级指标 指标值 指标解释\n\n"
QUANTITY = "产出指标 *数量指标 讲座场次 ≥48场 反映全年举办讲座的场次\n"
READ_QUANTITY = ("产出指标", "数量指标", "讲座场次", "≥48场", "反映全年举办讲座的场次")

TARGETS = [
    "≥95%",
    "100%",
    "12场",
    "≤30万元",
    "2026年6月30日前",
    "不少于3个",
    "显著",
    "7*24小时",
    "≥90",
    "0.05",
    "约487",
]


def cells(form: ReadForm) -> list[tuple[str, ...]]:
    return [(row.level1, row.level2, row.name, row.target, row.explanation) for row in form.content.indicators]


def table(*lines: str) -> ReadForm:
    return read_one(HEAD + COLUMNS + "\n\n".join(lines) + "\n")


def head(old: str, new: str) -> ReadForm:
    assert old in HEAD
    return read_one(HEAD.replace(old, new) + COLUMNS + QUANTITY)


def test_an_undamaged_page_is_read_in_full() -> None:
    form = table(QUANTITY)
    content = form.content
    assert cells(form) == [READ_QUANTITY]
    assert (content.code, content.name) == ("440399260021500600011", "全民阅读推广")
    assert (content.applicant_unit, content.budget_unit) == ("滨海区文化馆（本级）", "滨海区文化广电体育局")
    assert (content.period_years, content.project_type, content.is_new) == (3, "15 履职类(运转)项目", False)
    assert (content.total_amount, content.year_amount) == (Decimal(3_600_000), Decimal(1_200_000))
    assert content.long_term_goal == "三年内社区书屋全部通借通还。"
    assert not codes(form) - {"row_missing"}


# --- head ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("项目总金额（中期规划，元）： 3,600,000.00 ", "项目总金额（中期规划，\n\n元）：\n3,600,000.00 "),
        ("项目总金额（中期规划，元）： 3,600,000.00 ", "项目总金额（中期规\n划，元）：\n\n3,600,000.00\n"),
        ("本年度项目金额（元）： 1,200,000.00", "\n本年度项目金额\n（元）：\n\n1,200,000.00"),
        ("本年度项目金额（元）：", "本年度项目金额 (元):"),
        ("3,600,000.00 本年度", "3,600,000.00本年度"),
    ],
)
def test_amounts_are_found_behind_broken_labels(old: str, new: str) -> None:
    content = head(old, new).content
    assert (content.total_amount, content.year_amount) == (Decimal(3_600_000), Decimal(1_200_000))


@pytest.mark.parametrize("new", ["长期目标（跨度多年\n的项目需填）：\n", "长期目标（跨度多年的项目需\n\n填）：\n\n"])
def test_a_broken_label_of_a_text_is_put_together(new: str) -> None:
    form = head("长期目标（跨度多年的项目需填）： ", new)
    assert form.content.long_term_goal == "三年内社区书屋全部通借通还。"
    assert form.content.annual_goal == "办好第六届读书月。"
    assert ("label_wrapped", "long_term_goal") in {(note.code, note.field) for note in form.notes}


def test_values_broken_over_lines_end_at_the_next_label() -> None:
    form = head(
        "申请单位： 滨海区文化馆（本级） 一级预算单位： 滨海区文化广电体育局",
        "申请单位：\n滨海区文化馆\n\n（本级）\n一级预算单位：\n滨海区文化广电体育\n局",
    )
    assert (form.content.applicant_unit, form.content.budget_unit) == ("滨海区文化馆（本级）", "滨海区文化广电体育局")
    assert {"value_wrapped", "value_on_next_line"} <= codes(form)


def test_a_broken_name_keeps_its_second_line() -> None:
    form = head("项目名称： 全民阅读推广", "项目名称：\n\n2026年全民阅读推\n\n广")
    assert form.content.name == "2026年全民阅读推广"


def test_an_empty_code_takes_nothing_from_its_neighbour() -> None:
    form = head("项目编码： 440399260021500600011 ", "项目编码： ")
    assert (form.content.code, form.content.name) == ("", "全民阅读推广")
    assert "code_empty" in codes(form)


def test_a_text_may_begin_with_a_bracket() -> None:
    form = head("测算依据： 讲座80万元", "测算依据：\n（一）讲座80万元")
    assert form.content.calculation_basis.startswith("（一）讲座80万元")
    assert form.content.policy_basis == "根据《滨海区全民阅读促进办法》第七条。"


def test_a_label_of_unknown_wording_in_brackets_is_found() -> None:
    form = head("长期目标（跨度多年的项目需填）：", "长期目标（跨多年的项目填报）：")
    assert form.content.long_term_goal == "三年内社区书屋全部通借通还。"
    assert "label_variant" in codes(form)


def test_a_label_printed_twice_is_put_right_by_its_place() -> None:
    form = head("项目类型：", "一级预算单位：")
    assert (form.content.budget_unit, form.content.project_type) == ("滨海区文化广电体育局", "15 履职类(运转)项目")
    assert "label_wrong" in codes(form)


def test_an_unknown_field_is_noted_and_not_read_into_its_neighbour() -> None:
    form = head("分配方式： 因素法和项目法", "分配方式： 因素法和项目法 联系人： 孙工")
    assert form.content.allocation_method == "因素法和项目法"
    assert any(note.code == "text_not_placed" and "孙工" in note.message for note in form.notes)


def test_words_of_a_text_that_look_like_labels_stay_in_the_text() -> None:
    form = head("讲座80万元，配送图书40万元。", "\n讲座80万元。\n项目名称：配送图书；项目类型：40万元。")
    assert "项目名称：配送图书；项目类型：40万元。" in form.content.calculation_basis
    assert form.content.name == "全民阅读推广"


def test_blanks_of_a_font_are_dropped_and_noted() -> None:
    form = head("办好第六届读书月。", "办好第 6 届读书月 ，推广 OA 系统 。")
    assert form.content.annual_goal == "办好第6届读书月，推广 OA 系统。"
    assert "stray_space_in_text" in codes(form)


def test_a_missing_field_is_noted() -> None:
    form = head("年度目标： 办好第六届读书月。\n\n", "")
    assert ("field_missing", "annual_goal") in {(note.code, note.field) for note in form.notes}


# --- table -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        "产出指标 *数量指标 讲座场次 ≥48场\n反映全年举办\n讲座的场次",
        "产出指标\n*数量指标\n讲座场次\n≥48场\n反映全年举办讲座的场次",
        "产出指标\n*数量\n\n指标\n讲座场次 ≥48场 反映全年举办讲座的场次",
        "产出指标 *数量指标讲座场次 ≥48场 反映全年举办讲座的场次",
        "产出指标*数量指标 讲座场次 ≥48场 反映全年举办讲座的场次",
        "产出指标 *数量指标\n讲座\n\n场次\n≥48场 反映全年举办讲座的场次",
        "产出指标 *数量指标 讲座场次\n≥48场\n\n反映全年举办讲座的场次",
        "产出指标 *数量指标 讲座场次 ≥48场\n反映全年举办讲座的场次",
        "产出指\n标\n*数量指标 讲座场次 ≥48场 反映全年举办讲座的场次",
        "产出指标 +数量指标 讲座场次 ≥48场 反映全年举办讲座的场次",
        "产出指标 *数量指标 讲座 场次 ≥48场 反映全年举办讲座的场次",
        "*数量指标 讲座场次 ≥48场 反映全年举办讲座的场次",
    ],
)
def test_a_broken_row_is_put_together(row: str) -> None:
    form = table(row, "产出指标 *质量指标 讲座满员率 ≥85% 满员场次/总场次")
    assert cells(form)[0] == READ_QUANTITY
    assert cells(form)[1][2:] == ("讲座满员率", "≥85%", "满员场次/总场次")
    assert form.content.indicators[0].required
    assert len(form.content.indicators) == 2


@pytest.mark.parametrize(
    "target",
    [
        *TARGETS,
        "≥ 98%",
        "≥90 %",
        "得到提升",
        "不少于8项",
        "±30%以内",
        "1300m ²",
        "不低于二级",
        "提升20%",
        "达到良好程度",
        "满足交易要求",
        "空间分辨率优于0.1m",
        "30分钟内",
    ],
)
def test_a_target_is_kept_as_printed_wherever_lines_break(target: str) -> None:
    one_line = f"产出指标 *质量指标 图书编目合格率 {target} 抽查合格册数/抽查册数"
    two_lines = f"产出指标 *质量指标 图书编目合格率 {target}\n抽查合格册数\n/抽查册数"
    for row in (one_line, two_lines):
        (read_row,) = cells(table(row))
        assert read_row[2:4] == ("图书编目合格率", target)
        assert read_row[4].replace("\n", "") == "抽查合格册数/抽查册数"


def test_a_broken_target_is_put_together() -> None:
    wide = "反映图书从到馆至上架所需的时间，按批次逐一记录并由文化馆每季度抽查核对一次"
    form = table(f"产出指标 *时效指标 图书上架时间\n2026年12月31\n日前\n{wide}\n并公布", QUANTITY)
    assert cells(form)[0][2:] == ("图书上架时间", "2026年12月31日前", wide + "并公布")


def test_rows_without_an_indicator_are_kept() -> None:
    form = table(
        "效益指标 经济效益指标 不适用 不适用 不适用",
        "效益指标 生态效益指标 不适用 不适用\n不适用",
        "满意度指标 其他满意度指标",
    )
    assert [row[2:] for row in cells(form)] == [("不适用",) * 3, ("不适用",) * 3, ("", "", "")]
    assert "cell_on_next_line" in codes(form)


def test_a_head_printed_again_is_no_row_even_within_a_row() -> None:
    form = table(
        "产出指标 *数量指标 讲座场次 ≥48场\n反映全年举办\n 一级指标 二级指标 三级指标 指标值 指标解释\n讲座的场次"
    )
    assert cells(form) == [READ_QUANTITY]
    assert "table_header_repeated" in codes(form)


def test_rows_below_merged_cells_get_their_categories() -> None:
    form = table(QUANTITY, "配送图书册数 9600册 每处书屋300册", "*质量指标 讲座满员率 ≥85% 满员场次/总场次")
    assert cells(form)[1] == ("产出指标", "数量指标", "配送图书册数", "9600册", "每处书屋300册")
    assert "merged_cell_left_blank" in codes(form)


@pytest.mark.parametrize("name", ["《滨海阅读》《书屋通讯》\n\n两种刊物印刷合格率", "面向老年读者的\n线下书屋\n开放率"])
@pytest.mark.parametrize("behind", ["100% 抽查合格册数/抽查册数", "100%\n抽查合格册数/抽查册数"])
def test_a_broken_name_below_merged_cells_begins_a_row(name: str, behind: str) -> None:
    form = table(
        QUANTITY, "*质量指标 讲座满员率 ≥85% 满员场次/总场次", f"{name}\n\n{behind}", "*时效指标 完成时间 30日内 按期"
    )
    read_name = name.replace("\n", "")
    assert [row[2] for row in cells(form)] == ["讲座场次", "讲座满员率", read_name, "完成时间"]
    assert cells(form)[2] == ("产出指标", "质量指标", read_name, "100%", "抽查合格册数/抽查册数")
    assert {"merged_cell_left_blank", "name_wrapped"} <= codes(form)


def test_short_category_words_of_merged_cells_open_rows_where_the_template_writes_them_so() -> None:
    paper = paper_2021()
    merged, above = [], ["", ""]
    for row in paper.rows[paper.first :]:
        blanks = 2 if row[:2] == above else 1 if row[0] == above[0] else 0
        merged.append(" ".join(row[blanks:]))
        above = row[:2]
    merged[2] = merged[2].replace("质量 ", "质量\n")
    head = "\n".join(" ".join(row) for row in paper.rows[: paper.first])
    form = read_one("\n\n".join([head, *merged]))
    assert form.content == paper.content
    assert "merged_cell_left_blank" in codes(form)


def test_text_below_a_complete_table_is_noted_and_not_read() -> None:
    last = "满意度指标 其他满意度指标 不适用 不适用 不适用"
    form = table(QUANTITY, last, "以上内容由区文化馆填写", "— 3 —", "填表人：孙工")
    assert cells(form)[1][4] == "不适用"
    unplaced = [note for note in form.notes if note.code == "text_not_placed"]
    assert ["以上内容" in note.message for note in unplaced] == [True, False, False]
    assert all(note.place.line for note in unplaced)


def test_comments_between_rows_and_after_the_table_are_dropped() -> None:
    row = "产出指标 *质量指标 讲座满员率 ≥85%\n系统自动统计满员场次，\n不含线上讲座"
    form = table(QUANTITY, "林某\n(限40字以内)", row, "PC 用户\n系统自动带出，无需填写")
    assert cells(form)[0] == READ_QUANTITY
    assert cells(form)[1][4].replace("\n", "") == "系统自动统计满员场次，不含线上讲座"
    assert {"excel_comments_inside_table", "excel_comments_after_form"} <= codes(form)


def test_a_table_without_its_head_is_read_in_the_order_of_the_template() -> None:
    form = read_one(HEAD + QUANTITY)
    assert cells(form) == [READ_QUANTITY]
    assert "table_head_missing" in codes(form)


def test_forms_of_one_page_keep_apart() -> None:
    document = read(HEAD + COLUMNS + QUANTITY + " " + HEAD.replace("阅读", "健身") + COLUMNS + QUANTITY)
    assert [form.content.name for form in document.forms] == ["全民阅读推广", "全民健身推广"]
    assert [cells(form) for form in document.forms] == [[READ_QUANTITY]] * 2
    assert "title_indented" in codes(document.forms[1])
