"""Folding: two spellings of one printed target become the same text."""

from __future__ import annotations

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS = str.maketrans({"≧": "≥", "≦": "≤", "⩾": "≥", "⩽": "≤", "﹪": "%", "￥": "¥"})
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_FOLDING = {**_FULL_WIDTH, **_SIGNS, **_INVISIBLE}
_CLOSING = ";。"


def fold(text: str) -> str:
    """Fold `text` for comparison.

    Full width becomes half width, ≧ ≦ become ≥ ≤, blanks (also invisible ones) and any closing ; or 。 are dropped.
    Folding twice changes nothing.
    """
    return "".join(text.translate(_FOLDING).split()).rstrip(_CLOSING)
