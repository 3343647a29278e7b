"""Files that are refused, with their reason and without harm; archives; paths and streams."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from declarations.content import DeclarationContent
from declarations.reading import ReadDocument, ReadingRefused, apart, read_document
from declarations.reading.source import FILE_LIMIT
from declarations.writing.pdf import declaration_pdf
from tests.reading.builders import docx_of, ods_of, sheet_of, sheet_of_rows, xls_of, xlsx_of
from tests.reading.factories import template, templates
from tests.reading.test_exports import INFO
from tests.reading.test_kinds import as_printed, invented

PAGE = "<html><head><title>导出</title></head><body><table><tr><td>项目名称</td></tr></table></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(data: bytes, name: str = "申报表.xlsx") -> ReadDocument:
    return read_document(data, name, templates())


def one_sheet() -> bytes:
    form = invented()[0]
    return xlsx_of(sheet_of(form.content, form.template))


def zipped(members: dict[str, bytes]) -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return output.getvalue()


def with_part(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """An office file with one of its parts changed, or added."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return zipped(members | {part: change(members.get(part, b""))})


def with_far_cell() -> bytes:
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return with_part(one_sheet(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far))


def with_entities() -> bytes:
    doctype = b'<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return with_part(
        one_sheet(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<worksheet", doctype + b"<worksheet", 1)
    )


def bomb() -> bytes:
    return with_part(one_sheet(), "xl/sharedStrings.xml", lambda xml: xml + b" " * (120 * 1024 * 1024))


def locked_old_workbook() -> bytes:
    """An .xls whose first record after the beginning says that it is encrypted."""
    data = xls_of(sheet_of_rows([["甲"]]))
    start = data.index(b"\x09\x08\x10\x00") + 20
    return data[:start] + b"\x2f\x00" + data[start + 2 :]


