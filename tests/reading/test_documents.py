"""Documents that have to be read exactly, and documents that have to be refused; all of them invented."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from declarations.reading import ReadingRefused, document_as_json, read_document
from tests.reading.factories import templates

DOCUMENTS = Path(__file__).resolve().parents[1] / "documents"
READABLE = sorted((DOCUMENTS / "should_read").glob("*.txt"))
REFUSED = {
    "blank": "是空文件",
    "empty": "是空文件",
    "locked-archive": "有密码",
    "locked-old-workbook": "有密码",
    "locked-pages": "有密码",
    "locked-sheet": "有密码",
    "locked-workbook": "有密码",
    "no-form": "没有找到申报表",
    "noise": "不是文本文件",
    "old-workbook": "旧版 Excel 或 Word 文件",
    "other-form": "滨海区文化广电体育局整体支出绩效目标申报表”没有对应的模板",
    "pdf": "PDF 文件",
    "picture": "图片",
    "self-evaluation": "绩效自评表",
    "self-evaluation-untitled": "绩效自评表",
    "title-alone": "没有按单元格分开",
}


def read_json(path: Path) -> dict[str, Any]:
    return document_as_json(read_document(path.read_bytes(), path.name, templates()))


def printed_values(form: dict[str, Any]) -> dict[str, Any]:
    """The form without notes, fields that could not be read and blank weights."""
    return {key: value for key, value in form.items() if key != "notes" and value is not None}


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)
def test_a_document_is_read_exactly(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert [printed_values(form) for form in read_json(path)["forms"]] == expected["forms"]


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)
def test_every_damage_of_a_document_is_noted(path: Path) -> None:
    expected = set(json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["codes"])
    read = read_json(path)
    noted = {note["code"] for part in (read, *read["forms"]) for note in part["notes"]}
    assert expected <= noted


def test_an_undamaged_document_needs_no_repair() -> None:
    read = read_json(DOCUMENTS / "should_read" / "undamaged.txt")
    assert {note["code"] for form in read["forms"] for note in form["notes"]} == set()


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)
def test_notes_name_a_line_of_the_document_and_speak_chinese(path: Path) -> None:
    read = read_json(path)
    lines = len(path.read_text(encoding="utf-8").splitlines())
    for note in (note for part in (read, *read["forms"]) for note in part["notes"]):
        assert 1 <= note["place"]["line"] <= lines
        assert any("\u4e00" <= character <= "\u9fff" for character in note["message"])


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_a_document_is_refused_with_its_reason(name: str, reason: str) -> None:
    (path,) = (DOCUMENTS / "should_refuse").glob(f"{name}.*")
    with pytest.raises(ReadingRefused, match=reason) as refusal:
        read_document(path.read_bytes(), path.name, templates())
    assert refusal.value.notes[-1].code == "refused"


def test_every_document_of_the_folders_is_tried() -> None:
    assert READABLE
    assert {path.stem for path in (DOCUMENTS / "should_refuse").iterdir()} == REFUSED.keys()
