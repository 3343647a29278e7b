"""What kind of file somebody attaches, by its content and never by its name. Pure.

A file is never opened here beyond its first bytes and, for packages, the list of names at their end, whose size is
checked before it is read. It is never shown by the site either: it leaves as a download.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from declarations.errors import BadInput

LONGEST_NAME = 120  # characters
TAKEN = "PDF、图片（JPG、PNG）、Word、Excel、WPS 文件和 OFD 电子凭证"
_PDF, _PDF_WITHIN = b"%PDF-", 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))
_END_OF_PACKAGE, _LARGE_PACKAGE = b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _LONGEST_COMMENT = 22, 65_535
MOST_LISTED = 1024 * 1024  # bytes of the list of names
_IN_PACKAGE = (("word/", "docx"), ("xl/", "xlsx"))
_STREAMS = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"))
_BAD = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: its extension."""

    extension: str


def kind_of(data: bytes, shown: str) -> Kind:
    """The kind of a file; BadInput, with what to do, for everything that is not taken."""
    if _PDF in data[:_PDF_WITHIN]:
        return Kind("pdf")
    for start, extension in _STARTS:
        if data.startswith(start):
            return Kind(extension)
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_package(data, shown)
    if data.startswith(_OLE):
        return _kind_of_ole(data, shown)
    raise BadInput(f"“{shown}”不是可以附的文件。可以附：{TAKEN}。")


def _kind_of_package(data: bytes, shown: str) -> Kind:
    names = _names_in(data, shown)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise BadInput(f"“{shown}”带有宏，不能附上。请另存为不带宏的 .xlsx 或 .docx，或者导出 PDF 再附。")
    if "OFD.xml" in names:
        return Kind("ofd")
    if "[Content_Types].xml" in names:
        for folder, extension in _IN_PACKAGE:
            if any(name.startswith(folder) for name in names):
                return Kind(extension)
    raise BadInput(f"“{shown}”是压缩文件或不认识的文件，请解压后逐个附上。可以附：{TAKEN}。")


def _names_in(data: bytes, shown: str) -> set[str]:
    """The names of the files in a package, whose list is small enough to be read."""
    broken = BadInput(f"“{shown}”已损坏，打不开。请重新保存或重新下载后再附。")
    tail = data[-(_END_SIZE + _LONGEST_COMMENT) :]
    end = tail.rfind(_END_OF_PACKAGE)
    if end < 0 or len(tail) - end < _END_SIZE or _LARGE_PACKAGE in tail:
        raise broken
    (listed,) = struct.unpack_from("<L", tail, end + 12)
    if listed > MOST_LISTED:
        raise broken
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as problem:
        raise broken from problem


def _kind_of_ole(data: bytes, shown: str) -> Kind:
    def has(stream: str) -> bool:
        return f"{stream}\0".encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise BadInput(f"“{shown}”有密码，审核人打不开。请去掉密码后再附。")
    if has("_VBA_PROJECT"):
        raise BadInput(f"“{shown}”带有宏，不能附上。请另存为 .xlsx 或 .docx，或者导出 PDF 再附。")
    for stream, extension in _STREAMS:
        if has(stream):
            return Kind(extension)
    raise BadInput(f"“{shown}”不是可以附的文件。可以附：{TAKEN}。")


def shown_name(name: str) -> str:
    """A file's name without folders and characters that file systems refuse, for sentences and downloads."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(char for char in last if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co"))
    return _BAD.sub("_", plain).strip(" .")[-LONGEST_NAME:] or "附件"


def name_for(name: str, kind: Kind) -> str:
    """The name under which the file is kept: as it was called, with the extension of what it is."""
    shown = shown_name(name)
    stem, dot, extension = shown.rpartition(".")
    same = {"jpg": ("jpg", "jpeg"), "xls": ("xls", "et"), "doc": ("doc", "wps")}.get(kind.extension, (kind.extension,))
    if dot and extension.lower() in same:
        return shown
    return f"{(shown if not dot or len(extension) > 5 else stem)[: LONGEST_NAME - 6]}.{kind.extension}"
