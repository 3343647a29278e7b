"""What stands beside the lists of the workbench: the ceiling of a unit, and the timetable of the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from declarations.models import Ceiling, Declaration, DeclarationYear
from declarations.workflow import EDITABLE


@dataclass(frozen=True)
class Ledger:
    """A unit's ceiling (控制数) and what is made of it, in yuan."""

    unit: str
    ceiling: Decimal
    committed: Decimal  # submitted and approved
    planned: Decimal  # drafts and what was returned

    @property
    def left(self) -> Decimal:
        """What may still be asked for, negative when it is exceeded."""
        return self.ceiling - self.committed - self.planned

    @property
    def used_percent(self) -> Decimal:
        """How much would be used when everything is submitted."""
        return round((self.committed + self.planned) / self.ceiling * 100, 1) if self.ceiling else Decimal(0)


@dataclass(frozen=True)
class Date:
    """One date of the year; the next one to come is `is_next`."""

    at: datetime
    label: str
    is_next: bool


def ledger_for(year: DeclarationYear | None, unit_ids: Sequence[int]) -> Ledger | None:
    """The ledger of the first of these units that has a ceiling."""
    if year is None or not unit_ids:
        return None
    ceiling = Ceiling.objects.filter(year=year, unit__in=unit_ids).select_related("unit").order_by("unit__path").first()
    if ceiling is None:
        return None
    own = Declaration.objects.filter(year=year, unit=ceiling.unit_id)
    open_ones = own.filter(status__in=EDITABLE, adjusts=None)
    planned = open_ones.aggregate(total=Sum("year_amount"))["total"] or Decimal(0)
    return Ledger(ceiling.unit.name, ceiling.amount, own.committed_yuan(), planned)


def timetable(year: DeclarationYear | None, unit_id: int | None) -> list[Date]:
    """The dates of the year, in order; the closing is the unit's own when it was given more time."""
    if year is None:
        return []
    closing = year.closing_for(unit_id) if unit_id else year.closes_at
    dates = [
        (year.opens_at, "开始填报"),
        (closing, "填报截止"),
        (year.department_review_until, "部门审核完成"),
        (year.finance_review_until, "财政审核完成"),
    ]
    known = [(at, label) for at, label in dates if at is not None]
    coming = next((at for at, _ in known if at >= timezone.now()), None)
    return [Date(at, label, at == coming) for at, label in known]
