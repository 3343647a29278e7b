"""Rules about target values: whether there is one, and whether a result can be held against it."""

import re
from collections.abc import Iterator
from datetime import date

from declarations.content import DeclarationContent, Indicator
from declarations.rules.basis import FORM_NOTE, INDICATOR_GUIDE, TARGET_MEASURES
from declarations.rules.context import RuleContext
from declarations.rules.finding import Severity
from declarations.rules.rule import Fault, rule
from declarations.rules.support import (
    aimed,
    bare_name,
    category_of,
    cell,
    is_rate_name,
    measures,
    row_words,
    target_words,
)
from indicators.targets import Clause, Comparator, Kind
from indicators.template import QUANTITY, TIME

# What a name ends with when it speaks of a time or of a count.
_TIME_NAME = re.compile(r"(?:时间|时长|时限|工期|周期|期限|日期|天数|日数|月数|小时数)$")
_COUNT_NAME = re.compile(r"(?:数量|次数|个数|件数|份数|台数|套数|场数|场次|人数|人次|户数|册数|家数|篇数|辆数)$")
_AMOUNT_NAME = re.compile(r"(?<![质含力能])量$")
# What a name contains when a percentage is at home in it, even where counts are asked for.
_PERCENT_AT_HOME = re.compile(
    r"率|比|度|占|覆盖|达标|完成|合格|满意|及时|正常|情况|水平|质量|增|减|升|降|保障|支持|性$|指数|得分|评分|考核"
    r"|到货|到位|发放|支付|拨付|落实|执行|兑现|履[约行]|化$"
)
_MISTAKABLE = (Kind.PERCENT, Kind.DURATION, Kind.DATE)
_COUNTABLE = (Kind.NUMBER, Kind.PERCENT, Kind.MONEY, Kind.RATE, Kind.DURATION)
_WORDS = (Kind.QUALITATIVE, Kind.PHRASE)
_FIGURE = re.compile(
    r"\d|百分之|百分百|零(?:$|事故|投诉|差错|失误|缺陷|伤亡|死亡|发生|故障|拖欠|积压|延误|违规|违纪|上访|案件|[起次件例人宗])"
)
# Words in place of a target that tell which kind of figure is missing.
_EVERY_TIME = re.compile(r"[按每](?:月|季|周|日|年)")
_PROMPT_NAME = re.compile(r"及时|响应|处置|处理|修复|到达")
_STANDARD = re.compile(r"标准|等级|规范|一级|二级|优等|一等|合格品")
_DATE_NAME = re.compile(r"时间|日期|时限|期限|截止|节点")


