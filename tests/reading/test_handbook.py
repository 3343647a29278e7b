"""docs/reading.md says what the reader does."""

from __future__ import annotations

from pathlib import Path

from declarations.reading import handbook
from declarations.reading.notes import KEPT, MESSAGES, REPAIRED
from declarations.reading.openers import docx, ods, pdflimits, workbook

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reading.md"


def test_the_page_of_the_repository_is_what_the_reader_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == handbook.handbook(), "run: python manage.py write_handbooks"


def test_the_limits_are_those_of_the_openers() -> None:
    assert handbook.MOST_SHEETS == workbook.MOST_SHEETS
    assert {handbook.MOST_COLUMNS} == {workbook.MOST_COLUMNS, ods.MOST_COLUMNS, docx.MOST_COLUMNS}
    assert handbook.MOST_PAGES == pdflimits.MOST_PAGES


def test_every_note_is_explained_once_and_shows_no_blank_to_fill() -> None:
    explained = [note for group in handbook.note_groups() for note in group.notes]
    assert sorted(code for code, _ in explained) == sorted(MESSAGES)
    assert {code for code, _ in handbook.note_groups()[0].notes} == set(REPAIRED)
    assert {code for code, _ in handbook.note_groups()[1].notes} == set(KEPT)
    assert not [sentence for _, sentence in explained if "{" in sentence or sentence.strip("…。 ") == ""]
