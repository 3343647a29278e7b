"""Forms with one class of damage each, as LibreOffice and others saved them: read exactly, the damage said."""

from __future__ import annotations

from pathlib import Path

import pytest

from declarations.reading import read_document
from tests.reading.damage_classes import CLASSES
from tests.reading.factories import templates
from tests.reading.kinds_of_file import PDF, REFLOWED, TAB, WRITERS
from tests.reading.write_documents import FOLDER, SAVED, TEXTS, occurs

FILES = sorted(FOLDER.iterdir())
ENDINGS = {**TEXTS, **{kind: ending for kind, (ending, _, _) in SAVED.items()}}


def code_and_kind(path: Path) -> tuple[str, str]:
    """The class of damage, and the kind of file that may not show every class."""
    code, _, ending = path.name.partition(".")
    return code, next(kind for kind, other in ENDINGS.items() if other == f".{ending}")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_damaged_form_is_read_and_the_damage_said(path: Path) -> None:
    code, kind = code_and_kind(path)
    case = CLASSES[code]
    document = read_document(path, path.name, templates())
    (form,) = document.forms
    assert form.content == case.paper().expected(dict(case.says))
    # A row that a page of a PDF cuts is put together again, whatever else is damaged.
    notes = [
        note
        for note in (*form.notes, *document.notes)
        if (note.code, kind) != ("text_wrapped", PDF) or code == note.code
    ]
    if case.silent:
        assert notes == []
    else:
        assert case.note_field in {note.field for note in notes if note.code == code}


def test_every_class_has_a_file_of_every_kind_in_which_it_occurs() -> None:
    expected = {(code, kind) for code in CLASSES for kind in ENDINGS if occurs(code, kind)}
    assert {code_and_kind(path) for path in FILES} == expected
    assert {TAB, REFLOWED} < ENDINGS.keys() <= WRITERS.keys()
