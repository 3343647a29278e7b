"""Amounts as people type them, and as the page prints them beside their field. Pure."""

import re
import unicodedata
from decimal import Context, Decimal

from indicators.template import AmountUnit

INTEGER_DIGITS = 18  # of an amount in yuan, as many as the database column takes
PLACES = 6
MOST_PLACES = 16  # typed; with 亿元 behind it half of them are left
_EXACT = Context(prec=60)  # the usual 28 digits would round silently

_BLANKS = re.compile(r"\s+")
_NUMBER = re.compile(r"(?P<sign>[-+]?)(?P<whole>[\d,]*)(?:\.(?P<rest>\d*))?", re.ASCII)
_GROUPS = re.compile(r"\d{1,3}(,\d{3})+|\d{1,4}(,\d{4})+", re.ASCII)
_SUFFIX = re.compile(r"(?P<number>.*?)(?P<unit>亿元|万元|亿|万|元)?", re.DOTALL)
_FACTORS = {"元": 1, "万元": 10_000, "万": 10_000, "亿元": 100_000_000, "亿": 100_000_000}
_MARKS = str.maketrans({"−": "-", "–": "-", "—": "-", "。": ".", "、": ",", "¥": None})


class UnreadableError(ValueError):
    """A text that is no such value; `str()` says in Chinese what to write instead."""


def fold_number(text: str) -> str:
    """The text in half width, without blanks and currency sign: "１２，０００．５０ 元" → "12,000.50元"."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).translate(_MARKS)


def parse_amount(text: str, unit: AmountUnit) -> Decimal | None:
    """The yuan that `text` means on a form printed in `unit`; None when it is blank.

    A unit written behind the number (元, 万元, 亿元) goes before the form's. Negative and huge amounts are read, rules
    complain about them; UnreadableError when it is no number, or has more digits than can be stored.
    """
    parts = _SUFFIX.fullmatch(fold_number(text))
    number, written = (parts["number"], parts["unit"]) if parts else ("", None)
    if not number and not written:
        return None
    factor = _FACTORS[written] if written else unit.factor
    typed = parse_decimal(number, f"“{shorten(text)}”不是金额，请只写数字，例如 {unit.format(Decimal(1_234_500))}。")
    return check_digits(typed, factor, INTEGER_DIGITS, PLACES, "金额（按元计）", "请精确到分")


def parse_decimal(folded: str, complaint: str) -> Decimal:
    """The number of a folded text with or without separators; UnreadableError(complaint) when it is none."""
    match = _NUMBER.fullmatch(folded)
    if match is None or not (match["whole"] or match["rest"]):
        raise UnreadableError(complaint)
    whole = match["whole"]
    if "," in whole and not _GROUPS.fullmatch(whole):
        raise UnreadableError(f"“{shorten(folded)}”里逗号的位置看不懂，请写成 12,000 或 12000。")
    rest = f".{match['rest']}" if match["rest"] else ""
    return Decimal(f"{match['sign']}{whole.replace(',', '') or '0'}{rest}")


def check_digits(number: Decimal, factor: int, digits: int, places: int, name: str, finest: str) -> Decimal:
    """`number` × `factor`, or UnreadableError when that has more digits than the database column takes."""
    if number.adjusted() < digits and -int(number.as_tuple().exponent) <= MOST_PLACES:
        product = _EXACT.multiply(number, Decimal(factor)).normalize(_EXACT)
        if product.adjusted() < digits and -int(product.as_tuple().exponent) <= places:
            return product.quantize(Decimal(1), context=_EXACT) if product == int(product) else product
        number = product
    if number.adjusted() >= digits:
        raise UnreadableError(f"{name}的位数太多，整数最多 {digits} 位，请核对。")
    raise UnreadableError(f"{name}的小数位太多，{finest}。")


def amount_text(yuan: Decimal | None, unit: AmountUnit = AmountUnit.YUAN) -> str:
    """`yuan` as a form printed in `unit` shows it; "" for None. Amounts beyond all sense are still shown."""
    if yuan is not None and abs(yuan) >= 10**INTEGER_DIGITS:
        return f"{_EXACT.divide(yuan, Decimal(unit.factor)).normalize(_EXACT):,f}"
    return unit.format(yuan)


def shorten(text: str, length: int = 20) -> str:
    """The text on one line, cut off after `length` characters, to be quoted in a message."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length]}…"


def beside(yuan: Decimal | None, unit: AmountUnit) -> str:
    """The same amount in the other unit, as printed beside its field: "= 15,960,000.00 元"; "" for None."""
    if yuan is None:
        return ""
    other = AmountUnit.YUAN if unit is AmountUnit.TEN_THOUSAND else AmountUnit.TEN_THOUSAND
    return f"= {amount_text(yuan, other)} {other.value}"
