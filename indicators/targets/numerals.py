"""Reading a numeral at the start of a text: 1,200.50, 600万, 三."""

from __future__ import annotations

import re
from decimal import Decimal

from indicators.targets.values import CHINESE_DIGITS, Numeral

# Fifteen digits reach 10^15 yuan; anything longer is not a target but a code or a slip, and is kept as text.
_ARABIC = re.compile(r"(?P<int>[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?P<fraction>\.[0-9]{1,6})?(?![0-9])")
_MULTIPLIER = re.compile(r"万亿|千万|百万|十万|亿|万|(?:百|千)(?=[元人次个件条份户册台套])")
CHINESE_NUMBER = re.compile(r"[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]")


def read_numeral(text: str, *, negative: bool = False) -> tuple[Numeral, str] | None:
    """Return the numeral that `text` starts with and the rest of the text; None when there is none.

    A number with superfluous leading zeros (007) is a code, not a number.
    """
    match = _ARABIC.match(text)
    if match is None:
        return None
    digits, fraction = match["int"], match["fraction"] or ""
    if len(digits) > 1 and digits[0] == "0":
        return None
    value = Decimal(("-" if negative else "") + digits.replace(",", "") + fraction)
    multiplier = _MULTIPLIER.match(text, match.end())
    rest = text[multiplier.end() if multiplier else match.end() :]
    return Numeral(value, multiplier.group() if multiplier else "", grouped="," in digits), rest


def read_chinese_numeral(digits: str) -> Numeral:
    """Return the numeral of a whole match of `CHINESE_NUMBER`."""
    if digits == "两":
        return Numeral(Decimal(2), script="两")
    tens, ten, ones = digits.rpartition("十")
    value = CHINESE_DIGITS.index(ones) if ones else 0
    if ten:
        value += 10 * (CHINESE_DIGITS.index(tens) if tens else 1)
    return Numeral(Decimal(value), script="二")
