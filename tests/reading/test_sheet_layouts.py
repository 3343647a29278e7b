"""The layouts in which people keep forms in workbooks: each says what the paper says, and its books balance."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO, StringIO
from typing import Any

import pytest
import xlsxwriter

from declarations.content import DeclarationContent
from declarations.reading import ReadDocument, ReadingRefused, read_document
from tests.reading.accounts import account
from tests.reading.builders import Block, Sheet, below, beside, sheet_of_rows, xlsx_of
from tests.reading.factories import templates
from tests.reading.paper import Paper, Rows, paper_2021, paper_2024

Write = Callable[[Any, int, int, str], object]
PAPERS = {"2024": paper_2024, "2021": paper_2021}
_FULL_WIDTH = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


def read(data: bytes) -> ReadDocument:
    return read_document(data, "申报表.xlsx", templates())


def texts(rows: Rows) -> list[str]:
    return [cell for row in rows for cell in row]


# --- how the rows stand on the sheet ----------------------------------------------------------------------------------


def _table(paper: Paper) -> Rows:
    return paper.rows[paper.first :]


def _blank_below(paper: Paper) -> Rows:
    """A category only on the first of its rows, as when merged cells were taken apart."""
    above, table = ["", ""], []
    for row in _table(paper):
        same = [row[0] == above[0], row[:2] == above]
        table.append(["" if hidden else word for word, hidden in zip(row, same, strict=False)] + row[2:])
        above = row[:2]
    return [*paper.rows[: paper.first], *table]


def _merged_down(paper: Paper) -> list[Block]:
    """A category in one cell over all its rows, long values up to the edge, as on paper."""
    blocks = []
    for r, row in enumerate(paper.rows):
        for c, text in enumerate(row):
            if r >= paper.first and c < 2:
                same = [n for n in range(paper.first, len(paper.rows)) if paper.rows[n][: c + 1] == row[: c + 1]]
                if same[0] == r:
                    blocks.append(Block(r, c, same[-1], c, text))
            else:
                edge = 4 if r < paper.first and c == len(row) - 1 else c
                blocks.append(Block(r, c, r, edge, text))
    return blocks


def _widened(blocks: list[Block]) -> list[Block]:
    """Every column but the first two over two of the sheet, the form three rows down and one to the right."""

    def left(column: int) -> int:
        return 1 + column + max(0, column - 2)

    return [Block(b.top + 3, left(b.left), b.bottom + 3, left(b.right) + (b.right >= 2), b.text) for b in blocks]


def _head_again(paper: Paper) -> Rows:
    middle = paper.first + 4
    return [*paper.rows[:middle], paper.rows[paper.first - 1], *paper.rows[middle:]]


def _year_and_signatures(paper: Paper) -> Rows:
    title, *rows = paper.rows
    return [title, ["（2026年度）"], *rows, ["填表人：林某", "", "", "审核人：陈某"], ["注：本表由项目单位填报。"]]


def _spaced(paper: Paper) -> Rows:
    """Labels of four characters set apart: 项 目 名 称."""

    def spaced(text: str) -> str:
        word = text.rstrip("：")
        return " ".join(word) + text[len(word) :] if len(word) == len("项目名称") else text

    return [[spaced(x) if c % 2 == 0 else x for c, x in enumerate(row)] for row in paper.rows[: paper.first - 1]] + (
        paper.rows[paper.first - 1 :]
    )


def _full_width(paper: Paper) -> Rows:
    amounts = {"1,800,000", "600,000", "120", "40", "30", "0"}
    head, table = paper.rows[: paper.first], _table(paper)
    return [[x.translate(_FULL_WIDTH) if x in amounts else x for x in row] for row in head] + table


ROWS: Mapping[str, Callable[[Paper], Rows]] = {
    "blank below": _blank_below,
    "head printed again": _head_again,
    "year and signatures": _year_and_signatures,
    "spaced labels": _spaced,
    "full-width amounts": _full_width,
}
MERGED: Mapping[str, Callable[[Paper], list[Block]]] = {
    "merged down": _merged_down,
    "merged and moved": lambda paper: _widened(_merged_down(paper)),
}


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
@pytest.mark.parametrize("layout", ROWS.values(), ids=ROWS)
def test_rows_on_a_sheet_say_what_the_paper_says(layout: Callable[[Paper], Rows], paper: Callable[[], Paper]) -> None:
    rows = layout(paper())
    document = read(xlsx_of(sheet_of_rows(rows)))
    assert [form.content for form in document.forms] == [paper().content]
    assert account(texts(rows), document) == ("", "")


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
@pytest.mark.parametrize("layout", MERGED.values(), ids=MERGED)
def test_merged_cells_say_what_the_paper_says(
    layout: Callable[[Paper], list[Block]], paper: Callable[[], Paper]
) -> None:
    blocks = layout(paper())
    document = read(xlsx_of(Sheet("申报表", tuple(blocks))))
    assert [form.content for form in document.forms] == [paper().content]
    assert account([block.text for block in blocks], document) == ("", "")


# --- how the cells are written ----------------------------------------------------------------------------------------


def _workbook(rows: Rows, write: Write, dress: Callable[[Any], object] = lambda page: None) -> bytes:
    output = BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("申报表")
        page.bold = book.add_format({"bold": True, "font_color": "red"})
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                write(page, r, c, text)
        dress(page)
    return output.getvalue()


def _plain(page: Any, row: int, column: int, text: str) -> None:
    page.write_string(row, column, text)


def _rich(page: Any, row: int, column: int, text: str) -> None:
    """A word in the middle of the cell is bold and red."""
    if len(text) > 6:
        page.write_rich_string(row, column, text[:2], page.bold, text[2:5], text[5:])
    else:
        page.write_string(row, column, text)


def _formula(page: Any, row: int, column: int, text: str) -> None:
    """Amounts and targets are formulas with the result that was last computed."""
    figures = text.replace(",", "")
    if figures.isdigit() and len(figures) < 10:
        page.write_formula(row, column, "=1+1", None, int(figures))
    elif text.startswith("≥"):
        page.write_formula(row, column, '="a"&"b"', None, text)
    else:
        page.write_string(row, column, text)


def _commented(page: Any, row: int, column: int, text: str) -> None:
    page.write_string(row, column, text)
    if column == 0:
        page.write_comment(row, column, "林某:\n(限40字以内)", {"author": "林某"})


def _hide(page: Any) -> None:
    """Rows and a column out of sight, as when somebody filters a table before sending it."""
    for row in (5, 12, 14):
        page.set_row(row, None, None, {"hidden": True})
    page.set_column(4, 4, None, None, {"hidden": True})


def _decorate(page: Any) -> None:
    page.insert_textbox(3, 7, "审核意见：同意")
    page.set_header("&C滨海区 2026 年预算 第 &P 页")


CELLS: Mapping[str, Callable[[Rows], bytes]] = {
    "rich text": lambda rows: _workbook(rows, _rich),
    "formulas with results": lambda rows: _workbook(rows, _formula),
    "comments on cells": lambda rows: _workbook(rows, _commented),
    "hidden rows and columns": lambda rows: _workbook(rows, _plain, _hide),
    "text box and page head": lambda rows: _workbook(rows, _plain, _decorate),
}


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
@pytest.mark.parametrize("written", CELLS.values(), ids=CELLS)
def test_cells_of_any_make_say_what_the_paper_says(
    written: Callable[[Rows], bytes], paper: Callable[[], Paper]
) -> None:
    document = read(written(paper().rows))
    (form,) = document.forms
    assert form.content == paper().content
    cells = [cell.replace(",", "") if form.content.code else cell for cell in texts(paper().rows)]
    assert account(cells, document).lost == ""


# --- side by side, without titles -------------------------------------------------------------------------------------


def _untitled(paper: Paper) -> Sheet:
    return sheet_of_rows(paper.rows[1:])


def _lower(sheet: Sheet, rows: int) -> Sheet:
    moved = (replace(block, top=block.top + rows, bottom=block.bottom + rows) for block in sheet.blocks)
    return Sheet(sheet.name, tuple(moved))


def _contents(sheet: Sheet) -> list[DeclarationContent]:
    return [form.content for form in read(xlsx_of(sheet)).forms]


@pytest.mark.parametrize("right", PAPERS.values(), ids=PAPERS)
@pytest.mark.parametrize("left", PAPERS.values(), ids=PAPERS)
@pytest.mark.parametrize("gap", [0, 1])
def test_forms_side_by_side_need_no_title(left: Callable[[], Paper], right: Callable[[], Paper], gap: int) -> None:
    sheet = beside(_untitled(left()), _untitled(right()), gap)
    assert _contents(sheet) == [left().content, right().content]


def test_forms_side_by_side_may_begin_on_different_rows() -> None:
    left, right = paper_2024(), paper_2021()
    assert _contents(beside(_untitled(left), _lower(_untitled(right), 4))) == [left.content, right.content]


def test_one_title_of_two_is_enough() -> None:
    left, right = paper_2024(), paper_2021()
    sheet = beside(sheet_of_rows(left.rows), _lower(_untitled(right), 1))
    assert _contents(sheet) == [left.content, right.content]


def test_forms_one_below_the_other_may_begin_in_different_columns_and_be_of_two_kinds() -> None:
    upper, lower = paper_2021(), paper_2024()
    blank: Rows = [[], []]
    rows = [*upper.rows[1:], *blank, *([["", "", *row] for row in lower.rows[1:]])]
    assert _contents(sheet_of_rows(rows)) == [upper.content, lower.content]


def test_titles_in_the_middle_of_forms_side_by_side_do_not_cut_them() -> None:
    left, right = paper_2024(), paper_2024()
    rows = [["", "", *left.rows[0]], *left.rows[1:]]
    assert _contents(beside(sheet_of_rows(rows), sheet_of_rows(rows), 0)) == [left.content, right.content]


def test_a_wide_form_below_two_narrow_ones_is_refused() -> None:
    narrow, rows = paper_2024(), paper_2021().rows
    wide = [[cell for text in row for cell in (text, "")] for row in rows]
    sheet = below(beside(_untitled(narrow), _untitled(narrow), 0), sheet_of_rows(wide))
    with pytest.raises(ReadingRefused, match="里并排放着几张申报表"):
        read(xlsx_of(sheet))


def test_a_form_beside_another_that_does_not_say_where_it_begins_is_refused() -> None:
    right = paper_2024()
    first = ["", "", *right.rows[1][2:]]
    sheet = beside(_untitled(paper_2024()), sheet_of_rows([first, *right.rows[2:]]))
    with pytest.raises(ReadingRefused, match=r"工作表“申报表”里并排放着几张申报表.*写上标题"):
        read(xlsx_of(sheet))


# --- as text ----------------------------------------------------------------------------------------------------------


def _as_text(rows: Rows, delimiter: str, *, all_quoted: bool) -> str:
    width = max(map(len, rows))
    output = StringIO()
    writer = csv.writer(output, delimiter=delimiter, lineterminator="\r\n")
    if all_quoted:
        writer = csv.writer(output, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([*row, *[""] * (width - len(row))] for row in rows)
    return output.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("all_quoted", [True, False], ids=["all quoted", "quoted where needed"])
def test_a_sheet_saved_as_text_says_the_same(encoding: str, delimiter: str, *, all_quoted: bool) -> None:
    paper = paper_2024()
    goal = "一、办好读书月。\n二、让每个社区都有一处“书屋”,通借通还。"
    rows = [[goal if cell == paper.content.annual_goal else cell for cell in row] for row in _blank_below(paper)]
    data = _as_text(rows, delimiter, all_quoted=all_quoted).encode(encoding)
    document = read_document(data, "申报表.csv", templates())
    assert [form.content for form in document.forms] == [paper.content.with_values({"annual_goal": goal})]
    assert account(texts(rows), document) == ("", "")


def test_quotation_marks_that_no_program_needed_stay() -> None:
    paper = paper_2024()
    rows = [['"办好读书月。"' if cell == paper.content.annual_goal else cell for cell in row] for row in paper.rows]
    text = "\n".join("\t".join(row) for row in rows)
    (form,) = read_document(text.encode(), "申报表.txt", templates()).forms
    assert form.content.annual_goal == '"办好读书月。"'
