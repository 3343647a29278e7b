"""Nothing is silently lost, nothing invented: the books of reading balance, whatever happened to a form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.reading import ReadDocument, ReadingRefused, read_document
from tests.reading.accounts import account
from tests.reading.factories import templates
from tests.reading.kinds_of_file import comma_text, tab_text
from tests.reading.paper import Paper, Rows, paper_2021, paper_2024
from tests.reading.test_samples import REFLOWED, TAB_SEPARATED

Edit = Callable[[Rows, int, int], Rows]
STRAYS = [
    "另见附件",
    "— 3 —",
    "第 2 页 共 7 页",
    "2026年度",
    "（2026年度）",
    "张三",
    "(限40字以内)",
    "17",
    "≥60%",
    "数量指标",
]


def read(rows: Rows) -> ReadDocument:
    return read_document(tab_text(rows), "申报表.txt", templates())


def texts(rows: Rows) -> list[str]:
    return [cell for row in rows for cell in row]


def test_the_books_of_an_undamaged_form_balance() -> None:
    for paper in (paper_2024(), paper_2021()):
        assert account(texts(paper.rows), read(paper.rows)) == ("", "")


def test_a_text_that_is_nowhere_is_missed() -> None:
    rows = paper_2024().rows
    assert account([*texts(rows), "另见附件"], read(rows)).lost == "".join(sorted("另见附件"))


def test_a_text_from_nowhere_is_found() -> None:
    rows = paper_2024().rows
    document = read(rows)
    (form,) = document.forms
    more = replace(form, content=form.content.with_values({"annual_goal": form.content.annual_goal + "壹"}))
    assert account(texts(rows), replace(document, forms=(more,))).invented == "壹"


@pytest.mark.parametrize("name", [*TAB_SEPARATED, *REFLOWED])
def test_the_books_of_a_published_document_balance(name: str, shared: Path) -> None:
    text = (shared / "samples" / f"{name}.txt").read_text(encoding="utf-8")
    cells = text.split() if name in REFLOWED else text.replace("\n", "\t").split("\t")
    assert account(cells, read_document(text.encode(), name, templates())) == ("", "")


def test_a_long_text_without_a_place_is_quoted_to_its_end() -> None:
    paper = paper_2024()
    rows = [*paper.rows, [], ["", "", "", "", "", "本表由各科室填写。" * 40]]
    assert account(texts(rows), read(rows)) == ("", "")


@pytest.mark.parametrize("stray", STRAYS)
@pytest.mark.parametrize("paper", [paper_2024(), paper_2021()], ids=["2024", "2021"])
def test_a_stray_text_is_found_again_wherever_it_stands(paper: Paper, stray: str) -> None:
    for n in range(1, len(paper.rows) + 1):
        for column in (0, 1, 4):
            rows = [*paper.rows[:n], [*[""] * column, stray], *paper.rows[n:]]
            assert account(texts(rows), read(rows)) == ("", ""), (n, column)


def _cut(rows: Rows, row: int, column: int) -> Rows:
    """A cell goes on on a line of its own."""
    cell = rows[row][column]
    half = len(cell) // 2
    return [*rows[:row], [*rows[row][:column], cell[:half]], [cell[half:], *rows[row][column + 1 :]], *rows[row + 1 :]]


def _instead(rows: Rows, row: int, cells: list[str]) -> Rows:
    return [*rows[:row], cells, *rows[row + 1 :]]


EDITS: dict[str, Edit] = {
    "blank": lambda rows, r, c: _instead(rows, r, [*rows[r][:c], "", *rows[r][c + 1 :]]),
    "push": lambda rows, r, c: _instead(rows, r, [*rows[r][:c], "", *rows[r][c:]]),
    "pull": lambda rows, r, c: _instead(rows, r, [*rows[r][:c], *rows[r][c + 1 :]]),
    "glue": lambda rows, r, c: _instead(rows, r, [*rows[r][:c], "".join(rows[r][c : c + 2]), *rows[r][c + 2 :]]),
    "break": lambda rows, r, c: [*rows[:r], rows[r][:c], rows[r][c:], *rows[r + 1 :]],
    "cut": _cut,
    "drop": lambda rows, r, _: [*rows[:r], *rows[r + 1 :]],
    "twice": lambda rows, r, _: [*rows[: r + 1], *rows[r:]],
    # Another text each time: two equal ones side by side are one cell that was unmerged.
    "add": lambda rows, r, c: _instead(rows, r, [*rows[r][:c], STRAYS[(len(rows[r]) + c) % len(STRAYS)], *rows[r][c:]]),
    "line": lambda rows, r, c: [*rows[:r], ["", "", STRAYS[(r * c) % len(STRAYS)]], *rows[r:]],
}


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("paper", [paper_2024(), paper_2021()], ids=["2024", "2021"])
def test_no_row_is_repaired_in_silence(paper: Paper, name: str) -> None:
    for row in range(paper.first, len(paper.rows)):
        for column in range(len(paper.rows[row])):
            rows = EDITS[name](paper.rows, row, column)
            (form,) = read(rows).forms
            assert rows == paper.rows or form.content != paper.content or form.notes, (row, column)


def test_a_second_figure_on_a_line_is_no_part_of_the_first() -> None:
    rows = paper_2024().rows
    rows[5] = [*rows[5][:2], "17", *rows[5][2:]]
    (form,) = read(rows).forms
    assert form.content == paper_2024().content
    assert "17" in next(note.message for note in form.notes if note.code == "text_not_placed")


@st.composite
def edited(draw: st.DrawFn) -> Rows:
    """A form in which one to four things went wrong below its title."""
    rows = draw(st.sampled_from([paper_2024, paper_2021]))().rows
    for name in draw(st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=4)):
        row = draw(st.sampled_from([n for n in range(1, len(rows)) if rows[n]]))
        rows = EDITS[name](rows, row, draw(st.integers(0, len(rows[row]) - 1)))
    return rows


@given(edited(), st.sampled_from([".txt", ".csv"]))
def test_the_books_of_a_form_with_several_damages_balance(rows: Rows, kind: str) -> None:
    try:
        document = read_document((comma_text if kind == ".csv" else tab_text)(rows), f"申报表{kind}", templates())
    except ReadingRefused:
        return
    assert account(texts(rows), document) == ("", "")
