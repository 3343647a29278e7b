"""Properties of target values: any text survives, and what is put together from parts is read as those parts."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indicators.targets import (
    Clause,
    Comparator,
    Kind,
    PartialDate,
    Shape,
    Target,
    fold,
    parse_target,
    says_not_applicable,
)
from indicators.targets.words import NOT_APPLICABLE_WORDS

PIECES = (
    *"≥ ≤ ≧ ＞ > < = ± 约 % ％ ‰ 0 1 9 12 100 2025 0.5 1,200 , ， 、 ; ； 。 . - ~ / * ** ( ) （ ） … {y} {0}".split(),
    *"万 亿 元 年 月 日 号 天 底 末 前 内 以上 以内 以下 之前 不 不少于 超过 达 达到 优于 每 每月 次 个 级".split(),
    *"个工作日 二 十 两 第 一 季度 上半年 提升 率 完成 的 至 到 合格率 不适用 无 00:00:00 T ² m".split(),
    " ",
    "\u3000",
)
ANY_TEXT = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)

# Words that are no part of the grammar themselves.
LABELS = st.sampled_from(("合格率", "群众好评率", "入库率", "覆盖率", "“一网通”办结率"))
UNITS = st.sampled_from(("次", "个", "件", "份", "人", "项", "场", "套", "分", "平方米", "m²", "个系统", "人次", "台"))
DURATIONS = st.sampled_from(("天", "小时", "分钟", "秒", "个月", "年", "周", "个工作日", "日"))
PERIODS = st.sampled_from(("年", "月", "周", "次", "季度"))
PREFIXES = st.sampled_from(
    (
        *(("≥", "≥"), ("≧", "≥"), ("不少于", "≥"), ("不低于", "≥"), ("至少", "≥"), ("大于等于", "≥")),
        *(("≤", "≤"), ("≦", "≤"), ("不超过", "≤"), ("不高于", "≤"), ("不大于", "≤"), ("最多", "≤"), ("小于等于", "≤")),
        *((">", ">"), ("＞", ">"), ("大于", ">"), ("超过", ">"), ("<", "<"), ("＜", "<"), ("低于", "<"), ("约", "≈")),
    )
)
SUFFIXES = st.sampled_from((("以上", "≥"), ("及以上", "≥"), ("以下", "≤"), ("以内", "≤"), ("之内", "≤"), ("左右", "≈")))
BLANKS = st.sampled_from(("", "", " ", "\u3000"))


@st.composite
def printed_numbers(draw: st.DrawFn, largest: int = 9_999_999) -> tuple[str, Decimal]:
    """A number as printed (plain, with decimals, grouped, full width) and its value."""
    whole = draw(st.integers(0, largest))
    decimals = draw(st.sampled_from(("", "", "", ".5", ".00", ".125")))
    grouped = draw(st.booleans())
    text = f"{whole:,}{decimals}" if grouped else f"{whole}{decimals}"
    value = Decimal(f"{whole}{decimals}")
    if draw(st.booleans()):
        text = text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    return text, value


def only(target: Target, kind: Kind, shape: Shape) -> Clause:
    """The one clause of a target of this kind and shape, which prints back."""
    assert (target.kind, target.shape) == (kind, shape)
    assert fold(target.rebuilt) == fold(target.printed)
    (clause,) = target.clauses
    return clause


@given(ANY_TEXT)
@example("{y}")
@example("2025年{m}月")
@example("≥" * 50)
@example("1" * 300)
@example("1;")
@example("\x001次")
@example("-0%")
@example("0,001")
@example("\ud800")
def test_any_text_is_kept_and_rebuilt(text: str) -> None:
    target = parse_target(text)
    assert str(target) == target.printed == text
    assert fold(target.rebuilt) == fold(text)


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_every_question_has_an_answer(text: str) -> None:
    target = parse_target(text)
    assert isinstance(target.shape, Shape)
    assert target.is_real == (target.kind not in (Kind.EMPTY, Kind.NOT_APPLICABLE))
    assert not (target.is_placeholder and target.is_measurable)
    assert not (target.looks_like_excel_date and target.is_bare_one_or_fraction)
    for clause in target.clauses:
        assert clause.is_measurable == bool(clause.low or clause.date)
        assert not (clause.is_lower_bound and clause.is_upper_bound)
        assert (clause.amount_yuan is not None) <= (clause.kind is Kind.MONEY)
        if clause.date:
            assert clause.date.as_date(2025) is None or clause.date.month or clause.date.year


@given(ANY_TEXT)
def test_reading_the_rebuilt_text_gives_the_same_clauses(text: str) -> None:
    target = parse_target(text)
    assert parse_target(target.rebuilt).clauses == target.clauses


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "9,",
        "≥",
        "每年",
        "不",
        "约",
        "达到",
        "A",
        "年",
        "1年",
        "1,000",
        "2025年1月-",
        "一",
        "二级",
        "**",
        "*1",
        "个",
        "(",
        "内",
        "🙂",
        "\x00",
    ],
)
@pytest.mark.parametrize("ending", ["", "%", "次", "/年", "x"])
def test_ten_thousand_characters_are_words_at_most(piece: str, ending: str) -> None:
    text = (piece * 10_000)[: 10_000 - len(ending)] + ending
    target = parse_target(text)
    assert not target.is_measurable
    assert fold(target.rebuilt) == fold(text)


@given(st.sampled_from(("不适用", "≥95%", "3次", "显著", "2025年12月31日前")), BLANKS)
def test_blanks_and_a_closing_mark_change_no_reading(text: str, blank: str) -> None:
    spread = blank.join(text) + "；"
    assert parse_target(spread).clauses == parse_target(text).clauses


@given(PREFIXES, printed_numbers(), BLANKS)
def test_operator_and_percent(prefix: tuple[str, str], number: tuple[str, Decimal], blank: str) -> None:
    target = parse_target(f"{prefix[0]}{blank}{number[0]}%")
    clause = only(target, Kind.PERCENT, Shape.OPERATOR_PERCENT)
    assert (clause.comparator, clause.value, clause.percent) == (prefix[1], number[1], number[1])


@given(LABELS, st.sampled_from(("", "达", "达到")), printed_numbers(100), st.none() | SUFFIXES)
def test_label_and_percent(label: str, reach: str, number: tuple[str, Decimal], suffix: tuple[str, str] | None) -> None:
    word, sign = suffix or ("", "=")
    target = parse_target(f"{label}{reach}{number[0]}%{word}")
    clause = only(target, Kind.PERCENT, Shape.LABEL_PERCENT)
    assert (clause.label, clause.mark, clause.value) == (label, reach, number[1])
    assert (clause.comparator, clause.suffix) == (sign, word)


@given(printed_numbers(100), SUFFIXES)
def test_percent_and_suffix(number: tuple[str, Decimal], suffix: tuple[str, str]) -> None:
    clause = only(parse_target(f"{number[0]}％{suffix[0]}"), Kind.PERCENT, Shape.PERCENT_SUFFIX)
    assert (clause.value, clause.suffix, clause.comparator) == (number[1], *suffix)


@given(printed_numbers(100))
def test_tolerance(number: tuple[str, Decimal]) -> None:
    clause = only(parse_target(f"±{number[0]}%以内"), Kind.RANGE, Shape.TOLERANCE)
    assert (clause.value, clause.upper) == (-number[1], number[1])


@given(st.sampled_from(("提升", "提高", "下降", "减少", "增长")), printed_numbers(100))
def test_change(word: str, number: tuple[str, Decimal]) -> None:
    clause = only(parse_target(f"{word}{number[0]}%"), Kind.CHANGE, Shape.CHANGE_PERCENT)
    assert (clause.change, clause.value, clause.comparator) == (word, number[1], Comparator.UNSAID)


@given(st.lists(st.tuples(LABELS, PREFIXES, printed_numbers(100)), min_size=2, max_size=6), st.sampled_from(",，;；、"))
def test_compound(parts: list[tuple[str, tuple[str, str], tuple[str, Decimal]]], joint: str) -> None:
    target = parse_target(joint.join(f"{label}{mark}{number}%" for label, (mark, _), (number, _) in parts))
    assert target.shape is Shape.COMPOUND
    read = [(clause.label, clause.comparator, clause.value) for clause in target.clauses]
    assert read == [(label, sign, value) for label, (_, sign), (_, value) in parts]


@given(PREFIXES, printed_numbers(), st.sampled_from((("", 1), ("千", 10**3), ("万", 10**4), ("亿", 10**8))))
def test_money(prefix: tuple[str, str], number: tuple[str, Decimal], multiplier: tuple[str, int]) -> None:
    target = parse_target(f"{prefix[0]}{number[0]}{multiplier[0]}元")
    clause = only(target, Kind.MONEY, Shape.OPERATOR_MONEY)
    assert clause.comparator == prefix[1]
    assert clause.amount_yuan == number[1] * multiplier[1]


@given(st.none() | PREFIXES, printed_numbers(999), DURATIONS)
def test_duration(prefix: tuple[str, str] | None, number: tuple[str, Decimal], unit: str) -> None:
    mark, sign = prefix or ("", "")
    shape = Shape.OPERATOR_DURATION if mark else Shape.DURATION_BARE
    clause = only(parse_target(f"{mark}{number[0]}{unit}"), Kind.DURATION, shape)
    assert (clause.comparator, clause.value, clause.unit) == (sign, number[1], unit)


@given(printed_numbers(999), DURATIONS, st.sampled_from(("内", "之内", "以内")), st.sampled_from(("", "完成", "响应")))
def test_duration_within(number: tuple[str, Decimal], unit: str, suffix: str, tail: str) -> None:
    clause = only(parse_target(f"{number[0]}{unit}{suffix}{tail}"), Kind.DURATION, Shape.DURATION_WITHIN)
    assert (clause.comparator, clause.value, clause.unit) == (Comparator.AT_MOST, number[1], unit)
    assert (clause.suffix, clause.tail) == (suffix, tail)


@given(st.none() | PREFIXES, printed_numbers(), UNITS, PERIODS, st.booleans())
def test_rate(prefix: tuple[str, str] | None, number: tuple[str, Decimal], unit: str, period: str, first: bool) -> None:
    mark, sign = prefix or ("", "")
    text = f"每{period}{mark}{number[0]}{unit}" if first else f"{mark}{number[0]}{unit}/{period}"
    clause = only(parse_target(text), Kind.RATE, Shape.RATE)
    assert (clause.comparator, clause.value, clause.unit, clause.period) == (sign, number[1], unit, period)
    assert clause.per_first is first


@given(PREFIXES, printed_numbers())
def test_operator_and_bare_number(prefix: tuple[str, str], number: tuple[str, Decimal]) -> None:
    clause = only(parse_target(f"{prefix[0]}{number[0]}"), Kind.NUMBER, Shape.OPERATOR_BARE_NUMBER)
    assert (clause.comparator, clause.value, clause.unit) == (prefix[1], number[1], "")


@given(st.none() | PREFIXES, printed_numbers(), st.sampled_from(("", "万")), UNITS)
def test_number_and_unit(prefix: tuple[str, str] | None, number: tuple[str, Decimal], ten: str, unit: str) -> None:
    mark, sign = prefix or ("", "")
    shape = Shape.OPERATOR_NUMBER_UNIT if mark else Shape.NUMBER_UNIT
    clause = only(parse_target(f"{mark}{number[0]}{ten}{unit}"), Kind.NUMBER, shape)
    assert (clause.comparator, clause.value, clause.unit) == (sign, number[1], unit)
    assert clause.number == number[1] * (10**4 if ten else 1)


@given(st.integers(0, 10**15 - 1))
def test_bare_integer(number: int) -> None:
    target = parse_target(str(number))
    assert only(target, Kind.NUMBER, Shape.BARE_INTEGER).value == number
    assert target.looks_like_excel_date == (40000 <= number <= 60000)
    assert target.is_bare_one_or_fraction == (number == 1)


# From 1900 on a year and a month may be printed so: 2026.12.
@given(st.integers(1, 1899), st.sampled_from((".5", ".05", ".00")))
def test_bare_decimal(whole: int, decimals: str) -> None:
    assert only(parse_target(f"{whole}{decimals}"), Kind.NUMBER, Shape.BARE_DECIMAL).value == Decimal(
        f"{whole}{decimals}"
    )


@given(
    st.dates(datetime.date(1990, 1, 1), datetime.date(2099, 12, 31)),
    st.sampled_from(
        ("{0.year}年{0.month}月{0.day}日", "{0:%Y年%m月%d日}", "{0:%Y-%m-%d}", "{0.year}/{0.month}/{0.day}")
    ),
    st.sampled_from(("", "前", "之前", "以前")),
    st.sampled_from(("", "完成", "签订合同")),
)
def test_date(day: datetime.date, layout: str, suffix: str, tail: str) -> None:
    shape = Shape.DATE_DEADLINE if suffix else Shape.DATE_BARE
    clause = only(parse_target(layout.format(day) + suffix + tail), Kind.DATE, shape)
    assert clause.date == PartialDate(day.year, day.month, day.day)
    assert clause.last_day == day
    assert (clause.suffix, clause.tail) == (suffix, tail)
    assert clause.comparator == ("≤" if suffix else "")


@given(
    st.none() | st.integers(1990, 2099),
    st.integers(1, 12),
    st.sampled_from(("", "底")),
    st.sampled_from(("前", "之前")),
)
def test_month(year: int | None, month: int, end: str, suffix: str) -> None:
    printed_year = f"{year}年" if year else ""
    clause = only(parse_target(f"{printed_year}{month}月{end}{suffix}"), Kind.DATE, Shape.DATE_DEADLINE)
    assert clause.date == PartialDate(year, month, None, is_month_end=bool(end))
    last = clause.as_date(2025)
    assert last is not None
    assert (last + datetime.timedelta(days=1)).day == 1


@given(st.sampled_from(("不低于", "达到", "")), st.integers(1, 9))
def test_level(mark: str, level: int) -> None:
    clause = only(parse_target(f"{mark}{'一二三四五六七八九'[level - 1]}级"), Kind.LEVEL, Shape.LEVEL)
    assert (clause.value, clause.mark) == (Decimal(level), mark)


@given(printed_numbers(), printed_numbers(), st.sampled_from("-~～至"), UNITS, st.booleans())
def test_range(one: tuple[str, Decimal], two: tuple[str, Decimal], sep: str, unit: str, twice: bool) -> None:
    target = parse_target(f"{one[0]}{unit if twice else ''}{sep}{two[0]}{unit}")
    if one[1] <= two[1]:
        clause = only(target, Kind.RANGE, Shape.TOLERANCE)
        assert (clause.value, clause.upper, clause.unit) == (one[1], two[1], unit)
    else:
        assert not target.is_measurable


@given(
    ANY_TEXT
    | st.sampled_from(sorted(NOT_APPLICABLE_WORDS))
    | st.sampled_from((" 不 适用 ", "不适用。", "（不适用）", "不适用1"))
)
def test_the_quick_question_whether_a_text_says_not_applicable_has_the_parsers_answer(text: str) -> None:
    assert says_not_applicable(text) == (parse_target(text).kind is Kind.NOT_APPLICABLE)
