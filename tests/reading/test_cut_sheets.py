"""A large sheet is cut between its rows and read piece by piece: what comes out is what it says as a whole.

In a package of moderate size the pieces stand in that package, out of a larger one small workbooks are made.
"""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from declarations.reading.openers import xlsxcut, xlsxscan, xlsxsheets
from declarations.reading.openers.workbook import tables_of_xlsx
from declarations.reading.openers.xlsxparts import takes_sheets
from declarations.reading.openers.xlsxsheets import xlsx_sheets
from declarations.reading.rawtables import CannotOpen, Far, RawTable, tables_of

SIZES = {"LARGE": 0, "PIECE": 300, "_FIRST": 500, "_NEXT": 900, "_NEXT_BY_TEXTS": 0}
VALUES = ("甲", "乙\n丙", " 丁 ", "<b>&amp;", "_x000D_", "", True, 1, 0.25, 46082.5, 4.4e20, "=1+1", "=2", "=3", None)
CELLS = st.lists(
    st.tuples(
        st.integers(0, 3) | st.integers(0, 60),
        st.integers(0, 3) | st.integers(0, 30),
        st.sampled_from(VALUES),
        st.integers(0, 3),
    ),
    max_size=40,
)
MERGES = st.sets(st.integers(0, 30), max_size=3)


def workbook_of(cells: list[tuple[int, int, Any, int]], merges: set[int], *, inline: bool = False) -> bytes:
    """These cells between two further sheets; `inline`: texts stand in the cells instead of beside the sheets."""
    output = BytesIO()
    with xlsxwriter.Workbook(output, {"constant_memory": inline, "in_memory": not inline}) as book:
        formats = [None, *(book.add_format({"num_format": code}) for code in ("0%", "yyyy-mm-dd", "#,##0.0"))]
        book.add_worksheet("前").write(1, 1, "前面")
        page = book.add_worksheet("甲")
        for row, column, value, n in sorted({cell[:2]: cell for cell in cells}.values(), key=lambda cell: cell[:2]):
            if isinstance(value, str) and value.startswith("="):
                page.write_formula(row, column, value, formats[n], {"=2": "", "=3": "三"}.get(value, 2))
            else:
                page.write(row, column, value, formats[n])
        page.merge += [[row * 4, 1, row * 4 + 2, 1 + row % 2] for row in merges]
        book.add_worksheet("后").write(0, 0, 0.5, formats[1])
    return output.getvalue()


@contextmanager
def all_sheets_large(*, kept: bool) -> Iterator[None]:
    """Every sheet is cut into pieces of a few rows; `kept`: the package is small enough to keep all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsxsheets, "CUT_FROM", 10**9 if kept else 0)
        for name, size in SIZES.items():
            module = next(module for module in (xlsxsheets, xlsxscan, xlsxcut) if hasattr(module, name))
            patch.setattr(module, name, size)
        yield


def read(data: bytes) -> list[RawTable]:
    return tables_of(part for part in tables_of_xlsx(data) if not isinstance(part, Far))


def rewritten(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The package with one of its parts changed."""
    output = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(output, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            assert name != part or old in text
            target.writestr(name, text.replace(old, new) if name == part else text)
    return output.getvalue()


@given(CELLS, MERGES, st.booleans(), st.booleans())
def test_a_cut_sheet_says_what_it_says_as_a_whole(
    cells: list[tuple[int, int, Any, int]], merges: set[int], inline: bool, kept: bool
) -> None:
    data = workbook_of(cells, merges, inline=inline)
    whole = read(data)
    with all_sheets_large(kept=kept):
        assert set(xlsx_sheets(data).large) >= {"前", "后"}
        assert read(data) == whole


@given(CELLS, st.booleans())
def test_a_large_sheet_that_is_not_cut_has_the_same_formats(
    cells: list[tuple[int, int, Any, int]], inline: bool
) -> None:
    data = workbook_of(cells, set(), inline=inline)
    whole = read(data)
    with all_sheets_large(kept=True), pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsxsheets, "takes_sheets", lambda archive: False)
        assert not xlsx_sheets(data).large
        assert read(data) == whole


