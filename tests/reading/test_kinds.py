"""The same forms in every kind of file, merged or not: each gives the values that its text gives."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from declarations.content import DeclarationContent, Indicator
from declarations.reading import ReadForm, read_document
from declarations.reading.apart import tables_in
from tests.reading.builders import (
    Block,
    Sheet,
    below,
    beside,
    cells_xls,
    cells_xlsx,
    docx_of,
    ods_cells,
    ods_of,
    sheet_of,
    sheet_of_rows,
    unmerged,
    xls_of,
    xlsx_of,
)
from tests.reading.factories import codes, template, templates
from tests.reading.test_exports import folded

DOCUMENTS = Path(__file__).resolve().parents[1] / "documents"
TAB_SEPARATED = ["2024-party-office", "2024-public-service-centre", "2021-grid-management-centre"]
KINDS: dict[str, Callable[..., bytes]] = {"xlsx": xlsx_of, "xls": xls_of, "ods": ods_of, "docx": docx_of}


def invented() -> list[ReadForm]:
    path = DOCUMENTS / "should_read" / "undamaged.txt"
    return list(read_document(path.read_bytes(), path.name, templates()).forms)


def as_printed(form: ReadForm) -> DeclarationContent:
    """The content as the layout prints it: categories in the template's words, its required marks."""
    rows = []
    for row in form.content.indicators:
        found = form.template.category(row.level1, row.level2)
        assert found
        rows.append(replace(row, level1=found.level1, level2=found.level2, required=found.required))
    return replace(form.content, indicators=tuple(rows))


def contents_of(data: bytes, name: str) -> list[DeclarationContent]:
    return [form.content for form in read_document(data, name, templates()).forms]


