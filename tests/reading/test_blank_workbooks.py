"""Our own blank workbooks: what stands in them, and that what a person fills in is read as it was meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlwt
from odf.meta import UserDefined
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from declarations.columns import Part, flat_tables, marked
from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.reading import ReadDocument, ReadingRefused, read_document
from declarations.stamps import INSTRUCTIONS_SHEET, STAMP_PROPERTY, STAMP_SHEET, Layout, Stamp, stamp_of
from declarations.writing.blank import BlankInfo
from declarations.writing.blank_flat import ROWS, blank_flat_workbook
from declarations.writing.blank_paper import blank_paper_workbook
from indicators.template import FieldKind, FormTemplate
from tests.reading.factories import template, templates

INFO = BlankInfo(2027, "滨海区文化馆", "981001", "滨海区文体局", ("滨海区文化馆", "滨海区文体局"))
WRITERS: dict[Layout, Callable[[FormTemplate, BlankInfo], bytes]] = {
    Layout.FLAT: blank_flat_workbook,
    Layout.PAPER: blank_paper_workbook,
}
FORMS = [pytest.param(each, id=each.code) for each in templates()]
both_layouts = pytest.mark.parametrize("layout", list(Layout))
every_form = pytest.mark.parametrize("form", FORMS)


def opened(form: FormTemplate, layout: Layout) -> Workbook:
    return openpyxl.load_workbook(BytesIO(WRITERS[layout](form, INFO)))


def saved(book: Workbook) -> bytes:
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def properties_of(book: Workbook) -> Any:
    return vars(book)["custom_doc_props"]  # the type stubs do not know it


def sheet_of(book: Workbook, name: str) -> Worksheet:
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def read(data: bytes) -> ReadDocument:
    return read_document(data, "填报.xlsx", templates())


def usual(form: FormTemplate) -> DeclarationContent:
    """A declaration with a value in every field and a row in every category."""
    made = {
        FieldKind.MONEY: Decimal("1596000.55"),
        FieldKind.DATE: date(2027, 3, 1),
        FieldKind.INTEGER: 3,
        FieldKind.BOOLEAN: False,
        FieldKind.LONG_TEXT: "全年举办演出24场。\n流动文化服务覆盖12个街道，=不是公式。",
        FieldKind.TEXT: "公共文化场馆开放（滨海）",
        FieldKind.CHOICE: "自选类别",
        FieldKind.SYSTEM: "滨海区文化馆",
    }
    values: dict[str, Any] = {field.key: made[field.kind] for field in form.fields}
    values |= {"code": "440399270031500100007"} if form.has("code") else {}
    values |= {"budget_unit": "滨海区文体局"} if form.has("budget_unit") else {}
    rows = tuple(
        Indicator(
            each.level1,
            each.level2,
            each.required,
            f"{each.level2}之一",
            ["≥98%", "3-5", "2027年6月", "100%"][n % 4],
            "按登记统计",
            Decimal(10) if form.has_weights else None,
        )
        for n, each in enumerate(form.categories)
    )
    return DeclarationContent(
        form=form.title,
        indicators=rows,
        budget_lines=(BudgetLine("演出", Decimal(24), "场", Decimal("18500.5"), Decimal(70)),) * form.has_budget_lines,
        plan=(PlanYear(2027, Decimal("1596000.55")), PlanYear(2028, None)) * form.has_yearly_plan,
    ).with_values(values)


def typed(value: Any, form: FormTemplate, *, money: bool) -> Any:
    """What a person types for a value: a number in the form's unit, 是 or 否, a day."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal) and money:
        return float(form.amount_unit.from_yuan(value))
    return float(value) if isinstance(value, Decimal) else value


def fill_flat(book: Workbook, content: DeclarationContent, form: FormTemplate) -> None:
    """Type a declaration into the rows that wait for it."""
    parts: tuple[Any, ...] = (content.indicators, content.budget_lines, content.plan)
    for table, lines in zip(flat_tables(form), parts, strict=True):
        for row, line in enumerate(lines, start=2):
            sheet = sheet_of(book, table.title)
            for place, column in enumerate(table.columns, start=1):
                cell = sheet.cell(row, place)
                money = column.kind.value in {"amount", "product"}
                if column.part is Part.HEAD and row == 2:
                    cell.value = typed(content.get(column.key), form, money=money)
                elif column.part is Part.ROW and column.key == "level2" and isinstance(line, Indicator):
                    cell.value = marked(line.level2, required=line.required)
                elif column.part is Part.ROW and column.kind.value != "product":
                    cell.value = typed(getattr(line, column.key), form, money=money)


def value_cells(sheet: Worksheet) -> list[Any]:
    """The cells that may be filled in, in order."""
    return [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if type(cell).__name__ == "Cell" and not cell.protection.locked and cell.border.left.style
    ]


