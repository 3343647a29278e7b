"""How a unit's printed name is folded before it is compared. Pure."""

from __future__ import annotations

import re

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BRACKETS = {ord(bracket): "(" for bracket in "（［｛〔【〖[{"} | {ord(bracket): ")" for bracket in "）］｝〕】〗]}"}
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPELLING = _FULL_WIDTH | _BRACKETS | _INVISIBLE
_OWN_LEVEL = re.compile(r"(?<=.)(?:\(本级\)|本级)+\Z")


def fold_spelling(text: str) -> str:
    """The name without blanks, with half-width characters: "区 教育局（本级）" → "区教育局(本级)"."""
    return "".join(text.translate(_SPELLING).split())


def fold_unit_name(text: str) -> str:
    """The key under which a unit's name is looked up: spelling folded and 本级 (the department's own level) dropped.

    Documents print a department both as "滨海区教育局" and "滨海区教育局（本级）"; both give "滨海区教育局".
    """
    return _OWN_LEVEL.sub("", fold_spelling(text))
