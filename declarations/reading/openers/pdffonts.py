"""Codes of a PDF's fonts that pdfminer does not know: what it would read without widths, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pdfminer.cmapdb import CMap, CMapBase, IdentityCMap, IdentityCMapByte, PyCMap
from pdfminer.pdffont import PDFCIDFont, get_widths
from pdfminer.pdftypes import PDFStream, list_value, stream_value

_MOST_CODES = 65_536  # two bytes
_SECTION = re.compile(rb"begin(codespacerange|cidchar|cidrange)(.*?)end\1", re.DOTALL)
_WORD = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\d+)")
_BYTE = 2  # hexadecimal digits

_COLLECTIONS = frozenset({"Adobe-GB1", "Adobe-CNS1", "Adobe-Japan1", "Adobe-Korea1"})
_ITSELF = 0x10000  # added to a character that stands for itself; signs of a font have lower numbers

_predefined_cmap = PDFCIDFont.get_cmap_from_spec
_predefined_letter = PDFCIDFont.to_unichr


class _Characters(CMap):
    """A table with a name whose codes are characters: those that it lacks, as ² and ·, stand for themselves.

    pdfminer drops them, and what follows with them.
    """

    def __init__(self, table: PyCMap) -> None:
        super().__init__()
        self.attrs, self.code2cid = table.attrs, table.code2cid

    def decode(self, code: bytes) -> Iterator[int]:
        """The signs of the font for the codes."""
        for character in code.decode("utf-16-be", "replace"):
            found: Any = self.code2cid
            for byte in character.encode("utf-16-be"):
                found = found.get(byte) if isinstance(found, dict) else None
            yield found if isinstance(found, int) else _ITSELF + ord(character)


def teach_pdfminer() -> None:
    """Let pdfminer read fonts whose codes stand in the file itself; it knows those with a name only.

    fpdf2 numbers the letters in the order of their use, WeasyPrint does where a font lacks a character (an emoji). The
    text of such a code is found by the code, its width by what the code stands for: the widths are put in its order.

    And fonts whose codes have a table with a name (iText prints Chinese so): their letters follow from the table. A
    list of names beside it goes by codes, pdfminer would look up signs in it.
    """
    PDFCIDFont.get_cmap_from_spec = _cmap  # type: ignore[method-assign, assignment]
    PDFCIDFont.to_unichr = _letter  # type: ignore[method-assign, assignment]


def _letter(font: PDFCIDFont, sign: int) -> str:
    return chr(sign - _ITSELF) if sign > _ITSELF else _predefined_letter(font, sign)


def _cmap(font: PDFCIDFont, spec: Mapping[str, Any], strict: bool) -> CMapBase:
    found = _predefined_cmap(font, spec, strict)
    if isinstance(found, PyCMap) and font.cidcoding in _COLLECTIONS:
        if isinstance(spec, dict):
            spec.pop("ToUnicode", None)
        is_unicode = re.match("Uni.*-(UCS2|UTF16)-", str(found.attrs.get("CMapName")))
        return _Characters(found) if is_unicode else found
    if not (type(found) is CMap and not found.code2cid):
        return found
    encoding = spec.get("Encoding")
    data = stream_value(encoding).get_data() if isinstance(encoding, PDFStream) else b""
    signs = dict(_signs(data))
    if signs and isinstance(spec, dict):
        widths = get_widths(list_value(spec.get("W", [])))
        spec["W"] = [part for code, sign in signs.items() if sign in widths for part in (code, [widths[sign]])]
    return IdentityCMapByte(WMode=0) if _is_of_bytes(data) else IdentityCMap(WMode=0)


def _sections(data: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
    """(name, words) of the sections of a table of codes; codes are hexadecimal."""
    for section in _SECTION.finditer(data):
        words = (number or code.replace(b" ", b"") or b"0" for code, number in _WORD.findall(section[2]))
        yield section[1], list(words)


def _signs(data: bytes) -> Iterator[tuple[int, int]]:
    """(code, sign of the font) for each code of a table."""
    left = _MOST_CODES
    for name, words in _sections(data):
        size = {b"cidchar": 2, b"cidrange": 3}.get(name, len(words) + 1)
        for start in range(0, len(words) - size + 1, size):
            first, last, sign = int(words[start], 16), int(words[start + size - 2], 16), int(words[start + size - 1])
            for code in range(first, min(last + 1, first + left)):
                yield code, sign + code - first
            left = max(left - (last - first + 1), 0)


def _is_of_bytes(data: bytes) -> bool:
    """Codes of one byte each."""
    codes = [word for name, words in _sections(data) if name == b"codespacerange" for word in words]
    return bool(codes) and all(len(code) == _BYTE for code in codes)
