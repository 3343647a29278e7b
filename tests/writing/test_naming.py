"""Names of files and sheets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.content import DeclarationContent
from declarations.writing.naming import download_name, sheet_name, unique_file_name
from tests.writing.factories import ledger_content, project_content

FORBIDDEN_IN_FILES = set('<>:"/\\|?*')
FORBIDDEN_IN_SHEETS = set("[]:*?/\\")


def test_a_file_is_named_after_year_project_and_unit() -> None:
    assert download_name(project_content(), 2027, "pdf") == "2027-公共文化服务与场馆开放保障-滨海区文化馆.pdf"


def test_a_form_with_a_supervising_unit_is_named_after_that() -> None:
    assert download_name(ledger_content(), 2027, "xlsx") == "2027-滨海区沿岸灯塔公园巡护-滨海区公园管理所.xlsx"


def test_a_project_without_a_name_still_has_a_file_name() -> None:
    assert download_name(DeclarationContent(), 2027, "pdf") == "2027-未命名项目.pdf"


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_name_is_legal_on_windows_and_short_enough(name: str, unit: str) -> None:
    found = download_name(DeclarationContent(name=name, applicant_unit=unit), 2027, "pdf")
    assert not FORBIDDEN_IN_FILES & set(found)
    assert all(character.isprintable() or not character.isascii() for character in found)
    assert len(found.encode()) <= 255 - len(" (999)")
    assert not PureWindowsPath(found).is_reserved()
    assert found.endswith(".pdf")
    assert not found.removesuffix(".pdf").endswith((" ", "."))


def test_signs_that_windows_forbids_become_full_width() -> None:
    content = replace(project_content(), name='甲/乙:丙?"丁"\n戊')
    assert download_name(content, 2027, "pdf") == "2027-甲／乙：丙？＂丁＂ 戊-滨海区文化馆.pdf"


def test_a_second_file_of_the_same_name_is_numbered() -> None:
    taken: set[str] = set()
    names = []
    for name in ("A.pdf", "a.pdf", "A.pdf"):
        names.append(unique_file_name(name, taken))
        taken.add(names[-1].casefold())
    assert names == ["A.pdf", "a (2).pdf", "A (3).pdf"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("街道/分馆[建设]*", "街道／分馆［建设］＊"),
        ("", "申报表"),
        ("History", "申报表"),
        ("'引号'", "引号"),
        ("字" * 40, "字" * 31),
    ],
)
def test_a_sheet_name_is_legal(title: str, expected: str) -> None:
    assert sheet_name(title, ()) == expected


@given(st.lists(st.text(alphabet="甲乙/*'Aa𠀀 ", max_size=40), max_size=12))
def test_sheet_names_of_one_book_are_legal_and_unique(titles: list[str]) -> None:
    taken: set[str] = set()
    for title in titles:
        name = sheet_name(title, taken)
        assert name.casefold() not in taken
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not FORBIDDEN_IN_SHEETS & set(name)
        assert not name.startswith("'")
        assert not name.endswith("'")
        taken.add(name.casefold())