def fill_paper(book: Workbook, content: DeclarationContent, form: FormTemplate) -> None:
    """Type a declaration into the cells that wait for it, from top to bottom."""
    cells = iter(value_cells(sheet_of(book, "申报表")))

    def put(value: Any, *, money: bool = False) -> None:
        next(cells).value = typed(value, form, money=money)

    for field in form.fields:
        put(content.get(field.key), money=field.kind is FieldKind.MONEY)
    for n in range(8 * form.has_budget_lines):
        line = content.budget_lines[n] if n < len(content.budget_lines) else BudgetLine()
        for key in ("item", "quantity", "unit", "price", "months", "share"):
            put(getattr(line, key) or None, money=key == "price")
    for n in range(5 * form.has_yearly_plan):
        year = content.plan[n] if n < len(content.plan) else PlanYear()
        put(year.year)
        put(year.amount, money=True)
    for row in content.indicators:
        for indicator in (row, Indicator()):  # the second row of each category stays as it is
            for column in form.columns:
                if column.key not in {"level1", "level2"}:
                    put(getattr(indicator, column.key) or None)


FILLERS = {Layout.FLAT: fill_flat, Layout.PAPER: fill_paper}


@both_layouts
@every_form
def test_what_a_person_fills_in_is_read_as_it_was_meant(form: FormTemplate, layout: Layout) -> None:
    book, content = opened(form, layout), usual(form)
    FILLERS[layout](book, content, form)
    document = read(saved(book))
    assert [each.content for each in document.forms] == [content]
    assert document.notes == ()
    assert document.stamps == (stamp_of(form, layout, 2027, "981001"),)
    assert document.forms[0].stamp == document.stamps[0]
    assert document.stamps[0].is_current(templates())


@both_layouts
@every_form
def test_a_workbook_as_it_was_downloaded_is_refused_as_blank(form: FormTemplate, layout: Layout) -> None:
    with pytest.raises(ReadingRefused, match="还没有填写内容"):
        read(WRITERS[layout](form, INFO))


def test_two_declarations_in_one_flat_workbook_stay_apart() -> None:
    form = template("project-2024")
    book = opened(form, Layout.FLAT)
    first, table = usual(form), flat_tables(form)[0]
    fill_flat(book, first, form)
    sheet = sheet_of(book, table.title)
    below = len(first.indicators) + 2
    for row, said in enumerate(({"name": "街道分馆"}, {}), start=below):
        for place, column in enumerate(table.columns, start=1):
            if column.part is Part.NUMBER:
                sheet.cell(row, place).value = 2
            elif column.part is Part.HEAD:
                sheet.cell(row, place).value = said.get(column.key)
            else:
                words = {"level1": "产出指标", "level2": "*数量指标", "name": f"第{row}行", "target": "≥3个"}
                sheet.cell(row, place).value = words.get(column.key)
    one, two = (each.content for each in read(saved(book)).forms)
    assert one == first
    assert two.name == "街道分馆"
    assert [row.name for row in two.indicators] == [f"第{below}行", f"第{below + 1}行"]


def test_rows_left_as_they_came_are_dropped_but_for_one_in_an_empty_category() -> None:
    form = template("project-2024")
    book = opened(form, Layout.PAPER)
    content = usual(form)
    content = replace(
        content, indicators=(content.indicators[0], replace(content.indicators[1], name="", target="", explanation=""))
    )
    fill_paper(book, content, form)
    (found,) = read(saved(book)).forms
    assert found.content.indicators[0] == content.indicators[0]
    assert [(row.level2, row.is_blank) for row in found.content.indicators[1:]] == [
        (each.level2, True) for each in form.categories[1:]
    ]
    fields = {note.field for note in found.notes if note.field.startswith("indicators[")}
    assert all(int(field[11:].partition("]")[0]) < len(found.content.indicators) for field in fields)


# --- what stands in the workbook ---------------------------------------------------------------------------------


def choices_of(book: Workbook, formula: str) -> list[str]:
    """The cells of the hidden sheet to which a drop-down refers."""
    sheet, _, area = formula.partition("!")
    assert sheet.strip("'") == STAMP_SHEET
    return [str(cell.value) for (cell,) in book[STAMP_SHEET][area.replace("$", "")]]


def drop_downs(book: Workbook, sheet: Worksheet) -> dict[str, list[str]]:
    """Range → what it offers."""
    rules = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    return {str(rule.sqref): choices_of(book, rule.formula1) for rule in rules}


@every_form
def test_categories_units_and_types_are_chosen_from_lists_on_every_row(form: FormTemplate) -> None:
    book = opened(form, Layout.FLAT)
    offered = drop_downs(book, sheet_of(book, form.title))
    for place, column in enumerate(flat_tables(form)[0].columns, start=1):
        letter = get_column_letter(place)
        expected = (
            list(INFO.units)
            if column.key in {"applicant_unit", "budget_unit", "supervising_unit"}
            else list(column.choices)
        )
        assert offered.get(f"{letter}2:{letter}{ROWS + 1}", []) == expected, column.heading


