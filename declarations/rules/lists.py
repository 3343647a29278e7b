"""Rules about the two tables of amounts: 分年度计划 and 测算明细."""

from collections.abc import Iterator
from decimal import Decimal

from declarations.content import BudgetLine, DeclarationContent, PlanYear
from declarations.rules.basis import FORM_NOTE
from declarations.rules.context import RuleContext
from declarations.rules.finding import Severity
from declarations.rules.rule import Fault, rule
from declarations.rules.support import label, money, yuan

HALF_FEN = Decimal("0.005")  # quantity × price × months × share may end beyond the fen in each row


def _planned(row: PlanYear) -> Decimal:
    return row.amount if row.amount is not None and row.amount.is_finite() else Decimal(0)


def _faults_of_this_year(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """The row of the declaration year is not the amount of the year, or there is none."""
    amount = money(content, "year_amount")
    if context.year is None or amount is None:
        return
    rows = [(number, row) for number, row in enumerate(content.plan) if row.year == context.year]
    planned = sum((_planned(row) for _, row in rows), Decimal(0))
    if planned != amount:
        yield Fault(
            f"plan[{rows[0][0]}].amount" if rows else "plan",
            f"分年度计划中 {context.year} 年是 {yuan(planned)}，{label(context, 'year_amount')}是 {yuan(amount)}，"
            "两者应相等，请核对。",
        )


@rule(
    "plan-sum-differs",
    Severity.ERROR,
    "分年度计划与项目金额不一致",
    basis=f"{FORM_NOTE}：项目总金额为各年度金额之和",
    example="分年度计划合计 90 万元，项目总金额 100 万元。",
)
def plan_sum_differs(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """The yearly plan does not add up to the total, or its row of this year is not the year amount (form note)."""
    if not any(row.amount is not None for row in content.plan):
        return
    total = money(content, "total_amount")
    planned = sum((_planned(row) for row in content.plan), Decimal(0))
    if total is not None and planned != total:
        yield Fault(
            "plan",
            f"分年度计划合计 {yuan(planned)}，{label(context, 'total_amount')}是 {yuan(total)}，"
            f"相差 {yuan(abs(total - planned))}，请核对各年度金额。",
        )
    yield from _faults_of_this_year(content, context)


def _is_blank(line: BudgetLine) -> bool:
    return not line.item.strip() and line.quantity is None and line.price is None


def _amount(line: BudgetLine) -> Decimal | None:
    numbers = (line.quantity, line.price, line.months, line.share)
    return line.amount if all(number is None or number.is_finite() for number in numbers) else None


@rule(
    "budget-lines-sum-differs",
    Severity.ERROR,
    "测算明细合计与本年度项目金额不同",
    basis=f"{FORM_NOTE}：测算依据应能算出本年度项目金额",
    example="测算明细 3 行合计 96 万元，本年度项目金额 100 万元。",
)
def budget_lines_sum_differs(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """The rows of 测算明细 (quantity × price × months × share) do not add up to 本年度项目金额 (form note)."""
    lines = [(number, line) for number, line in enumerate(content.budget_lines) if not _is_blank(line)]
    year = money(content, "year_amount")
    if not lines or year is None:
        return
    amounts = [_amount(line) for _, line in lines]
    together = sum((amount for amount in amounts if amount is not None), Decimal(0))
    if abs(together - year) <= HALF_FEN * len(lines):
        return
    open_rows = [str(number + 1) for (number, _), amount in zip(lines, amounts, strict=True) if amount is None]
    note = f"第 {'、'.join(open_rows)} 行缺数量或单价，" if open_rows else ""
    shown = Decimal(f"{together:.2f}")  # unlike quantize, this also rounds what has more digits than the context
    yield Fault(
        "budget_lines",
        f"测算明细合计 {yuan(shown)}，{label(context, 'year_amount')}是 {yuan(year)}，"
        f"相差 {yuan(abs(year - shown))}，{note}请核对。",
    )
