"""Files made to harm, or broken on the way: each is refused with its reason, or read as far as it is whole."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from functools import cache
from hashlib import shake_256
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, NameObject

from declarations.reading import ReadingRefused
from declarations.reading.blocks import block_of_rows, halves, texts_of_rows
from declarations.reading.marking import stamp_of
from declarations.reading.rawtables import RawTable, messages_of
from declarations.reading.textlimits import without_noise
from tests.reading import harmful
from tests.reading.builders import docx_of, ods_of, sheet_of
from tests.reading.factories import templates
from tests.reading.kinds_of_file import WRITERS
from tests.reading.paper import paper_2024
from tests.reading.test_files import one_sheet, read, with_part, zipped
from tests.reading.test_kinds import as_printed, invented

pytestmark = pytest.mark.usefixtures("own_start")
MEGABYTE = 1024 * 1024


def sheet() -> bytes:
    form = invented()[0]
    return ods_of(sheet_of(form.content, form.template))


def word() -> bytes:
    form = invented()[0]
    return docx_of(sheet_of(form.content, form.template))


def blown_up(data: bytes, part: str) -> bytes:
    """An office file with one part that unpacks to far more than it packs."""
    return with_part(data, part, lambda xml: xml + b" " * (60 * MEGABYTE))


def many_laughs(data: bytes, part: str) -> bytes:
    """Entities that stand for entities."""
    names = "abcdefghij"
    entities = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names))
    doctype = f'<!DOCTYPE x [<!ENTITY a "ha">{entities}]>'.encode()
    return with_part(data, part, lambda xml: xml.replace(b"?>", b"?>" + doctype, 1))


def deep_pdf() -> bytes:
    """Pages that hang in a tree of twenty thousand levels."""
    parts = [b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"]
    parts += [b"%d 0 obj<</Type/Pages/Count 1/Kids[%d 0 R]>>endobj\n" % (n, n + 1) for n in range(2, 20_000)]
    parts.append(b"trailer<</Root 1 0 R>>")
    return b"".join(parts)


def circular_pdf() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1/Kids[2 0 R]>>endobj\ntrailer<</Root 1 0 R>>"
    )


def nested_pdf() -> bytes:
    """An array in an array, a hundred thousand deep."""
    return b"%PDF-1.4\n1 0 obj" + b"[" * 100_000 + b"]" * 100_000 + b"endobj\ntrailer<</Root 1 0 R>>"


def busy_pdf() -> bytes:
    """One page that draws two hundred thousand letters, packed well."""
    writer = PdfWriter()
    page = writer.add_blank_page(600, 800)
    drawing = DecodedStreamObject()
    drawing.set_data(b"BT /F1 1 Tf " + b"1 1 Td (aaaaaaaaaaaaaaaaaaaa) Tj " * 200_000 + b"ET")
    page[NameObject("/Contents")] = ArrayObject([writer._add_object(drawing.flate_encode())])
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def endless_line() -> bytes:
    """A hundred megabytes without a line end."""
    return "项目名称,".encode() * (8 * MEGABYTE)


def noise(seed: str) -> bytes:
    """The same hundred thousand bytes without a meaning each time."""
    return shake_256(seed.encode()).digest(100_000)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "xlsx bomb": (lambda: blown_up(one_sheet(), "xl/worksheets/sheet1.xml"), "大得不正常"),
    "ods bomb": (lambda: blown_up(sheet(), "content.xml"), "大得不正常"),
    "docx bomb": (lambda: blown_up(word(), "word/document.xml"), "大得不正常"),
    "zip bomb": (lambda: zipped({"申报表.txt": b" " * (60 * MEGABYTE)}), "大得不正常"),
    "zip in zip": (lambda: zipped({"内.zip": zipped({"申报表.txt": b" " * (20 * MEGABYTE)})}), "压缩文件"),
    "laughs in xlsx": (lambda: many_laughs(one_sheet(), "xl/worksheets/sheet1.xml"), "DOCTYPE"),
    "laughs in styles": (lambda: many_laughs(one_sheet(), "xl/styles.xml"), "DOCTYPE"),
    "laughs in ods": (lambda: many_laughs(sheet(), "content.xml"), "DOCTYPE"),
    "laughs in docx": (lambda: many_laughs(word(), "word/document.xml"), "DOCTYPE"),
    "deep pdf": (deep_pdf, "没有读完|PDF 已损坏|没有文字"),
    "circular pdf": (circular_pdf, "没有读完|PDF 已损坏|没有文字"),
    "nested pdf": (nested_pdf, "没有读完|PDF 已损坏|没有文字"),
    "busy pdf": (busy_pdf, "大得不正常"),
    "endless line": (endless_line, "超过 10 MB"),
    "long line": (lambda: endless_line()[: 9 * MEGABYTE], "长得不正常"),
    "random bytes": (lambda: noise("1"), "不是文本文件"),
    "random bytes in a package": (lambda: b"PK\x03\x04" + noise("2"), "已损坏"),
    "random bytes in an old workbook": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise("3"),
        "打不开",
    ),
    "random bytes in a pdf": (lambda: b"%PDF-1.7\n" + noise("4"), "PDF 已损坏|没有文字"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(case: str) -> None:
    build, reason = HOSTILE[case]
    with pytest.raises(ReadingRefused, match=reason) as refusal:
        read(build(), "申报表.xlsx")
    assert str(refusal.value).startswith("“申报表.xlsx”")


@cache
def whole(kind: str) -> bytes:
    return WRITERS[kind](paper_2024().rows)


def read_or_refused(data: bytes, name: str) -> str:
    """ "" when forms were read, else why not."""
    try:
        return "" if read(data, name).forms else "nothing"
    except ReadingRefused as refusal:
        return str(refusal)


@pytest.mark.parametrize("kind", sorted(WRITERS))
@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_file_cut_off_is_read_in_part_or_refused(kind: str, kept: float) -> None:
    data = whole(kind)
    said = read_or_refused(data[: int(kept * len(data))], f"申报表{kind}")
    assert said == "" or said.startswith(f"“申报表{kind}”")
    assert said != "nothing"


def test_names_in_an_archive_that_lead_elsewhere_write_nothing() -> None:
    output = BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("../../../../tmp/planted-by-an-archive.xlsx", one_sheet())
        archive.writestr("/etc/planted-by-an-archive.xlsx", one_sheet())
    document = read(output.getvalue(), "../../etc/passwd.zip")
    assert {form.place.file for form in document.forms} == {"planted-by-an-archive.xlsx"}


# --- links -----------------------------------------------------------------------------------------------------------


def with_link(kind: str, target: str) -> bytes:
    """A Word file with a form and a link to something outside."""
    form = invented()[0]
    link = (
        '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )
    return with_part(
        docx_of(sheet_of(form.content, form.template)),
        "word/_rels/document.xml.rels",
        lambda xml: xml.replace(b"</Relationships>", link.encode()),
    )


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "http://127.0.0.1:9/evil.dotm"),
        ("image", "https://example.invalid/pixel.png"),
        ("oleObject", "file://server/share/book.xlsx"),
        ("attachedTemplate", r"\\server\share\normal.dotm"),
    ],
)
def test_a_word_file_with_parts_on_another_machine_is_refused(kind: str, target: str) -> None:
    with pytest.raises(ReadingRefused, match="指向外部文件的链接"):
        read(with_link(kind, target), "表.docx")


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://example.invalid/"),
        ("attachedTemplate", "file:///C:/Users/x/Normal.dotm"),
        ("attachedTemplate", r"C:\Users\x\Normal.dotm"),
    ],
)
def test_links_that_nobody_has_to_follow_do_no_harm(kind: str, target: str) -> None:
    assert [each.content for each in read(with_link(kind, target)).forms] == [as_printed(invented()[0])]


# --- archives whose list alone would fill the memory, and what stands in them -----------------------------------------

MORE: dict[str, tuple[Callable[[], bytes], str]] = {
    "archives ten deep": (harmful.nested_archives, "压缩文件里的压缩文件"),
    "files on one another": (harmful.overlapping_archive, "大得不正常"),
    "a list of names": (lambda: harmful.listing_alone(60_000), "里面有 60000 个文件，太多了"),
    "packed by bzip2": (lambda: harmful.packed_otherwise(zipfile.ZIP_BZIP2, MEGABYTE), "不常见的压缩方法"),
    "packed by lzma": (lambda: harmful.packed_otherwise(zipfile.ZIP_LZMA, MEGABYTE), "不常见的压缩方法"),
    "strange names": (harmful.strange_names, "没有找到申报表"),
    "a link in an archive": (harmful.symlink, "没有找到申报表"),
    "a file of the machine in a sheet": (
        lambda: harmful.with_doctype(one_sheet(), "xl/worksheets/sheet1.xml"),
        "DOCTYPE",
    ),
    "a cell over and over": (lambda: harmful.repeated_ods(16_384, 1_048_576), "大得不正常"),
    "a long cell": (lambda: harmful.long_cell_ods(2 * MEGABYTE), "超过 100000 个字"),
    "a long paragraph": (lambda: harmful.long_paragraph(2 * MEGABYTE), "超过 100000 个字"),
    "a long cell in xlsx": (lambda: harmful.long_cell_xlsx(2 * MEGABYTE), "超过 100000 个字"),
    "cells beyond the memory": (lambda: harmful.many_letters_xlsx(700), "万以上的字"),
    "locked docx": (harmful.locked_word, "有密码"),
    "locked ods": (harmful.locked_open_document, "有密码"),
    "a far cell in an old workbook": (harmful.far_old_workbook, "大得不正常"),
    "many pages": (lambda: harmful.many_pages(13_000), "超过 600 页"),
    "pages beyond the limit": (lambda: harmful.many_pages(700), "超过 600 页"),
    "a page again and again": (harmful.one_page_again, "没有文字"),
    "a tree of pages in a circle": (harmful.looping_tree, "没有文字"),
    "a page that unpacks to much": (lambda: harmful.inflating_pdf(40 * MEGABYTE), "解压后大得不正常"),
    "half a letter": (harmful.odd_utf16, "没有找到申报表"),
    "short lines": (lambda: harmful.short_lines(30_000), "没有找到申报表"),
    "a form without an end": (lambda: harmful.endless_form(30_000), "第 1 行起的一张表超过 5000 行"),
    "lines of dashes": (lambda: (b"-" * 190_000 + b"|x\n") * 3, "没有找到申报表"),
    "cells without room for a row": (lambda: harmful.wide_lines(400), "没有找到申报表"),
    "gz": (lambda: b"\x1f\x8b\x08\x00" + bytes(1000), "是压缩文件"),
    "7z": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(1000), "是压缩文件"),
    "rar": (lambda: b"Rar!\x1a\x07\x01\x00" + bytes(1000), "是压缩文件"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "没有找到申报表"),
    "exe": (lambda: b"MZ\x90\x00" + bytes(range(256)) * 40, "不是文本文件"),
}


@pytest.mark.parametrize("case", MORE)
def test_what_would_fill_the_memory_is_refused_with_its_reason(case: str) -> None:
    build, reason = MORE[case]
    with pytest.raises(ReadingRefused, match=reason) as refusal:
        read(build(), "申报表.xlsx")
    assert str(refusal.value).startswith("“申报表.xlsx”")


def test_a_list_of_names_is_measured_before_it_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Who looks for the stamp of a marked workbook does so in the process that answers pages."""
    (tmp_path / "a").write_bytes(harmful.listing_alone(60_000))
    (tmp_path / "b").write_bytes(harmful.packed_otherwise(zipfile.ZIP_BZIP2, MEGABYTE))
    monkeypatch.setattr(zipfile.ZipFile, "read", None)  # nothing of either is unpacked
    assert (stamp_of(tmp_path / "a"), stamp_of(tmp_path / "b")) == ("", "")
    monkeypatch.setattr(zipfile, "ZipFile", None)  # and the list of the first is not even read
    assert stamp_of(tmp_path / "a") == ""


