"""Rows of tab-separated tables broken at any place: every cut of a word or a row on the invented forms."""

from __future__ import annotations

import pytest

from declarations.content import DeclarationContent
from tests.reading.factories import codes, read_one
from tests.reading.kinds_of_file import tab_text
from tests.reading.paper import Paper, Rows, paper_2021, paper_2024

PAPERS = pytest.mark.parametrize("paper", [paper_2024(), paper_2021()], ids=["2024", "2021"])


def content_of(rows: Rows) -> DeclarationContent:
    return read_one(tab_text(rows).decode()).content


def instead(paper: Paper, number: int, *rows: list[str]) -> Rows:
    return [*paper.rows[:number], *map(list, rows), *paper.rows[number + 1 :]]


def indicator_rows(paper: Paper) -> list[tuple[int, list[str]]]:
    return [(paper.first + n, row) for n, row in enumerate(paper.rows[paper.first :])]


@PAPERS
def test_a_target_on_a_line_of_its_own_may_be_a_word(paper: Paper) -> None:
    for number, row in indicator_rows(paper):
        assert content_of(instead(paper, number, row[:3], [row[3]], [row[4]])) == paper.content


@PAPERS
def test_a_category_word_may_be_broken_anywhere(paper: Paper) -> None:
    for number, row in indicator_rows(paper):
        for cut in range(2, len(row[1])):
            halves = [row[1][:cut]], [row[1][cut:], *row[2:]]
            assert content_of(instead(paper, number, [row[0], *halves[0]], halves[1])) == paper.content
            assert content_of(instead(paper, number, [row[0]], *halves)) == paper.content


@PAPERS
def test_an_explanation_may_be_broken_anywhere(paper: Paper) -> None:
    for number, row in indicator_rows(paper):
        for cut in range(1, len(row[4])):
            assert content_of(instead(paper, number, [*row[:4], row[4][:cut]], [row[4][cut:]])) == paper.content


def test_an_explanation_may_end_in_a_word_that_is_a_category_elsewhere() -> None:
    paper = paper_2024()
    row = [*paper.rows[paper.first][:4], "反映全年举办讲座的"]
    form = read_one(tab_text(instead(paper, paper.first, row, ["数量"])).decode())
    assert form.content == paper.expected({"indicators[0].explanation": "反映全年举办讲座的数量"})
    assert "text_wrapped" in codes(form)


def test_categories_glued_together_open_a_row_that_says_nothing_else() -> None:
    paper = paper_2024()
    number = paper.first + 5
    blank = dict.fromkeys((f"indicators[5].{key}" for key in ("name", "target", "explanation")), "")
    form = read_one(tab_text(instead(paper, number, ["效益指标经济效益指标"])).decode())
    assert form.content == paper.expected(blank)
    assert "columns_glued" in codes(form)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["", "", "生态效益指标"], ("", "", "")),
        (["", "", "社会效益指标", "公共空间", "龙华路", "走访记录"], ("公共空间", "龙华路", "走访记录")),
    ],
)
def test_a_row_one_column_too_far_right_is_put_back(row: list[str], says: tuple[str, str, str]) -> None:
    paper = paper_2024()
    number = 7 if row[2] == "生态效益指标" else 6
    form = read_one(tab_text(instead(paper, paper.first + number, row)).decode())
    read = form.content.indicators[number]
    assert (read.level1, read.level2) == ("效益指标", row[2])
    assert (read.name, read.target, read.explanation) == says
    assert "columns_shifted_right" in codes(form)
