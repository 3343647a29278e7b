"""Every class of damage in every kind of file where it can occur: the contents exact, the damage noted at its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from declarations.reading import Note, Place, read_document
from declarations.reading.notes import MESSAGES
from tests.reading.accounts import account
from tests.reading.damage_classes import CLASSES
from tests.reading.factories import templates
from tests.reading.kinds_of_file import PDF, REFLOWED, WRITERS, ZIP
from tests.reading.paper import paper_2021, paper_2024

TABLE = [(code, kind) for code in CLASSES for kind in WRITERS]
POSSIBLE = [(code, kind) for code, kind in TABLE if kind not in CLASSES[code].never]
# The classes that a hundred published forms have shown.
PUBLISHED = """
merged_cell_left_blank text_wrapped label_wrapped blank_column_in_header html_tags stray_space_in_text
line_breaks_became_spaces value_on_next_line excel_comments_after_form value_wrapped markdown_heading columns_glued
bare_number_for_percent level2_in_level1_column required_marks_absent percent_as_number space_for_lost_punctuation
title_indented ocr_character plus_for_star name_in_level1_column level1_missing level1_on_later_row stray_quotes
blank_line_in_table stray_space_in_short_cell character_lost level2_wrapped name_in_level2_column code_empty
space_inside_target table_header_repeated name_wrapped unreadable_character surplus_cell html_unclosed_tag row_missing
superscript_split text_start_lost digits_lost label_wrong label_variant html_entities paragraph_break_lost
code_20_digits target_on_own_line excel_comments_inside_table stray_text_in_cell cell_on_next_line
columns_shifted_right last_cell_lost text_duplicated text_end_lost date_format_variant
""".split()


def row_of(place: Place) -> int | None:
    """The row, from 0, that a place names; None for a page."""
    if place.cell:
        return int(re.sub(r"\D", "", place.cell)) - 1
    return place.line - 1 if place.line else None


@pytest.mark.parametrize(("code", "kind"), POSSIBLE)
def test_a_class_of_damage_is_survived_and_said(code: str, kind: str) -> None:
    case = CLASSES[code]
    rows = case.rows(kind)
    document = read_document(WRITERS[kind](rows), f"申报表{kind}", templates())
    (form,) = document.forms
    assert form.content == case.paper().expected(dict(case.says))
    cells = [cell for row in rows for cell in row]
    assert account(" ".join(cells).split() if kind == REFLOWED else cells, document) == ("", "")
    notes = (*form.notes, *document.notes)
    if case.silent:
        assert notes == ()
        return
    note = next(note for note in notes if note.code == code)
    assert note.field == case.note_field
    assert_place(note, kind, case.row)


def assert_place(note: Note, kind: str, row: int | None) -> None:
    """The note stands at the row of the damage; on a page of a PDF, in a file of an archive."""
    if kind == PDF:
        assert note.place.page == 1
    elif row is not None and kind != REFLOWED:
        assert row_of(note.place) == row
    assert bool(note.place.file) == (kind == ZIP)


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("paper", [paper_2024, paper_2021])
def test_an_undamaged_form_is_read_without_a_note(kind: str, paper: object) -> None:
    assert callable(paper)
    document = read_document(WRITERS[kind](paper().rows), "申报表", templates())
    (form,) = document.forms
    assert form.content == paper().content
    assert (*form.notes, *document.notes) == ()


def test_every_published_class_has_a_case() -> None:
    assert set(PUBLISHED) == CLASSES.keys()


def test_the_list_of_classes_is_that_of_the_description(shared: Path) -> None:
    described = (shared / "docs" / "noise.md").read_text(encoding="utf-8").partition("## Field labels")[0]
    assert set(re.findall(r"^\| (\w+) \|", described, re.MULTILINE)) - {"code"} == set(PUBLISHED)


def test_every_class_has_a_case_or_a_reason_in_every_kind_of_file() -> None:
    for code, case in CLASSES.items():
        assert case.never.keys() <= WRITERS.keys()
        assert case.never.keys() != WRITERS.keys(), f"{code} is tried in no kind of file"
        assert all(len(reason) > 5 for reason in case.never.values())


def test_every_class_that_can_be_seen_has_a_sentence() -> None:
    silent = {code for code, case in CLASSES.items() if case.silent}
    assert CLASSES.keys() - silent <= MESSAGES.keys()
    assert not silent & MESSAGES.keys()
