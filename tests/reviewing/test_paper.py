from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from declarations.comparing import ADDED, KEPT, REMOVED, Piece
from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.reviewing.grid import GridRow
from declarations.reviewing.head import AmountTable, HeadCell, HeadRow
from declarations.reviewing.paper import ReadOnlyPaper
from declarations.reviewing.sums import ledger
from declarations.rules import RuleContext, run
from indicators.template import AmountUnit, FormTemplate
from tests.rules.factories import SHENZHEN

QUANTITY, QUALITY = SHENZHEN.categories[0], SHENZHEN.categories[1]


def indicator(key: str, name: str = "公益演出场次", target: str = "≥24场", category: Any = QUANTITY) -> Indicator:
    return Indicator(category.level1, category.level2, False, name, target, "反映全年场次", key=key)


CONTENT = DeclarationContent(
    name="公共文化场馆开放",
    period_years=1,
    total_amount=Decimal(1596000),
    year_amount=Decimal(1596000),
    calculation_basis="公益演出24场。",
    indicators=(indicator("a"), indicator("b", "艺术普及课时", "≥1280课时"), indicator("c", "完好率", "≥98%", QUALITY)),
)


def paper(content: DeclarationContent = CONTENT, template: FormTemplate = SHENZHEN, **options: Any) -> ReadOnlyPaper:
    report = options.pop("report", None) or run(content, RuleContext(template, year=2027))
    return ReadOnlyPaper(template, content, report, 2027, **options)


def head_cell(page: ReadOnlyPaper, key: str) -> HeadCell:
    rows = [block for block in page.head if isinstance(block, HeadRow)]
    return next(cell for row in rows for cell in row.cells if cell.key == key)


def grid_rows(page: ReadOnlyPaper) -> dict[str, GridRow]:
    rows = [row for group in page.grid.groups for category in group.categories for row in category.rows]
    return {row.id.removeprefix("row-ind-"): row for row in rows}


def texts(pieces: tuple[Piece, ...]) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in pieces]


def test_the_head_has_every_field_of_the_template_in_its_order() -> None:
    rows = [block for block in paper().head if isinstance(block, HeadRow)]
    assert [cell.key for row in rows for cell in row.cells] == [field.key for field in SHENZHEN.fields]


def test_a_line_of_the_head_never_has_more_than_four_columns() -> None:
    rows = [block for block in paper().head if isinstance(block, HeadRow)]
    assert {sum(1 + cell.span for cell in row.cells) for row in rows} == {4}


def test_amounts_are_printed_in_the_forms_unit_with_the_other_one_beside() -> None:
    cell = head_cell(paper(template=replace(SHENZHEN, amount_unit=AmountUnit.TEN_THOUSAND)), "year_amount")
    assert texts(cell.pieces) == [(KEPT, "159.60")]
    assert cell.beside == "= 1,596,000.00 元"
    assert cell.kind == "num"


def test_without_an_earlier_version_nothing_is_marked() -> None:
    page = paper()
    assert page.change_count == 0
    assert {piece.kind for row in grid_rows(page).values() for cell in row.cells for piece in cell.pieces} == {KEPT}


def test_a_changed_amount_shows_both_amounts() -> None:
    earlier = CONTENT.with_values({"year_amount": Decimal(1636000)})
    assert texts(head_cell(paper(earlier=earlier), "year_amount").pieces) == [
        (REMOVED, "1,636,000.00"),
        (ADDED, "1,596,000.00"),
    ]


def test_rows_that_came_and_went_are_marked_as_a_whole_and_counted_once() -> None:
    earlier = replace(
        CONTENT, indicators=(CONTENT.indicators[0], indicator("x", "流动演出", "≥6场"), CONTENT.indicators[2])
    )
    page = paper(earlier=earlier)
    rows = grid_rows(page)
    assert {piece.kind for cell in rows["x"].cells for piece in cell.pieces} == {REMOVED}
    assert rows["x"].is_gone
    assert {piece.kind for cell in rows["b"].cells for piece in cell.pieces} == {ADDED}
    assert page.change_count == 2
    assert {section.label: section.changes for section in page.sections if section.changes} == {"绩效指标": 2}


