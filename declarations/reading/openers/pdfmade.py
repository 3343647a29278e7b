"""Which program made a PDF, where its habits matter to the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pdfminer.pdftypes import PDFStream, dict_value, resolve1

from declarations.reading.openers.radicals import LOOK_ALIKES

_CHROMIUM = "Skia/PDF"  # what it signs its files with
_HAND = b"<<  /Registry (Adobe)\n/Ordering (UCS)"  # how it writes the names of letters; with two blanks, as none else
_SHEETS = re.compile(r"^Calc$|Excel|表格|Spreadsheet")
_MOST_DEEP, _MOST_PARTS = 2, 20  # drawings in drawings, and fonts or drawings of one: more are not looked through


@dataclass(frozen=True)
class Made:
    """`is_of_chromium`: letters have the names it gives them. `is_sheet`: rows do not grow with their texts."""

    is_of_chromium: bool = False
    is_sheet: bool = False


def made_by(metadata: Mapping[str, Any]) -> Made:
    """What the metadata of a file say."""
    return Made(_CHROMIUM in str(metadata.get("Producer")), bool(_SHEETS.search(str(metadata.get("Creator")))))


def is_of_chromium(page: Any) -> bool:
    """Chromium named the letters of a page, though another program has signed the file: it was merged, or cut."""
    if not any(char["text"] in LOOK_ALIKES for char in page.chars):
        return False
    return any(_HAND in names for names in _names_in(dict_value(page.page_obj.resources), _MOST_DEEP))


def _names_in(resources: Mapping[str, Any], depth: int) -> Iterator[bytes]:
    """The tables of names of the fonts of a page or a drawing."""
    for font in _parts(resources, "Font"):
        names = resolve1(dict_value(font).get("ToUnicode"))
        if isinstance(names, PDFStream):
            yield names.get_data()
    for drawing in _parts(resources, "XObject") if depth else ():
        inner = resolve1(drawing)
        if isinstance(inner, PDFStream) and (given := resolve1(inner.get("Resources"))):
            yield from _names_in(dict_value(given), depth - 1)


def _parts(resources: Mapping[str, Any], kind: str) -> Iterator[Any]:
    return islice(dict_value(resources.get(kind) or {}).values(), _MOST_PARTS)
