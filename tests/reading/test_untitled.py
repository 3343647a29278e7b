"""Reflowed text whose titles are not printed: forms known by the labels above their tables."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.content import DeclarationContent
from declarations.reading import ReadingRefused
from tests.reading.factories import codes, read, read_one, template
from tests.reading.paper import Paper, paper_2021, paper_2024
from tests.reading.reflow import random_page, reflowed
from tests.reading.test_reflowed import COLUMNS, HEAD, QUANTITY, READ_QUANTITY, cells
from tests.reading.test_reflowed_pages import contents

UNTITLED = HEAD.partition("\n")[2]


def page(content: DeclarationContent, code: str, seed: int) -> str:
    chance = Random(seed)  # noqa: S311 - no secret
    return reflowed(content, template(code), random_page(chance), chance)


def without_title(text: str) -> str:
    return text.partition("\n")[2]


@given(contents(), st.randoms(use_true_random=False))
def test_a_page_without_its_title_says_the_same(content: DeclarationContent, chance: Random) -> None:
    text = reflowed(content, template("project-2024"), random_page(chance), chance)
    form = read_one(without_title(text))
    assert form.content.get("code") == content.get("code")
    assert form.content == read_one(text).content
    assert "title_missing" in codes(form)


@pytest.mark.parametrize(("code", "paper"), [("project-2024", paper_2024()), ("project-2021", paper_2021())])
@pytest.mark.parametrize("between", ["", "\n\n", "\n— 7 —\n\n"])
def test_forms_one_behind_the_other_come_apart(code: str, paper: Paper, between: str) -> None:
    forms = [paper.content.with_values({"name": name}) for name in ("甲项目", "乙项目", "丙项目")]
    text = between.join(without_title(page(form, code, n)) for n, form in enumerate(forms))
    assert [form.content for form in read(text).forms] == forms


def test_a_line_of_a_table_that_begins_like_a_label_opens_no_form() -> None:
    row = "产出指标 *质量指标 讲座满员率 ≥85%\n项目名称：以登记的名称为准。\n"
    form = read_one(
        UNTITLED + COLUMNS + QUANTITY + "\n" + row + "\n" + COLUMNS + "产出指标 *时效指标 完成时间 12月底前 按期\n"
    )
    assert [row[2] for row in cells(form)] == ["讲座场次", "讲座满员率", "完成时间"]


def test_what_stands_above_a_form_without_title_is_noted() -> None:
    document = read("滨海区文化馆 2026 年预算资料\n\n" + UNTITLED + COLUMNS + QUANTITY)
    (form,) = document.forms
    assert cells(form) == [READ_QUANTITY]
    assert any(note.code == "text_not_placed" and "预算资料" in note.message for note in document.notes)


def test_a_page_with_few_labels_is_no_form() -> None:
    with pytest.raises(ReadingRefused):
        read("项目名称： 甲\n政策依据： 乙\n" + COLUMNS + QUANTITY)


def test_titles_on_some_forms_only_keep_all_apart() -> None:
    second = replace(paper_2024().content, indicators=paper_2024().content.indicators[:2])
    titled = page(second, "project-2024", 1)
    text = UNTITLED + COLUMNS + QUANTITY + "\n" + titled + "\n" + UNTITLED.replace("阅读", "健身") + COLUMNS + QUANTITY
    assert [form.content.name for form in read(text).forms] == ["全民阅读推广", "全民阅读推广", "全民健身推广"]
