"""Reading a date inside a clause: 2024年12月31日, 2026/12/31, 12月底, 第一季度, 年底, 2024年1月-12月."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from typing import NamedTuple

from indicators.targets.values import PartialDate

_YEAR = r"(?P<y>(?:19|20)[0-9]{2})"
_MONTH = r"(?P<m>1[0-2]|0?[1-9])"
_DAY = r"(?P<d>3[01]|[12][0-9]|0?[1-9])"
_END = r"(?P<end>上旬|中旬|下旬|底|末)"
# Tried in this order at each place; the first that fits there wins.
_FORMS = (
    rf"(?:{_YEAR}年)?{_MONTH}月{_DAY}(?:[日号]|(?=[之以]?前|$))",
    rf"(?:{_YEAR}年)?{_MONTH}月份?{_END}?",
    rf"(?:{_YEAR}年度?)?第?(?:(?P<q>[1-4])|(?P<z>[一二三四]))季度[底末]?",
    rf"(?:{_YEAR}年)?(?P<half>上半年|下半年)",
    rf"{_YEAR}年(?P<year_end>年?[底末])?度?",
    r"年(?P<year_end>[底末])",
    rf"{_YEAR}(?P<sep>[-/.]){_MONTH}(?P=sep){_DAY}(?:T?00:00:00)?(?![0-9])",
    rf"{_YEAR}[-/.]{_MONTH}(?![0-9])",
)
_DATES = tuple(re.compile(form) for form in _FORMS)
# A cheap look ahead, so that a text without any date is passed over once and not eight times.
_START = re.compile(r"(?<![0-9.,])(?:[0-9]{1,4}[-年月/.季]|第[1-4一二三四]季|[一二三四]季度|[上下]半年|年[底末])")
_DAY_ALONE = re.compile(rf"{_DAY}[日号]")
_SPAN = "[-~—–〜∼至到]"
_DATE_SEPARATOR = re.compile(_SPAN)
# The first half of 2024年1-12月 and of 2024-2025年, where 月 or 年 is printed once.
_OPEN_STARTS = (
    re.compile(rf"(?:{_YEAR}年)?{_MONTH}(?={_SPAN}(?:1[0-2]|0?[1-9])月)"),
    re.compile(rf"{_YEAR}(?={_SPAN}(?:19|20)[0-9]{{2}}年)"),
)
_DAYS_OF_THIRD = {"上旬": 10, "中旬": 20}


class FoundDate(NamedTuple):
    """A date (or a span of dates) and the text before and after it."""

    before: str
    since: PartialDate | None
    separator: str
    date: PartialDate
    after: str


def find_date(text: str) -> FoundDate | None:
    """Return the first date of `text`; None when there is none, or it is no day of the calendar."""
    start = _START.search(text)
    if start is None:
        return None
    before, rest = text[: start.start()], text[start.start() :]
    first = _read_open_start(rest) or _read_date(rest)
    if first is None:
        return None
    date, after = first
    separator = _DATE_SEPARATOR.match(after)
    second = _read_date(after[separator.end() :]) if separator else None
    if separator is None or second is None:
        return FoundDate(before, None, "", date, after)
    until, after = replace(second[0], year=second[0].year or date.year), second[1]
    return FoundDate(before, date, separator.group(), until, after) if _is_order(date, until) else None


def read_day_of_month(text: str) -> tuple[PartialDate, str] | None:
    """Return the day that `text` starts with (10日 after 每月) and the rest of the text."""
    match = _DAY_ALONE.match(text)
    return (_partial_date(match), text[match.end() :]) if match else None


def _read_open_start(text: str) -> tuple[PartialDate, str] | None:
    for form in _OPEN_STARTS:
        match = form.match(text)
        if match:
            return _partial_date(match), text[match.end() :]
    return None


def _read_date(text: str) -> tuple[PartialDate, str] | None:
    for form in _DATES:
        match = form.match(text)
        if match:
            date = _partial_date(match)
            return (date, text[match.end() :]) if _is_possible(date) else None
    return None


def _partial_date(match: re.Match[str]) -> PartialDate:
    """Make the date of a match; the layout is the matched text with its numbers replaced by fields."""
    groups = match.groupdict()
    year, month, day = (int(groups[name]) if groups.get(name) else None for name in "ymd")
    end = groups.get("end") or groups.get("year_end") or ""
    quarter = groups.get("q") or groups.get("z")
    if quarter:
        month = 3 * ("一二三四".find(quarter) + 1 or int(quarter))
    if groups.get("half"):
        month = 6 if groups["half"] == "上半年" else 12
    if groups.get("year_end"):
        month = 12
    is_month_end = bool(quarter or groups.get("half") or end) and end not in _DAYS_OF_THIRD
    return PartialDate(year, month, day or _DAYS_OF_THIRD.get(end), is_month_end, _layout(match))


def _layout(match: re.Match[str]) -> str:
    text, offset = match.group(), match.start()
    spans = [(match.span(name), name) for name in "ymdqz" if match.groupdict().get(name)]
    for (begin, stop), name in sorted(spans, reverse=True):
        padding = ":02" if text[begin - offset] == "0" else ""
        text = f"{text[: begin - offset]}{{{name}{padding}}}{text[stop - offset :]}"
    return text


def _is_possible(date: PartialDate) -> bool:
    """A day must exist in its month; without a year 29 February may."""
    if date.day is None or date.month is None:
        return True
    return date.day <= monthrange(date.year or 2024, date.month)[1]


def _is_order(since: PartialDate, until: PartialDate) -> bool:
    """A span runs forwards; where a day cannot be told, nothing speaks against it."""
    first, last = since.as_date(2024), until.as_date(2024)
    return first is None or last is None or first <= last
