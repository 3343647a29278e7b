"""The flat tables, read back by another library."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from declarations.columns import flat_tables
from declarations.content import DeclarationContent
from declarations.writing import flat
from declarations.writing.errors import WritingError
from declarations.writing.flat import FlatItem, escaped, flat_csv, flat_workbook
from declarations.writing.measure import CELL_LIMIT
from indicators.template import FormTemplate
from tests.writing.factories import (
    BUDGET_LINES,
    LEDGER_FORM,
    PLAN,
    PROJECT_FORM,
    full_content,
    ledger_content,
    project_content,
    sentences,
)


def book_of(items: Iterable[FlatItem], *, repeat_head: bool = False) -> openpyxl.Workbook:
    output = io.BytesIO()
    flat_workbook(items, output, repeat_head=repeat_head)
    return openpyxl.load_workbook(output)


def rows_of(book: openpyxl.Workbook, name: str) -> list[dict[str, Any]]:
    heading, *rows = book[name].iter_rows()
    keys = [str(cell.value) for cell in heading]
    return [dict(zip(keys, row, strict=True)) for row in rows]


def cells_of(content: DeclarationContent, form: FormTemplate = PROJECT_FORM) -> dict[str, Any]:
    """The cells of the first row by their headings."""
    return rows_of(book_of([(content, form)]), form.title)[0]


def lines_of(written: Iterable[bytes]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(written).decode("utf-8-sig"), newline="")))


def test_the_headings_are_those_of_the_column_table_and_name_the_unit() -> None:
    book = book_of([(ledger_content(), LEDGER_FORM)])
    headings = [cell.value for cell in book[LEDGER_FORM.title][1]]
    assert tuple(headings) == flat_tables(LEDGER_FORM)[0].headings
    assert headings[0] == "申报序号"
    assert {"项目总金额（万元）", "固定资产采购金额（万元）", "目标值来源"} <= set(headings)


def test_one_row_an_indicator_with_the_head_on_the_first_or_on_each() -> None:
    items = [(project_content(), PROJECT_FORM), (replace(project_content(), name="第二个"), PROJECT_FORM)]
    count = len(project_content().indicators)
    first = rows_of(book_of(items), PROJECT_FORM.title)
    assert [row["申报序号"].value for row in first] == [1] * count + [2] * count
    assert [row["项目名称"].value for row in first[count:]] == ["第二个"] + [None] * (count - 1)
    each = rows_of(book_of(items, repeat_head=True), PROJECT_FORM.title)
    assert {row["项目名称"].value for row in each[count:]} == {"第二个"}


def test_a_text_is_never_a_formula_a_link_or_a_number() -> None:
    said = project_content().indicators[0]
    for text in ("=SUM(A1:A3)", "+1", "@甲", "'引", "https://example.com", "007", "12345678901234567890123"):
        cell = cells_of(replace(project_content(), name=text, indicators=(replace(said, target=text),)))
        assert (cell["项目名称"].value, cell["项目名称"].data_type) == (text, "s")
        assert (cell["目标值"].value, cell["目标值"].data_type, cell["目标值"].number_format) == (text, "s", "@")


def test_amounts_are_numbers_as_long_as_excel_keeps_all_their_digits() -> None:
    exact = cells_of(replace(project_content(), total_amount=Decimal("6665818.60"), year_amount=Decimal("0.001")))
    assert (exact["项目总金额（中期规划，元）"].value, exact["项目总金额（中期规划，元）"].number_format) == (
        6665818.6,
        "#,##0.00",
    )
    assert (exact["本年度项目金额（元）"].value, exact["本年度项目金额（元）"].number_format) == (0.001, "#,##0.000")
    huge = cells_of(replace(project_content(), total_amount=Decimal("12345678901234567.89")))
    assert huge["项目总金额（中期规划，元）"].value == "12,345,678,901,234,567.89"


def test_days_are_days_where_excel_counts_them_rightly() -> None:
    cells = cells_of(replace(ledger_content(), start_date=date(2027, 3, 1), end_date=date(1900, 2, 1)), LEDGER_FORM)
    assert cells["计划开始日期"].value == datetime(2027, 3, 1)  # noqa: DTZ001 - as openpyxl gives a day
    assert cells["计划完成日期"].value == "1900-02-01"


def test_budget_lines_and_the_plan_stand_on_sheets_of_their_own() -> None:
    book = book_of([(project_content(), PROJECT_FORM), (full_content(), PROJECT_FORM)])
    assert book.sheetnames == [PROJECT_FORM.title, "测算明细", "分年度计划"]
    budget, plan = rows_of(book, "测算明细"), rows_of(book, "分年度计划")
    assert {row["申报序号"].value for row in (*budget, *plan)} == {2}
    assert [row["支出事项"].value for row in budget] == [line.item for line in BUDGET_LINES]
    assert [row["金额（元）"].value for row in budget] == [float(line.amount or 0) for line in BUDGET_LINES]
    assert [row["年度"].value for row in plan] == [year.year for year in PLAN]


def test_two_templates_have_a_sheet_each() -> None:
    book = book_of([(project_content(), PROJECT_FORM), (ledger_content(), LEDGER_FORM)])
    assert book.sheetnames == [PROJECT_FORM.title, LEDGER_FORM.title]
    assert rows_of(book, LEDGER_FORM.title)[0]["申报序号"].value == 2


def test_a_text_too_long_for_a_cell_is_refused_with_its_place() -> None:
    fits = replace(project_content(), policy_basis=sentences(CELL_LIMIT))
    assert cells_of(fits)["政策依据"].value == sentences(CELL_LIMIT)
    with pytest.raises(WritingError, match="《公共文化服务与场馆开放保障》的“政策依据”有 32,768 字"):
        cells_of(replace(project_content(), policy_basis=sentences(CELL_LIMIT + 1)))
    row = replace(project_content().indicators[0], explanation="👍" * (CELL_LIMIT // 2 + 1))
    with pytest.raises(WritingError, match="《公益演出场次》的“指标解释”有 32,768 字"):
        cells_of(replace(project_content(), indicators=(row,)))


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flat, "MOST_ROWS", 5)
    with pytest.raises(WritingError, match="超过 Excel 一张表 5 行的上限"):
        book_of([(project_content(), PROJECT_FORM)])


def test_no_declaration_gives_a_workbook_that_says_so() -> None:
    assert book_of([]).sheetnames == ["没有申报"]


def many(count: int) -> Iterator[FlatItem]:
    for n in range(count):
        yield replace(project_content(), name=f"项目{n}", annual_goal=f"{n}。{sentences(500)}"), PROJECT_FORM


def peak(count: int) -> int:
    """Bytes that writing so many declarations takes at most, the file itself left out."""

    class Nowhere(io.BytesIO):
        def write(self, data: Any) -> int:
            return len(data)

        def tell(self) -> int:
            return 0

    tracemalloc.start()
    flat_workbook(many(count), Nowhere())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def growth() -> float:
    """Bytes for each further declaration."""
    flat_workbook(many(100), io.BytesIO())  # Python keeps some thousand tuples for the next use
    return (peak(90) - peak(30)) / 60


def test_memory_hardly_grows_with_the_number_of_declarations(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = growth()
    monkeypatch.setattr(flat, "OPTIONS", flat.OPTIONS | {"constant_memory": False, "in_memory": True})
    assert ours * 5 < growth()


# --- .csv --------------------------------------------------------------------------------------------------------


def test_a_csv_opens_in_excel_with_its_characters_and_keeps_lines_in_cells() -> None:
    content = replace(project_content(), annual_goal='第一段，有逗号\n第二段“引号”"直引号"')
    written = b"".join(flat_csv([content], PROJECT_FORM))
    assert written.startswith(b"\xef\xbb\xbf")
    heading, first, *_ = lines_of([written])
    assert first[heading.index("年度目标")] == content.annual_goal
    assert first[heading.index("本年度项目金额（元）")] == "1,596,000.00"


def test_a_csv_is_written_line_by_line() -> None:
    lines = flat_csv((content for content, _ in many(10**9)), PROJECT_FORM)
    assert len([next(lines) for _ in range(50)]) == 50


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("-5%", "'-5%"),
        ("@甲", "'@甲"),
        ("'=1", "''=1"),
        ("440399270031500100007", "'440399270031500100007"),
        ("2027", "2027"),
        ("'引", "'引"),
        ("≥95%", "≥95%"),
    ],
)
def test_no_cell_of_a_csv_is_run_or_rounded_by_a_spreadsheet(text: str, written: str) -> None:
    assert escaped(text) == written
