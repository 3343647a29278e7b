"""Printed values of the head → Decimal yuan, dates, whole numbers, yes or no; None when a value cannot be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from indicators.template import AmountUnit, FieldKind, TemplateField, fold_label

_AMOUNT = re.compile(
    r"(?:人民币|RMB|CNY|¥|￥)?(?P<digits>[+-]?\d[\d,，\s]{0,24}(?:\.\d{0,16})?|\.\d{1,16})(?P<unit>亿元|万元|元整?|万|亿)?",
    re.IGNORECASE,
)
_FACTORS = {"亿": 100_000_000, "亿元": 100_000_000, "万": 10_000, "万元": 10_000, "元": 1, "元整": 1}
_DATE = re.compile(r"(\d{4})\s*[-/.年—–]\s*(\d{1,2})\s*[-/.月—–]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"[34567]\d{4}(?:\.0+)?")
_SERIAL_EPOCH = date(1899, 12, 30)  # what Excel counts the days of a date from
_YEARS = re.compile(r"(?P<number>-?\d{1,5}(?:\.0+)?|[一二两三四五六七八九十])\s*(?:个?年度?)?")
_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_TICKS = "☑☒■√✓✔●◉"
_BOXES = "□☐○◯" + _TICKS
_TICKED_BEFORE, _TICKED_BEHIND = re.compile(rf"[{_TICKS}]([是否])"), re.compile(rf"([是否])[{_TICKS}]")
_UNIT_LINE = re.compile(r"[(（]?(?:金额)?单位[:：]?(?:人民币)?(万元|元)[)）]?")
_CODE = re.compile(r"'?[\dA-Za-z\s-]{4,40}")
_WEIGHT = re.compile(r"(-?\d{1,3}(?:\.\d{1,4})?)\s*[%％分]?")


def printed_unit(label: str) -> AmountUnit | None:
    """The unit that a label prints, or None."""
    folded = fold_label(label)
    if "万元" in folded:
        return AmountUnit.TEN_THOUSAND
    return AmountUnit.YUAN if "元" in folded else None


def unit_line(text: str) -> AmountUnit | None:
    """The unit of a cell that says nothing but (单位：万元), or None."""
    found = _UNIT_LINE.fullmatch("".join(text.split()))
    return AmountUnit(found[1]) if found else None


def amount_of(printed: str, unit: AmountUnit) -> Decimal | None:
    """Yuan of a printed amount in `unit`, or in the unit that stands behind it."""
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", printed).strip())
    if not found:
        return None
    try:
        number = Decimal(re.sub(r"[,，\s]", "", found["digits"]))
    except InvalidOperation:
        return None
    return number * _FACTORS[found["unit"]] if found["unit"] else unit.to_yuan(number)


def date_of(printed: str) -> date | None:
    """A day written 2021-01-31, 2021/1/31, 2021.1.31, 2021年1月31日, 20210131 or as a day count of Excel."""
    text = unicodedata.normalize("NFKC", printed).strip()
    found = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
        return _SERIAL_EPOCH + timedelta(days=int(float(text))) if _SERIAL.fullmatch(text) else None
    except ValueError:
        return None


def whole_number_of(printed: str) -> int | None:
    """A small whole number such as a period of years: 3, 3年, 三年."""
    found = _YEARS.fullmatch(unicodedata.normalize("NFKC", printed).strip())
    if not found:
        return None
    return _NUMERALS.get(found["number"]) or int(float(found["number"]))


def yes_or_no(printed: str) -> bool | None:
    """是 or 否, alone or as the ticked one of two boxes."""
    text = "".join(printed.split())
    ticked = set((_TICKED_BEFORE if text[:1] in _BOXES else _TICKED_BEHIND).findall(text)) if text else set()
    said = ticked or {text.strip("。.;；")}
    return {"是": True, "否": False}.get(said.pop()) if len(said) == 1 else None


def may_say(printed: str, field: TemplateField) -> bool:
    """Whether a text may be the value of a field whose label it does not stand behind: no office is a project code."""
    if not printed:
        return True
    if field.key == "code":
        return _CODE.fullmatch(printed.strip()) is not None
    reader = _READERS.get(field.kind)
    return reader is None or reader(printed) is not None


def weight_of(printed: str) -> Decimal | None:
    """The points of an indicator: 10, 10分, 10%."""
    found = _WEIGHT.fullmatch(printed.strip())
    return Decimal(found[1]) if found else None


# Kinds whose values must make sense to be any.
_READERS: Mapping[FieldKind, Callable[[str], object]] = {
    FieldKind.DATE: date_of,
    FieldKind.INTEGER: whole_number_of,
    FieldKind.BOOLEAN: yes_or_no,
    FieldKind.MONEY: lambda printed: amount_of(printed, AmountUnit.YUAN),
}