@rule(
    "target-missing",
    Severity.ERROR,
    "指标没有目标值",
    basis=FORM_NOTE,
    example="“项目验收合格率”的目标值是空白的。",
)
def target_missing(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A named indicator has no target (form note)."""
    for number, row, _ in (*content.aims.get(Kind.EMPTY, ()), *content.aims.get(Kind.NOT_APPLICABLE, ())):
        if not row.parsed.is_real:
            said = f"写的是“{row.target.strip()}”" if row.target.strip() else "是空白的"
            yield Fault(
                cell(number, "target"),
                f"{row_words(number, row)}的目标值{said}，请填写；这一行不需要时，名称也写“不适用”。",
            )


@rule(
    "target-placeholder",
    Severity.ERROR,
    "目标值只是占位符号",
    basis=TARGET_MEASURES,
    example="目标值是“**”，或只有单位“次”没有数字。",
)
def target_placeholder(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A target that only keeps the place: **, -, _, …, a unit without a number (财预〔2015〕88号: quantified)."""
    for number, row, _ in aimed(content, *_WORDS):
        if row.parsed.is_placeholder:
            yield Fault(cell(number, "target"), f"{target_words(number, row)}没有数值，请填写确定的值。")


@rule(
    "target-trivial",
    Severity.WARNING,
    "目标值一定能达到",
    basis=TARGET_MEASURES,
    example="目标值是“≥0”，任何结果都算完成。",
)
def target_trivial(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A target that no result can miss: at least zero (财预〔2015〕88号: reasonable)."""
    for number, row, clause in aimed(content, *_COUNTABLE):
        # More than zero is no triviality: it asks for one at least.
        if clause.comparator is Comparator.AT_LEAST and clause.value == 0:
            yield Fault(
                cell(number, "target"),
                f"{target_words(number, row)}任何结果都能达到，请写出真正要达到的值。",
            )


def _example_for(context: RuleContext, row: Indicator) -> str:
    """A measurable target of the kind that the row needs."""
    if _EVERY_TIME.search(row.target):
        return "每月10日前"
    if _PROMPT_NAME.search(row.name):
        return "24小时内"
    if measures(context, row, TIME):
        return "12月31日前"
    return "达标率100%" if _STANDARD.search(row.target) else "≥90%"


@rule(
    "target-not-measurable",
    Severity.WARNING,
    "目标值无法衡量",
    basis=TARGET_MEASURES,
    example="“政务服务提升程度”的目标值是“显著”。",
    severity_note="在允许定性目标的二级指标（效益类）中为建议",
)
def target_not_measurable(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A target of words only; a hint where words are allowed (财预〔2015〕88号: quantified, words as exception)."""
    for number, row, _ in aimed(content, *_WORDS):
        # A figure in a phrase that nobody taught the parser is a figure all the same.
        if _FIGURE.search(row.target) or row.parsed.is_placeholder:
            continue
        category = category_of(context, row)
        allowed = category is not None and category.qualitative_allowed
        advice = "请在指标解释中写明怎样评定" if allowed else f"请改成可以衡量的值，例如“{_example_for(context, row)}”"
        yield Fault(
            cell(number, "target"),
            f"{target_words(number, row)}只有文字、没有数值，{advice}。",
            Severity.HINT if allowed else None,
        )


def _mismatch(context: RuleContext, row: Indicator, kind: Kind) -> str:
    """Why name and target do not fit each other, in words; "" when they do."""
    name = bare_name(row.name)
    if kind is Kind.PERCENT:
        if _TIME_NAME.search(name):
            return "名称是时间，目标值却是百分比"
        if _COUNT_NAME.search(name):
            return "名称是数量，目标值却是百分比"
        if measures(context, row, QUANTITY) and (_AMOUNT_NAME.search(name) or not _PERCENT_AT_HOME.search(name)):
            return "这里要写数量，目标值却是百分比"
    elif is_rate_name(row.name) and not name.endswith("进度"):
        return "名称是比率，目标值却是时间"
    return ""


@rule(
    "target-kind-mismatch",
    Severity.WARNING,
    "目标值与指标名称不匹配",
    basis=f"{INDICATOR_GUIDE}：指标值应与指标含义一致",
    example="“系统故障修复响应时间”的目标值是“≥90%”。",
)
def target_kind_mismatch(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A time or a count is given as a percentage, or a rate as a time (财预〔2021〕101号)."""
    for number, row, clause in aimed(content, *_MISTAKABLE):
        why = _mismatch(context, row, clause.kind) if row.name.strip() else ""
        if why:
            yield Fault(
                cell(number, "target"),
                f"{row_words(number, row)}的目标值是“{row.target.strip()}”：{why}，请修改目标值或指标名称。",
            )


def _is_in_period(day: date, clause: Clause, content: DeclarationContent, year: int) -> bool:
    """Whether a deadline lies in the declaration year, a span of dates has a part in it, or the form prints it."""
    before_new_year = day == date(year + 1, 1, 1) and clause.is_upper_bound
    since = clause.since.as_date(year) if clause.since else day
    if day.year == year or before_new_year or (since is not None and since.year <= year <= day.year):
        return True
    start, end = content.start_date, content.end_date
    return start is not None and end is not None and start <= day <= end


@rule(
    "deadline-outside-period",
    Severity.WARNING,
    "完成时间不在申报年度内",
    basis=f"{FORM_NOTE}：年度绩效指标在本年度内完成",
    example="2024 年度的申报表，目标值是“2023年12月31日前”。",
    needs=("year",),
)
def deadline_outside_period(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A date outside the declaration year, or the project's dates where the form has them (form note)."""
    year = context.year
    if year is None:
        return
    for number, row, _ in content.aims.get(Kind.DATE, ()):
        for clause in row.parsed.clauses:
            day = clause.as_date() if clause.kind is Kind.DATE else None
            if day is not None and not _is_in_period(day, clause, content, year):
                yield Fault(
                    cell(number, "target"),
                    f"{target_words(number, row)}不在申报年度 {year} 年内，请核对年份。",
                )
                break


@rule(
    "excel-date-serial",
    Severity.WARNING,
    "日期变成了一串数字",
    basis="Excel 以 1900 年起的天数保存日期，单元格格式丢失后只剩天数",
    example="“项目完成时间”的目标值是“45657”，原来是 2024 年 12 月 31 日。",
)
def excel_date_serial(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A number from 40000 to 60000 where a date is meant (Excel's day count)."""
    for number, row, _ in aimed(content, Kind.NUMBER):
        if row.parsed.looks_like_excel_date and (_DATE_NAME.search(row.name) or measures(context, row, TIME)):
            yield Fault(
                cell(number, "target"),
                f"{target_words(number, row)}像是 Excel 的日期序号，请改写成日期，例如“2024年12月31日前”。",
            )
