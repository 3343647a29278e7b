"""Chinese numerals: 三千五百, 叁拾万, 一百二十万零三百."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {
    digit: value
    for value, digits in enumerate(("零〇○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for digit in digits
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
CHARACTERS = "".join([*_DIGITS, *_SMALL, *_LARGE])
# A numeral of two characters or more: 一元 and 三元 are mostly names.
CHINESE = "[一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾][" + CHARACTERS + "]{1,23}"
_WELL_FORMED = re.compile(f"[{CHARACTERS}]{{1,24}}")


def read_chinese(numeral: str) -> Decimal | None:
    """The whole number that a Chinese numeral means; None when it is none."""
    if not _WELL_FORMED.fullmatch(numeral):
        return None
    total = section = digit = 0
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _SMALL:
            section += (digit or 1) * _SMALL[character]
            digit = 0
        else:
            total = (
                (total + section + digit) * _LARGE[character]
                if character == "亿"
                else (total + (section + digit) * _LARGE[character])
            )
            section = digit = 0
    return Decimal(total + section + digit)


def last_place(numeral: str) -> Decimal:
    """What one unit of the last written place is worth: 10 000 for 三十五万, 1 for 三千零五."""
    worth = 1
    for character in reversed(numeral):
        if character in _DIGITS:
            break
        worth *= _SMALL.get(character) or _LARGE.get(character) or 1
    return Decimal(worth)
