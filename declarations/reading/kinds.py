"""What kind of file the bytes are, by their content and never by their name; a clear refusal of what cannot be read."""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

from declarations.reading.openers.packages import BROKEN, archive_in
from declarations.reading.rawtables import LOCKED, CannotOpen
from declarations.reading.results import ReadingRefused

TEXT, ARCHIVE = "text", "zip"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PDF = b"%PDF-"
_PDF_WITHIN = 1024  # the mark of a PDF may stand behind so many other bytes
_WEB_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|meta|body|table|style)\b", re.IGNORECASE)
_MHTML = re.compile(r"(?:MIME-Version:|From:\s)", re.IGNORECASE)
_SHEET_XML = "urn:schemas-microsoft-com:office:spreadsheet"
_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"

# Names inside an OLE2 file → what it is; None can be read.
_OLE_STREAMS = (
    ("EncryptedPackage", LOCKED),
    ("WordDocument", "是旧版 Word 文件（.doc），这里读不了。请另存为 .docx 再导入。"),
    ("PowerPoint Document", "是演示文稿，不是申报表。请换一个文件。"),
    ("Workbook", None),
    ("Book", None),
)
_PIECE = 1024 * 1024  # bytes
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."


def kind_of(file: BinaryIO, shown: str) -> str:
    """`TEXT`, `ARCHIVE` or a kind that the child process opens (xlsx xls ods docx pdf); the file is at its beginning.

    Raises ReadingRefused for kinds of office files that are not read; `shown` is the name for the sentence.
    """
    file.seek(0)
    head = file.read(_PDF_WITHIN)
    try:
        if head.startswith(_ZIP):
            return _kind_of_package(file, shown)
        if head.startswith(_OLE):
            return _kind_of_ole(file, shown)
    finally:
        file.seek(0)
    return "pdf" if _PDF in head else TEXT


def is_packed(head: bytes) -> bool:
    """The beginning of a file is that of an office file, a PDF or an archive, and not that of a text."""
    return head.startswith((*_ZIP, _OLE)) or _PDF in head[:_PDF_WITHIN]


def refuse_markup(text: str, shown: str) -> None:
    """Raise ReadingRefused when a text is a web page or a sheet written as XML, whatever it is called."""
    head = text[:2000]
    if _SHEET_XML in head:
        raise ReadingRefused(f"“{shown}”是 XML 格式的旧式表格，这里读不了。{_SAVE_AS}")
    if _WEB_PAGE.match(head) or (_MHTML.match(head) and "html" in head.lower()):
        raise ReadingRefused(f"“{shown}”其实是网页（HTML），不是真正的 Excel 文件。{_SAVE_AS}")


def _kind_of_package(file: BinaryIO, shown: str) -> str:
    try:
        with archive_in(file) as archive:
            names = set(archive.namelist())
            mime = archive.read("mimetype")[:100] if "mimetype" in names and _is_small(archive) else b""
    except CannotOpen as problem:
        raise ReadingRefused(f"“{shown}”{problem}") from problem
    except BROKEN as problem:
        reason = "像是 Excel 或 Word 文件，也可能是压缩文件，但已损坏，打不开。请重新保存或重新下载后再导入。"
        raise ReadingRefused(f"“{shown}”{reason}") from problem
    if mime.startswith(_OPEN_DOCUMENT):
        if mime.startswith(_OPEN_DOCUMENT + b"spreadsheet"):
            return "ods"
        raise ReadingRefused(f"“{shown}”是 OpenDocument 文件，但不是表格（.ods），这里读不了。请另存为 .docx 再导入。")
    if "[Content_Types].xml" in names:
        return _kind_of_office(names, shown)
    return ARCHIVE


def _is_small(archive: zipfile.ZipFile) -> bool:
    return archive.getinfo("mimetype").file_size < 1000


def _kind_of_office(names: set[str], shown: str) -> str:
    if "xl/workbook.bin" in names:
        raise ReadingRefused(f"“{shown}”是二进制工作簿（.xlsb），这里读不了。{_SAVE_AS}")
    for folder, kind in (("xl/", "xlsx"), ("word/", "docx")):
        if any(name.startswith(folder) for name in names):
            return kind
    raise ReadingRefused(f"“{shown}”是 Office 文件，但不是 Excel 或 Word 文件，这里读不了。请换一个文件。")


def _kind_of_ole(file: BinaryIO, shown: str) -> str:
    found = _streams_in(file)
    for stream, reason in _OLE_STREAMS:
        if stream in found:
            if reason is None:
                return "xls"
            raise ReadingRefused(f"“{shown}”{reason}")
    raise ReadingRefused(f"“{shown}”是旧版 Excel 或 Word 文件，但里面没有工作簿，打不开。{_SAVE_AS}")


def _streams_in(file: BinaryIO) -> set[str]:
    """Which of the known names stand in an OLE2 file, which is looked through piece by piece."""
    wanted = {stream: f"{stream}\0".encode("utf-16-le") for stream, _ in _OLE_STREAMS}
    found: set[str] = set()
    file.seek(0)
    rest = b""
    while piece := file.read(_PIECE):
        rest += piece
        found.update(stream for stream, name in wanted.items() if name in rest)
        rest = rest[-max(map(len, wanted.values())) :]
    return found