def test_a_row_that_went_never_stands_first_while_another_is_left() -> None:
    gone = tuple(indicator(key, f"流动演出{key}", "≥6场") for key in ("x", "y"))
    rows = grid_rows(paper(earlier=replace(CONTENT, indicators=(*gone, *CONTENT.indicators))))
    assert list(rows) == ["a", "x", "y", "b", "c"]
    category = paper(replace(CONTENT, indicators=()), earlier=CONTENT).grid.groups[0].categories[0]
    assert [row.is_gone for row in category.rows] == [True, True]
    assert not category.is_standing


def test_changes_are_counted_by_section() -> None:
    earlier = replace(
        CONTENT.with_values({"year_amount": Decimal(1), "calculation_basis": "公益演出20场。", "name": "场馆开放"}),
        budget_lines=(BudgetLine("演出", Decimal(20), "场", Decimal(35000), key="l"),),
        plan=(PlanYear(2027, Decimal(1), key="p"),),
    )
    page = paper(earlier=earlier)
    counted = {section.label: section.changes for section in page.sections}
    assert counted == {"基本信息": 1, "金额": 2, "依据与测算": 2, "目标": 0, "绩效指标": 0}
    assert page.change_count == 5


def test_the_printed_mark_and_the_order_of_rows_are_no_changes() -> None:
    earlier = replace(CONTENT, indicators=tuple(replace(row, required=True) for row in reversed(CONTENT.indicators)))
    assert paper(earlier=earlier).change_count == 0


def test_spans_count_the_line_of_remarks_and_the_rows_that_went() -> None:
    earlier = replace(CONTENT, indicators=(*CONTENT.indicators, indicator("x", "流动演出", "≥6场")))
    content = replace(CONTENT, indicators=(indicator("a", target="≥场"), *CONTENT.indicators[1:]))
    page = paper(content, earlier=earlier)
    output = page.grid.groups[0]
    quantity = output.categories[0]
    assert [len(row.remarks) > 0 for row in quantity.rows] == [True, False, False]
    assert quantity.span == 4
    assert output.span == sum(category.span for category in output.categories)


def test_a_finding_stands_at_its_row_with_what_the_author_said() -> None:
    content = replace(CONTENT, indicators=(indicator("a", target="≥场"),))
    said = {"target-placeholder@indicators[a].target": "数量由主管部门另行下达。"}
    (remark,) = grid_rows(paper(content, said=said))["a"].remarks
    assert remark.mark.code == "target-placeholder"
    assert remark.mark.anchor == grid_rows(paper(content))["a"].cells[1].id
    assert remark.explanation == "数量由主管部门另行下达。"


def test_every_finding_is_listed_and_stands_somewhere_on_the_paper() -> None:
    content = replace(
        CONTENT.with_values({"name": "", "year_amount": Decimal(-5)}),
        budget_lines=(BudgetLine("演出", Decimal(1), "场", Decimal(7), key="l"),),
        indicators=(indicator("a", target="≥场"), indicator("z", category=replace(QUANTITY, level2="创新指标"))),
    )
    page = paper(content)
    head = [cell for block in page.head if isinstance(block, HeadRow) for cell in block.cells]
    tables = [block for block in page.head if isinstance(block, AmountTable)]
    placed = [
        *page.strays,
        *page.grid.remarks,
        *(remark for cell in head for remark in cell.remarks),
        *(remark for table in tables for remark in table.remarks),
        *(remark for row in grid_rows(page).values() for remark in row.remarks),
    ]
    assert sorted(remark.mark.message for remark in placed) == sorted(
        remark.mark.message for remark in page.remarks.listed
    )
    assert len(placed) > 4


