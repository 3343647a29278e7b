"""The text in one spelling, character for character, so that a place in it is a place in the original."""

from __future__ import annotations

import re

# Every spelling of a character that figures are written with, by the one that is kept.
_SPELLINGS = {
    " ": "\u3000\u00a0\t│｜",
    "\n": "\r",
    ",": "，",
    ";": "；",
    ":": "：",
    "(": "（【［〔〖｛",
    ")": "）】］〕〗｝",
    "%": "％",
    ".": "．",
    "+": "＋",
    "-": "－—–−﹣",
    "=": "＝",
    "*": "＊×✕✖",
    "/": "／",
    "<": "＜",
    ">": "＞",
    "￥": "¥",
    "~": "～〜",
    "·": "•・‧",
    "&": "＆",
} | {str(digit): chr(0xFF10 + digit) for digit in range(10)}
_WIDTHS = {ord(other): kept for kept, others in _SPELLINGS.items() for other in others} | {
    code: chr(code - 0xFEE0) for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_WIDE = re.compile("[" + re.escape("".join(map(chr, _WIDTHS))) + "]+")
_TIMES = re.compile(r"(?<=[\d)元人月次台个年名条份辆%])( ?)[xX](?=[ ]?[\d(])")
# Names of documents and their numbers hold figures that are nobody's money.
_TITLES = re.compile(r"《[^《》\n]{0,150}(?:《[^《》\n]{0,80}》[^《》\n]{0,80}){0,3}》")
_DOCUMENT_NUMBERS = re.compile(r"\(?\b(?:19|20)\d\d\)? ?第? ?\d{1,5} ?号")
_HIDDEN = "□"


def fold(text: str) -> str:
    """Half width, one spelling for each operator and bracket; as long as `text`."""
    folded = _WIDE.sub(_half_width, text)
    return _TIMES.sub(r"\1*", folded) if "x" in folded or "X" in folded else folded


def _half_width(match: re.Match[str]) -> str:
    return match.group().translate(_WIDTHS)


def hide_names(folded: str) -> str:
    """`folded` with titles in 《》 and document numbers (〔2017〕201号) blotted out; as long as before."""
    for sign, pattern in (("《", _TITLES), ("号", _DOCUMENT_NUMBERS)):
        if sign in folded:
            folded = pattern.sub(lambda match: _HIDDEN * len(match.group()), folded)
    return folded
