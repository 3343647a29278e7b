"""Signs that a PDF names instead of the character that it draws: ⽬ for 目."""

from __future__ import annotations

import re
from unicodedata import normalize

_MARKS = {0x2329: "〈", 0x232A: "〉"}
# Radicals and their like, drawn as the character itself, which programs copy out of a PDF in its place: ⽬ for 目.
_FOLDED = (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFAFF))
_RADICALS = {code: normalize("NFKC", chr(code)) for code in _FOLDED}
_LOOK, _SIGN = (
    "⺁⺈⺊⺌⺎⺐⺒⺓⺜⺝⺟⺠⺧⺩⺬⺮⺶⺷⺻⻁⻄⻅⻆⻉⻊⻋⻑⻓⻔⻗⻘⻙⼾⾭㬵⻚⻛⻜⻝⻞⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "厂刀卜小兀尢巳幺日月母民牛王示竹羊羊聿虎西见角贝足车長长门雨青韦户青胶页风飞食食首马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
_SUPPLEMENT = dict(zip(map(ord, _LOOK), _SIGN, strict=True))
_CHARACTERS = {**_MARKS, **_RADICALS, **_SUPPLEMENT}
# Chromium names, of several characters with one drawing in a font, the one with the lowest or the highest code; these
# are the signs that nobody types in Chinese, and for which each.
LOOK_ALIKES = "―‒∕〜"
_CHROMIUM = {**_CHARACTERS, **dict(zip(map(ord, LOOK_ALIKES), "—–／～", strict=True))}


_IS_RADICAL = re.compile("[\u2e80-\u2fd5]")


def has_radicals(text: str) -> bool:
    """Some sign is a radical, which nobody types: the text was copied out of a PDF."""
    return _IS_RADICAL.search(text) is not None


def as_characters(text: str, *, is_of_chromium: bool = False) -> str:
    """`text` with the characters for their radicals and look-alikes."""
    return text.translate(_CHROMIUM if is_of_chromium else _CHARACTERS)
