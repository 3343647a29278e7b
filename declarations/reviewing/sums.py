"""The amounts that a reviewer holds against each other, in the form's unit. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext

from declarations.amounts import beside
from declarations.content import DeclarationContent
from declarations.rules import RuleContext
from indicators.template import DIGITS, AmountUnit

PERCENT = Decimal("0.1")


@dataclass(frozen=True)
class Sum:
    """One line of the ledger: words, the amount as printed, the same in yuan where the form prints 万元."""

    label: str
    amount: str
    yuan: str = ""
    state: str = ""  # ok or error: agrees with the year amount, or does not
    note: str = ""


def ledger(content: DeclarationContent, context: RuleContext) -> list[Sum]:
    """测算明细 and 分年度计划 against the amounts, last year's amount, and what the ceiling leaves."""
    return list(_Ledger(content, context).lines())


@dataclass(frozen=True)
class _Ledger:
    content: DeclarationContent
    context: RuleContext

    def lines(self) -> Iterator[Sum]:
        year, total = self.content.year_amount, self.content.total_amount
        yield self._line("本年度项目金额", year)
        if self.content.budget_lines:
            yield self._against("测算明细合计", [line.amount for line in self.content.budget_lines], year, "本年度")
        if self.content.plan:
            yield self._against("分年度计划合计", [row.amount for row in self.content.plan], total, "总金额")
        if self.context.last_year is not None and self.context.year:
            yield self._last_year(self.context.last_year.year_amount, self.context.year - 1)
        if self.context.ceiling is not None:
            left = self.context.ceiling - self.context.ceiling_used - (year or 0)
            yield self._line("控制数余额", left, state="error" if left < 0 else "")

    def _line(self, label: str, yuan: Decimal | None, *, state: str = "", note: str = "") -> Sum:
        unit = self.context.template.amount_unit
        in_yuan = "" if unit is AmountUnit.YUAN else beside(yuan, unit)
        return Sum(label, unit.format(yuan) or "未填", in_yuan, state, note)

    def _against(self, label: str, parts: list[Decimal | None], whole: Decimal | None, name: str) -> Sum:
        total = sum((part for part in parts if part is not None), Decimal(0))
        if whole is None:
            return self._line(label, total)
        gap = total - whole
        if not gap:
            return self._line(label, total, state="ok", note=f"与{name}一致")
        words = "多" if gap > 0 else "少"
        shown = self.context.template.amount_unit.format(abs(gap))
        return self._line(label, total, state="error", note=f"比{name}{words} {shown}")

    def _last_year(self, before: Decimal | None, year: int) -> Sum:
        now = self.content.year_amount
        note = ""
        if before and now is not None:
            share = _per_cent(now - before, before)
            note = f"本年度{'增加' if share > 0 else '减少'} {abs(share)}%" if share else "与本年度相同"
        return self._line(f"{year} 年金额", before, note=note)


def _per_cent(part: Decimal, whole: Decimal) -> Decimal:
    with localcontext(prec=DIGITS):
        return (part / whole * 100).quantize(PERCENT)
