"""The Excel file, read back by another library."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from declarations.content import DeclarationContent, Indicator
from declarations.writing.errors import WritingError
from declarations.writing.grid import Grid, sheet_grid
from declarations.writing.layout import declaration_layout
from declarations.writing.measure import CELL_LIMIT, text_width
from declarations.writing.printinfo import PrintInfo
from declarations.writing.workbook import (
    TITLE_ROW,
    UNIT_ROW,
    YEAR_ROW,
    declaration_workbook,
    declarations_workbook,
)
from indicators.template import FormTemplate
from tests.writing.factories import (
    APPROVED,
    HASH,
    INFO,
    LEDGER_FORM,
    OUTPUT,
    PROJECT_FORM,
    extreme_content,
    full_content,
    ledger_content,
    project_content,
    sentences,
)

FIRST_ROW = 3
CASES = [
    pytest.param(project_content(), PROJECT_FORM, id="project"),
    pytest.param(full_content(), PROJECT_FORM, id="with budget lines"),
    pytest.param(ledger_content(), LEDGER_FORM, id="ten thousands"),
    pytest.param(extreme_content(), PROJECT_FORM, id="extreme"),
    pytest.param(DeclarationContent(), PROJECT_FORM, id="blank"),
]


def sheet_of(content: DeclarationContent, template: FormTemplate = PROJECT_FORM, info: PrintInfo = INFO) -> Worksheet:
    book = openpyxl.load_workbook(io.BytesIO(declaration_workbook(content, template, info)))
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def grid_of(content: DeclarationContent, template: FormTemplate) -> Grid:
    return sheet_grid(declaration_layout(content, template), FIRST_ROW)


def margins(sheet: Worksheet) -> dict[str, str | None]:
    """What runs at the head and the foot of every page."""
    assert sheet.oddHeader is not None
    assert sheet.oddFooter is not None
    head, foot = sheet.oddHeader, sheet.oddFooter
    return {
        "state": head.left.text,
        "mark": head.right.text,
        "history": foot.left.text,
        "pages": foot.center.text,
        "printed": foot.right.text,
    }


def explanation_of(sheet: Worksheet, name: str) -> openpyxl.cell.Cell:
    """The last cell with a value in the row of the indicator of that name."""
    row = next(row for row in sheet.iter_rows() if any(cell.value == name for cell in row))
    found = [cell for cell in row if cell.value is not None][-1]
    assert isinstance(found, openpyxl.cell.Cell)
    return found


@pytest.mark.parametrize(("content", "template"), CASES)
def test_every_cell_of_the_layout_stands_in_its_place(content: DeclarationContent, template: FormTemplate) -> None:
    sheet = sheet_of(content, template)
    for area in grid_of(content, template).areas:
        value = sheet.cell(area.top + 1, area.left + 1).value
        if area.cell.number is None:
            assert (value or "") == area.cell.text
        else:
            assert isinstance(value, int | float)
            assert Decimal(str(value)) == area.cell.number


@pytest.mark.parametrize(("content", "template"), CASES)
def test_cells_are_merged_as_in_the_layout(content: DeclarationContent, template: FormTemplate) -> None:
    grid = grid_of(content, template)
    last = get_column_letter(grid.last_column + 1)
    expected = {f"A{row + 1}:{last}{row + 1}" for row in (TITLE_ROW, YEAR_ROW, UNIT_ROW)}
    expected |= {
        f"{get_column_letter(area.left + 1)}{area.top + 1}:{get_column_letter(area.right + 1)}{area.bottom + 1}"
        for area in grid.areas
        if not area.is_single
    }
    assert {str(merged) for merged in sheet_of(content, template).merged_cells.ranges} == expected


@pytest.mark.parametrize(("content", "template"), CASES)
def test_the_grid_holds_each_cell_of_the_layout_once_and_leaves_no_gap(
    content: DeclarationContent, template: FormTemplate
) -> None:
    grid = grid_of(content, template)
    cells = [
        cell
        for table in declaration_layout(content, template).tables
        for row in (*table.header, *table.rows)
        for cell in row
    ]
    assert [area.cell for area in grid.areas] == cells
    covered = [
        (row, column)
        for area in grid.areas
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    ]
    rows = range(FIRST_ROW, len(grid.heights))
    assert sorted(covered) == [(row, column) for row in rows for column in range(len(grid.widths))]


@pytest.mark.parametrize(("content", "template"), CASES)
def test_rows_are_high_enough_for_their_texts(content: DeclarationContent, template: FormTemplate) -> None:
    sheet = sheet_of(content, template)
    for area in grid_of(content, template).areas:
        # Columns of the sheet are 7 pixels a digit; 宋体 10.5 takes 13.5 points a line.
        letters = [get_column_letter(column + 1) for column in range(area.left, area.right + 1)]
        columns = math.floor(sum(sheet.column_dimensions[letter].width for letter in letters))
        needed = sum(max(math.ceil(text_width(part) / columns), 1) for part in area.cell.text.split("\n"))
        heights = [sheet.row_dimensions[row + 1].height for row in range(area.top, area.bottom + 1)]
        assert all(height is not None and height <= 409 for height in heights)
        assert sum(height or 0 for height in heights) >= needed * 13.5


@pytest.mark.parametrize(
    "typed", ["=1+1", '=HYPERLINK("http://example.invalid")', "+1", "-5", "@SUM(A1)", "{=A1}", "007", "1E5"]
)
def test_text_that_looks_like_a_formula_stays_text(typed: str) -> None:
    content = replace(
        project_content(), name=typed, indicators=(Indicator(OUTPUT, "数量指标", True, "名", "目标", typed),)
    )
    sheet = sheet_of(content)
    cell = explanation_of(sheet, "名")
    assert (cell.value, cell.data_type) == (typed, "s")
    assert not [each for row in sheet.iter_rows() for each in row if each.data_type == "f"]


@pytest.mark.parametrize("typed", ["http://example.invalid/a", "mailto:a@example.invalid", "file:///etc/passwd"])
def test_an_address_does_not_become_a_link(typed: str) -> None:
    content = replace(project_content(), indicators=(Indicator(OUTPUT, "数量指标", True, "名", "目标", typed),))
    cell = explanation_of(sheet_of(content), "名")
    assert (cell.value, cell.hyperlink) == (typed, None)


@pytest.mark.parametrize(
    ("typed", "written"), [("甲\x00\x0b乙", "甲\n乙"), ("_x0041_", "_x0041_"), ("成本<5% & A", "成本<5% & A")]
)
def test_control_characters_go_and_signs_of_xml_stay(typed: str, written: str) -> None:
    content = replace(project_content(), indicators=(Indicator(OUTPUT, "数量指标", True, "名", "目标", typed),))
    assert explanation_of(sheet_of(content), "名").value == written


def test_amounts_are_numbers_that_show_what_the_pdf_prints() -> None:
    sheet = sheet_of(full_content())
    amount = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 4788000)
    assert amount.number_format == "#,##0.00"
    quantity = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 1280)
    assert quantity.number_format == "#,##0"
    sheet = sheet_of(ledger_content(), LEDGER_FORM)
    amount = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 320.65125)
    assert amount.number_format == "#,##0.00000"


def test_a_code_and_a_target_stay_text() -> None:
    values = [cell.value for row in sheet_of(project_content()).iter_rows() for cell in row]
    assert "440399270031500100007" in values
    assert "≥24场" in values


def test_an_amount_with_more_digits_than_excel_keeps_is_written_as_text() -> None:
    content = replace(project_content(), total_amount=Decimal("12345678901234567.89"))
    values = [cell.value for row in sheet_of(content).iter_rows() for cell in row]
    assert "12,345,678,901,234,567.89" in values


def test_labels_are_those_of_the_form_in_its_unit() -> None:
    values = {cell.value for row in sheet_of(ledger_content(), LEDGER_FORM).iter_rows() for cell in row}
    assert {field.label_in(LEDGER_FORM.amount_unit) for field in LEDGER_FORM.fields} <= values
    assert {column.label for column in LEDGER_FORM.columns} <= values


def test_the_sheet_prints_upright_on_a4_one_page_wide_with_its_head_repeated() -> None:
    sheet = sheet_of(full_content())
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows is not None
    first = int(sheet.print_title_rows.split(":")[0].strip("$"))
    assert sheet.cell(first, 1).value == "一级指标"
    assert margins(sheet)["pages"] == "第 &P 页　共 &N 页"


def test_the_sheet_says_title_year_unit_state_and_history() -> None:
    sheet = sheet_of(project_content())
    assert [sheet.cell(row, 1).value for row in (1, 2, 3)] == [
        "二级项目支出绩效目标申报表",
        "（2027 年度）",
        "金额单位：元",
    ]
    assert margins(sheet) == {
        "state": "待财政审核 · 第 2 次提交",
        "mark": "草稿",
        "history": "变更记录 5b1f0c77e2a9",
        "pages": "第 &P 页　共 &N 页",
        "printed": "打印时间 2026-11-20 10:32",
    }


def test_the_whole_hash_is_in_the_properties_of_the_file() -> None:
    book = openpyxl.load_workbook(io.BytesIO(declaration_workbook(project_content(), PROJECT_FORM, INFO)))
    assert book.properties.description == f"变更记录 {HASH}"
    assert book.properties.title == "二级项目支出绩效目标申报表：公共文化服务与场馆开放保障"


def test_an_approved_declaration_has_no_draft_mark() -> None:
    assert not margins(sheet_of(project_content(), info=APPROVED))["mark"]


def test_a_text_longer_than_a_cell_is_refused_with_its_place() -> None:
    content = replace(project_content(), policy_basis=sentences(CELL_LIMIT + 1))
    with pytest.raises(WritingError, match=r"《公共文化服务与场馆开放保障》“政策依据”一行有 32,768 字.*改为导出 PDF"):
        declaration_workbook(content, PROJECT_FORM, INFO)


def test_the_longest_text_that_fits_is_written_whole() -> None:
    text = sentences(CELL_LIMIT)
    values = [cell.value for row in sheet_of(replace(project_content(), policy_basis=text)).iter_rows() for cell in row]
    assert text in values


def test_several_declarations_share_a_book_with_a_sheet_each() -> None:
    items = [(project_content(), PROJECT_FORM, INFO)] * 2 + [(ledger_content(), LEDGER_FORM, APPROVED)]
    book = openpyxl.load_workbook(io.BytesIO(declarations_workbook(items)))
    assert book.sheetnames == ["公共文化服务与场馆开放保障", "公共文化服务与场馆开放保障(2)", "滨海区沿岸灯塔公园巡护"]
    assert [sheet["A1"].value for sheet in book.worksheets] == [
        PROJECT_FORM.title,
        PROJECT_FORM.title,
        LEDGER_FORM.title,
    ]