def test_an_archive_that_says_its_sizes_as_large_ones_do_is_measured_too() -> None:
    data = harmful.listing_alone(60_000)
    with pytest.raises(ReadingRefused, match="里面有 60000 个文件，太多了"):
        read(harmful.as_large_archive(data))


@given(rows=st.lists(st.lists(st.text("甲乙 \n", max_size=9), min_size=1, max_size=4), min_size=2, max_size=40))
def test_a_block_in_halves_says_the_same(rows: list[list[str]]) -> None:
    block = block_of_rows(7, rows)
    block.codes = {(7, 0): [("number_rounded", "1")], (6 + len(rows), 0): [("code_lost", "2")]}
    both = halves(block)
    assert [row for half in both for row in texts_of_rows(half)] == list(texts_of_rows(block))
    assert {**both[0].codes, **both[1].codes} == block.codes


def test_long_rows_come_in_short_blocks() -> None:
    block = block_of_rows(0, [[f"{n}" + "长" * 20_000] for n in range(100)])
    sent = list(messages_of([RawTable(sheet="甲"), block]))
    assert len(sent) > 3
    assert max(map(len, sent)) < 3 * MEGABYTE


# --- long texts that are none of these --------------------------------------------------------------------------------

FLAT_HEAD = "项目编码\t项目名称\t一级指标\t二级指标\t三级指标\t目标值\n"


