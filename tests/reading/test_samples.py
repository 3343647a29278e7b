"""The published documents beside the repository, compared with their transcripts by the acceptance tool."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from declarations.reading import document_as_json, read_document
from tests.reading.factories import templates

TAB_SEPARATED = ["2024-party-office", "2024-public-service-centre", "2021-grid-management-centre"]
REFLOWED = ["2025-smart-city-centre"]


@pytest.mark.parametrize("name", [*TAB_SEPARATED, *REFLOWED])
def test_every_value_of_a_published_document_is_exact(name: str, shared: Path, tmp_path: Path) -> None:
    document = shared / "samples" / f"{name}.txt"
    read = tmp_path / "read.json"
    forms = document_as_json(read_document(document.read_bytes(), document.name, templates()))
    read.write_text(json.dumps(forms), encoding="utf-8")
    tool = shared / "acceptance" / "compare_forms.py"
    command = [sys.executable, str(tool), str(document.with_suffix(".json")), str(read)]
    compared = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the tool of the folder
    assert compared.returncode == 0, compared.stdout
    assert "paragraph breaks differ in 0" in compared.stdout


@pytest.mark.parametrize("name", [*TAB_SEPARATED, *REFLOWED])
def test_nothing_of_a_published_document_is_left_over(name: str, shared: Path) -> None:
    document = read_document((shared / "samples" / f"{name}.txt").read_bytes(), name, templates())
    unread = {"text_not_placed", "value_not_read", "level_unknown", "level2_missing", "field_missing", "other_table"}
    assert not [note for form in document.forms for note in form.notes if note.code in unread]
    assert document.notes == ()
