"""Rules about percentages: rates, shares, satisfaction, and targets weaker than last year's."""

import re
from collections.abc import Iterator
from decimal import Decimal

from declarations.content import DeclarationContent, Indicator
from declarations.rules.basis import INDICATOR_GUIDE, TARGET_MEASURES
from declarations.rules.context import RuleContext
from declarations.rules.finding import Severity
from declarations.rules.rule import Fault, rule
from declarations.rules.support import (
    aimed,
    cell,
    fold,
    is_rate_name,
    level2_key,
    measures,
    real_rows,
    row_words,
    target_words,
)
from indicators.targets import Clause, Kind
from indicators.template import SATISFACTION

HUNDRED = Decimal(100)
LEAST_SATISFIED = Decimal(60)
# What grows may grow by more than all of itself; a share may not.
_GROWTH = re.compile(r"增|升|提高|倍|同比|环比|涨|扩大|降|减|带动|超额|收益|回报|利润|拨备|[流速]动比|(?<!占)比$")
# Where less is better, a bare percentage is a limit and not a promise.
_LESS_IS_BETTER = re.compile(
    r"故障|投诉|事故|差错|错误|失误|误差|违|缺|超|险|损|逃|漏|返|退|流失|降|减|不|未|成本|费用|支出|控制"
)
# What is counted beside satisfaction, or how much it rises.
_DISSATISFACTION = re.compile(r"不满|投诉|差评|提升|提高|增长|增幅|上升|幅度|改善")


@rule(
    "rate-target-as-number",
    Severity.WARNING,
    "比率的目标值丢失了百分号",
    basis=f"{INDICATOR_GUIDE}：指标值应与指标含义一致",
    example="“项目验收合格率”的目标值是“1”，原来可能是 100%。",
)
def rate_target_as_number(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A rate (…率, …度) with a bare 1 or 0.x: the percent format of the cell was lost (财预〔2021〕101号)."""
    for number, row, clause in aimed(content, Kind.NUMBER):
        value = clause.value if row.parsed.is_bare_one_or_fraction else None
        if value is None or not is_rate_name(row.name):
            continue
        meant = f"{(value * HUNDRED).normalize():f}%"
        yield Fault(
            cell(number, "target"),
            f"{row_words(number, row)}是比率，目标值“{row.target.strip()}”没有百分号；"
            f"如果是 {meant}，请写成“{meant}”。",
        )


@rule(
    "target-over-100-percent",
    Severity.WARNING,
    "比率的目标值超过 100%",
    basis=TARGET_MEASURES,
    example="“活动参与率”的目标值是“≥120%”。",
)
def target_over_100_percent(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A share above all of it; growth may be more (财预〔2015〕88号: reasonable)."""
    for number, row, clause in aimed(content, Kind.PERCENT):
        share = clause.percent
        if share is None or share <= HUNDRED or _GROWTH.search(row.name):
            continue
        yield Fault(
            cell(number, "target"),
            f"{target_words(number, row)}超过 100%，请核对数值；表示增长时，请在名称中写明。",
        )


def _satisfaction(row: Indicator, clause: Clause) -> Decimal | None:
    """The per cent (or points of 100) that a satisfaction target asks for; None when it is something else."""
    if clause.kind is Kind.NUMBER and clause.unit:
        return None
    # At most so many per cent, and a bare 1 or 0.9, are other rules' business.
    if clause.is_upper_bound or row.parsed.is_bare_one_or_fraction:
        return None
    if _DISSATISFACTION.search(row.name):
        return None
    return clause.number if clause.percent is None else clause.percent


@rule(
    "satisfaction-unusual",
    Severity.WARNING,
    "满意度目标值不合常理",
    basis=f"{INDICATOR_GUIDE}：满意度指标",
    example="“服务对象满意度”的目标值是“≥30%”。",
)
def satisfaction_unusual(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A satisfaction target below 60 % or above 100 % (财预〔2021〕101号)."""
    for number, row, clause in aimed(content, Kind.PERCENT, Kind.NUMBER):
        value = _satisfaction(row, clause) if measures(context, row, SATISFACTION) else None
        if value is not None and not LEAST_SATISFIED <= value <= HUNDRED:
            yield Fault(
                cell(number, "target"),
                f"{row_words(number, row)}的目标值是“{row.target.strip()}”，满意度一般在 60% 到 100% 之间，请核对。",
            )


def _bound(row: Indicator) -> tuple[bool, Clause] | None:
    """Whether the target is a lower bound, and its clause; None when nobody can tell which way it is better."""
    clauses = row.parsed.clauses
    # A level (不低于二级) is left out: the first level is the best of some scales and the least of others.
    if len(clauses) != 1 or clauses[0].low is None or clauses[0].kind is Kind.LEVEL:
        return None
    clause = clauses[0]
    if clause.is_lower_bound or clause.is_upper_bound:
        return clause.is_lower_bound, clause
    is_rate = clause.kind is Kind.PERCENT and is_rate_name(row.name)
    return (True, clause) if is_rate and not _LESS_IS_BETTER.search(row.name) else None


def _may_be_weaker(row: Indicator, earlier: Indicator, context: RuleContext) -> bool:
    return earlier.target != row.target and level2_key(context, earlier) == level2_key(context, row)


def _is_weaker(row: Indicator, earlier: Indicator) -> bool:
    now, then = _bound(row), _bound(earlier)
    if now is None or then is None or now[0] is not then[0]:
        return False
    (at_least, new), (_, old) = now, then
    if (new.kind, new.unit, new.period) != (old.kind, old.unit, old.period) or new.number is None or old.number is None:
        return False
    return new.number < old.number if at_least else new.number > old.number


@rule(
    "last-year-lower",
    Severity.HINT,
    "目标值低于上一年度",
    basis=f"{INDICATOR_GUIDE}：指标值参考历史数据确定",
    example="“服务对象满意度”去年是“≥95%”，今年是“≥90%”。",
    needs=("last_year",),
)
def last_year_lower(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A target weaker than last year's for the same indicator (财预〔2021〕101号: values follow history)."""
    if context.last_year is None:
        return
    earlier: dict[str, list[Indicator]] = {}
    for _, row in real_rows(context.last_year):
        earlier.setdefault(fold(row.name), []).append(row)
    for number, row in real_rows(content):
        named = earlier.get(fold(row.name), ())
        before = next((one for one in named if _may_be_weaker(row, one, context)), None) if named else None
        if before is not None and _is_weaker(row, before):
            yield Fault(
                cell(number, "target"),
                f"{target_words(number, row)}，上一年度是“{before.target.strip()}”，如果确需放宽，请说明原因。",
            )
