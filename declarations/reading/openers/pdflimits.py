"""A PDF that would fill the memory or keep its reader busy, refused before it is taken apart."""

from __future__ import annotations

import re
import zlib
from itertools import islice

from pdfminer import pdftypes
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFSyntaxError

from declarations.reading.rawtables import CannotOpen

MOST_PAGES = 600
_MOST_PAGE_OBJECTS = 12_000  # a file that was changed many times has its pages many times
_PAGE = re.compile(rb"/Type\s{0,9}/Page\b")
_MOST_UNPACKED = 32 * 1024 * 1024  # bytes of one stream; pictures, which may have more, are not looked at
_CHECKSUM = 4  # bytes at the end of a stream, often damaged


class _Careful:
    """What pdfminer unpacks streams with: zlib, which stops where one becomes absurdly large."""

    error = zlib.error

    @staticmethod
    def decompress(data: bytes) -> bytes:
        """As zlib does; CannotOpen for more bytes than any page has."""
        unpacking = zlib.decompressobj()
        unpacked = unpacking.decompress(data, _MOST_UNPACKED)
        if unpacking.unconsumed_tail:
            raise _too_large()
        if not unpacking.eof:
            raise zlib.error("cut off")
        return unpacked


def _as_far_as_whole(data: bytes) -> bytes:
    """The same for a stream with a wrong checksum; zlib.error when it is damaged before that."""
    unpacking = zlib.decompressobj()
    parts: list[bytes] = []
    size = 0
    for position in range(len(data)):
        try:
            parts.append(unpacking.decompress(data[position : position + 1]))
        except zlib.error:
            if position < len(data) - _CHECKSUM:
                raise
            break
        size += len(parts[-1])
        if size > _MOST_UNPACKED:
            raise _too_large()
    return b"".join(parts)


def _too_large() -> CannotOpen:
    return CannotOpen("里有一段内容解压后大得不正常，没有打开。请重新导出，或换成 Excel、Word 再导入。")


pdftypes.zlib = _Careful  # type: ignore[attr-defined, assignment]
pdftypes.decompress_corrupted = _as_far_as_whole


def refuse_many_pages(data: bytes) -> None:
    """CannotOpen when a PDF without a table of its objects, which is read to its end first, has absurdly many pages.

    PDFSyntaxError when it has no objects at all.
    """
    if b"obj" not in data:
        raise PDFSyntaxError("no objects")
    if sum(1 for _ in islice(_PAGE.finditer(data), _MOST_PAGE_OBJECTS + 1)) > _MOST_PAGE_OBJECTS:
        raise too_many_pages()


def refuse_long(document: PDFDocument) -> None:
    """CannotOpen when a PDF has more pages than are read; no more than that are looked for."""
    if sum(1 for _ in islice(PDFPage.create_pages(document), MOST_PAGES + 1)) > MOST_PAGES:
        raise too_many_pages()


def too_many_pages() -> CannotOpen:
    """The refusal of so many pages."""
    return CannotOpen(f"超过 {MOST_PAGES} 页，一次最多读 {MOST_PAGES} 页。请分成几个文件再导入。")
