"""Bytes of a file → text: what kind of file it is, its encoding, and a clear refusal of what is no text."""

from __future__ import annotations

import codecs
from pathlib import PurePath

from declarations.reading.results import ReadingRefused

TEXT_LIMIT = 10 * 1024 * 1024  # bytes; a hundred forms are under half a megabyte
LINE_LIMIT = 200_000

_SIGNATURES = (
    (b"PK\x03\x04", "Excel 或 Word 文件"),
    (b"PK\x05\x06", "压缩文件"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Excel 或 Word 文件"),
    (b"%PDF", "PDF 文件"),
    (b"{\\rtf", "RTF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"\x1f\x8b", "压缩文件"),
    (b"Rar!", "压缩文件"),
    (b"7z\xbc\xaf", "压缩文件"),
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_REPLACEMENT = "\ufffd"
_FEW = 500  # one unreadable character in so many is a blot, more is another encoding
_SAMPLE = 4096
_LONGEST_NAME = 100
_CONTROLS = frozenset(map(chr, range(32))) - set("\t\n\r\x0b\x0c")


def shown_name(name: str) -> str:
    """The name of a file as sentences quote it: without folders, control characters and undue length."""
    plain = "".join(character for character in name.replace("\\", "/") if character.isprintable())
    return PurePath(plain).name[-_LONGEST_NAME:] or "文件"


def text_of(data: bytes, name: str) -> str:
    """The text of a file, from UTF-8, UTF-16 or GB18030, with or without a byte order mark.

    A few bytes that the encoding does not know become U+FFFD. Raises ReadingRefused for an empty, over-long or binary
    file; `name` is used in the message only.
    """
    shown = shown_name(name)
    if len(data) > TEXT_LIMIT:
        raise ReadingRefused(f"“{shown}”超过 {TEXT_LIMIT // 1024 // 1024} MB，请分成几个文件再导入。")
    text = _marked(data)
    if text is None:
        _refuse_known_binary(data, shown)
        text = _unmarked(data)
    if text is None or _is_binary(text):
        raise ReadingRefused(f"“{shown}”不是文本文件，读不出文字。请换成 Excel、Word、PDF 或文本文件再导入。")
    if not text.strip():
        raise ReadingRefused(f"“{shown}”是空文件，里面没有内容。请换一个文件。")
    if text.count("\n") > LINE_LIMIT:
        raise ReadingRefused(f"“{shown}”超过 {LINE_LIMIT} 行，请分成几个文件再导入。")
    return text


def _marked(data: bytes) -> str | None:
    """The text of a file that says its encoding in a byte order mark."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    return None


def _refuse_known_binary(data: bytes, shown: str) -> None:
    for signature, kind in _SIGNATURES:
        # "BM" also begins ordinary words; a picture has zero bytes soon after it.
        if data.startswith(signature) and (len(signature) > 2 or b"\x00" in data[:32]):
            raise ReadingRefused(f"“{shown}”是{kind}，读不出文字。请换成 Excel、Word、PDF 或文本文件再导入。")


def _unmarked(data: bytes) -> str | None:
    """The text under the first encoding that fits; a truncated last character counts as one blot."""
    if b"\x00" in data[:_SAMPLE]:
        return _wide(data)
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, errors="replace")
        blots = text.count(_REPLACEMENT) - data.count(_REPLACEMENT.encode(encoding))
        if blots <= len(text) // _FEW + text.endswith(_REPLACEMENT):
            return text
    return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: line breaks and tabs show on which side their zero bytes stand."""
    head = data[: _SAMPLE // 2 * 2]
    little, big = head[1::2].count(0), head[0::2].count(0)
    if max(little, big) * 50 < len(head) or min(little, big) * 10 > max(little, big):
        return None
    return data.decode("utf-16-le" if little > big else "utf-16-be", errors="replace")


def _is_binary(text: str) -> bool:
    """Control characters, or blots all over: not something that a person typed."""
    bad = sum(text.count(control) for control in _CONTROLS)
    blots = text.count(_REPLACEMENT)
    return bad * 100 > len(text) or blots * 20 > len(text) or "\x00" in text
