"""Reading what follows the number of a clause: unit, period, suffix, tail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from indicators.targets.vocabulary import Comparator, Kind
from indicators.targets.words import (
    ACTS,
    CHINESE_COUNT_UNITS,
    DATE_SUFFIX_MARKS,
    DURATION_UNITS,
    LATIN_DURATION_UNITS,
    MEASURE_WORDS,
    MONEY_UNIT,
    PERCENT_UNITS,
    PERIODS,
    POINT_UNITS,
    SUFFIX_MARKS,
    alternatives,
)

_LETTER = r"[^\W\d_]"
_WORDS = r"[^0-9,;。≥≤<>=≈±%‰*_/]"
_PER = (
    rf"(?P<per>[/每])(?P<period>[1-9]?[0-9]?(?:{alternatives(PERIODS)}|{_LETTER}{{1,6}}?)"
    rf"(?:[/·](?:{alternatives(PERIODS)}|{_LETTER}{{1,4}}?))?)"
)
# Without a comparator word only an act (完成, 响应) or a remark in brackets may follow a number.
_ACT = rf"整|(?:{alternatives(ACTS)}){_WORDS}{{0,18}}|\([^()0-9]{{1,20}}\)"

_KINDS = (
    (Kind.PERCENT, re.compile(alternatives(PERCENT_UNITS))),
    (Kind.CHANGE, re.compile(alternatives(POINT_UNITS))),
    (Kind.MONEY, re.compile(MONEY_UNIT)),
    (Kind.DURATION, re.compile(alternatives(DURATION_UNITS))),
    (Kind.DURATION, re.compile(rf"(?:{alternatives(LATIN_DURATION_UNITS)})(?![A-Za-z])")),
)
_UNIT_CHARACTER = r"(?:[^\W\d_]|[℃℉°㎡㎥㎞㎏])"
_COUNTED = rf"(?P<unit>k?[mM][23]|{_UNIT_CHARACTER}{{0,12}}?)"
_OTHER_KIND = re.compile(alternatives((*DURATION_UNITS, *POINT_UNITS, MONEY_UNIT)))
_AGES = ("周岁", "周年", "年级", "月份")
_PLACES = ("前", "后", "外", "内")
LONGEST_UNKNOWN_UNIT = 3
REMEMBERED = 2048  # what follows a number is mostly one of a few units
CHINESE_ENDING = re.compile(rf"(?:{alternatives(CHINESE_COUNT_UNITS)})(?=$|[/每]|{alternatives(SUFFIX_MARKS)})")


@dataclass(frozen=True, slots=True)
class Measure:
    """The words after a number, each where `Clause` keeps it. `is_known` tells a common unit from mere letters."""

    kind: Kind
    unit: str = ""
    per: str = ""
    period: str = ""
    suffix: str = ""
    comparator: Comparator = Comparator.UNSAID
    tail: str = ""
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """A way a clause may end: the comparator words that may stand there, and the pattern made of them."""

    marks: Mapping[str, Comparator]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, marks: Mapping[str, Comparator], unit: str = "") -> Ending:
        """Make the ending `unit? period? (mark tail? | act)?`."""
        suffix = rf"(?P<suffix>{alternatives(marks)})(?P<tail>(?![外的]){_WORDS}{{1,20}})?"
        return cls(marks, re.compile(rf"{unit}(?:{_PER})?(?:{suffix}|(?P<act>{_ACT}))?"))

    def read(self, text: str) -> Measure | None:
        """Read the whole of `text`; None when there are other words in it."""
        match = self.pattern.fullmatch(text)
        if match is None:
            return None
        suffix = match["suffix"] or ""
        return Measure(
            kind=Kind.NUMBER,
            unit=match.groupdict().get("unit", ""),
            per=match["per"] or "",
            period=match["period"] or "",
            suffix=suffix,
            comparator=self.marks.get(suffix, Comparator.UNSAID),
            tail=match["tail"] or match["act"] or "",
        )


DATE_ENDING = Ending.of(DATE_SUFFIX_MARKS)
_QUANTITY_ENDING = Ending.of(SUFFIX_MARKS)
# 内 after a counted thing is no limit but a place (5间内), so only 以内 and 之内 are read there.
_COUNT_ENDING = Ending.of({word: meaning for word, meaning in SUFFIX_MARKS.items() if word != "内"}, _COUNTED)


@lru_cache(maxsize=REMEMBERED)
def read_measure(text: str) -> Measure | None:
    """Read everything after a number; None when it is no unit, or a unit followed by more than this grammar knows."""
    for kind, pattern in _KINDS:
        unit = pattern.match(text)
        ending = _QUANTITY_ENDING.read(text[unit.end() :]) if unit else None
        if unit and ending:
            return replace(ending, kind=kind, unit=unit.group(), is_known=True)
    return _read_count(text)


def _read_count(text: str) -> Measure | None:
    """Read a counted unit (次, 个系统, 平方米), or none; letters that are no known unit are taken up to three."""
    measure = _COUNT_ENDING.read(text)
    if measure is None or _is_other_kind(measure.unit):
        return None
    is_known = measure.unit.startswith(MEASURE_WORDS)
    if not is_known and len(measure.unit) > LONGEST_UNKNOWN_UNIT:
        return None
    return replace(measure, is_known=is_known)


def _is_other_kind(unit: str) -> bool:
    """True for time and money with unknown words after them: 30日前 and 5天以外 count no 日前 and no 天以外."""
    is_time_or_money = _OTHER_KIND.match(unit) is not None and not unit.startswith(_AGES)
    return is_time_or_money or unit.endswith(_PLACES)
