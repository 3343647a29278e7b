"""Cases of the rules about target values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from declarations.content import DeclarationContent
from tests.rules.cases.case import (
    COST_TARGET,
    QUALITY_TARGET,
    QUANTITY_TARGET,
    TIME_TARGET,
    Case,
    bad,
    cost,
    good,
    head_2021,
    quality,
    quantity,
    timing,
)
from tests.rules.factories import (
    FULL,
    FULL_2021,
    GOOD,
    QUALITY_ROW,
    QUANTITY_ROW,
    SATISFACTION_ROW,
    SOCIAL_ROW,
    TIME_ROW,
    plus_rows,
    row,
    with_row,
)

SATISFACTION_TARGET = f"indicators[{SATISFACTION_ROW}].target"
LEVEL_LAST_YEAR = replace(FULL, last_year=quality("馆舍等级", "不低于三级"))
SHARE_LAST_YEAR = replace(FULL, last_year=quality("新书上架情况", "95%"))
WORDS_LAST_YEAR = replace(FULL, last_year=with_row(QUALITY_ROW, target="良好"))
FAULTS_LAST_YEAR = replace(FULL, last_year=quality("书车故障率", "2%"))


def at_work(target: str) -> DeclarationContent:
    """A form that prints its dates, from July 2025 to June 2027, with a deadline."""
    content = head_2021(start_date=date(2025, 7, 1), end_date=date(2027, 6, 30))
    return with_row(TIME_ROW, content, name="书架安装完工时间", target=target)


TARGET_CASES: Mapping[str, tuple[Case, ...]] = {
    "target-missing": (
        bad("blank", with_row(QUALITY_ROW, target=" "), QUALITY_TARGET),
        bad("named, yet 不适用", with_row(QUALITY_ROW, target="不适用"), QUALITY_TARGET),
        good("a blank row", plus_rows(row("产出指标", "质量指标", "", "", ""))),
        good("a placeholder has its own rule", with_row(QUALITY_ROW, target="**")),
    ),
    "target-placeholder": (
        bad("stars", with_row(QUALITY_ROW, target="**"), QUALITY_TARGET),
        bad("a dash", with_row(QUALITY_ROW, target="-"), QUALITY_TARGET),
        bad("dots", with_row(QUALITY_ROW, target="…"), QUALITY_TARGET),
        bad("a unit alone", with_row(QUANTITY_ROW, target="次"), QUANTITY_TARGET),
        good("a number"),
        good("blank has its own rule", with_row(QUALITY_ROW, target="")),
    ),
    "rate-target-as-number": (
        bad("1 for 100 %", quality("新书上架合格率", "1"), QUALITY_TARGET),
        bad("0.95 for 95 %", quality("书目数据准确度（%）", "0.95"), QUALITY_TARGET),
        good("with its sign", quality("新书上架合格率", "100%")),
        good("a count", quality("书架", "1")),
        good("how often", quality("巡回频率", "1")),
        good("a length", quality("书架总长度", "1")),
        good("zero", quality("丢失率", "0")),
        good("with an operator", quality("丢失率", "<1")),
    ),
    "target-over-100-percent": (
        bad("120 %", quality("新书上架合格率", "≥120%"), QUALITY_TARGET),
        good("exactly 100", quality("新书上架合格率", "≤100%")),
        good("growth", quality("读者增长率", "≥150%")),
    ),
    "target-trivial": (
        bad("at least none", quantity("到达社区次数", "≥0次"), QUANTITY_TARGET),
        bad("at least no per cent", quality("新书上架合格率", "≥0%"), QUALITY_TARGET),
        good("none at all", quality("安全事故", "0起")),
        good("more than none", quantity("捐赠图书", ">0册")),
        good("at most none", quality("安全事故", "≤0起")),
    ),
    "target-not-measurable": (
        bad("a word", quality("书车运行情况", "良好"), QUALITY_TARGET),
        bad(
            "a word where words are allowed",
            with_row(SOCIAL_ROW, name="阅读氛围", target="显著提升"),
            "indicators[5].target",
        ),
        good("a date"),
        good("a level", quality("安全等级", "不低于二级")),
        good("a figure in an unusual phrase", quality("书车运行", "路线之间间隔3或4站")),
        good("blank has its own rule", with_row(QUALITY_ROW, target="")),
        good("a placeholder too", with_row(QUALITY_ROW, target="**")),
    ),
    "target-kind-mismatch": (
        bad("a time as percentage", timing("报修响应时间", "≥90%"), TIME_TARGET),
        bad("a count as percentage", quality("巡回次数", "≥90%"), QUALITY_TARGET),
        bad("an amount of work as percentage", quantity("编目完成量", "≥95%"), QUANTITY_TARGET),
        bad("a thing to be counted", quantity("书车维修", "100%"), QUANTITY_TARGET),
        bad("a rate as duration", quality("系统响应率", "≤2秒"), QUALITY_TARGET),
        bad("a rate as date", timing("采购完成及时率", "2026年9月30日前"), TIME_TARGET),
        good("a rate among the counts", quantity("社区覆盖率", "100%")),
        good("promptness in hours", timing("报修处理及时性", "24小时内")),
        good("promptness in per cent", timing("报修处理及时性", "≥95%")),
        good("quality is no amount", quantity("编目质量", "≥95%")),
        good("an efficiency as time", quality("办证效率", "≤5分钟")),
        good("an index", quality("阅读指数", "≥80%")),
        good("no name", with_row(QUANTITY_ROW, name="", target="≥90%")),
    ),
    "deadline-outside-period": (
        bad("last year", timing("采购完成时间", "2025年12月31日前"), TIME_TARGET),
        bad("next year", timing("采购完成时间", "2027年3月底前"), TIME_TARGET),
        good("this year", timing("采购完成时间", "2026年12月底前")),
        good("before New Year's Day", timing("采购完成时间", "2027年1月1日前")),
        good("no year", timing("采购完成时间", "9月30日前")),
        good(
            "between the printed dates",
            with_row(
                2,
                head_2021(start_date=date(2025, 7, 1), end_date=date(2027, 6, 30)),
                target="2027年5月31日前",
                name="完工时间",
            ),
            FULL_2021,
        ),
        good("on the first printed day", at_work("2025年7月1日前"), FULL_2021),
        good("on the last printed day", at_work("2027年6月30日前"), FULL_2021),
        bad("after the printed dates", at_work("2027年7月1日前"), TIME_TARGET, context=FULL_2021),
        bad(
            "only a first day is printed",
            replace(at_work("2027年5月31日前"), end_date=None),
            TIME_TARGET,
            context=FULL_2021,
        ),
    ),
    "excel-date-serial": (
        bad("in a time row", timing("采购完成时间", "46295"), TIME_TARGET),
        bad("by its name", quality("验收日期", "46295"), QUALITY_TARGET),
        good("readers", quantity("服务读者人数", "46295")),
        good("with a unit", timing("完成时间", "46295次")),
    ),
    "cost-direction": (
        bad("at least in money", cost("≥48万元"), COST_TARGET),
        bad("control at least", cost("≥95%", "成本控制率"), COST_TARGET),
        good("at most", cost("≤100%", "成本控制率")),
        good("progress of spending", cost("≥95%", "支出进度达标率")),
        good("savings", cost("≥5%", "成本节约率")),
        good("not a cost", quality("新书上架合格率", "≥95%")),
        good("money elsewhere", quality("经费公开比例", "≥95%")),
        bad("cost control elsewhere", quality("成本控制率", "≥95%"), QUALITY_TARGET),
        good("words", cost("较低")),
    ),
    "satisfaction-unusual": (
        bad("too low", with_row(SATISFACTION_ROW, target="≥30%"), SATISFACTION_TARGET),
        bad("too high", with_row(SATISFACTION_ROW, target="≥120%"), SATISFACTION_TARGET),
        bad("points", with_row(SATISFACTION_ROW, target="≥45"), SATISFACTION_TARGET),
        good("exactly 60", with_row(SATISFACTION_ROW, target="≥60%")),
        good("exactly 100", with_row(SATISFACTION_ROW, target="100%")),
        good("at most so many complaints", with_row(SATISFACTION_ROW, name="读者投诉次数", target="≤3次")),
        good("at most so many per cent", with_row(SATISFACTION_ROW, name="差评率", target="≤3%")),
        good("at most, whatever the name", with_row(SATISFACTION_ROW, target="≤30%")),
        good("a lost percent sign has its own rule", with_row(SATISFACTION_ROW, target="0.9")),
        good("points of a scale", with_row(SATISFACTION_ROW, target="≥45分")),
        good("words", with_row(SATISFACTION_ROW, target="很好")),
        good("two clauses", with_row(SATISFACTION_ROW, target="读者≥30，志愿者≥40")),
    ),
    "last-year-lower": (
        bad("fewer", quantity("到达社区次数", "≥400次"), QUANTITY_TARGET),
        bad("dearer", cost("≤50万元"), COST_TARGET),
        bad(
            "a bare rate is a promise",
            quality("新书上架合格率", "95%"),
            QUALITY_TARGET,
        ),
        good("the same"),
        good("more", quantity("到达社区次数", "≥500次")),
        good("another unit", quantity("到达社区次数", "≥100场")),
        good("no comparison of a bare count", quantity("到达社区次数", "400次")),
        good("levels have no known direction", quality("馆舍等级", "不低于二级"), LEVEL_LAST_YEAR),
        good("a bare per cent of no rate", quality("新书上架情况", "90%"), SHARE_LAST_YEAR),
        good("another indicator", quantity("到达学校次数", "≥4次")),
        good("words both times", with_row(QUALITY_ROW, target="良好"), WORDS_LAST_YEAR),
        good("words last year", GOOD, WORDS_LAST_YEAR),
        good("words this year", with_row(QUALITY_ROW, target="良好")),
        good("a bare count of a rate", quality("新书上架合格率", "95")),
        good("less is better of faults", quality("书车故障率", "1%"), FAULTS_LAST_YEAR),
    ),
}
