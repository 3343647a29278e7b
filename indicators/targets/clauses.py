"""Reading one clause of a target: head, number or date, unit, period, suffix, tail."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from indicators.targets.dates import FoundDate, find_date, read_day_of_month
from indicators.targets.heads import Head, read_head
from indicators.targets.measures import CHINESE_ENDING, DATE_ENDING, Measure, read_measure
from indicators.targets.numerals import CHINESE_NUMBER, read_chinese_numeral, read_numeral
from indicators.targets.values import Clause, Numeral
from indicators.targets.vocabulary import LOWER_BOUNDS, UPPER_BOUNDS, Comparator, Kind
from indicators.targets.words import (
    BETTER_THAN,
    DATE_MARKS,
    DAY_UNITS,
    HOUR_UNITS,
    LENGTH_UNITS,
    LEVEL_UNIT,
    alternatives,
)

_DIGIT = re.compile(r"[0-9]")
_TIME_UNITS = alternatives(HOUR_UNITS + DAY_UNITS)
_AVAILABILITY = re.compile(
    rf"(?P<low>[1-9][0-9]?)(?P<low_unit>{_TIME_UNITS})?(?P<separator>[*×xX✕])"
    rf"(?P<high>[1-9][0-9]?)(?P<unit>{_TIME_UNITS})?(?P<tail>[^\W\d_]{{0,20}})"
)
_RANGE = re.compile(r"(?P<unit>[^0-9]{0,6}?)(?P<separator>——|--|[-~—–〜∼至到])(?=[0-9])")
_WEAK = (Comparator.UNSAID, Comparator.EQUAL, Comparator.ABOUT)
DAYS_A_WEEK, HOURS_A_DAY = 7, 24


def read_clause(text: str) -> Clause | None:
    """Read one folded clause; None when its words are no number and no date."""
    return _read_availability(text) or _read_date(text) or _read_quantity(text) or _read_chinese(text)


def _read_availability(text: str) -> Clause | None:
    """7*24小时: days and hours, in either order."""
    digit = _DIGIT.search(text)
    match = _AVAILABILITY.fullmatch(text, digit.start()) if digit else None
    head = read_head(text[: match.start()]) if match else None
    if match is None or head is None or head.is_negative:
        return None
    low, high = int(match["low"]), int(match["high"])
    has_unit = bool(match["low_unit"] or match["unit"] or HOURS_A_DAY in (low, high))
    if not has_unit or min(low, high) > DAYS_A_WEEK or max(low, high) > HOURS_A_DAY:
        return None
    return replace(
        _headed(head, Kind.AVAILABILITY, head.comparator),
        low=Numeral(Decimal(low)),
        low_unit=match["low_unit"] or "",
        separator=match["separator"],
        high=Numeral(Decimal(high)),
        unit=match["unit"] or "",
        tail=match["tail"],
    )


def _headed(head: Head, kind: Kind, comparator: Comparator) -> Clause:
    """Make a clause that has its head, and no number yet."""
    return Clause(
        kind=kind,
        comparator=comparator,
        lead=head.lead,
        label=head.label,
        change=head.change,
        mark=head.mark,
        per=head.per,
        per_first=bool(head.period),
        period=head.period,
    )


def _read_date(text: str) -> Clause | None:
    found = find_date(text) or _find_day_of_every_month(text)
    head = read_head(found.before) if found else None
    ending = DATE_ENDING.read(found.after) if found else None
    if found is None or head is None or ending is None or ending.period:
        return None
    if head.change or head.is_negative or not _is_date_mark(head, found) or not _is_settled(found, head, ending):
        return None
    comparator = _combined(head.comparator, ending.comparator)
    if comparator is None:
        return None
    return replace(
        _headed(head, Kind.DATE, comparator),
        since=found.since,
        separator=found.separator,
        date=found.date,
        suffix=ending.suffix,
        tail=ending.tail,
    )


def _find_day_of_every_month(text: str) -> FoundDate | None:
    """每月10日前: a day alone is a date only after 每月."""
    before, month, rest = text.rpartition("每月")
    day = read_day_of_month(rest) if month else None
    return FoundDate(before + month, None, "", *day) if day else None


def _is_date_mark(head: Head, found: FoundDate) -> bool:
    """≤3月 is three months and ≥2000.5 a number; only 不晚于 and the like make them dates."""
    date = found.date
    is_short = date.day is None and (date.year is None or "." in date.layout)
    return not head.mark or head.mark in DATE_MARKS or not is_short


def _is_settled(found: FoundDate, head: Head, ending: Measure) -> bool:
    """Tell a date from words that only look like one: 3月内 is three months, 年底考核 an event."""
    date = found.date
    is_month_alone = date.year is None and date.day is None and not date.is_month_end and found.since is None
    if is_month_alone and (ending.suffix.endswith("内") or (head.has_words and not ending.suffix)):
        return False
    return any(f"{{{field}" in date.layout for field in "ymdq") or bool(ending.suffix) or not ending.tail


def _read_quantity(text: str) -> Clause | None:
    digit = _DIGIT.search(text)
    if digit is None:
        return None
    head = read_head(text[: digit.start()])
    first = read_numeral(text[digit.start() :], negative=head.is_negative) if head else None
    if head is None or first is None:
        return None
    low, rest = first
    spread = _RANGE.match(rest)
    if spread is None:
        return _quantity(head, low, read_measure(rest))
    second = read_numeral(rest[spread.end() :])
    if second is None or head.comparator in LOWER_BOUNDS | UPPER_BOUNDS or head.mark.endswith("±"):
        return None
    clause = _quantity(head, low, read_measure(second[1]))
    return _range(clause, spread["unit"], spread["separator"], second[0]) if clause else None


def _range(clause: Clause, low_unit: str, separator: str, high: Numeral) -> Clause | None:
    """Make a range of `clause`, which so far has its lower end only; it may not run downwards."""
    if low_unit not in ("", clause.unit):
        return None
    kind = Kind.CHANGE if clause.change else Kind.RANGE
    spread = replace(clause, kind=kind, low_unit=low_unit, separator=separator, high=high)
    if clause.kind is Kind.PERCENT and not clause.mark and not clause.suffix:
        spread = replace(spread, comparator=Comparator.UNSAID)
    low_number, high_number = spread.number, spread.upper_number
    return spread if low_number is not None and high_number is not None and low_number <= high_number else None


def _read_chinese(text: str) -> Clause | None:
    """Read a number printed in Chinese characters, with a unit that makes it one: 至少一次/年, 不低于二级."""
    if _DIGIT.search(text):
        return None
    for match in CHINESE_NUMBER.finditer(text):
        head = read_head(text[: match.start()])
        rest = text[match.end() :]
        if head is None or head.is_negative or not CHINESE_ENDING.match(rest):
            continue
        measure = read_measure(rest)
        if measure and not measure.tail and (head.mark or measure.suffix or not head.has_words):
            return _quantity(head, read_chinese_numeral(match.group()), measure)
    return None


def _quantity(head: Head, low: Numeral, measure: Measure | None) -> Clause | None:
    """Put head, number and what follows together; None when they contradict one another."""
    if measure is None or (head.period and measure.period):
        return None
    if head.has_words and not (head.mark or head.change or measure.is_known or (measure.suffix and not measure.unit)):
        return None
    comparator = _combined(_meaning(head, measure), measure.comparator)
    kind = _kind(head, measure)
    if comparator is None or (head.mark.endswith("±") and comparator in LOWER_BOUNDS):
        return None
    if kind is Kind.PERCENT and not head.mark and not measure.suffix:
        comparator = Comparator.EQUAL
    clause = Clause(
        kind=kind,
        comparator=comparator,
        lead=head.lead,
        label=head.label,
        change=head.change,
        mark=head.mark,
        low=low,
        unit=measure.unit,
        per=measure.per if measure.period else head.per,
        per_first=bool(head.period),
        period=measure.period or head.period,
        suffix=measure.suffix,
        tail=measure.tail,
    )
    return _tolerance(clause, low) if clause.is_tolerance else clause


def _tolerance(clause: Clause, half: Numeral) -> Clause:
    return replace(clause, kind=Kind.RANGE, low=replace(half, value=-half.value), high=half)


def _meaning(head: Head, measure: Measure) -> Comparator:
    """Better than 1 m or 2 seconds is at most; of anything else 优于 does not say which way."""
    if head.mark == BETTER_THAN and (measure.unit in LENGTH_UNITS or measure.kind is Kind.DURATION):
        return Comparator.AT_MOST
    return head.comparator


def _kind(head: Head, measure: Measure) -> Kind:
    if head.change:
        return Kind.CHANGE
    if (head.period or measure.period) and measure.kind is not Kind.PERCENT:
        return Kind.RATE
    return Kind.LEVEL if measure.unit == LEVEL_UNIT else measure.kind


def _combined(before: Comparator, after: Comparator) -> Comparator | None:
    """Combine the words before and after a number: 达…以上 is ≥; ≥…以内 is a contradiction (None)."""
    if before in _WEAK:
        return before if after is Comparator.UNSAID else after
    if after in _WEAK:
        return before
    same_side = any(before in bounds and after in bounds for bounds in (LOWER_BOUNDS, UPPER_BOUNDS))
    return before if same_side else None
