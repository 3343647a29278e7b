"""Rules about cost indicators and the ceiling of the unit."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from declarations.content import DeclarationContent, Indicator
from declarations.rules.basis import BUDGET_CEILING, INDICATOR_GUIDE, TARGET_REVIEW
from declarations.rules.context import RuleContext
from declarations.rules.finding import Severity
from declarations.rules.rule import Fault, rule
from declarations.rules.support import (
    aimed,
    cell,
    decimal_places,
    label,
    measures,
    money,
    row_words,
    target_words,
    yuan,
)
from indicators.targets import Clause, Kind
from indicators.template import COST

HALF = Decimal("0.5")
# The price of one piece says nothing about the whole.
_PRICE_OF_ONE = re.compile(r"单位成本|(?<![订清菜账名保])单(?![位独一纯据])|均(?![衡等])|标准|每|[课学]时费|吨水|度电")
_SAVED = re.compile(r"节约|节省|压减|减少|降低|下降")
_COST_NAME = re.compile(r"成本|费用|经费|造价|价格|单价|开支|控制率|控制数")
# More is better of these, although they stand among the costs.
_MORE_IS_BETTER = re.compile(
    r"进度|执行|支出率|支付|使用率|节约|节省|减少|降低|下降|压减|达标|完成|及时|合规|准确|有效|覆盖|到位|保障|足额|发放"
)


class Cap(NamedTuple):
    """A cost indicator that caps the money of the project: `amount` yuan, `half` of its last printed digit."""

    number: int
    row: Indicator
    amount: Decimal
    half: Decimal

    def is_below(self, amount: Decimal) -> bool:
        """Below, and not only by the rounding of what is printed."""
        return self.amount < amount - self.half

    def is_above(self, amount: Decimal) -> bool:
        """Above, and not only by the rounding of what is printed."""
        return self.amount > amount + self.half


def _half_digit(clause: Clause, amount: Decimal) -> Decimal:
    """Half the last digit that is printed, in yuan: 5 000 for 25万元, half a fen for 25.00元."""
    value = clause.value
    return HALF * (amount / value).scaleb(-decimal_places(value)) if value else Decimal(0)


def _yuan_of(clause: Clause) -> Decimal | None:
    """The amount of a cap in yuan, 40万 for 40万元 too; None for what is no money."""
    if clause.kind is Kind.MONEY:
        return clause.amount_yuan
    is_bare = clause.low is not None and clause.low.multiplier in ("万", "亿") and not clause.unit and not clause.tail
    return clause.number if is_bare else None


def _caps(content: DeclarationContent, context: RuleContext) -> list[Cap]:
    """The cost indicators that cap money of the project, not of one piece or period."""
    caps = []
    for number, row, clause in aimed(content, Kind.MONEY, Kind.NUMBER):
        amount = _yuan_of(clause) if clause.is_upper_bound else None
        if amount is None or not measures(context, row, COST):
            continue
        if not _PRICE_OF_ONE.search(row.name) and not _SAVED.search(row.name):
            caps.append(Cap(number, row, amount, _half_digit(clause, amount)))
    return caps


def _is_whole_amount(cap: Cap, amount: Decimal | None) -> bool:
    return amount is not None and not cap.is_below(amount) and not cap.is_above(amount)


@rule(
    "cost-cap-below-year-amount",
    Severity.WARNING,
    "成本上限低于本年度项目金额",
    basis=f"{TARGET_REVIEW}：适当性（资金匹配）",
    example="成本指标“项目总费用”≤80 万元，本年度项目金额 100 万元。",
)
def cost_cap_below_year_amount(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """The money that cost indicators cap, taken together, is below 本年度项目金额 (review sheet: money fits)."""
    year, caps = money(content, "year_amount"), _caps(content, context)
    if year is None or not caps:
        return
    # Several caps are parts of the whole, unless one of them is the whole.
    number, row = caps[0].number, caps[0].row
    amount, half = sum((cap.amount for cap in caps), Decimal(0)), sum((cap.half for cap in caps), Decimal(0))
    if not Cap(number, row, amount, half).is_below(year) or any(_is_whole_amount(cap, year) for cap in caps):
        return
    together = f"等 {len(caps)} 个成本指标的上限合计" if len(caps) > 1 else "的上限"
    yield Fault(
        cell(number, "target"),
        f"{row_words(number, row)}{together}是 {yuan(amount)}，低于{label(context, 'year_amount')} {yuan(year)}，"
        f"少 {yuan(year - amount)}，请核对上限或金额。",
    )


@rule(
    "cost-cap-above-year-amount",
    Severity.WARNING,
    "成本上限高于本年度项目金额",
    basis=f"{TARGET_REVIEW}：适当性（资金匹配）",
    example="成本指标“项目总费用”≤120 万元，本年度项目金额 100 万元，项目总金额 300 万元。",
)
def cost_cap_above_year_amount(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A cost indicator caps money above 本年度项目金额, and the cap is not 项目总金额 (review sheet: money fits)."""
    year, total = money(content, "year_amount"), money(content, "total_amount")
    if year is None:
        return
    for cap in _caps(content, context):
        if cap.is_above(year) and not _is_whole_amount(cap, total):
            yield Fault(
                cell(cap.number, "target"),
                f"{row_words(cap.number, cap.row)}的上限是 {yuan(cap.amount)}，高于{label(context, 'year_amount')} "
                f"{yuan(year)}，多 {yuan(cap.amount - year)}，起不到控制作用，请核对上限或金额。",
            )


@rule(
    "ceiling-exceeded",
    Severity.ERROR,
    "超出单位控制数",
    basis=BUDGET_CEILING,
    example="单位控制数 500 万元，已申报 450 万元，本项目又申报 80 万元。",
    needs=("ceiling",),
)
def ceiling_exceeded(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """The unit's declarations of the year, with this one, exceed its ceiling (design 4.10)."""
    year, ceiling = money(content, "year_amount"), context.ceiling
    if year is None or ceiling is None or context.ceiling_used + year <= ceiling:
        return
    over = context.ceiling_used + year - ceiling
    yield Fault(
        "year_amount",
        f"本单位控制数 {yuan(ceiling)}，其他已提交的申报合计 {yuan(context.ceiling_used)}，加上本项目 {yuan(year)} "
        f"超出 {yuan(over)}，请调减金额，或与财政部门商定控制数。",
    )


@rule(
    "cost-direction",
    Severity.WARNING,
    "成本目标写成了下限",
    basis=f"{INDICATOR_GUIDE}：成本指标",
    example="“成本控制率”的目标值是“≥95%”，应是“≤100%”。",
)
def cost_direction(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A cost or cost-control indicator asks for at least so much (财预〔2021〕101号: cost indicators)."""
    for number, row, clause in aimed(content, *content.aims):
        if not (measures(context, row, COST) or "成本控制" in row.name) or not clause.is_lower_bound:
            continue
        is_cost = "成本控制" in row.name or _COST_NAME.search(row.name)
        if is_cost and not _MORE_IS_BETTER.search(row.name):
            yield Fault(
                cell(number, "target"),
                f"{target_words(number, row)}是“至少”，成本应控制在一定限度以内，请改用“≤”。",
            )
