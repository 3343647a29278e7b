"""What may be attached: told by content, whatever the file is called."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.errors import BadInput
from declarations.evidence.kinds import Kind, kind_of, name_for, shown_name

PDF = b"%PDF-1.7\n1 0 obj"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def package(*names: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


def ole(*streams: str) -> bytes:
    return OLE + b"\0" * 64 + b"".join(f"{name}\0".encode("utf-16-le") for name in streams)


WORD = package("[Content_Types].xml", "word/document.xml")
SHEET = package("[Content_Types].xml", "xl/workbook.xml")

ENDLESS = b"PK\x03\x04" + b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 9, 9, 2**31, 0, 0)

TAKEN = {
    "pdf": PDF,
    "jpg": b"\xff\xd8\xff\xe0rest",
    "png": b"\x89PNG\r\n\x1a\nrest",
    "docx": WORD,
    "xlsx": SHEET,
    "ofd": package("OFD.xml", "Doc_0/Document.xml"),
    "doc": ole("WordDocument"),
    "xls": ole("Workbook"),
}
REFUSED = {
    "a program": (b"MZ\x90\0", "不是可以附的文件"),
    "a web page": (b"<html><script>alert(1)</script>", "不是可以附的文件"),
    "a drawing that runs scripts": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "不是可以附的文件"),
    "text": ("报价单".encode(), "不是可以附的文件"),
    "an archive": (package("a.pdf"), "解压后逐个附上"),
    "macros": (package("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "带有宏"),
    "old macros": (ole("Workbook", "_VBA_PROJECT"), "带有宏"),
    "a password": (ole("EncryptedPackage"), "有密码"),
    "slides": (ole("PowerPoint Document"), "不是可以附的文件"),
    "a cut package": (WORD[:-30], "已损坏"),
    "a broken list": (WORD[:-10] + b"\xff" * 10, "已损坏"),
    "a list beyond measure": (
        b"PK\x03\x04" + b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 9, 9, 2**31, 0, 0),
        "已损坏",
    ),
    "nothing": (b"", "不是可以附的文件"),
}


@pytest.mark.parametrize(("extension", "data"), TAKEN.items(), ids=TAKEN.keys())
def test_what_is_taken_is_known_by_its_content(extension: str, data: bytes) -> None:
    assert kind_of(data, "随便什么.exe") == Kind(extension)


@pytest.mark.parametrize(("data", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_taken_is_refused_with_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        kind_of(data, "合同.pdf")


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", OLE, b"PK\x03\x04PK\x05\x06"]))
def test_no_bytes_break_it(data: bytes, start: bytes) -> None:
    says = ""
    try:
        says = f"“x”{kind_of(start + data, 'x').extension}"
    except BadInput as refusal:
        says = str(refusal)
    assert says.startswith("“x”")


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("合同.pdf", "pdf", "合同.pdf"),
        ("C:\\我的 文档\\报价.PDF", "pdf", "报价.PDF"),
        ("../../etc/passwd", "pdf", "passwd.pdf"),
        ("合同.exe", "pdf", "合同.pdf"),
        ("报价.et", "xls", "报价.et"),
        ("扫描.jpeg", "jpg", "扫描.jpeg"),
        ("v1.2 最终版", "pdf", "v1.pdf"),
        ("", "png", "附件.png"),
        ("a\r\nSet-Cookie: x\x00.pdf", "pdf", "aSet-Cookie_ x.pdf"),
        ("\u202efdp.exe", "pdf", "fdp.pdf"),
    ],
)
def test_a_file_is_called_what_it_is(name: str, kind: str, expected: str) -> None:
    assert name_for(name, Kind(kind)) == expected


@given(st.text(max_size=300))
def test_a_shown_name_is_short_plain_and_never_blank(name: str) -> None:
    shown = shown_name(name)
    assert 0 < len(shown) <= 120
    assert not set(shown) & set('/\\:*?"<>|\n\r\0')
    assert len(name_for(name, Kind("docx"))) <= 150
