"""The sheets that an .xlsx lists: further ones are added in front of calamine, which opens them like any other."""

from __future__ import annotations

import re
import zipfile
from collections import deque
from collections.abc import Mapping
from io import BytesIO
from typing import Protocol

BOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
ROOT = "_rels/.rels"
TEXTS = "sharedstrings.xml"
_ADDED = "xl/worksheets/piece%d.xml"
_SHEETS = re.compile(rb"(?<=[<:]sheets>).*(?=</(?:\w+:)?sheets>)", re.DOTALL)
_END_OF_RELATIONS = re.compile(rb"</(?:\w+:)?Relationships>")
_KIND = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = b'<sheet xmlns:r="' + _KIND + b'" name="%b" sheetId="%d" state="hidden" r:id="piece%d"/>'
_RELATION = b'<Relationship Id="piece%d" Type="' + _KIND + b'/worksheet" Target="worksheets/piece%d.xml"/>'
_SHEET_OF_ROWS = b"<worksheet><sheetData>%b</sheetData></worksheet>"


def takes_sheets(archive: zipfile.ZipFile) -> bool:
    """The package is written so that sheets can be added to it."""
    names = {*archive.namelist()}
    if not {ROOT, BOOK, RELATIONS} <= names or BOOK.encode() not in archive.read(ROOT):
        return False
    book, relations = archive.read(BOOK), archive.read(RELATIONS)
    if any(_ADDED.partition("%")[0] in name for name in names) or any(sign in book + relations for sign in (b'"piece', b"<!")):
        return False
    return [len(_SHEETS.findall(book)), len(_END_OF_RELATIONS.findall(relations))] == [1, 1]


def name_of_piece(number: int) -> str:
    """The name of a sheet that is added; longer than any that a program lets people write."""
    return f"rows that were taken out of a large sheet, piece {number}"


def sheet_of(rows: bytes) -> bytes:
    """A sheet that has these rows and nothing else."""
    return _SHEET_OF_ROWS % rows


class SheetList:
    """The list of the sheets of a package that takes more of them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Read it."""
        self._book = archive.read(BOOK)
        self._relations = archive.read(RELATIONS)

    def write(self, package: zipfile.ZipFile, rows: deque[bytes], *, alone: bool) -> None:
        """Write the list, and a sheet of each of these rows, which are taken out of the queue.

        The sheets have the names of pieces. `alone`: no other is listed.
        """
        count = len(rows)
        named = b"".join(_SHEET % (name_of_piece(n).encode(), n + 1_000_000, n) for n in range(count))
        related = b"".join(_RELATION % (n, n) for n in range(count))
        package.writestr(BOOK, _SHEETS.sub(lambda own: named if alone else own[0] + named, self._book))
        package.writestr(RELATIONS, _END_OF_RELATIONS.sub(lambda end: related + end[0], self._relations))
        for n in range(count):
            package.writestr(_ADDED % n, sheet_of(rows.popleft()))


class Emptied(Protocol):
    """A sheet whose rows stand elsewhere: what stands before and behind them."""

    head: bytes
    tail: bytes


def with_emptied(
    archive: zipfile.ZipFile, emptied: Mapping[str, Emptied], rows: deque[bytes], *, texts: bool = True
) -> bytes:
    """The package without the rows of these parts, and with sheets of `rows`; `texts`: its texts are needed."""
    output = BytesIO()
    left = {BOOK, RELATIONS, *emptied}
    with zipfile.ZipFile(output, "w") as package:
        for name in archive.namelist():
            if name not in left and name.endswith((".xml", ".rels")) and (texts or not name.lower().endswith(TEXTS)):
                package.writestr(name, archive.read(name))
        for name, sheet in emptied.items():
            package.writestr(name, sheet.head + b"<sheetData/>" + sheet.tail)
        SheetList(archive).write(package, rows, alone=False)
    return output.getvalue()
