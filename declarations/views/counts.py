"""The counts at the top of the workbench, each a link to the list that it counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone

from declarations.amounts import amount_text
from declarations.filters import REVIEWING
from declarations.models import DeclarationYear
from declarations.models.declaration import DeclarationQuerySet
from declarations.workflow import Status

PRESSING_DAYS = 7


@dataclass(frozen=True)
class Card:
    """One count: a number with its unit, a line below, and where it leads."""

    label: str
    number: int
    unit: str
    below: str
    href: str
    is_pressing: bool = False


@dataclass(frozen=True)
class Tally:
    """How many declarations stand where, with what amounts and errors."""

    count: Counter[str]
    yuan: dict[str, Decimal]
    errors: Counter[str]


def tally(rows: DeclarationQuerySet) -> Tally:
    """The numbers by state (one query)."""
    grouped = list(rows.order_by().values_list("status").annotate(Count("pk"), Sum("year_amount"), Sum("error_count")))
    return Tally(
        Counter({status: count for status, count, _, _ in grouped}),
        {status: yuan or Decimal(0) for status, _, yuan, _ in grouped},
        Counter({status: errors or 0 for status, _, _, errors in grouped}),
    )


def author_counts(rows: DeclarationQuerySet, year: DeclarationYear | None, unit_id: int) -> list[Card]:
    """For who fills in: returned, to submit, in review, approved, days left."""
    there = tally(rows)
    errors = there.errors[Status.DRAFT]
    cards = [
        _card("被退回", there.count[Status.RETURNED], year, Status.RETURNED, "请按意见修改后再提交"),
        _card("待提交", there.count[Status.DRAFT], year, Status.DRAFT, f"共 {errors} 处错误" if errors else "没有错误"),
        *_reviewing_and_approved(there, year),
    ]
    return [*cards, _deadline(year, unit_id)] if year else cards


def overview_counts(rows: DeclarationQuerySet, year: DeclarationYear | None) -> list[Card]:
    """For who looks at all: returned, in review, approved."""
    there = tally(rows)
    return [
        _card("退回修改", there.count[Status.RETURNED], year, Status.RETURNED, "等填报人修改"),
        *_reviewing_and_approved(there, year),
    ]


def waiting_count(rows: DeclarationQuerySet) -> Card:
    """For who reviews: what waits for a decision, in whichever year (one query)."""
    there = tally(rows)
    total = sum(there.yuan.values(), Decimal(0))
    return Card("待我审核", there.count.total(), "项", f"{amount_text(total)} 元", reverse("review-queue"))


def _reviewing_and_approved(there: Tally, year: DeclarationYear | None) -> list[Card]:
    department, finance = there.count[Status.DEPARTMENT_REVIEW], there.count[Status.FINANCE_REVIEW]
    approved = amount_text(there.yuan.get(Status.APPROVED, Decimal(0)))
    return [
        _card("审核中", department + finance, year, REVIEWING, f"部门 {department} · 财政 {finance}"),
        _card("已批复", there.count[Status.APPROVED], year, Status.APPROVED, f"{approved} 元"),
    ]


def _card(label: str, number: int, year: DeclarationYear | None, state: str, below: str) -> Card:
    address = f"{reverse('declaration-list')}?year={year.year if year else ''}&state={state}"
    return Card(label, number, "项", below, address)


def _deadline(year: DeclarationYear, unit_id: int) -> Card:
    closes = timezone.localtime(year.closing_for(unit_id))
    days = (closes.date() - timezone.localdate()).days
    label, below = ("距截止", f"{closes:%m-%d %H:%M}") if days >= 0 else ("截止已过", f"{closes:%Y-%m-%d}")
    return Card(label, abs(days), "天", below, "#year", is_pressing=0 <= days <= PRESSING_DAYS)
