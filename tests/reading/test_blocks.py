"""Rows on their way from the child process: nothing is lost, and nothing that another process may write does harm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from declarations.reading import ReadForm, apart, stream_document
from declarations.reading.blocks import Block, block_of_rows, packed, tidy, unpacked
from declarations.reading.openers import xlsxsheets
from declarations.reading.openers.xlsxscan import NotPlain
from declarations.reading.openers.xlsxsheets import xlsx_sheets
from declarations.reading.rawtables import CannotOpen, RawTable, Tell, messages_of, parts_of, refusal_line, tables_of
from tests.reading.builders import sheet_of_rows, xlsx_of
from tests.reading.factories import templates
from tests.reading.test_flat import flat_rows, of_2024

TEXTS = st.text(max_size=6) | st.sampled_from(["", " ", "甲", "甲\n乙", "\x1f", "\ud800", "二级指标"])


class Stream:
    """Bytes as a source of messages."""

    def __init__(self, data: bytes) -> None:
        self._stream = BytesIO(data)

    def line(self) -> bytes:
        return self._stream.readline()

    def exactly(self, size: int) -> bytes:
        return self._stream.read(size)


def through(*parts: RawTable | Block) -> list[RawTable | Block]:
    return list(parts_of(Stream(b"".join(messages_of(parts)))))


@given(st.lists(st.lists(TEXTS, max_size=5), max_size=40), st.integers(0, 10**6))
def test_the_texts_of_a_block_arrive_tidy_and_in_place(rows: list[list[str]], first: int) -> None:
    block = block_of_rows(first, rows)
    _, arrived = through(RawTable("甲"), block)
    assert isinstance(arrived, Block)
    assert arrived.first == first
    assert [column.all for column in arrived.columns] == [[*map(tidy, column.all)] for column in block.columns]


def test_a_table_with_notes_merged_cells_and_gaps_arrives_whole() -> None:
    table = RawTable("甲", merges=[(0, 0, 2, 1)], codes={(7, 0): [("code_lost", "4.4E20")]})
    for row in (0, 3, 1500, 900_000):
        table.put(row, row % 7, f"文字{row}")
    (arrived,) = tables_of(through(table))
    assert arrived == table


@pytest.mark.parametrize(
    "lines",
    [
        b"",
        b"[]\n",
        b"7\n",
        b'["end"',
        b'["rows",0,1,[null],[],3]\nabc["end"]\n',
        b'["table","a",null,[],[]]\n["rows",0,1,[null],[],-1]\n',
        b'["table","a",null,[],[]]\n["rows",0,1,[null],[],99999999999]\n',
        b'["table","a",null,[],[]]\n["rows",0,3,[[0,5]],[],3]\na\x1fb',
        b'["table","a",null,[],[]]\n["rows",0,3,[[1,0]],[],3]\na\x1fb',
        b'["table","a",null,[],[]]\n["rows",0,2,[null],[],5]\na\x1fb\x1fc',
        b'["table","a",null,[],[]]\n["rows",0,1,[null],[],1]\n\x00',
        b'["table","a",null,[],[]]\n["rows",0,1,[null],[],1]\n\xff',
        b'["table","a",null,[[1,2]],[]]\n',
        b'["table","a",null,[],[]]\n',
    ],
)
def test_messages_that_are_none_are_refused(lines: bytes) -> None:
    with pytest.raises(CannotOpen, match="没有读完"):
        list(parts_of(Stream(lines)))


def test_a_refusal_arrives_with_its_reason() -> None:
    with pytest.raises(CannotOpen, match="有密码"):
        list(parts_of(Stream(refusal_line("有密码"))))


@given(st.recursive(st.none() | st.integers() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=6)))
def test_no_message_raises_anything_else(value: Any) -> None:
    line = json.dumps(["rows", value, value, value, value, 0]).encode() + b"\n"
    with pytest.raises(CannotOpen):
        list(parts_of(Stream(b'["table","a",null,[],[]]\n' + line)))


def test_a_block_whose_texts_are_no_unicode_is_no_block() -> None:
    head, _ = packed(block_of_rows(0, [["甲"]]))
    with pytest.raises(ValueError, match="utf-8"):
        unpacked(head, b"\xff\xff\xff")


# --- number formats ---------------------------------------------------------------------------------------------------

CELLS = st.tuples(
    st.integers(0, 30), st.integers(0, 40), st.sampled_from([1, 0.5, "甲", "=1+1", "=2"]), st.integers(0, 3)
)


@given(st.lists(CELLS, max_size=30))
def test_formats_found_as_bytes_are_those_that_a_parser_finds(cells: list[tuple[int, int, Any, int]]) -> None:
    output = BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        page = book.add_worksheet("甲")
        formats = [None, *(book.add_format({"num_format": code}) for code in ("0%", "yyyy-mm-dd", "#,##0.00"))]
        for row, column, value, n in {cell[:2]: cell for cell in cells}.values():
            if value == "=2":
                page.write_formula(row, column, value, formats[n], "")
            else:
                page.write(row, column, value, formats[n])
    quick = xlsx_sheets(output.getvalue()).formats["甲"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsxsheets, "Survey", _not_plain)
        parsed = xlsx_sheets(output.getvalue()).formats["甲"]
    assert quick.formats == parsed.formats
    assert sorted(quick.uncomputed) == sorted(parsed.uncomputed)


def _not_plain(*args: object) -> None:
    raise NotPlain(args)


# --- form by form -----------------------------------------------------------------------------------------------------


def test_forms_come_before_the_file_has_been_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = flat_rows(of_2024(), repeated=True)
    path = tmp_path / "表.xlsx"
    path.write_bytes(xlsx_of(sheet_of_rows([rows[0], *(rows[1:] * 400)])))
    ended = []

    def watched(source: Any, tell: Tell) -> Iterator[RawTable | Block]:
        yield from parts_of(source, tell)
        ended.append(True)

    monkeypatch.setattr(apart, "parts_of", watched)
    forms = stream_document(path, path.name, templates())
    first = next(forms)
    assert isinstance(first, ReadForm)
    assert first.content == of_2024()[0].content
    assert not ended
    assert sum(isinstance(each, ReadForm) for each in forms) == 400 * len(of_2024()) - 1
    assert ended


@pytest.mark.parametrize("name", ["表.xlsx", "表.csv"])
def test_the_share_that_has_been_read_is_told_while_forms_come(tmp_path: Path, name: str) -> None:
    rows = flat_rows(of_2024(), repeated=True)
    many = [rows[0], *(rows[1:] * 400)]
    path = tmp_path / name
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in many)
    path.write_bytes(xlsx_of(sheet_of_rows(many)) if name.endswith("xlsx") else text.encode())
    shares: list[float] = []
    forms = stream_document(path, path.name, templates(), shares.append)
    next(forms)
    assert len(shares) <= 2
    list(forms)
    assert len(shares) >= 3
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] == 1


def test_a_share_beyond_all_bounds_is_none_that_a_page_could_show() -> None:
    told: list[float] = []
    lines = b'["far",7]\n["far",-1]\n["table","a",null,[],[],"",false,[]]\n["end"]\n'
    assert len(list(parts_of(Stream(lines), told.append))) == 1
    assert told == [1.0, 0.0]