def test_a_row_of_a_category_that_the_template_lacks_is_printed_at_the_end() -> None:
    stray = indicator("z", category=replace(QUANTITY, level2="创新指标"))
    groups = paper(replace(CONTENT, indicators=(*CONTENT.indicators, stray))).grid.groups
    assert groups[-1].level1 == "表样以外"
    assert groups[-1].categories[0].level2 == f"{QUANTITY.level1} 创新指标"


def test_last_years_target_stands_beside_the_same_indicator() -> None:
    last_year = replace(CONTENT, indicators=(indicator("q", "公益演出 场次", "≥22场"),))
    rows = grid_rows(paper(last_year=last_year))
    assert rows["a"].cells[1].last_year == "≥22场"
    assert rows["b"].cells[1].last_year == "上年无"
    assert paper(last_year=last_year).grid.last_year == 2026


def test_a_form_without_last_year_has_no_such_column() -> None:
    grid = paper().grid
    assert grid.last_year is None
    assert grid.spare == 3


def test_budget_lines_show_what_they_come_to_and_what_they_came_to() -> None:
    line = BudgetLine("演出", Decimal(24), "场", Decimal(35000), key="l")
    content = replace(CONTENT, budget_lines=(line,))
    earlier = replace(CONTENT, budget_lines=(replace(line, quantity=Decimal(20)),))
    page = paper(content, earlier=earlier)
    (table,) = [block for block in page.head if isinstance(block, AmountTable)]
    assert [texts(cell.pieces) for cell in table.rows[0].cells] == [
        [(KEPT, "演出")],
        [(REMOVED, "20"), (ADDED, "24")],
        [(KEPT, "场")],
        [(KEPT, "35,000.00")],
        [(REMOVED, "700,000.00"), (ADDED, "840,000.00")],
    ]
    assert table.total == "840,000.00"


def test_the_share_is_printed_where_a_line_has_one() -> None:
    lines = (BudgetLine("演出", Decimal(2), "场", Decimal(100), Decimal(50), key="l"),)
    (table,) = [block for block in paper(replace(CONTENT, budget_lines=lines)).head if isinstance(block, AmountTable)]
    assert [words for _, words in table.heads] == ["支出事项", "数量", "单位", "单价（元）", "比例（%）", "金额（元）"]


@pytest.mark.parametrize(
    ("price", "state", "note"),
    [(Decimal(66500), "ok", "与本年度一致"), (Decimal(66000), "error", "比本年度少 12,000.00")],
)
def test_the_ledger_holds_the_lines_against_the_year_amount(price: Decimal, state: str, note: str) -> None:
    content = replace(CONTENT, budget_lines=(BudgetLine("演出", Decimal(24), "场", price, key="l"),))
    sums = ledger(content, RuleContext(SHENZHEN, year=2027))
    assert (sums[1].state, sums[1].note) == (state, note)


def test_the_ledger_tells_last_years_amount_and_what_the_ceiling_leaves() -> None:
    before = CONTENT.with_values({"year_amount": Decimal(1520000)})
    context = RuleContext(SHENZHEN, year=2027, last_year=before, ceiling=Decimal(2000000), ceiling_used=Decimal(500000))
    last_year, left = ledger(CONTENT, context)[1:]
    assert (last_year.label, last_year.amount, last_year.note) == ("2026 年金额", "1,520,000.00", "本年度增加 5.0%")
    assert (left.amount, left.state) == ("-96,000.00", "error")


def test_a_form_in_ten_thousands_tells_the_yuan_in_the_ledger() -> None:
    context = RuleContext(replace(SHENZHEN, amount_unit=AmountUnit.TEN_THOUSAND), year=2027)
    assert (ledger(CONTENT, context)[0].amount, ledger(CONTENT, context)[0].yuan) == ("159.60", "= 1,596,000.00 元")