def locked_archive() -> bytes:
    """An archive whose entry says that it is encrypted."""
    data = bytearray(zipped({"申报表.txt": b"abc"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def locked_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="AES-128")
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def blank_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def blank_template() -> bytes:
    form = template("project-2024")
    return xlsx_of(sheet_of(DeclarationContent(form=form.title), form))


def self_evaluation() -> bytes:
    rows = [
        ["项目支出绩效自评表"],
        ["项目名称", "某项目"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"],
    ]
    return xlsx_of(sheet_of_rows(rows))


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "far cell": (with_far_cell, "大得不正常"),
    "entities": (with_entities, "DOCTYPE"),
    "bomb": (bomb, "大得不正常"),
    "locked workbook": (lambda: OLE + "EncryptedPackage\0".encode("utf-16-le"), "有密码"),
    "locked old workbook": (locked_old_workbook, "有密码"),
    "old word": (lambda: OLE + "WordDocument\0".encode("utf-16-le"), "另存为 .docx"),
    "broken old workbook": (lambda: OLE + bytes(600) + "Workbook\0".encode("utf-16-le"), "打不开"),
    "broken package": (lambda: one_sheet()[:800], "已损坏"),
    "package without sheets": (lambda: zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b"<a/>"}), "打不开"),
    "web page": (PAGE.encode, "网页"),
    "web page in gbk": (lambda: PAGE.encode("gb18030"), "网页"),
    "binary workbook": (lambda: zipped({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "xlsb"),
    "slides": (lambda: zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), "不是 Excel 或 Word"),
    "empty": (lambda: b"", "是空文件"),
    "empty sheet": (lambda: xlsx_of(sheet_of_rows([["", " "]])), "空文件"),
    "self-evaluation": (self_evaluation, "绩效自评表"),
    "blank template": (blank_template, "空白表"),
    "broken pdf": (lambda: b"%PDF-1.7\n%%EOF", "PDF 已损坏"),
    "locked pdf": (locked_pdf, "有密码"),
    "pdf without text": (blank_pdf, "没有文字"),
    "archive of nothing": (lambda: zipped({"空/": b""}), "空的压缩文件"),
    "archive in an archive": (lambda: zipped({"内.zip": zipped({"a.txt": b"a"})}), "压缩文件里的压缩文件"),
    "locked archive": (locked_archive, "有密码"),
    "archive of many": (lambda: zipped({f"{n}.txt": b"a" for n in range(1000)}), "最多 900 个"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_is_refused_with_its_reason(case: str) -> None:
    build, reason = REFUSED[case]
    with pytest.raises(ReadingRefused, match=reason) as refusal:
        read(build(), "../../申报表.xlsx")
    assert str(refusal.value).startswith("“申报表.xlsx”")
    assert refusal.value.notes[-1].code == "refused"


@pytest.mark.usefixtures("own_start")
def test_a_library_that_dies_takes_nothing_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the check before it, calamine aborts its process at a cell at the end of the sheet."""
    monkeypatch.setenv("SECRET_KEY", "not for the child")
    start: Any = subprocess.Popen
    code = "import os, sys; sys.stderr.write(os.environ.get('SECRET_KEY', '')); os.abort()"
    seen: list[Any] = []

    def dying(command: list[str], **options: object) -> object:
        seen.append(options["env"])
        return start([command[0], "-c", code], **options)

    monkeypatch.setattr(subprocess, "Popen", dying)
    with pytest.raises(ReadingRefused, match="没有读完"):
        read(one_sheet())
    assert "SECRET_KEY" not in seen[0]


@pytest.mark.usefixtures("own_start")
def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    with pytest.raises(ReadingRefused, match="已停止"):
        read(one_sheet())


@pytest.mark.parametrize(("head", "limit"), [(b"PK\x03\x04", 50), (b"%PDF-1.7", 50), (b"\x00", 10), (b"a,b,c", 10)])
def test_a_large_file_is_refused_before_it_is_in_memory(head: bytes, limit: int, tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    with path.open("wb") as stream:
        stream.write(head)
        stream.truncate(200 * 1024 * 1024)
    with pytest.raises(ReadingRefused, match=f"超过 {limit} MB"):
        read_document(path, path.name, templates())
    with path.open("rb") as stream, pytest.raises(ReadingRefused, match=f"超过 {limit} MB"):
        read_document(stream, path.name, templates())
    with pytest.raises(ReadingRefused, match=f"超过 {limit} MB"):
        read(head + bytes(FILE_LIMIT))


def test_a_path_and_a_stream_are_read_like_bytes(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(one_sheet())
    from_path = read_document(path, path.name, templates())
    with path.open("rb") as stream:
        assert read_document(stream, path.name, templates()) == from_path
    assert from_path == read(path.read_bytes(), path.name)


def test_deleted_text_of_a_word_file_is_gone_and_inserted_text_is_there() -> None:
    document = docx.Document()
    document.add_paragraph(template("project-2024").title)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "项目名称", "全民阅读推广"
    output = BytesIO()
    document.save(output)
    changed = with_part(output.getvalue(), "word/document.xml", track_changes)
    assert read(changed).forms[0].content.name == "新春阅读推广"


def track_changes(xml: bytes) -> bytes:
    """全民 deleted, 新春 inserted inside a content control."""
    run = re.search(rb"<w:r><w:t>(%s)</w:t></w:r>" % "全民阅读推广".encode(), xml)
    assert run
    new = (
        "<w:del><w:r><w:delText>全民</w:delText></w:r></w:del>"
        "<w:sdt><w:sdtContent><w:ins><w:r><w:t>新春</w:t></w:r></w:ins></w:sdtContent></w:sdt>"
        "<w:r><w:t>阅读推广</w:t></w:r>"
    )
    return xml.replace(run[0], new.encode())


# --- archives --------------------------------------------------------------------------------------------------------


def test_an_archive_gives_the_forms_of_all_its_documents() -> None:
    forms = invented()
    sheets = [sheet_of(form.content, form.template) for form in forms]
    data = zipped(
        {
            "单位甲/表一.xlsx": xlsx_of(sheets[0]),
            "单位甲/表二.docx": docx_of(sheets[1]),
            "单位乙/表三.xls": xls_of(sheets[2]),
            "单位乙/表四.ods": ods_of(sheets[0]),
            "表五.pdf": declaration_pdf(forms[1].content, forms[1].template, INFO),
            "说明.txt": "请于月底前报送。".encode("gb18030"),
            "__MACOSX/._表一.xlsx": b"\x00",
        }
    )
    document = read(data, "汇总.zip")
    expected = [as_printed(forms[n]) for n in (0, 1, 2, 0, 1)]
    assert [form.content.name for form in document.forms] == [content.name for content in expected]
    assert [form.content.indicators for form in document.forms] == [content.indicators for content in expected]
    (note,) = [note for note in document.notes if note.code == "part_not_read"]
    assert note.place.to_json() == {"file": "说明.txt"}
    assert all(note.place.file for form in document.forms for note in form.notes)


def test_names_inside_an_archive_lose_their_folders() -> None:
    data = zipped({"../../etc/申报表.xlsx": one_sheet(), "x.txt": b"nothing"})
    document = read(data, "a.zip")
    assert {note.place.file for note in document.notes} == {"x.txt"}
    assert {note.place.file for note in document.forms[0].notes} <= {"申报表.xlsx"}


def test_a_chinese_name_written_by_windows_is_shown_in_chinese() -> None:
    raw = bytearray(zipped({"ABCD.txt": b"nothing", "b.xlsx": one_sheet()}))
    data = bytes(raw).replace(b"ABCD.txt", "说明".encode("gbk") + b".txt")
    assert read(data, "a.zip").notes[0].place.file == "说明.txt"


@cache
def intact(kind: str) -> bytes:
    """One file of the kind, the same bytes each time: the writers put the time of day into theirs."""
    form = invented()[0]
    if kind == "pdf":
        return declaration_pdf(form.content, form.template, INFO)
    build: dict[str, Callable[..., bytes]] = {"xlsx": xlsx_of, "xls": xls_of, "ods": ods_of, "docx": docx_of}
    return build[kind](sheet_of(form.content, form.template))


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(["xlsx", "xls", "ods", "docx", "pdf"]),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=6),
    st.sampled_from([1.0, 0.9, 0.5]),
)
def test_a_damaged_file_is_read_or_refused(kind: str, changes: list[tuple[float, int]], kept: float) -> None:
    damaged = bytearray(intact(kind))
    for place, value in changes:
        damaged[int(place * len(damaged))] = value
    try:
        forms = read(bytes(damaged[: int(kept * len(damaged))])).forms
    except ReadingRefused:
        return
    assert forms


def test_the_child_starts_with_what_it_needs_only_and_within_limits() -> None:
    needless = ["django", "declarations.content", "declarations.reading.files", "indicators.targets"]
    code = (
        "import resource, sys; from declarations.reading import child, limits; child.limit(child.OUTPUT);"
        f"print(any(name in sys.modules for name in {needless}),"
        " resource.getrlimit(resource.RLIMIT_AS)[0] == limits.MEMORY)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={"PATH": os.defpath})  # noqa: S603 - ours
    assert done.stdout.split() == ["False", "True"]
