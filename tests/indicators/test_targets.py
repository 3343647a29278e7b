"""Target values: every published one, those just outside, and the questions that rules ask."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import indicators.targets
from indicators.targets import Clause, Comparator, Kind, PartialDate, Shape, Target, fold, parse_target
from tests.indicators.published_targets import PUBLISHED, Published

# The published values that rightly are words; every other one has a number, a date or a level.
KNOWN_WORDS = {row.printed for row in PUBLISHED if row.kind in (Kind.PHRASE, Kind.QUALITATIVE)}


def only(text: str) -> Clause:
    """The one clause of a target."""
    (clause,) = parse_target(text).clauses
    return clause


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: f"{row.shape}: {row.printed}")
def test_a_published_target_is_read_as_its_shape_says(row: Published) -> None:
    target = parse_target(row.printed)
    first = target.first
    assert target.shape is row.shape
    assert target.kind is row.kind
    if row.kind is Kind.EMPTY:
        assert first is None
        return
    assert first is not None
    assert (first.comparator, first.value, first.unit, first.period) == row[3:]


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row.printed or "blank")
def test_a_published_target_prints_back_unchanged_and_rebuilds_folded(row: Published) -> None:
    target = parse_target(row.printed)
    assert str(target) == target.printed == row.printed
    assert fold(target.rebuilt) == fold(row.printed)


def test_the_published_targets_have_all_twenty_six_shapes() -> None:
    assert {row.shape for row in PUBLISHED} == set(Shape)
    assert len(Shape) == 26


def transcribed_targets(shared: Path) -> Iterator[str]:
    for path in sorted((shared / "samples").glob("*.json")):
        for form in json.loads(path.read_text(encoding="utf-8"))["forms"]:
            yield from (row["target"] for row in form["indicators"])


def test_every_target_of_the_published_samples_is_understood(shared: Path) -> None:
    printed = list(transcribed_targets(shared))
    if not printed:
        pytest.skip("there are no transcripts beside the repository")
    for text in printed:
        target = parse_target(text)
        assert target.printed == text
        assert fold(target.rebuilt) == fold(text)
        words = [clause for clause in target.clauses if clause.kind in (Kind.PHRASE, Kind.QUALITATIVE)]
        assert not words or text in KNOWN_WORDS, text


@pytest.mark.parametrize(
    ("text", "kind", "comparator", "value", "unit"),
    [
        ("大于等于90%", Kind.PERCENT, "≥", "90", "%"),
        ("大于或等于90％", Kind.PERCENT, "≥", "90", "%"),
        ("小于等于5%", Kind.PERCENT, "≤", "5", "%"),
        (">=90%", Kind.PERCENT, "≥", "90", "%"),
        ("不超过5%", Kind.PERCENT, "≤", "5", "%"),
        ("不得超过5%", Kind.PERCENT, "≤", "5", "%"),
        ("不高于100%", Kind.PERCENT, "≤", "100", "%"),
        ("不大于3次", Kind.NUMBER, "≤", "3", "次"),
        ("不低于90分", Kind.NUMBER, "≥", "90", "分"),
        ("5%以下", Kind.PERCENT, "≤", "5", "%"),
        ("3次以内", Kind.NUMBER, "≤", "3", "次"),
        ("95%(含)以上", Kind.PERCENT, "≥", "95", "%"),
        ("达到90%", Kind.PERCENT, "=", "90", "%"),
        ("达90%", Kind.PERCENT, "=", "90", "%"),
        ("至少3次", Kind.NUMBER, "≥", "3", "次"),
        ("最多2次", Kind.NUMBER, "≤", "2", "次"),
        ("超过100人", Kind.NUMBER, ">", "100", "人"),
        ("不足5%", Kind.PERCENT, "<", "5", "%"),
        ("约30人", Kind.NUMBER, "≈", "30", "人"),
        ("100人左右", Kind.NUMBER, "≈", "100", "人"),
        ("100%以上", Kind.PERCENT, "≥", "100", "%"),
        ("5‰", Kind.PERCENT, "=", "5", "‰"),
        ("50km²", Kind.NUMBER, "", "50", "km²"),
        ("30m³", Kind.NUMBER, "", "30", "m³"),
        ("30m3", Kind.NUMBER, "", "30", "m3"),
        ("1,200人", Kind.NUMBER, "", "1200", "人"),
        ("12,000.50元", Kind.MONEY, "", "12000.50", "元"),
        ("-5℃", Kind.NUMBER, "", "-5", "℃"),
        ("5个工作日", Kind.DURATION, "", "5", "个工作日"),
        ("1个季度", Kind.DURATION, "", "1", "个季度"),
        ("24月", Kind.DURATION, "", "24", "月"),
        ("3周内", Kind.DURATION, "≤", "3", "周"),
        ("≤200ms", Kind.DURATION, "≤", "200", "ms"),
        ("60周岁以上", Kind.NUMBER, "≥", "60", "周岁"),
        ("提高5个百分点", Kind.CHANGE, "", "5", "个百分点"),
        ("节约5%", Kind.CHANGE, "", "5", "%"),
        ("同比增长5%以上", Kind.CHANGE, "≥", "5", "%"),
        ("两年", Kind.DURATION, "", "2", "年"),
        ("不少于十二次", Kind.NUMBER, "≥", "12", "次"),
        ("等保三级以上", Kind.LEVEL, "≥", "3", "级"),
        ("优于2秒", Kind.DURATION, "≤", "2", "秒"),
        ("优于90%", Kind.PERCENT, "", "90", "%"),
        ("约5天内", Kind.DURATION, "≤", "5", "天"),
        ("面积约100平方米", Kind.NUMBER, "≈", "100", "平方米"),
        ("合约5份", Kind.NUMBER, "", "5", "份"),
        ("优良率：95%", Kind.PERCENT, "=", "95", "%"),
        ("文字、图片等100%", Kind.PERCENT, "=", "100", "%"),
        ("500元整", Kind.MONEY, "", "500", "元"),
        ("≤500元/人", Kind.RATE, "≤", "500", "元"),
    ],
)
def test_a_target_just_outside_the_published_shapes_is_read(
    text: str, kind: Kind, comparator: str, value: str, unit: str
) -> None:
    clause = only(text)
    assert (clause.kind, clause.comparator, clause.value, clause.unit) == (kind, comparator, Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("3-5次", "3", "5", "次"),
        ("80%~90%", "80", "90", "%"),
        ("60%－100%", "60", "100", "%"),
        ("3至5个工作日", "3", "5", "个工作日"),
        ("10-20万元", "100000", "200000", "元"),
        ("8千元-2万元", "8000", "20000", "元"),
        ("±5%", "-5", "5", "%"),
        ("误差不超过±0.5%", "-0.5", "0.5", "%"),
    ],
)
def test_a_range_has_two_ends(text: str, low: str, high: str, unit: str) -> None:
    clause = only(text)
    assert clause.kind is Kind.RANGE
    assert (clause.number, clause.upper_number, clause.unit) == (Decimal(low), Decimal(high), unit)
    assert not clause.is_lower_bound
    assert not clause.is_upper_bound


@pytest.mark.parametrize(
    ("text", "expected", "last_day"),
    [
        ("2026-12-31", PartialDate(2026, 12, 31), date(2026, 12, 31)),
        ("2026/6/5", PartialDate(2026, 6, 5), date(2026, 6, 5)),
        ("2026-12-31 00:00:00", PartialDate(2026, 12, 31), date(2026, 12, 31)),
        ("2026.12", PartialDate(2026, 12), date(2026, 12, 31)),
        ("2024年02月前", PartialDate(2024, 2), date(2024, 2, 29)),
        ("2025年9月底之前", PartialDate(2025, 9, is_month_end=True), date(2025, 9, 30)),
        ("2025年", PartialDate(2025), date(2025, 12, 31)),
        ("2025年第三季度前", PartialDate(2025, 9, is_month_end=True), date(2025, 9, 30)),
        ("2025年上半年", PartialDate(2025, 6, is_month_end=True), date(2025, 6, 30)),
        ("2025年年底前", PartialDate(2025, 12, is_month_end=True), date(2025, 12, 31)),
        ("2025年6月上旬前", PartialDate(2025, 6, 10), date(2025, 6, 10)),
        ("不晚于2025年6月30日", PartialDate(2025, 6, 30), date(2025, 6, 30)),
        ("2025年12月31前", PartialDate(2025, 12, 31), date(2025, 12, 31)),
        ("12月底前", PartialDate(None, 12, is_month_end=True), None),
        ("年底前", PartialDate(None, 12, is_month_end=True), None),
        ("第一季度前", PartialDate(None, 3, is_month_end=True), None),
        ("每月10日前", PartialDate(None, None, 10), None),
    ],
)
def test_a_date_keeps_its_parts_and_knows_its_last_day(text: str, expected: PartialDate, last_day: date | None) -> None:
    clause = only(text)
    assert clause.kind is Kind.DATE
    assert clause.date == expected
    assert clause.last_day == last_day
    assert fold(clause.rebuilt) == fold(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12月底前", date(2025, 12, 31)),
        ("2月29日前", date(2025, 2, 28)),
        ("当年6月前", date(2025, 6, 30)),
        ("2024年6月前", date(2024, 6, 30)),
        ("次年1月底前", None),
        ("每月10日前", None),
        ("3次", None),
    ],
)
def test_the_default_year_stands_in_only_where_this_year_is_meant(text: str, expected: date | None) -> None:
    assert only(text).as_date(2025) == expected


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2025年1月1日-2025年12月31日", PartialDate(2025, 1, 1), PartialDate(2025, 12, 31)),
        ("2025年1月至12月", PartialDate(2025, 1), PartialDate(2025, 12)),
        ("2025年1-12月", PartialDate(2025, 1), PartialDate(2025, 12)),
        ("2025-2026年", PartialDate(2025), PartialDate(2026)),
    ],
)
def test_a_span_of_dates_has_a_first_and_a_last_one(text: str, since: PartialDate, until: PartialDate) -> None:
    clause = only(text)
    assert (clause.kind, clause.since, clause.date) == (Kind.DATE, since, until)


@pytest.mark.parametrize(
    ("text", "value", "unit", "period", "comparator"),
    [
        ("每月2次", "2", "次", "月", ""),
        ("2次/月", "2", "次", "月", ""),
        ("2次每年", "2", "次", "年", ""),
        ("培训每年开展不少于4次", "4", "次", "年", "≥"),
        ("每季度一次", "1", "次", "季度", ""),
        ("2次/3个月", "2", "次", "3个月", ""),
        ("至少一次/年", "1", "次", "年", "≥"),
    ],
)
def test_a_rate_has_a_period(text: str, value: str, unit: str, period: str, comparator: str) -> None:
    clause = only(text)
    assert clause.kind is Kind.RATE
    assert (clause.value, clause.unit, clause.period) == (Decimal(value), unit, period)
    assert clause.comparator == comparator


@pytest.mark.parametrize("text", ["7*24小时", "7×24小时", "24小时×7天", "7x24小时服务"])
def test_hours_times_days_are_availability(text: str) -> None:
    target = parse_target(text)
    assert (target.kind, target.shape) == (Kind.AVAILABILITY, Shape.AVAILABILITY)


def test_two_factors_that_are_no_days_and_hours_stay_words() -> None:
    assert parse_target("30*40小时").kind is Kind.PHRASE
    assert parse_target("2*3").kind is Kind.PHRASE


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("≤600万元", "6000000"),
        ("≤6471317.62元", "6471317.62"),
        ("600.505万元", "6005050"),
        ("5千元", "5000"),
        ("≤1.2亿元", "120000000"),
        ("成本控制在3百万元以内", "3000000"),
    ],
)
def test_money_is_counted_in_yuan(text: str, yuan: str) -> None:
    assert only(text).amount_yuan == Decimal(yuan)


def test_a_price_per_person_is_a_rate_and_no_amount() -> None:
    assert only("≤500元/人").amount_yuan is None
    assert only("3次").amount_yuan is None


def test_the_multiplier_counts_in_number_and_stays_printed() -> None:
    clause = only("≤2000万条")
    assert (clause.value, clause.number, clause.unit) == (Decimal(2000), Decimal(20000000), "条")
    assert clause.low is not None
    assert clause.low.multiplier == "万"


def test_percent_is_in_hundredths_whatever_the_sign() -> None:
    assert only("≤5‰").percent == Decimal("0.5")
    assert only("提升20%").percent == Decimal(20)
    assert (only("80%-90%").percent, only("80%-90%").upper_percent) == (Decimal(80), Decimal(90))
    assert only("90分").percent is None


def test_bounds_are_what_is_printed() -> None:
    assert only("≥90%").is_lower_bound
    assert only("不低于二级").is_lower_bound
    assert only("≤600万元").is_upper_bound
    assert only("30日内完成").is_upper_bound
    for silent in ("90%", "30天", "3次", "约30人", "2025年12月31日"):
        assert not only(silent).is_lower_bound
        assert not only(silent).is_upper_bound


@pytest.mark.parametrize("text", ["3", "3次", "30天", "600万元", "4次/年", "提升20%", "2025年12月31日"])
def test_where_nothing_is_said_the_comparator_is_unsaid(text: str) -> None:
    assert only(text).comparator is Comparator.UNSAID


@pytest.mark.parametrize(
    "text",
    [
        "≥2次以内",  # at least, at most
        "不达95%",  # the word before turns the comparator round
        "没有超过3次",
        "≥3-5次",
        "5-3次",  # runs downwards
        "12,00元",  # no group of three
        "30日前",  # the thirtieth, or thirty days before
        "5天以外",
        "2025年2月30日",
        "2025年12月至1月",
        "ISO9001标准",
        "等保2.0",
        "第3期",
        "007",
        "1/3",
        "2025年3次",
        "9" * 500,
        "1" * 16 + "元",
    ],
)
def test_what_is_not_clear_stays_words_and_is_not_guessed(text: str) -> None:
    target = parse_target(text)
    assert target.kind in (Kind.PHRASE, Kind.QUALITATIVE)
    assert not target.is_measurable
    assert fold(target.rebuilt) == fold(text)


@pytest.mark.parametrize("text", ["十分满意", "统一部署", "一起", "一致好评", "第一次", "年底考核优秀", "进一步提升"])
def test_a_word_with_a_numeral_in_it_is_no_number(text: str) -> None:
    assert not parse_target(text).is_measurable


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("2025年11月底前签订合同", "签订合同"),
        ("30日内完成", "完成"),
        ("2小时内到达现场", "到达现场"),
        ("100%完成", "完成"),
    ],
)
def test_the_act_is_kept_as_tail(text: str, tail: str) -> None:
    assert only(text).tail == tail


def test_a_compound_target_has_a_label_and_a_bound_in_each_clause() -> None:
    target = parse_target("入库率达97%以上，准确率达98%以上；差错率低于3%；")
    assert [(clause.label, clause.comparator, clause.value) for clause in target.clauses] == [
        ("入库率", Comparator.AT_LEAST, Decimal(97)),
        ("准确率", Comparator.AT_LEAST, Decimal(98)),
        ("差错率", Comparator.LESS_THAN, Decimal(3)),
    ]
    assert target.shape is Shape.COMPOUND


def test_a_compound_target_may_hold_words_beside_a_number() -> None:
    target = parse_target("完成采购,验收合格率100%")
    assert [clause.kind for clause in target.clauses] == [Kind.QUALITATIVE, Kind.PERCENT]
    assert target.is_measurable


def test_words_with_commas_are_one_phrase() -> None:
    target = parse_target("服务规范,群众认可")
    assert [clause.kind for clause in target.clauses] == [Kind.QUALITATIVE]


@pytest.mark.parametrize("text", ["1", "1.0", "0.05", "0.95", " 1 ", "１"])
def test_a_bare_one_or_fraction_is_seen(text: str) -> None:
    assert parse_target(text).is_bare_one_or_fraction


@pytest.mark.parametrize(
    "text", ["0", "2", "1.5", "≥1", "1项", "1%", "100%", "0.1秒", "得分1以上", "", "显著", "1万", "1,0.5"]
)
def test_anything_else_is_no_bare_one_or_fraction(text: str) -> None:
    assert not parse_target(text).is_bare_one_or_fraction


@pytest.mark.parametrize(
    "text",
    [
        *("**", "***", "-", "--", "—", "_", "__", "…", "……", "/", "?", "？", "无", "待定", "暂无", "XX次", "X%"),
        *("≥", "≤", "≧", "不少于", "≥场次", "%", "次", "≥%", "≥**%", "万元", "个工作日", "≤小时", "约", "_次/年"),
    ],
)
def test_a_placeholder_is_seen(text: str) -> None:
    target = parse_target(text)
    assert target.is_placeholder
    assert target.is_real
    assert not target.is_measurable


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row.printed or "blank")
def test_no_published_target_is_a_placeholder(row: Published) -> None:
    assert not parse_target(row.printed).is_placeholder


@pytest.mark.parametrize("text", ["不低于国家标准", "无投诉", "优", "通过", "无限制", "≥3次", "N/A", "   "])
def test_words_and_numbers_are_no_placeholder(text: str) -> None:
    assert not parse_target(text).is_placeholder


@pytest.mark.parametrize("text", ["40000", "45657", "60000"])
def test_a_serial_number_of_a_date_is_seen(text: str) -> None:
    assert parse_target(text).looks_like_excel_date


@pytest.mark.parametrize("text", ["39999", "60001", "45657件", "≥45657", "45,657", "45657.0", "4万", "2025年", ""])
def test_other_numbers_are_no_serial_number_of_a_date(text: str) -> None:
    assert not parse_target(text).looks_like_excel_date


@pytest.mark.parametrize("text", ["", "  ", "\n", "；", "\u3000"])
def test_a_blank_cell_has_no_clause(text: str) -> None:
    target = parse_target(text)
    assert target == Target(text)
    assert (target.kind, target.shape) == (Kind.EMPTY, Shape.EMPTY)
    assert not target.is_real
    assert not target.is_measurable
    assert target.first is None


@pytest.mark.parametrize("text", ["不适用", "不 适用", "（不适用）", "N/A", "n/a", "不适用。"])
def test_not_applicable_is_no_real_indicator(text: str) -> None:
    target = parse_target(text)
    assert target.kind is Kind.NOT_APPLICABLE
    assert not target.is_real


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("≧９０％；", "≥90%"),
        ("≦ 5", "≤5"),
        ("＞95%", ">95%"),
        ("＜1", "<1"),
        ("1300m ²", "1300m²"),
        ("97%以上; 。", "97%以上"),
        ("a;b", "a;b"),
        ("\u200b3\ufeff次", "3次"),
    ],
)
def test_folding_makes_spellings_equal(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_target_is_a_frozen_value() -> None:
    target = parse_target("≥90%")
    assert target == parse_target("≥90%")
    assert hash(target) == hash(parse_target("≥90%"))
    with pytest.raises(FrozenInstanceError):
        target.printed = "≥95%"  # type: ignore[misc]


def test_the_package_is_pure() -> None:
    assert indicators.targets.__file__ is not None
    modules = sorted(Path(indicators.targets.__file__).parent.glob("*.py"))
    assert modules
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.startswith(("django", "declarations", "perfgoals"))], path