def test_the_printed_layout_offers_lists_at_its_cells() -> None:
    form = template("project-2024")
    book = opened(form, Layout.PAPER)
    offered = list(drop_downs(book, sheet_of(book, "申报表")).values())
    choices = [list(field.choices) for field in form.fields if field.choices]
    assert all(wanted in offered for wanted in [["是", "否"], list(INFO.units), *choices])


@both_layouts
@every_form
def test_headings_and_labels_are_locked_and_cells_are_open(form: FormTemplate, layout: Layout) -> None:
    book = opened(form, layout)
    sheet = sheet_of(book, form.title if layout is Layout.FLAT else "申报表")
    assert sheet.protection.sheet
    assert not sheet.protection.insertRows
    assert sheet.cell(1, 1).protection.locked
    if layout is Layout.FLAT:
        assert all(cell.protection.locked for cell in sheet[1])
        assert all(not cell.protection.locked for row in sheet.iter_rows(2, 5) for cell in row if cell.value)
    else:
        assert len(value_cells(sheet)) > len(form.fields)


@both_layouts
def test_the_stamp_stands_on_a_hidden_sheet_and_in_a_property(layout: Layout) -> None:
    form = template("project-2024")
    book = opened(form, layout)
    stamp = stamp_of(form, layout, 2027, "981001")
    assert book.sheetnames[0] == INSTRUCTIONS_SHEET
    assert book[STAMP_SHEET].sheet_state == "veryHidden"
    assert Stamp.parse(str(book[STAMP_SHEET]["A1"].value)) == stamp
    assert properties_of(book)[STAMP_PROPERTY].value == stamp.text()
    assert stamp.version in str(book[INSTRUCTIONS_SHEET]["A2"].value)


@both_layouts
def test_the_stamp_is_found_where_one_of_its_places_is_lost(layout: Layout) -> None:
    form = template("project-2024")
    stamp = stamp_of(form, layout, 2027, "981001")
    for lose in ("property", "sheet"):
        book = opened(form, layout)
        FILLERS[layout](book, usual(form), form)
        if lose == "property":
            del properties_of(book)[STAMP_PROPERTY]
        else:
            for name in (STAMP_SHEET,):
                del book[name]
        assert read(saved(book)).stamps == (stamp,)


def test_a_stamp_of_an_older_form_is_known_as_outdated() -> None:
    form = template("project-2024")
    older = replace(form, categories=form.categories[1:])
    stamp = stamp_of(older, Layout.FLAT, 2026, "")
    assert not stamp.is_current(templates())
    assert stamp.name == "2026 年度《二级项目支出绩效目标申报表》填报模板"
    other_help = replace(form, fields=(replace(form.fields[0], help_text="由系统生成"), *form.fields[1:]))
    assert stamp_of(other_help, Layout.FLAT, 2026, "").is_current(templates())


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "{}", "[1,2]", '["flat","a","b","c","d","e"]', '["odd","a","b",1,"",""]', "null"]
)
def test_what_we_did_not_write_is_no_stamp(text: str) -> None:
    assert Stamp.parse(text) is None


def test_the_stamp_survives_saving_in_the_old_format() -> None:
    form = template("project-2024")
    stamp = stamp_of(form, Layout.FLAT, 2027, "")
    book = xlwt.Workbook()
    sheet, hidden = book.add_sheet(form.title), book.add_sheet(STAMP_SHEET)
    hidden.visibility = 2
    hidden.write(0, 0, stamp.text())
    for place, column in enumerate(flat_tables(form)[0].columns):
        sheet.write(0, place, column.heading)
        sheet.write(1, place, {"name": "全民阅读", "level2": "*数量指标"}.get(column.key, ""))
    output = BytesIO()
    book.save(output)
    (found,) = read_document(output.getvalue(), "填报.xls", templates()).forms
    assert (found.content.name, found.stamp) == ("全民阅读", stamp)


def test_the_stamp_survives_saving_as_an_open_document() -> None:
    form = template("project-2024")
    stamp = stamp_of(form, Layout.FLAT, 2027, "")
    book, sheet = OpenDocumentSpreadsheet(), Table(name=form.title)
    book.meta.addElement(UserDefined(name=STAMP_PROPERTY, text=stamp.text()))
    said = {"name": "全民阅读", "level2": "*数量指标"}
    columns = flat_tables(form)[0].columns
    for texts in ([column.heading for column in columns], [said.get(column.key, "") for column in columns]):
        row = TableRow()
        for text in texts:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            row.addElement(cell)
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    output = BytesIO()
    book.save(output)
    (found,) = read_document(output.getvalue(), "填报.ods", templates()).forms
    assert (found.content.name, found.stamp) == ("全民阅读", stamp)