def printed_text(forms: int) -> str:
    """Forms as they are printed, one after the other."""
    lines = ("\t".join(cell.replace("\n", " ").replace("\t", " ") for cell in row) for row in paper_2024().rows)
    return ("\n".join(lines) + "\n") * forms


@pytest.mark.parametrize(
    "text",
    [
        printed_text(400),
        printed_text(400).replace("\t", ","),
        FLAT_HEAD + "1\t甲\t产出指标\t数量指标\t次数\t3\n" * 20_000,
        "项目支出绩效目标表\n" + FLAT_HEAD + "1\t甲\t产出指标\t数量指标\t次数\t3\n" * 20_000,
        "说明\n" * 30_000 + "另外\n" * 30_000 + printed_text(1),
        "项目支出绩效目标表\n" * 30_000,
    ],
    ids=["forms", "forms with commas", "flat", "flat below a title", "a form at the end", "titles"],
)
def test_a_long_text_with_forms_is_read_as_a_whole(text: str) -> None:
    assert without_noise(text, "表.txt", templates()) == text


def test_of_a_long_text_without_forms_the_first_lines_say_enough() -> None:
    text = "今年的工作总结，第一部分。\n" * 50_000
    kept = without_noise(text, "表.txt", templates())
    assert text.startswith(kept)
    assert 0 < len(kept) < len(text) // 4