def printed_sheets(forms: list[ReadForm]) -> list[Sheet]:
    return [sheet_of(form.content, form.template, f"表{n}") for n, form in enumerate(forms, start=1)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("merged", [True, False], ids=["merged", "unmerged"])
def test_a_form_in_any_kind_of_file_says_the_same(kind: str, *, merged: bool) -> None:
    forms = invented()
    sheets = [sheet if merged else unmerged(sheet) for sheet in printed_sheets(forms)]
    # The name lies: only the content counts.
    assert folded(tuple(contents_of(KINDS[kind](*sheets), "申报表.txt"))) == folded(tuple(map(as_printed, forms)))


@pytest.mark.parametrize("name", TAB_SEPARATED)
@pytest.mark.parametrize("kind", KINDS)
def test_a_published_document_in_any_kind_of_file_says_the_same(kind: str, name: str, shared: Path) -> None:
    document = shared / "samples" / f"{name}.txt"
    forms = list(read_document(document.read_bytes(), name, templates()).forms)
    data = KINDS[kind](*printed_sheets(forms))
    assert folded(tuple(contents_of(data, f"{name}.{kind}"))) == folded(tuple(map(as_printed, forms)))


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("put", [below, beside], ids=["stacked", "side by side"])
def test_several_forms_on_one_sheet_come_apart(kind: str, put: Callable[[Sheet, Sheet], Sheet]) -> None:
    forms = invented()[:2]
    data = KINDS[kind](put(*printed_sheets(forms)))
    assert contents_of(data, "表.xlsx") == list(map(as_printed, forms))


def test_forms_side_by_side_without_a_blank_column_come_apart() -> None:
    forms = invented()[:2]
    left, right = printed_sheets(forms)
    data = xlsx_of(beside(left, right, gap=0))
    assert contents_of(data, "表.xlsx") == list(map(as_printed, forms))


def test_a_form_that_starts_further_down_and_right_is_read() -> None:
    form = invented()[0]
    sheet = sheet_of(form.content, form.template)
    moved = Sheet(
        sheet.name, tuple(Block(b.top + 4, b.left + 2, b.bottom + 4, b.right + 2, b.text) for b in sheet.blocks)
    )
    assert contents_of(xlsx_of(moved), "表.xlsx") == [as_printed(form)]


def test_the_title_of_a_word_file_may_stand_in_the_table() -> None:
    forms = invented()
    data = docx_of(*printed_sheets(forms), titles_outside=False)
    assert folded(tuple(contents_of(data, "表.docx"))) == folded(tuple(map(as_printed, forms)))


def test_a_sheet_without_a_form_is_noted_and_the_others_are_read() -> None:
    form = invented()[0]
    data = xlsx_of(
        sheet_of_rows([["填表说明"], ["请各单位于本月底前报送。"]], "说明"), sheet_of(form.content, form.template)
    )
    read = read_document(data, "表.xlsx", templates())
    assert [each.content for each in read.forms] == [as_printed(form)]
    (note,) = [note for note in read.notes if note.code == "part_not_read"]
    assert note.place.to_json() == {"sheet": "说明", "cell": "A1"}


def test_notes_on_a_sheet_name_the_cell() -> None:
    form = invented()[0]
    rows = [replace(row, target="≥ 98%") if n == 0 else row for n, row in enumerate(form.content.indicators)]
    content = replace(form.content, indicators=tuple(rows))
    (read,) = read_document(xlsx_of(sheet_of(content, form.template, "甲")), "表.xlsx", templates()).forms
    (note,) = [note for note in read.notes if note.code == "space_inside_target"]
    assert note.place.sheet == "甲"
    assert note.place.cell.startswith("A")


HEAD: list[object] = ["一级指标", "二级指标", "三级指标", "目标值", "指标解释"]


def cells_of_form(target: object, code: str) -> list[tuple[int, int, object, str]]:
    """A small form with one indicator whose target is a cell of that value and format."""
    rows: list[list[object]] = [
        ["二级项目支出绩效目标申报表"],
        ["项目编码", "440399260021500600011", "项目名称", "全民阅读推广"],
        HEAD,
        ["产出指标", "数量指标", "讲座到场率", target, "到场人数除以报名人数"],
    ]
    cells = [(r, c, value, "General") for r, row in enumerate(rows) for c, value in enumerate(row)]
    return [(r, c, value, code if value is target else "General") for r, c, value, _ in cells]


@pytest.mark.parametrize("build", [cells_xlsx, cells_xls], ids=["xlsx", "xls"])
@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1, "0%", "100%"),
        (0.985, "0.0%", "98.5%"),
        (12, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (1578, '#,##0"个/月"', "1,578个/月"),
        (5, '"≥"0"场"', "≥5场"),
        (date(2026, 6, 30), "yyyy-mm-dd", "2026-06-30"),
        (date(2026, 6, 30), 'yyyy"年"m"月"d"日"', "2026年6月30日"),
        ("≥95%", "@", "≥95%"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(build: Callable[..., bytes], value: object, code: str, shown: str) -> None:
    (form,) = read_document(build(cells_of_form(value, code)), "表", templates()).forms
    assert form.content.indicators[0].target == shown


def test_a_number_shown_shorter_than_it_is_gets_a_note() -> None:
    (form,) = read_document(cells_xlsx(cells_of_form(0.9555, "0%")), "表", templates()).forms
    assert form.content.indicators[0].target == "96%"
    (note,) = [note for note in form.notes if note.code == "number_rounded"]
    assert "0.9555" in note.message
    assert note.place.to_json() == {"sheet": "申报表", "cell": "D4"}


@pytest.mark.parametrize("build", [cells_xlsx, cells_xls], ids=["xlsx", "xls"])
def test_a_project_code_kept_as_a_number_is_not_guessed(build: Callable[..., bytes]) -> None:
    cells = cells_of_form("12场", "General")
    cells[1 + 1] = (1, 1, 440399260021500600011, "0")
    (form,) = read_document(build(cells), "表", templates()).forms
    assert form.content.code == ""
    assert "code_lost" in codes(form)
    assert form.content.name == "全民阅读推广"


def test_an_ods_cell_is_read_as_it_is_shown() -> None:
    row = [
        ("percentage", "1", "100%"),
        ("float", "4.40399260021501E+020", "4.40E+20"),
        ("date", "2026-06-30", "6月30日"),
    ]
    (table,) = tables_in(ods_cells(row), "ods")
    assert table.rows == {0: {0: "100%", 2: "6月30日"}}
    assert table.codes == {(0, 1): [("code_lost", "4.40E+20")]}


def test_a_formula_without_a_result_is_noted() -> None:
    data = cells_xlsx(cells_of_form("=1/2", "0%"))
    (form,) = read_document(data, "表", templates()).forms
    assert form.content.indicators[0].target == "=1/2"
    book = openpyxl.load_workbook(BytesIO(data))
    book.worksheets[0]["D4"] = "=SUM(1,2)"
    output = BytesIO()
    book.save(output)
    (form,) = read_document(output.getvalue(), "表", templates()).forms
    assert form.content.indicators[0].target == ""
    assert "formula_not_computed" in codes(form)


def test_a_hidden_sheet_is_not_read() -> None:
    form = invented()[0]
    book = openpyxl.load_workbook(BytesIO(xlsx_of(*printed_sheets(invented()[:2]))))
    book.worksheets[1].sheet_state = "hidden"
    output = BytesIO()
    book.save(output)
    assert contents_of(output.getvalue(), "表") == [as_printed(form)]


def test_a_workbook_of_wps_is_an_old_workbook_by_another_name() -> None:
    form = invented()[0]
    data = xls_of(sheet_of(form.content, form.template))
    assert data.startswith(struct.pack(">Q", 0xD0CF11E0A1B11AE1))
    assert contents_of(data, "申报表.et") == [as_printed(form)]


def test_paragraphs_inside_a_cell_stay_paragraphs() -> None:
    form = template("project-2024")
    content = DeclarationContent(
        form=form.title, indicators=(Indicator("产出指标", "数量指标", True, "讲座", "≥3场", "甲"),)
    ).with_values({"name": "全民阅读推广", "annual_goal": "办好讲座，一年三场\n送书进社区"})
    for kind, build in KINDS.items():
        (read,) = contents_of(build(sheet_of(content, form)), f"表.{kind}")
        assert read.annual_goal == "办好讲座，一年三场\n送书进社区"


def test_the_national_frame_with_groups_and_a_side_column_is_read() -> None:
    """项目资金 stands merged before the lines of amounts, 绩效指标 before all rows of the table."""
    texts = [
        (0, 0, 0, 7, "项目支出绩效目标申报表"),
        *((1, 0, 1, 1, "项目名称"), (1, 2, 1, 4, "全民阅读推广"), (1, 5, 1, 6, "项目属性"), (1, 7, 1, 7, "延续项目")),
        *((2, 0, 4, 1, "项目资金\n（万元）"), (2, 2, 2, 4, "年度资金总额"), (2, 5, 2, 7, "50")),
        *((3, 2, 3, 4, "其中：财政拨款"), (3, 5, 3, 7, "45"), (4, 2, 4, 4, "其他资金"), (4, 5, 4, 7, "5")),
        *((5, 0, 5, 1, "年度总体目标"), (5, 2, 5, 7, "办好读书月")),
        (6, 0, 9, 0, "绩\n效\n指\n标"),
        *((6, 1, 6, 1, "一级指标"), (6, 2, 6, 2, "二级指标"), (6, 3, 6, 4, "三级指标")),
        *((6, 5, 6, 6, "指标值"), (6, 7, 6, 7, "权重")),
        (7, 1, 8, 1, "产\n出\n指\n标"),
        *((7, 2, 7, 2, "数量指标"), (7, 3, 7, 4, "讲座场次"), (7, 5, 7, 6, "≥12场"), (7, 7, 7, 7, "30")),
        *((8, 2, 8, 2, "质量指标"), (8, 3, 8, 4, "讲座完成率"), (8, 5, 8, 6, "100%"), (8, 7, 8, 7, "20")),
        *((9, 1, 9, 1, "满意度指标"), (9, 2, 9, 2, "服务对象满意度指标"), (9, 3, 9, 4, "读者满意度")),
        *((9, 5, 9, 6, "≥95%"), (9, 7, 9, 7, "10")),
        (10, 0, 10, 2, "填表人：张三"),
    ]
    sheet = Sheet("申报表", tuple(Block(*block) for block in texts))
    for kind, build in KINDS.items():
        (content,) = contents_of(build(sheet), f"表.{kind}")
        assert (content.name, content.project_type, content.annual_goal) == ("全民阅读推广", "延续项目", "办好读书月")
        assert [content.year_amount, content.fiscal_appropriation, content.other_funds] == [500_000, 450_000, 50_000]
        assert [(row.level1, row.level2, row.name, row.target, str(row.weight)) for row in content.indicators] == [
            ("产出指标", "数量指标", "讲座场次", "≥12场", "30"),
            ("产出指标", "质量指标", "讲座完成率", "100%", "20"),
            ("满意度指标", "服务对象满意度指标", "读者满意度", "≥95%", "10"),
        ]
