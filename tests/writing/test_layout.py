"""The printed declaration as plain tables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.writing.layout import Layout, declaration_layout
from declarations.writing.tables import Align, Table
from indicators.template import AmountUnit, FieldKind, FormTemplate, TemplateColumn
from tests.writing.factories import (
    BENEFIT,
    LEDGER_FORM,
    OUTPUT,
    PROJECT_FORM,
    extreme_content,
    field,
    full_content,
    ledger_content,
    project_content,
)

WORDS = st.text(alphabet="年度目标率≥95%次ab，。（）\n", max_size=40)
INDICATORS = st.builds(
    Indicator,
    level1=st.sampled_from([OUTPUT, BENEFIT, "产出", "自定义指标", ""]),
    level2=st.sampled_from(["数量指标", "*质量指标", "社会效益指标", "其他", ""]),
    required=st.booleans(),
    name=WORDS,
    target=WORDS,
    explanation=WORDS,
)


def table(layout: Layout, kind: str) -> Table:
    found = layout.table(kind)
    assert found is not None
    return found


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def indicators(content: DeclarationContent, template: FormTemplate = PROJECT_FORM) -> Table:
    return table(declaration_layout(content, template), "indicators")


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_head_prints_the_fields_of_the_form_in_their_lines() -> None:
    head = texts(table(declaration_layout(project_content(), PROJECT_FORM), "head"))
    assert head[0] == ["项目编码", "440399270031500100007", "项目名称", "公共文化服务与场馆开放保障"]
    assert head[2] == ["实施期限（年）", "3", "项目类型", "15 履职类(运转)项目"]
    assert head[3][:2] == ["是否新增项目", "否"]
    assert head[4] == ["项目总金额（中期规划，元）", "4,788,000.00", "本年度项目金额（元）", "1,596,000.00"]
    assert [row[0] for row in head[5:]] == ["政策依据", "测算依据", "年度目标", "长期目标（跨度多年的项目需填）"]


def test_amounts_are_printed_in_the_unit_of_the_form() -> None:
    layout = declaration_layout(ledger_content(), LEDGER_FORM)
    head = texts(table(layout, "head"))
    assert layout.amount_unit == "万元"
    assert head[3] == ["项目总金额（万元）", "320.65125", "本年度项目金额（万元）", "320.65125"]
    assert head[4] == ["财政拨款资金（万元）", "320.65125", "其他资金（万元）", "0.00"]


def test_dates_and_blank_values_are_printed() -> None:
    head = texts(table(declaration_layout(ledger_content(), LEDGER_FORM), "head"))
    assert head[2] == ["计划开始日期", "2027-01-01", "计划完成日期", "2027-12-31"]
    assert head[7][2:] == ["采购品目", ""]


def test_a_yes_is_printed_as_such_and_an_unanswered_question_stays_blank() -> None:
    for answer, printed in ((True, "是"), (False, "否"), (None, "")):
        head = table(declaration_layout(replace(project_content(), is_new=answer), PROJECT_FORM), "head")
        assert texts(head)[3][1] == printed


def test_a_form_with_one_unit_prints_the_unit_that_there_is() -> None:
    head = table(declaration_layout(project_content(), LEDGER_FORM), "head")
    assert texts(head)[0][2:] == ["主管单位", "滨海区文化馆"]
    head = table(declaration_layout(ledger_content(), PROJECT_FORM), "head")
    assert texts(head)[1][:2] == ["申请单位", "滨海区公园管理所"]


def test_the_fields_of_a_city_print_from_the_extra_texts() -> None:
    own = replace(PROJECT_FORM, fields=(*PROJECT_FORM.fields, field("carbon", "碳排放说明", FieldKind.LONG_TEXT, 10)))
    content = project_content().with_values({"carbon": "全年用电较上年下降3%。"})
    assert texts(table(declaration_layout(content, own), "head"))[-1] == ["碳排放说明", "全年用电较上年下降3%。"]


def test_a_lonely_field_reaches_to_the_right_edge() -> None:
    head = table(declaration_layout(project_content(), PROJECT_FORM), "head")
    assert [cell.colspan for cell in head.rows[0]] == [1, 1, 1, 1]
    assert [cell.colspan for cell in head.rows[5]] == [1, 3]


def test_a_form_with_three_fields_in_a_line_has_six_columns() -> None:
    fields = (*PROJECT_FORM.fields[:2], field("period_years", "期限", FieldKind.INTEGER, 1), *PROJECT_FORM.fields[2:])
    head = table(declaration_layout(project_content(), replace(PROJECT_FORM, fields=fields)), "head")
    assert len(head.widths) == 6
    assert {sum(cell.colspan for cell in row) for row in head.rows} == {6}


def test_level_1_and_level_2_are_merged_over_consecutive_rows() -> None:
    rows = indicators(project_content()).rows
    assert [(cell.text, cell.rowspan) for cell in rows[0][:2]] == [(OUTPUT, 6), ("*数量指标", 2)]
    assert [cell.text for cell in rows[1]] == ["艺术普及培训课时", "≥1280课时", "反映面向群众的免费艺术培训总课时"]
    assert [(cell.text, cell.rowspan) for cell in rows[6][:2]] == [(BENEFIT, 4), ("经济效益指标", 1)]
    assert rows[0][3].align is Align.CENTER


def test_the_required_marks_are_those_of_the_declaration() -> None:
    content = replace(
        project_content(),
        indicators=(Indicator("产出", "时效指标", False, "a"), Indicator(BENEFIT, "经济效益指标", True, "b")),
    )
    rows = indicators(content).rows
    assert [cell.text for cell in rows[0][:2]] == [OUTPUT, "时效指标"]
    assert rows[1][1].text == "*经济效益指标"


def test_a_declaration_without_any_mark_is_printed_with_those_of_the_form() -> None:
    content = replace(
        project_content(),
        indicators=(Indicator("产出", "时效指标", False, "a"), Indicator(BENEFIT, "经济效益指标", False, "b")),
    )
    rows = indicators(content).rows
    assert [rows[0][1].text, rows[1][1].text] == ["*时效指标", "经济效益指标"]


def test_rows_of_a_category_that_the_form_lacks_are_printed_in_their_own_words() -> None:
    content = replace(
        project_content(),
        indicators=(
            Indicator(OUTPUT, "数量指标", True, "甲"),
            Indicator(OUTPUT, "规模指标", True, "乙"),
            Indicator("预算指标", "执行率指标", False, "丙"),
        ),
    )
    rows = indicators(content).rows
    assert [(cell.text, cell.rowspan) for cell in rows[0][:2]] == [(OUTPUT, 2), ("*数量指标", 1)]
    assert [cell.text for cell in rows[1]] == ["*规模指标", "乙", "", ""]
    assert [cell.text for cell in rows[2][:3]] == ["预算指标", "执行率指标", "丙"]


def test_a_category_that_comes_back_later_starts_a_group_of_its_own() -> None:
    content = replace(
        project_content(),
        indicators=tuple(Indicator(OUTPUT, level2, True, "甲") for level2 in ("数量指标", "质量指标", "数量指标")),
    )
    rows = indicators(content).rows
    assert rows[0][0].rowspan == 3
    assert [row[0 if number else 1].text for number, row in enumerate(rows)] == ["*数量指标", "*质量指标", "*数量指标"]


def test_weights_are_printed_where_the_form_has_a_column_for_them() -> None:
    columns = (*PROJECT_FORM.columns, TemplateColumn("weight", "权重", 10))
    content = replace(
        project_content(), indicators=(Indicator(OUTPUT, "数量指标", name="甲", weight=Decimal("12.50")),)
    )
    weight = indicators(content, replace(PROJECT_FORM, columns=columns)).rows[0][-1]
    assert (weight.text, weight.number) == ("12.5", Decimal("12.5"))


def test_a_form_without_rows_prints_its_empty_categories() -> None:
    rows = indicators(DeclarationContent()).rows
    assert len(rows) == len(PROJECT_FORM.categories)
    assert [cell.text for cell in rows[0]] == [OUTPUT, "*数量指标", "", "", ""]


def test_budget_lines_and_plan_are_tables_of_their_own_when_there_are_any() -> None:
    kinds = [each.kind for each in declaration_layout(full_content(), PROJECT_FORM).tables]
    assert kinds == ["head", "budget", "plan", "indicators"]
    assert declaration_layout(project_content(), PROJECT_FORM).table("budget") is None


def test_budget_lines_show_their_product_and_the_total() -> None:
    budget = table(declaration_layout(full_content(), PROJECT_FORM), "budget")
    assert texts(budget)[2] == ["艺术普及培训", "1,280", "课时", "220.00", "", "281,600.00"]
    assert texts(budget)[3][-3:] == ["240,000.00", "70", "168,000.00"]
    assert texts(budget)[-1] == ["合计", "1,596,000.00"]
    assert budget.header[1][3].text == "单价（元）"


def test_the_share_is_printed_only_where_a_line_has_one() -> None:
    content = replace(project_content(), budget_lines=(BudgetLine("甲", Decimal(2), "次", Decimal("10.5")),))
    budget = table(declaration_layout(content, PROJECT_FORM), "budget")
    assert [cell.text for cell in budget.header[1]] == ["支出事项", "数量", "单位", "单价（元）", "金额（元）"]
    assert texts(budget)[0] == ["甲", "2", "次", "10.50", "21.00"]


def test_an_unfinished_budget_line_and_plan_year_are_printed_with_blanks() -> None:
    content = replace(
        project_content(), budget_lines=(BudgetLine("甲"),), plan=(PlanYear(), PlanYear(2028, Decimal(1)))
    )
    layout = declaration_layout(content, PROJECT_FORM)
    assert texts(table(layout, "budget"))[0] == ["甲", "", "", "", ""]
    assert texts(table(layout, "plan")) == [["", ""], ["2028", "1.00"], ["合计", "1.00"]]


@given(st.lists(st.integers(0, 300), min_size=5, max_size=5), st.integers(1, 10))
def test_widths_of_every_table_fill_the_page(widths: list[int], fields_per_line: int) -> None:
    template = replace(
        PROJECT_FORM,
        columns=tuple(replace(column, width=width) for column, width in zip(PROJECT_FORM.columns, widths, strict=True)),
        fields=tuple(replace(each, row=n // fields_per_line) for n, each in enumerate(PROJECT_FORM.fields)),
    )
    for each in declaration_layout(full_content(), template).tables:
        assert sum(each.widths) == 100
        assert min(each.widths) > 0
        assert_filled(each)


def test_the_columns_of_the_head_meet_those_of_the_indicators_where_they_come_near() -> None:
    layout = declaration_layout(project_content(), PROJECT_FORM)
    assert table(layout, "head").edges == (18, 50, 66, 100)
    assert table(layout, "indicators").edges == (10, 26, 50, 66, 100)


def test_pasted_markup_is_printed_as_paragraphs() -> None:
    content = replace(project_content(), policy_basis="<p>依据一</p><p>依据二：成本<5%</p>")
    assert texts(table(declaration_layout(content, PROJECT_FORM), "head"))[5][1] == "依据一\n依据二：成本<5%"


def test_every_cell_has_a_place_of_its_own_and_none_is_empty() -> None:
    for content in (full_content(), extreme_content()):
        for each in declaration_layout(content, PROJECT_FORM).tables:
            assert_filled(each)


def assert_filled(each: Table) -> None:
    covered = [
        (row, column)
        for placed in each.placed()
        for row in range(placed.row, placed.last_row + 1)
        for column in range(placed.column, placed.last_column + 1)
    ]
    rows = len(each.header) + len(each.rows)
    assert sorted(covered) == [(row, column) for row in range(rows) for column in range(len(each.widths))]


@given(st.lists(INDICATORS, min_size=1, max_size=12))
def test_no_row_and_no_character_of_a_row_is_dropped(rows: list[Indicator]) -> None:
    each = indicators(replace(project_content(), indicators=tuple(rows)))
    assert len(each.rows) == len(rows)
    for row, cells in zip(rows, each.rows, strict=True):
        assert [squeezed(cell.text) for cell in cells[-3:]] == [
            squeezed(text) for text in (row.name, row.target, row.explanation)
        ]
    assert_filled(each)


@given(st.lists(INDICATORS, min_size=1, max_size=12))
def test_every_row_stands_under_its_own_level_2(rows: list[Indicator]) -> None:
    each = indicators(replace(project_content(), indicators=tuple(rows)))
    for placed in each.placed():
        if placed.column == 1 and placed.row >= len(each.header):
            for number in range(placed.row, placed.last_row + 1):
                assert rows[number - len(each.header)].level2.lstrip("*") == placed.cell.text.lstrip("*")


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.sampled_from(list(AmountUnit)))
def test_the_number_of_an_amount_is_the_amount(amount: Decimal, unit: AmountUnit) -> None:
    content = replace(project_content(), year_amount=amount)
    cell = table(declaration_layout(content, replace(PROJECT_FORM, amount_unit=unit)), "head").rows[4][3]
    assert cell.number is not None
    assert cell.number * unit.factor == amount
    assert Decimal(cell.text.replace(",", "")) == cell.number