@pytest.mark.parametrize("kept", [True, False])
def test_a_sheet_that_another_program_wrote_is_cut_as_well(kept: bool) -> None:
    book = openpyxl.Workbook()
    page = book.create_sheet("甲")
    for row in range(50):
        page.append([f"第{row}行", row, row / 8, None, row % 2 == 0])
    output = BytesIO()
    book.save(output)
    whole = read(output.getvalue())
    with all_sheets_large(kept=kept):
        assert xlsx_sheets(output.getvalue()).large
        assert read(output.getvalue()) == whole


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<sheetData>", b"<!-- <row r='1'> --><sheetData>"),
        (b'<row r="2"', b'<row ht="2"'),
        (b'<c r="A2"', b'<c bad="1" r="A2"'),
        (b'<row r="3"', b'<row r="2"'),
        (b"<sheetData>", b"<sheetData >"),
    ],
)
def test_a_sheet_that_is_written_unusually_stays_whole(old: bytes, new: bytes, kept: bool) -> None:
    data = workbook_of([(row, 0, f"第{row}行", 0) for row in range(9)], set())
    odd = rewritten(data, "xl/worksheets/sheet2.xml", old, new)
    with all_sheets_large(kept=kept):
        assert set(xlsx_sheets(odd).large) == {"前", "后"}


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("_rels/.rels", b'"xl/workbook.xml"', b'"xl/&#119;orkbook.xml"'),
        ("xl/workbook.xml", b"</sheets>", b"</sheets><!-- </sheets> -->"),
        ("xl/workbook.xml", 'name="前"'.encode(), b'name="piece"'),
    ],
)
def test_a_workbook_with_an_unusual_list_of_sheets_stays_whole(part: str, old: bytes, new: bytes, kept: bool) -> None:
    data = rewritten(workbook_of([(0, 0, "甲", 0)], set()), part, old, new)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not takes_sheets(archive)
    with all_sheets_large(kept=kept):
        assert [table.rows for table in read(data)][1:] == [{0: {0: "甲"}}, {0: {0: "50%"}}]


@pytest.mark.parametrize("kept", [True, False])
def test_a_damaged_row_refuses_the_file_wherever_it_stands(kept: bool) -> None:
    data = workbook_of([(row, 0, f"第{row}行", 0) for row in range(90)], set())
    odd = rewritten(data, "xl/worksheets/sheet2.xml", b'<c r="A80" t="s"><v>', b'<c r="A80" t="s"><v>99')
    with all_sheets_large(kept=kept), pytest.raises(CannotOpen, match="打不开"):
        read(odd)


def test_a_package_may_be_larger_when_only_the_rows_of_its_sheets_are(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook_of([(row, 0, "甲" * 100, 0) for row in range(900)], set(), inline=True)
    whole = read(data)
    monkeypatch.setattr(xlsxsheets, "MOST_BYTES", 50_000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsxsheets, "CUT_FROM", 0)
        with pytest.raises(CannotOpen, match="大得不正常"):
            read(data)
    with all_sheets_large(kept=False):
        assert read(data) == whole
        monkeypatch.setattr(xlsxcut, "MOST_BYTES", 60_000)
        with pytest.raises(CannotOpen, match="大得不正常"):
            read(data)


@pytest.mark.parametrize("kept", [True, False])
def test_a_caller_that_stops_early_leaves_no_thread_behind(kept: bool) -> None:
    data = workbook_of([(row, 0, f"第{row}行", 0) for row in range(900)], set())
    before = threading.active_count()
    with all_sheets_large(kept=kept):
        parts = tables_of_xlsx(data)
        found = [next(parts) for _ in range(5)]
        assert threading.active_count() > before
        del parts
    assert any(isinstance(part, RawTable) and part.sheet == "甲" for part in found)
    assert threading.active_count() == before
