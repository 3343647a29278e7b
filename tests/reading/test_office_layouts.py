"""Layouts that offices use and that the delivered forms do not: what each says is what the form says."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO, StringIO

import docx
import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from declarations.reading import read_document
from declarations.reading.openers import xlsxformats
from declarations.reading.rawtables import CannotOpen, RawTable
from declarations.reading.results import ReadingRefused
from declarations.reading.sheets import grids_of
from tests.reading.accounts import account
from tests.reading.builders import Block, Sheet, docx_of, sheet_of_rows, xlsx_of
from tests.reading.factories import codes, read, read_one, templates
from tests.reading.paper import HEADS, Paper, Rows, paper_2021, paper_2024


def _text(rows: Rows) -> str:
    return "\n".join("\t".join(row) for row in rows) + "\n"


def _sheet(rows: Rows, wide: dict[tuple[int, int], tuple[int, int]]) -> Sheet:
    """The rows on a sheet; `wide` are the cells that reach down and right, each with its last row and column."""
    cells = ((r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row) if text or (r, c) in wide)
    return Sheet("申报表", tuple(Block(r, c, *wide.get((r, c), (r, c)), text) for r, c, text in cells))


def _with_heads(*lines: list[str]) -> Rows:
    rows = paper_2024().rows
    return [*rows[: rows.index(HEADS)], *lines, *rows[rows.index(HEADS) + 1 :]]


@pytest.mark.parametrize(
    "lines",
    [
        ([head[:2] for head in HEADS], [head[2:] for head in HEADS]),
        ([*HEADS[:4], HEADS[4][:2]], [HEADS[4][2:]]),
        ([*HEADS[:3], HEADS[3][:2], HEADS[4]], ["", "", "", HEADS[3][2:], ""]),
        (HEADS[:3], HEADS[3:]),
        tuple([head] for head in HEADS),
        (["绩效指标", "", "", *HEADS[3:]], HEADS[:3]),
    ],
    ids=["every-cell", "last-cell", "one-cell", "two-lines", "a-line-each", "under-a-group"],
)
def test_a_table_head_on_several_lines_is_put_together(lines: tuple[list[str], ...]) -> None:
    rows = _with_heads(*lines)
    form = read_one(_text(rows))
    assert form.content == paper_2024().content
    assert "table_head_wrapped" in codes(form)


def test_a_table_head_under_a_merged_group_is_put_together() -> None:
    rows = _with_heads(["绩效指标", "", "", *HEADS[3:]], [*HEADS[:3], "", ""])
    top = next(n for n, row in enumerate(rows) if row[0] == "绩效指标")
    wide = {(top, 0): (top, 2), (top, 3): (top + 1, 3), (top, 4): (top + 1, 4)}
    (form,) = read_document(xlsx_of(_sheet(rows, wide)), "表.xlsx", templates()).forms
    assert form.content == paper_2024().content


@pytest.mark.parametrize("paper", [paper_2024(), paper_2021()], ids=["2024", "2021"])
@pytest.mark.parametrize("gap", ["", "\n"], ids=["at-once", "after-a-gap"])
def test_lines_over_a_title_belong_to_it_and_to_no_form_before(paper: Paper, gap: str) -> None:
    lines: Rows = [["附件2"], ["（2026年度）"], ["单位：万元"]]
    document = read(gap.join([_text([*lines, *paper.rows])] * 2))
    assert [form.content for form in document.forms] == [paper.content] * 2
    quoted = [note for form in document.forms for note in form.notes if note.code == "text_not_placed"]
    assert [note.message[-3:] for note in quoted] == ["附件2", "年度）"] * 2
    assert len({note.place for note in quoted}) == 4


_NO_UNIT = {"项目总金额（万元）": "项目总金额", "本年度项目金额（万元）": "本年度项目金额"}


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ([["单位：元"]], []),
        ([], [["单位：元"]]),
        ([], [["填报单位：滨海区照明所", "2021年", "单位：元"]]),
        ([], [["填报单位：滨海区照明所    金额单位：元"]]),
    ],
    ids=["over-the-title", "under-it", "beside-the-office", "in-one-cell-with-the-office"],
)
def test_the_unit_of_all_amounts_counts_wherever_it_stands_over_the_labels(above: Rows, below: Rows) -> None:
    paper = paper_2021()
    bare = [[_NO_UNIT.get(cell, cell) for cell in row] for row in paper.rows]
    form = read_one(_text([*above, bare[0], *below, *bare[1:]]))
    assert form.content.total_amount == Decimal(120)
    assert form.content.get("fiscal_appropriation") == Decimal(400_000)  # its own label says 万元
    assert "amount_unit_elsewhere" in codes(form)


@pytest.mark.parametrize("paper", [paper_2024(), paper_2021()], ids=["2024", "2021"])
@pytest.mark.parametrize("gap", ["    ", "\u3000", "\t"], ids=["blanks", "wide-blank", "tab"])
def test_several_labels_in_one_cell_come_apart(paper: Paper, gap: str) -> None:
    rows = [
        [gap.join(f"{label.rstrip('：')}：{value}" for label, value in zip(row[::2], row[1::2], strict=True))]
        if len(row) == 4
        else row
        for row in paper.rows
    ]
    assert read_one(_text(rows)).content == paper.content


def test_labels_that_a_long_text_mentions_stay_in_it() -> None:
    said = "按批复办理。项目名称：读书月  实施期限：3  以批复为准。"
    rows = [["政策依据：", said] if row[0] == "政策依据：" else row for row in paper_2024().rows]
    assert read_one(_text(rows)).content.policy_basis == said


@pytest.mark.parametrize("number", ["{}.", "{}、", "（{}）"])
@pytest.mark.parametrize("paper", [paper_2024(), paper_2021()], ids=["2024", "2021"])
def test_numbered_labels_are_the_labels(paper: Paper, number: str) -> None:
    table = paper.first - 1
    rows = [
        [number.format(n) + cell if column in {0, 2} else cell for column, cell in enumerate(row)]
        if 0 < n < table
        else row
        for n, row in enumerate(paper.rows)
    ]
    assert read_one(_text(rows)).content == paper.content


@pytest.mark.parametrize("build", [xlsx_of, docx_of])
def test_a_form_behind_blank_columns_keeps_rows_that_say_nothing_but_their_category(
    build: Callable[[Sheet], bytes],
) -> None:
    paper = paper_2024()
    none, first = paper.first + 5, paper.first - 1
    rows = [["", "", *(row if n != none else row[:2])] for n, row in enumerate(paper.rows)]
    rows = [[*row[:5], "", *row[5:]] if n >= first else row for n, row in enumerate(rows)]
    wide = {(n, 4): (n, 5) for n in range(first, len(rows))}
    rows[none] = [*rows[none], "", ""]
    (form,) = read_document(build(_sheet(rows, wide)), "表", templates()).forms
    assert form.content == paper.expected({f"indicators[5].{key}": "" for key in ("name", "target", "explanation")})


def test_rows_that_all_lost_their_blank_cells_stay_rows() -> None:
    paper = paper_2021()
    first = paper.first
    more = [["路灯编号数", "4000个", "资产台账"], ["控制柜巡检数", "60个", "年度巡查计划"]]
    rows = [*paper.rows[: first + 1], *more, *paper.rows[first + 1 :]]
    read_rows = read_one(_text(rows)).content.indicators[1:3]
    assert [(row.level2, row.name, row.target, row.explanation) for row in read_rows] == [
        ("数量", *values) for values in more
    ]


def test_a_row_of_nothing_but_an_explanation_goes_on_with_the_row_above() -> None:
    paper = paper_2024()
    row = paper.rows[paper.first]
    cut = [[*row[:4], row[4][:4]], ["", "", "", "", row[4][4:]]]
    rows = [*paper.rows[: paper.first], *cut, *paper.rows[paper.first + 1 :]]
    text = _text(rows)
    document = read(text)
    assert document.forms[0].content == paper.content
    assert "text_wrapped" in codes(document.forms[0])
    assert account([cell for row in rows for cell in row], document) == ("", "")


@pytest.mark.parametrize("value", [None, ""], ids=["nothing", "empty-text"])
def test_cells_far_away_that_only_have_a_style_do_no_harm(value: str | None) -> None:
    book = load_workbook(BytesIO(xlsx_of(_sheet(paper_2024().rows, {}))))
    far = book.worksheets[0].cell(1_048_576, 16_384, value)
    far.font = Font(bold=True)
    output = BytesIO()
    book.save(output)
    (form,) = read_document(output.getvalue(), "表.xlsx", templates()).forms
    assert form.content == paper_2024().content


def test_too_many_cells_that_only_have_a_style_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsxformats, "_MOST_BLANK", 9)
    blank = b"".join(b'<c r="A%d" s="1"/>' % n for n in range(1, 11))
    sheet = b"<worksheet><sheetData><row>%s</row></sheetData></worksheet>" % blank
    with pytest.raises(CannotOpen, match="空白单元格带着格式"):
        xlsxformats.parsed_formats(BytesIO(sheet), ["General", "0.00"], "甲")


def test_a_head_that_lost_columns_and_rows_that_lost_cells_are_no_reason_to_fail() -> None:
    rows = [*_with_heads(HEADS[:3]), ["路灯巡查", "不适用"]]
    document = read(_text(rows))
    assert len(document.forms) == 1
    assert account([cell for row in rows for cell in row], document) == ("", "")


def test_a_row_that_would_break_a_whole_category_word_is_a_row_of_its_own() -> None:
    rows = [*paper_2024().rows[:-1], ["满意度指标", "其他满意度指标"], ["17", "不适用", "不适用", "不适用"]]
    assert account([cell for row in rows for cell in row], read(_text(rows))) == ("", "")


def test_untitled_forms_on_one_sheet_say_in_which_rows_they_begin() -> None:
    rows = paper_2024().rows[1:]
    sheet = _sheet([[], *rows, [], *rows, *rows], {})
    document = read_document(xlsx_of(sheet), "表.xlsx", templates())
    assert [form.line for form in document.forms] == [2, 3 + len(rows), 3 + 2 * len(rows)]


def test_an_office_over_the_head_is_no_project_code() -> None:
    """Its label is that of another field as well, and the code is the only field left that comes before it."""
    rows = [*paper_2024().rows]
    rows[1:2] = [["申请单位：", "滨海区照明所"], ["", "", *rows[1][2:]]]
    form = read_one(_text(rows))
    assert form.content.code == ""
    assert any("滨海区照明所" in note.message for note in form.notes if note.code == "text_not_placed")


# --- side by side, outside of workbooks -------------------------------------------------------------------------------


def _side_by_side(left: Rows, right: Rows, *, lower: int = 0) -> Rows:
    """Two forms on the same rows, a blank column between them; the right one begins some rows lower."""
    width = max(map(len, left)) + 1
    right = [[] for _ in range(lower)] + right
    height = max(len(left), len(right))
    pairs = zip(left + [[]] * (height - len(left)), right + [[]] * (height - len(right)), strict=True)
    return [[*one, *[""] * (width - len(one)), *other] for one, other in pairs]


def _in_commas(rows: Rows) -> bytes:
    output = StringIO()
    csv.writer(output).writerows(rows)
    return output.getvalue().encode()


def _in_word(rows: Rows) -> bytes:
    return docx_of(sheet_of_rows(rows), titles_outside=False)


def _in_word_two_tables(rows: Rows) -> bytes:
    """A table that somebody has cut in two."""
    return docx_of(sheet_of_rows(rows[:14]), sheet_of_rows(rows[14:]), titles_outside=False)


_WRITTEN: dict[str, Callable[[Rows], bytes]] = {
    "表.docx": _in_word,
    "两截.docx": _in_word_two_tables,
    "表.csv": _in_commas,
    "表.txt": lambda rows: _text(rows).encode(),
}


@pytest.mark.parametrize("first", [0, 1], ids=["titled", "untitled"])
@pytest.mark.parametrize("right", [paper_2024(), paper_2021()], ids=["2024", "2021"])
@pytest.mark.parametrize(("name", "lower"), [*((name, 0) for name in _WRITTEN), ("表.docx", 4), ("表.csv", 4)])
def test_forms_side_by_side_come_apart_in_word_and_text_as_on_a_sheet(
    name: str, right: Paper, first: int, lower: int
) -> None:
    left = paper_2024()
    rows = _side_by_side(left.rows[first:], right.rows[first:], lower=lower)
    document = read_document(_WRITTEN[name](rows), name, templates())
    assert [form.content for form in document.forms] == [left.content, right.content]
    assert not {"text_not_placed", "surplus_cell"} & {note.code for form in document.forms for note in form.notes}


def test_forms_before_and_behind_those_side_by_side_keep_all_their_columns() -> None:
    one, other = paper_2021(), paper_2024()
    both = _side_by_side(one.rows, other.rows)
    wide = [[cell for text in row for cell in (text, "")] for row in other.rows]
    sheets = [sheet_of_rows(rows) for rows in (wide, both, wide)]
    document = read_document(docx_of(*sheets, titles_outside=False), "表.docx", templates())
    assert [form.content for form in document.forms] == [paper.content for paper in (other, one, other, other)]


@pytest.mark.parametrize("titled", [False, True], ids=["inside", "over-it"])
def test_tables_in_the_cells_of_a_layout_table_are_forms_of_their_own(*, titled: bool) -> None:
    papers = [paper_2024(), paper_2021()]
    document = docx.Document()
    for cell, paper in zip(document.add_table(rows=1, cols=2).rows[0].cells, papers, strict=True):
        rows = paper.rows[titled:]
        cell.paragraphs[0].text = paper.rows[0][0] if titled else ""
        inner = cell.add_table(rows=len(rows), cols=max(map(len, rows)))
        for texts, row in zip(rows, inner.rows, strict=True):
            for text, place in zip(texts, row.cells, strict=False):
                place.text = text
    output = BytesIO()
    document.save(output)
    read_forms = read_document(output.getvalue(), "表.docx", templates()).forms
    assert [form.content for form in read_forms] == [paper.content for paper in papers]


@pytest.mark.parametrize("name", ["表.docx", "表.csv", "表.txt"])
def test_forms_side_by_side_that_do_not_say_where_they_begin_are_refused_everywhere(name: str) -> None:
    left, right = paper_2024().rows[1:], paper_2024().rows[1:]
    rows = _side_by_side(left, [["", "", *right[0][2:]], *right[1:]])
    with pytest.raises(ReadingRefused, match=r"里并排放着几张申报表.*写上标题"):
        read_document(_WRITTEN[name](rows), name, templates())


@pytest.mark.parametrize("name", ["表.docx", "表.csv", "表.txt"])
def test_a_list_of_projects_beside_its_numbers_is_no_form_beside_another(name: str) -> None:
    listed = [["序号", "单位", "项目名称", "金额", "电话", "备注"], ["1", "文化馆", "全民阅读推广", "60", "1", "无"]]
    document = read_document(_WRITTEN[name]([*paper_2024().rows, [], *listed]), name, templates())
    assert len(document.forms) == 1


def test_forms_side_by_side_that_run_over_pages_of_a_pdf_are_refused() -> None:
    rows = _side_by_side(paper_2024().rows[1:], paper_2021().rows[1:])
    pages = [RawTable(page=1), RawTable(page=2)]
    for n, row in enumerate(rows):
        for column, text in enumerate(row):
            pages[n > 15].put(n, column, text)
    with pytest.raises(CannotOpen, match="第 1 页起并排放着几张跨页的申报表"):
        grids_of(pages, templates())
