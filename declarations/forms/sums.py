"""The arithmetic beside the form: what the rows come to, held against the amounts, in yuan and 万元. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from declarations.amounts import amount_text
from declarations.content import DeclarationContent
from declarations.forms.tables import TOO_LARGE
from indicators.template import AmountUnit, FormTemplate

FEN = Decimal("0.01")


@dataclass(frozen=True)
class SumLine:
    """One line: words, the amount in yuan and in 万元, and whether it agrees ("ok", "error", "" while open)."""

    id: str
    label: str
    yuan: str
    ten_thousand: str
    state: str = ""
    gap: str = ""  # in words, "" for a line that is held against nothing


def sum_lines(template: FormTemplate, content: DeclarationContent, year: int) -> tuple[SumLine, ...]:
    """The lines that this form has; those of tables stand also while the tables are empty, so that nothing jumps."""
    return tuple(_lines(template, content, year))


def _lines(template: FormTemplate, content: DeclarationContent, year: int) -> Iterator[SumLine]:
    if template.has("year_amount"):
        yield _line("sum-year", "本年度项目金额", content.year_amount)
    if template.has_budget_lines or content.budget_lines:
        lines = _total([row.amount for row in content.budget_lines])
        yield _against("sum-lines", "测算明细合计", lines, content.year_amount, "本年度项目金额")
    if template.has("total_amount"):
        yield _line("sum-total", "项目总金额", content.total_amount)
    if template.has_yearly_plan or content.plan:
        plan = _total([row.amount for row in content.plan])
        yield _against("sum-plan", "分年度计划合计", plan, content.total_amount, "项目总金额")
        this_year = _total([row.amount for row in content.plan if row.year == year])
        yield _against("sum-plan-year", f"计划中 {year} 年", this_year, content.year_amount, "本年度项目金额")


def _total(amounts: list[Decimal | None]) -> Decimal | None:
    """The sum of what can be told; None when nothing can."""
    told = [amount for amount in amounts if amount is not None]
    return sum(told, Decimal(0)) if told else None


def _line(name: str, label: str, amount: Decimal | None) -> SumLine:
    return SumLine(name, label, _shown(amount, AmountUnit.YUAN), _shown(amount, AmountUnit.TEN_THOUSAND))


def _against(name: str, label: str, amount: Decimal | None, whole: Decimal | None, of: str) -> SumLine:
    plain = _line(name, label, amount)
    if amount is None or whole is None:
        return SumLine(name, label, plain.yuan, plain.ten_thousand, "", f"与{of}对照")
    gap = amount - whole
    if abs(gap) < FEN:
        return SumLine(name, label, plain.yuan, plain.ten_thousand, "ok", f"与{of}一致")
    words = f"比{of}{'多' if gap > 0 else '少'} {_shown(abs(gap), AmountUnit.YUAN)} 元"
    return SumLine(name, label, plain.yuan, plain.ten_thousand, "error", words)


def _shown(amount: Decimal | None, unit: AmountUnit) -> str:
    if amount is None:
        return "—"
    if abs(amount) >= TOO_LARGE:
        return "金额太大"
    # Rounded in yuan first: what the page works out while somebody types has to be the same text.
    return amount_text(round(amount, 2), unit)
