"""PDF of other programs: rows cut by the end of a page, tables beside and below one another, lines printed again."""

from __future__ import annotations

from html import escape

import pytest
from weasyprint import HTML

from declarations.reading import ReadForm, ReadingRefused, read_document
from declarations.reading.grid import Cell, Row
from declarations.reading.notes import Notebook
from declarations.reading.openers.pdfchecks import wrapped_cells
from declarations.reading.openers.pdftext import Char
from declarations.reading.pagebreaks import over_pages
from declarations.reading.results import Place
from declarations.reading.vocabulary import vocabulary
from tests.reading.factories import template, templates
from tests.reading.paper import HEADS, Paper, Rows, paper_2021, paper_2024

HEADS_2021 = ["一级指标", "二级指标", "指标内容", "目标值", "目标值来源"]
STYLE = """@page { size: 30cm 40cm; margin: 2cm } body { font: 9pt/1.3 "Noto Serif CJK SC" } p { margin: 0 }
table { border-collapse: collapse } td { border: 1px solid; padding: 3pt; width: 4.5cm } td.gap { border: none }"""


def table_of(rows: Rows, gap: bool = False) -> str:
    """A table; a form's head with its second label behind a column without lines where `gap` says so."""
    lines = []
    for row in rows:
        cells = [f"<td>{escape(cell)}</td>" for cell in row]
        if gap and len(row) == 4:
            cells.insert(2, '<td class="gap"></td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(lines)}</table>"


def forms_in(*parts: str) -> tuple[ReadForm, ...]:
    page = f'<html lang="zh-CN"><style>{STYLE}</style>{"".join(parts)}</html>'
    return read_document(HTML(string=page).write_pdf(), "申报表.pdf", templates()).forms


@pytest.mark.parametrize("paper", [paper_2024(), paper_2021()], ids=["2024", "2021"])
def test_cells_behind_a_column_without_lines_are_on_their_rows(paper: Paper) -> None:
    (form,) = forms_in(f"<p>{paper.rows[0][0]}</p>", table_of(paper.rows[1:], gap=True))
    assert form.content == paper.content


def test_the_title_right_below_a_table_is_no_text_of_its_last_row() -> None:
    first, second = paper_2021(), paper_2024()
    parts = [f"<p>{first.rows[0][0]}</p>", table_of(first.rows[1:]), f"<p>{second.rows[0][0]}</p>"]
    forms = forms_in(*parts, '<div style="break-before: page"></div>', table_of(second.rows[1:]))
    assert [form.content for form in forms] == [first.content, second.content]


def paged(*pages: Rows, full: tuple[int, int] | None = None) -> tuple[list[Row], Notebook]:
    """Rows of the pages of a form put together; the cells of the last row of page `full[0]` have no room left."""
    rows = [
        Row(
            tuple(Cell(text, Place(page=page), column=n, full=full == (page, line)) for n, text in enumerate(texts)),
            Place(page=page),
        )
        for page, lines in enumerate(pages, start=1)
        for line, texts in enumerate(lines)
    ]
    notes = Notebook()
    return list(over_pages(rows, vocabulary(template("project-2024")), notes)), notes


LABELS = [["项目编码：", "440399260021500600011", "项目名称：", "全民阅读推广"]]
ROW = ["产出指标", "*数量指标", "讲座场次", "≥48场", "反映全年的场次"]
BEGUN, REST = ["", "*时效指标", "《滨海读书", "2026年6月", "以发行的"], ["", "", "手册》完成时间", "30日前", "日期为准"]


def texts(rows: list[Row]) -> list[tuple[str, ...]]:
    return [row.texts for row in rows]


def test_an_indicator_of_half_a_page_is_one_row_where_its_cells_have_no_room_left() -> None:
    rows, notes = paged([HEADS, ROW, BEGUN], [REST, ["", "", "配送册数", "≥3000册", "册"]], full=(1, 2))
    assert texts(rows)[2:] == [
        ("", "*时效指标", "《滨海读书手册》完成时间", "2026年6月30日前", "以发行的日期为准"),
        ("", "", "配送册数", "≥3000册", "册"),
    ]
    assert [note.code for note in notes.notes] == ["text_wrapped"]


@pytest.mark.parametrize("target", ["≥3000册", "不适用", "100%", "明显"])
def test_two_rows_with_targets_of_their_own_stay_two(target: str) -> None:
    rows, notes = paged([HEADS, ROW], [["", "", "配送册数", target, "反映册数"]], full=(1, 1))
    assert len(rows) == 3
    assert notes.notes == ()


def test_rows_whose_cells_have_room_left_stay_two() -> None:
    assert len(paged([HEADS, ROW, BEGUN], [REST])[0]) == 4


def test_the_first_line_of_a_form_on_top_of_each_page_is_printed_again() -> None:
    rows, notes = paged([*LABELS, HEADS, [*ROW[:2], "讲座", "≥48场", "反映"]], [*LABELS, ["", "", "场次", "", "全年"]])
    assert texts(rows)[2:] == [("产出指标", "*数量指标", "讲座场次", "≥48场", "反映全年")]
    assert {note.code for note in notes.notes} == {"table_header_repeated", "text_wrapped"}


def test_labels_of_which_one_is_cut_and_one_moved_belong_to_the_values_above() -> None:
    rows, _ = paged(
        [*LABELS, ["项目总金额（中期", "1,800,000", "", "600,000"]],
        [["规划，元）：", "", "本年度项目金额（元）：", ""]],
    )
    assert texts(rows)[1:] == [("项目总金额（中期规划，元）：", "1,800,000", "本年度项目金额（元）：", "600,000")]


def test_a_new_line_of_the_head_on_the_next_page_is_no_rest() -> None:
    line = ["申请单位：", "滨海区文化馆", "一级预算单位：", "滨海区文化局"]
    assert len(paged(LABELS, [line])[0]) == 2


def test_categories_printed_again_on_top_of_a_page_go_to_the_rows_below() -> None:
    again = [["产出指标 *数量指标"], ["", "", "配送册数", "≥3000册", "册"], ["", "*质量指标", "满员率", "≥85%", "比例"]]
    rows, notes = paged([HEADS, ROW], again)
    assert texts(rows)[2:] == [
        ("产出指标", "*数量指标", "配送册数", "≥3000册", "册"),
        ("", "*质量指标", "满员率", "≥85%", "比例"),
    ]
    assert "merged_cell_left_blank" in {note.code for note in notes.notes}


def test_a_row_under_shifted_columns_keeps_its_cells_in_order() -> None:
    cells = [Cell(text, Place(page=1), column=n) for text, n in zip(HEADS, (0, 5, 13, 16, 25), strict=True)]
    moved = [
        Cell(text, Place(page=2), column=n)
        for text, n in zip(["", "", "", "", "全年"], (0, 5, 13, 16, 24), strict=True)
    ]
    begun = [Cell(text, Place(page=1), column=n) for text, n in zip([*ROW[:4], ""], (0, 5, 13, 16, 25), strict=True)]
    rows = [Row(tuple(each), each[0].place) for each in (cells, begun, moved)]
    joined = over_pages(rows, vocabulary(template("project-2024")), Notebook())
    assert joined[1].texts == (*ROW[:4], "全年")


# --- what no position on the page can tell --------------------------------------------------------------------------


NARROW = "td { width: 2.4cm }"


@pytest.mark.parametrize("align", ["top", "middle", "bottom"])
@pytest.mark.parametrize("lines", ["td { border: none }", "td { border: none; border-bottom: 1px solid }"])
@pytest.mark.parametrize("paper", [paper_2024(), paper_2021()], ids=["2024", "2021"])
def test_a_table_without_upright_lines_and_with_wrapped_texts_is_refused(paper: Paper, lines: str, align: str) -> None:
    style = f"<style>{NARROW}{lines} td {{ vertical-align: {align} }}</style>"
    table = table_of([[*row[:-1], row[-1] * 3] for row in paper.rows[1:]])
    with pytest.raises(ReadingRefused, match=r"第 1 页的表格没有框线.*请换成 Excel、Word 版"):
        forms_in(style, f"<p>{paper.rows[0][0]}</p>", table)


def test_lines_of_cells_side_by_side_are_told_from_lines_of_a_text() -> None:
    def line(top: float, *starts: float, letters: int = 5) -> list[Char]:
        return [
            Char("字", start + 10 * n, top, start + 10 * n + 10, top + 10) for start in starts for n in range(letters)
        ]

    flowing = [line(0, 50, letters=40), line(15, 50, letters=40), line(30, 50, 150, 250), line(45, 150, 250)]
    assert wrapped_cells(flowing) == 0
    assert (
        wrapped_cells([line(0, 50, 115, 180), line(15, 180), line(30, 50, letters=30)]) == 0
    )  # a blank cell, and the one above has room
    assert wrapped_cells([line(0, 50, 115, 180), line(15, 115), line(30, 50, 115, 180)]) == 2
    assert wrapped_cells([line(0, 50), line(7, 150), line(15, 50)]) == 2
    assert wrapped_cells([]) == 0


LOW = '<td><div style="height: 9pt; white-space: normal">'


def low(rows: Rows) -> str:
    """A table whose rows are one line high, whatever they say."""
    return table_of(rows).replace("<td>", LOW).replace("</td>", "</div></td>")


def test_a_table_whose_rows_are_too_low_for_their_texts_is_refused() -> None:
    paper = paper_2024()
    with pytest.raises(ReadingRefused, match=r"行高不够：有 1 页（如第 1 页）.*调到文字全部露出来"):
        forms_in(f"<style>{NARROW}</style>", low(paper.rows))


def test_a_few_texts_beyond_their_cells_are_noted_where_they_stand() -> None:
    paper = paper_2024()
    others = [f'<div style="break-before: page"></div>{table_of(paper_2021().rows)}' for _ in range(2)]
    rows = [[*row] for row in paper.rows]
    rows[-2][2] = "读者满意度" * 8
    parts = table_of(rows).replace(f"<td>{rows[-2][2]}</td>", f"{LOW}{rows[-2][2]}</div></td>")
    first, *more = forms_in(parts, *others)
    assert "text_overflows" in {note.code for note in first.notes}
    assert "text_overflows" not in {note.code for form in more for note in form.notes}
    assert [form.content for form in more] == [paper_2021().content] * 2


# --- where the file says itself which pages begin within a row ------------------------------------------------------


def told(*pages: tuple[Rows, bool]) -> list[Row]:
    """The rows of pages put together, of each of which the file says whether its last row goes on."""
    rows = [
        Row(
            tuple(
                Cell(text, Place(page=page), column=n, goes_on=goes_on if line == len(lines) - 1 else None)
                for n, text in enumerate(texts)
            ),
            Place(page=page),
        )
        for page, (lines, goes_on) in enumerate(pages, start=1)
        for line, texts in enumerate(lines)
    ]
    return list(over_pages(rows, vocabulary(template("project-2021")), Notebook()))


def test_a_row_without_a_name_is_no_rest_where_the_file_says_so() -> None:
    above, below = ["效果目标", "社会效益", "绿化面积", "", ""], ["效果目标", "", "", "12亩", ""]
    _, *apart = told(([HEADS_2021, above], False), ([below], False))
    assert [list(row.texts) for row in apart] == [above, below]
    _, *together = told(([HEADS_2021, above], True), ([below], False))
    assert [row.texts[2:4] for row in together] == [("绿化面积", "12亩")]


def test_only_the_first_row_of_a_page_is_the_rest_that_the_file_speaks_of() -> None:
    above, rest, next_row = (
        ["产出目标", "数量", "巡查路", "48次", ""],
        ["", "", "灯", "", ""],
        ["", "", "更换灯具", "", ""],
    )
    rows = [row.texts for row in told(([HEADS_2021, above], True), ([HEADS_2021, rest, next_row], False))]
    assert ("产出目标", "数量", "巡查路灯", "48次", "") in rows
    assert tuple(next_row) in rows
