"""The frozen values a target consists of: numerals, dates and clauses, each of which can print itself again."""

from __future__ import annotations

import datetime
from calendar import monthrange
from dataclasses import dataclass, field
from decimal import Decimal

from indicators.targets.vocabulary import LOWER_BOUNDS, TEXT_KINDS, UPPER_BOUNDS, Comparator, Kind
from indicators.targets.words import MONEY_UNIT, MULTIPLIERS, TOLERANCE

CHINESE_DIGITS = "零一二三四五六七八九"


def chinese_numeral(value: int) -> str:
    """Print 1 to 99 in Chinese: 3 is 三, 12 is 十二, 20 is 二十."""
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else "十" if tens == 1 else CHINESE_DIGITS[tens] + "十"
    return head + (CHINESE_DIGITS[ones] if ones or not tens else "")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A printed number: its value before the multiplier, and what is needed to print it again.

    `multiplier` is 万, 亿 … or blank; `grouped` says that thousands are separated; `script` is blank for Arabic
    digits, 二 for Chinese ones, 两 where two is printed so.
    """

    value: Decimal
    multiplier: str = ""
    grouped: bool = False
    script: str = ""

    def times(self, multiplier: str) -> Decimal:
        """Return the exact value with `multiplier` (万 …) carried out."""
        if not multiplier:
            return self.value
        shifted = self.value.scaleb(MULTIPLIERS.get(multiplier, 0))
        exponent = shifted.as_tuple().exponent
        return Decimal(int(shifted)) if isinstance(exponent, int) and exponent > 0 else shifted

    @property
    def printed(self) -> str:
        """The numeral as printed, with its multiplier."""
        if self.script:
            digits = "两" if self.script == "两" else chinese_numeral(int(self.value))
        else:
            digits = f"{self.value:,f}" if self.grouped else f"{self.value:f}"
        return digits + self.multiplier


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which the year, the month or the day may not be printed.

    `is_month_end` is True where 底, 末, 下旬 or the end of a quarter is meant. `layout` is a format string with the
    fields y, m, d, q (quarter) and z (quarter in Chinese): how the date is printed; two dates are equal without it.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    is_month_end: bool = False
    layout: str = field(default="", compare=False)

    @property
    def printed(self) -> str:
        """The date as printed."""
        quarter = (self.month or 0) // 3
        return self.layout.format(y=self.year, m=self.month, d=self.day, q=quarter, z=CHINESE_DIGITS[quarter])

    def as_date(self, default_year: int | None = None) -> datetime.date | None:
        """Return the last day this date can mean: a missing day is the month's last, a missing month December.

        Without a printed year `default_year` is taken; None when there is none, or a day is printed without a month.
        """
        year = self.year or default_year
        if year is None or (self.month is None and self.day is not None):
            return None
        month = self.month or 12
        last = monthrange(year, month)[1]
        return datetime.date(year, month, min(self.day or last, last))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One statement of a target: `采集率达97%以上` is label 采集率, mark 达, 97, unit %, suffix 以上, comparator ≥.

    Printed order: joint, lead, 每 + period, label, change, mark, number (or date, or text), unit, per + period,
    suffix, tail. Only what was printed is set.
    """

    kind: Kind
    comparator: Comparator = Comparator.UNSAID
    joint: str = ""
    """The comma or semicolon that parts this clause from the one before."""
    lead: str = ""
    """Words before 每年: `培训每年开展2次` has lead 培训 and label 开展."""
    label: str = ""
    change: str = ""
    """提升, 下降 … of a change."""
    mark: str = ""
    """The comparator word before the number: ≥, 不少于, 约, ± …"""
    low: Numeral | None = None
    low_unit: str = ""
    """The unit printed after the lower end of a range."""
    separator: str = ""
    """What stands between two numbers or dates."""
    high: Numeral | None = None
    unit: str = ""
    per: str = ""
    """`/` or `每` of a rate."""
    per_first: bool = False
    """True for 每月2次, False for 2次/月 and 2次每月."""
    period: str = ""
    suffix: str = ""
    """The comparator word after the number: 以上, 内, 前 …"""
    tail: str = ""
    """What is to be done: 签订合同, 完成 …"""
    since: PartialDate | None = None
    """The first date of a printed span of dates."""
    date: PartialDate | None = None
    text: str = ""
    """The words of a clause that is no number and no date."""

    @property
    def value(self) -> Decimal | None:
        """The printed number without its multiplier; the lower end of a range; -30 of ±30%."""
        return self.low.value if self.low else None

    @property
    def upper(self) -> Decimal | None:
        """The upper end of a range or tolerance; the second factor of 7*24."""
        return self.high.value if self.high else None

    @property
    def number(self) -> Decimal | None:
        """The value with its multiplier carried out: 2000万条 is 20000000. The lower end of 3-5万 is 30000."""
        if self.low is None:
            return None
        shared = self.high.multiplier if self.high and not self.low_unit else ""
        return self.low.times(self.low.multiplier or shared)

    @property
    def upper_number(self) -> Decimal | None:
        """The upper end with its multiplier carried out."""
        return self.high.times(self.high.multiplier) if self.high else None

    @property
    def amount_yuan(self) -> Decimal | None:
        """The amount in yuan of a money clause; None for every other kind, also for a price per person."""
        return self.number if self.kind is Kind.MONEY and self.unit == MONEY_UNIT else None

    @property
    def percent(self) -> Decimal | None:
        """The value in per cent (‰ converted) whatever the kind: percent, change, range or rate; else None."""
        return self._in_percent(self.value)

    @property
    def upper_percent(self) -> Decimal | None:
        """The upper end of a range in per cent."""
        return self._in_percent(self.upper)

    def _in_percent(self, value: Decimal | None) -> Decimal | None:
        if value is None or self.unit not in ("%", "‰"):
            return None
        return value.scaleb(-1) if self.unit == "‰" else value

    def as_date(self, default_year: int | None = None) -> datetime.date | None:
        """Return the day on or before which something is due; `default_year` stands in for a year that is not printed.

        A date such as 次年1月底前 is not in the default year: its label says another one, so the answer is None.
        """
        if self.date is None:
            return None
        is_this_year = self.label in ("", "当年", "本年", "本年度", "于", "在", "截至", "截止")
        return self.date.as_date(default_year if is_this_year else None)

    @property
    def last_day(self) -> datetime.date | None:
        """The day on or before which something is due, when a year is printed; else None."""
        return self.as_date()

    @property
    def is_tolerance(self) -> bool:
        """True for ±N."""
        return self.mark.endswith(TOLERANCE)

    @property
    def is_measurable(self) -> bool:
        """True when something can be counted, timed or dated."""
        return self.kind not in TEXT_KINDS

    @property
    def is_lower_bound(self) -> bool:
        """True when *at least* or *more than* is printed; levels are taken as printed, so 不低于二级 is one."""
        return self.comparator in LOWER_BOUNDS and self.kind is not Kind.RANGE

    @property
    def is_upper_bound(self) -> bool:
        """True when *at most*, *less than*, *within* or *before* is printed."""
        return self.comparator in UPPER_BOUNDS and self.kind is not Kind.RANGE

    @property
    def is_bare(self) -> bool:
        """True when nothing is printed but one number."""
        if self.kind is not Kind.NUMBER or self.low is None or self.low.multiplier:
            return False
        words = self.lead + self.label + self.change + self.mark + self.unit + self.period + self.suffix + self.tail
        return not words

    @property
    def rebuilt(self) -> str:
        """The clause printed again from its fields, folded."""
        before = f"{self.per}{self.period}" if self.per_first else ""
        after = "" if self.per_first else f"{self.per}{self.period}"
        head = self.joint + self.lead + before + self.label + self.change + self.mark
        return head + self._core() + self.unit + after + self.suffix + self.tail

    def _core(self) -> str:
        if self.date is not None:
            return (self.since.printed if self.since else "") + self.separator + self.date.printed
        if self.low is None:
            return self.text
        if self.high is None:
            return self.low.printed
        if self.is_tolerance:
            return self.high.printed
        return self.low.printed + self.low_unit + self.separator + self.high.printed
