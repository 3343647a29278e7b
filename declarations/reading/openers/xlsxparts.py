"""The sheets that an .xlsx lists: further ones are added in front of calamine, which opens them like any other."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from declarations.reading.openers.xlsxscan import NotPlain, Rows, Survey

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
_BEFORE, _BEHIND = b"<worksheet><sheetData>", b"</sheetData></worksheet>"


def takes_sheets(archive: zipfile.ZipFile) -> bool:
    """The package is written so that sheets can be added to it."""
    names = {*archive.namelist()}
    if not {ROOT, BOOK, RELATIONS} <= names or BOOK.encode() not in archive.read(ROOT):
        return False
    book, relations = archive.read(BOOK), archive.read(RELATIONS)
    if any(_ADDED.partition("%")[0] in name for name in names) or any(
        sign in book + relations for sign in (b'"piece', b"<!")
    ):
        return False
    return [len(_SHEETS.findall(book)), len(_END_OF_RELATIONS.findall(relations))] == [1, 1]


def name_of_piece(number: int) -> str:
    """The name of a sheet that is added; longer than any that a program lets people write."""
    return f"rows that were taken out of a large sheet, piece {number}"


def sheet_of(rows: bytes) -> bytes:
    """A sheet that has these rows and nothing else."""
    return b"%b%b%b" % (_BEFORE, rows, _BEHIND)


class SheetList:
    """The list of the sheets of a package, and sheets of rows that are added to it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Read it."""
        self._book = archive.read(BOOK)
        self._relations = archive.read(RELATIONS)
        self.added = 0

    def add(self, package: zipfile.ZipFile, rows: bytes) -> None:
        """Write a sheet of these rows, whose name is that of the next piece."""
        package.writestr(_ADDED % self.added, sheet_of(rows))
        self.added += 1

    def close(self, package: zipfile.ZipFile, *, alone: bool) -> None:
        """Write the list with the sheets that were added; `alone`: no other is listed."""
        named = b"".join(_SHEET % (name_of_piece(n).encode(), n + 1_000_000, n) for n in range(self.added))
        related = b"".join(_RELATION % (n, n) for n in range(self.added))
        package.writestr(BOOK, _SHEETS.sub(lambda own: named if alone else own[0] + named, self._book))
        package.writestr(RELATIONS, _END_OF_RELATIONS.sub(lambda end: related + end[0], self._relations))


def with_emptied(
    archive: zipfile.ZipFile, large: Mapping[str, Rows | Survey], *, texts: bool = True
) -> tuple[bytes, dict[str, int | None]]:
    """The package without the rows of these parts, which become pieces where they are given.

    `texts`: its texts are needed. Gives the package, and how many pieces each part has: None where it is not plain.
    """
    output = BytesIO()
    counts: dict[str, int | None] = {}
    listed = SheetList(archive)
    left = {BOOK, RELATIONS, *large}
    with zipfile.ZipFile(output, "w") as package:
        for name in archive.namelist():
            if name not in left and name.endswith((".xml", ".rels")) and (texts or not name.lower().endswith(TEXTS)):
                package.writestr(name, archive.read(name))
        for name, sheet in large.items():
            counts[name] = 0 if isinstance(sheet, Survey) else _added(sheet, listed, package)
            package.writestr(name, sheet.head + b"<sheetData/>" + sheet.tail)
        listed.close(package, alone=False)
    return output.getvalue(), counts


def _added(sheet: Rows, listed: SheetList, package: zipfile.ZipFile) -> int | None:
    before = listed.added
    try:
        for rows in sheet:
            listed.add(package, rows)
    except NotPlain:
        return None
    return listed.added - before


@dataclass(frozen=True)
class PackedRows:
    """The rows of a sheet as so many pieces of a package, from the piece `first` on."""

    package: zipfile.ZipFile
    first: int
    count: int
    head: bytes
    tail: bytes

    def __iter__(self) -> Iterator[bytes]:
        for number in range(self.first, self.first + self.count):
            yield self.package.read(_ADDED % number)[len(_BEFORE) : -len(_BEHIND)]
