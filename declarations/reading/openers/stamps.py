"""The stamp of a workbook that is one of ours: a property of the file, else a cell of the hidden sheet."""

from __future__ import annotations

import zipfile

from python_calamine import CalamineWorkbook

from declarations.reading.openers.packages import Attributes, stream_xml
from declarations.stamps import STAMP_PROPERTY, STAMP_SHEET

_PARTS = ("docProps/custom.xml", "meta.xml")  # of an .xlsx and of an .ods
_ELEMENTS = frozenset({"property", "user-defined"})


def stamp_in_properties(archive: zipfile.ZipFile) -> str:
    """The text of the stamp in the properties of an .xlsx or .ods, "" when there is none."""
    reader = _Properties()
    for part in set(_PARTS) & set(archive.namelist()):
        with archive.open(part) as source:
            stream_xml(source, reader.start, reader.end, reader.text)
    return "".join(reader.found)


def stamp_on_sheet(book: CalamineWorkbook) -> str:
    """The text of the stamp on the hidden sheet, which other kinds of workbook keep too; "" when there is none."""
    if STAMP_SHEET not in book.sheet_names:
        return ""
    first = next(book.get_sheet_by_name(STAMP_SHEET).iter_rows(), [])
    return first[0] if first and isinstance(first[0], str) else ""


class _Properties:
    """Takes the properties of a file one by one and keeps the text of ours."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._ours = False

    def start(self, name: str, given: Attributes) -> None:
        """An element begins."""
        if name in _ELEMENTS:
            self._ours = given.get("name") == STAMP_PROPERTY

    def text(self, text: str) -> None:
        """Characters of a property."""
        if self._ours and text.strip():
            self.found.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        self._ours = self._ours and name not in _ELEMENTS
