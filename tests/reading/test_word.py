"""Word files: tables inside the cells of tables, and what stands between two tables of a form."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx
import pytest

from declarations.content import DeclarationContent
from declarations.reading import read_document
from tests.reading.factories import templates
from tests.reading.paper import BASIS, Paper, paper_2021, paper_2024

COSTS = [["内容", "单价", "数量"], ["讲座", "1.25万元", "48场"], ["图书", "20元", "1万册"]]


def saved(document: Any) -> bytes:
    output = BytesIO()
    document.save(output)
    return output.getvalue()


def fill(table: Any, rows: Sequence[Sequence[str]]) -> None:
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=False):
            cell.text = text


def read_content(document: Any) -> DeclarationContent:
    (form,) = read_document(saved(document), "申报表.docx", templates()).forms
    return form.content


def parts(paper: Paper) -> tuple[list[list[str]], list[list[str]]]:
    """The lines of the head without the title, and those of the table with its head."""
    return paper.rows[1 : paper.first - 1], paper.rows[paper.first - 1 :]


@pytest.mark.parametrize("paper", [paper_2024(), paper_2021()], ids=["2024", "2021"])
def test_an_indicator_table_inside_a_cell_is_the_table_of_its_form(paper: Paper) -> None:
    head, body = parts(paper)
    document = docx.Document()
    document.add_paragraph(paper.rows[0][0])
    outer = document.add_table(len(head) + 1, 4)
    fill(outer, [*head, []])
    last = outer.rows[-1].cells[0].merge(outer.rows[-1].cells[3])
    fill(last.add_table(len(body), 5), body)
    assert read_content(document) == paper.content


@pytest.mark.parametrize("paper", [paper_2024(), paper_2021()], ids=["2024", "2021"])
def test_a_form_inside_a_frame_of_one_cell_is_read(paper: Paper) -> None:
    head, body = parts(paper)
    document = docx.Document()
    frame = document.add_table(1, 1).rows[0].cells[0]
    frame.text = paper.rows[0][0]
    fill(frame.add_table(len(head), 4), head)
    fill(frame.add_table(len(body), 5), body)
    inner = docx.Document()
    cell = inner.add_table(1, 1).rows[0].cells[0]
    fill(cell.add_table(len(paper.rows), 5), paper.rows)
    assert read_content(inner) == paper.content


def test_a_table_inside_the_cell_of_a_value_stays_in_the_value() -> None:
    paper = paper_2024()
    head, body = parts(paper)
    document = docx.Document()
    document.add_paragraph(paper.rows[0][0])
    outer = document.add_table(len(head), 4)
    fill(outer, head)
    value = outer.rows[[row[0] for row in head].index("测算依据：")].cells[1]
    fill(value.add_table(3, 3), COSTS)
    fill(document.add_table(len(body), 5), body)
    content = read_content(document)
    assert content.calculation_basis == "\n".join([BASIS, *(text for row in COSTS for text in row)])
    assert (content.annual_goal, content.indicators) == (paper.content.annual_goal, paper.content.indicators)


def test_tables_inside_one_another_without_end_are_text() -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).rows[0].cells[0]
    for _ in range(60):
        cell.text = "项目名称："
        cell = cell.add_table(1, 1).rows[0].cells[0]
    paper = paper_2024()
    fill(document.add_table(len(paper.rows), 5), paper.rows)
    assert read_content(document) == paper.content


@pytest.mark.parametrize("caption", ["绩效指标", "二、年度绩效指标", "（三）绩效指标体系：", "绩效指标表"])
def test_the_caption_of_the_table_is_no_end_of_the_goal_above(caption: str) -> None:
    paper = paper_2024()
    head, body = parts(paper)
    document = docx.Document()
    document.add_paragraph(paper.rows[0][0])
    fill(document.add_table(len(head), 4), head)
    document.add_paragraph(caption)
    fill(document.add_table(len(body), 5), body)
    (form,) = read_document(saved(document), "申报表.docx", templates()).forms
    assert form.content == paper.content
    assert [note.code for note in form.notes if caption in note.message] == ["text_not_placed"]
