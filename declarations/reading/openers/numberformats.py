"""A number and its format → the text that a spreadsheet shows: 1 under 0% is 100%, 46082 under yyyy-mm-dd a day."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

SAFE_DIGITS = 15  # more than these a spreadsheet does not keep
GENERAL = "General"

# The formats that files name by number only. Those of the regions (27-36, 50-58) are the Chinese ones.
BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy-mm-dd",
    15: "yyyy-mm-dd",
    16: "yyyy-mm-dd",
    17: 'yyyy"年"m"月"',
    22: "yyyy-mm-dd h:mm",
    **dict.fromkeys((27, 36, 50, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 54, 58), 'm"月"d"日"'),
    30: "yyyy-mm-dd",
    31: 'yyyy"年"m"月"d"日"',
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    41: "#,##0",
    42: "#,##0",
    43: "#,##0.00",
    44: "#,##0.00",
    49: "@",
}

_TOKEN = re.compile(r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<plain>.)', re.DOTALL)
_SECTION = re.compile(r'(?:"[^"]*"?|\\.|\[[^\]]*\]|[^;])*', re.DOTALL)
_CONDITION = re.compile(r"[<>=]")
_CURRENCY = re.compile(r"\$(?P<sign>[^-]*)")
_DATE_CODE = re.compile(r"y+|m+|d+|h+|s+|a+/p|上午/下午", re.IGNORECASE)
_SPAN = re.compile(r"[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+")


@dataclass(frozen=True)
class Shown:
    """What a cell shows. `rounded` when the number inside says more; `lost` when it cannot hold its digits."""

    text: str
    rounded: bool = False
    lost: bool = False


@dataclass
class SheetFormats:
    """Of one sheet: the formats of its numbers by column and row, and the cells whose formula has no value."""

    formats: dict[int, dict[int, str]] = field(default_factory=dict)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)

    def add(self, more: SheetFormats) -> None:
        """Take what has been found in further rows."""
        for column, rows in more.formats.items():
            self.formats.setdefault(column, {}).update(rows)
        self.uncomputed += more.uncomputed


def shown_number(value: float, code: str = GENERAL) -> Shown:
    """A number as its format shows it; a format that is not understood shows the number itself."""
    number = _exact(value)
    if abs(number) >= 10**SAFE_DIGITS:
        return Shown(f"{value:.5E}", lost=True)
    section, number = _section_for(number, code)
    pattern, literals = _parsed(section)
    span = _SPAN.search(pattern)
    if pattern and all(sign in literals for sign in pattern):
        return Shown("".join(literals.values()).strip())
    if span is None or _is_special(pattern):
        return Shown(_plain(number))
    text, rounded = _with_span(number, span[0], pattern)
    before, behind = pattern[: span.start()], pattern[span.end() :]
    return Shown("".join(literals.get(sign, sign) for sign in f"{before}{text}{behind}").strip(), rounded)


def shown_date(value: date | datetime | time | timedelta, code: str = "yyyy-mm-dd") -> str:
    """A day as its format shows it where that writes 年 or 月, else 2026-03-05; times as 9:30."""
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    pattern, literals = _parsed(code.split(";", maxsplit=1)[0])
    if "年" in literals.values() or "月" in literals.values():
        written = _DATE_CODE.sub(lambda found: _date_part(value, found[0]), pattern)
        return "".join(literals.get(sign, sign) for sign in written).strip()
    if isinstance(value, datetime) and (value.hour or value.minute):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.strftime("%Y-%m-%d")


def _exact(value: float) -> Decimal:
    """The number without the noise behind its fifteenth digit: 2565378.9000000004 is 2565378.9."""
    number = Decimal(value) if isinstance(value, int) else Decimal(repr(value))
    if abs(number) >= 10**SAFE_DIGITS or number == 0:
        return number
    return Context(prec=SAFE_DIGITS).plus(number)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _section_for(number: Decimal, code: str) -> tuple[str, Decimal]:
    """The part of the format for the sign of the number, and the number as that part shows it."""
    parts = [found[0] for found in _SECTION.finditer(code) if found[0]]
    if not parts or any(_CONDITION.search(bracket) for bracket in re.findall(r"\[([^\]]*)\]", code)):
        return GENERAL, number
    if number < 0 and len(parts) > 1:
        return parts[1], -number
    return parts[2] if number == 0 and len(parts) > 2 else parts[0], number


def _parsed(section: str) -> tuple[str, dict[str, str]]:
    """The format with each literal character replaced by one of a private area, and what those stand for."""
    pattern: list[str] = []
    literals: dict[str, str] = {}
    for token in _TOKEN.finditer(section):
        text = token["quoted"] or token["escaped"] or ""
        if token["bracket"] is not None:
            currency = _CURRENCY.match(token["bracket"])
            text = currency["sign"] if currency else ""
        if token["plain"]:
            is_code = token["plain"] in "0#?.,%/@ymdhseYMDHSEGneral" or token["plain"].isascii()
            pattern.append(token["plain"]) if is_code else _add_literal(token["plain"], pattern, literals)
        for character in text:
            _add_literal(character, pattern, literals)
    return "".join(pattern), literals


def _add_literal(character: str, pattern: list[str], literals: dict[str, str]) -> None:
    sign = chr(0xE000 + len(literals) % 6000)
    literals[sign] = character
    pattern.append(sign)


def _is_special(pattern: str) -> bool:
    """Scientific numbers, fractions, General and dates: not drawn by placeholders."""
    return bool(re.search(r"[EeGg/@ymdhs]", pattern))


def _with_span(number: Decimal, span: str, pattern: str) -> tuple[str, bool]:
    whole, _, decimals = span.partition(".")
    scaled = number * 100 ** pattern.count("%")
    commas = len(whole) - len(whole.rstrip(","))
    scaled = scaled / 1000**commas if commas else scaled
    rounded = scaled.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole.rstrip(",") else f"{rounded:f}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    if optional:
        text = text[:-optional] + text[-optional:].rstrip("0")
        text = text.rstrip(".")
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    least = whole.count("0")
    shown = len(digits.partition(".")[0].replace(",", ""))
    return f"{sign}{'0' * (least - shown if ',' not in whole else 0)}{digits}", rounded != scaled


def _date_part(value: date, code: str) -> str:
    letter, length = code[0].lower(), len(code)
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day
    numbers = {"y": value.year, "m": value.month, "d": value.day, "h": moment.hour, "s": moment.second}
    if letter == "y":
        return str(value.year) if length > 2 else f"{value.year % 100:02d}"
    return f"{numbers[letter]:02d}" if length == 2 else str(numbers.get(letter, ""))
