"""Figures, moments, states and finding counts as every page prints them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django import template
from django.utils import timezone

from declarations.amounts import amount_text
from declarations.importflow import AT_WORK, BatchState
from declarations.models import Declaration
from declarations.workflow import Status

register = template.Library()

STATE_CLASSES = {
    Status.DRAFT: "",
    Status.DEPARTMENT_REVIEW: "state-review",
    Status.FINANCE_REVIEW: "state-review",
    Status.RETURNED: "state-returned",
    Status.APPROVED: "state-approved",
    Status.REJECTED: "state-rejected",
    Status.DISCARDED: "state-discarded",
}


IMPORT_CLASSES = {
    BatchState.READY: "state-returned",
    BatchState.DONE: "state-approved",
    BatchState.FAILED: "state-rejected",
    **dict.fromkeys(AT_WORK, "state-review"),
}


@register.filter
def yuan(amount: Decimal | None) -> str:
    """An amount in yuan with thousands separators and at least two decimals; "" for None."""
    return amount_text(amount)


@register.filter
def moment(at: datetime | None) -> str:
    """今天 10:32, 11-19 in this year, 2026-11-19 before; "" for None."""
    if at is None:
        return ""
    there, today = timezone.localtime(at), timezone.localdate()
    if there.date() == today:
        return f"今天 {there:%H:%M}"
    return f"{there:%m-%d}" if there.year == today.year else f"{there:%Y-%m-%d}"


@register.filter
def clock(at: datetime | None) -> str:
    """10:32 for today, else the day."""
    return moment(at).removeprefix("今天 ")


@register.inclusion_tag("includes/_state.html")
def state(status: str) -> dict[str, str]:
    """Where a declaration stands: a shape and a word."""
    known = Status(status)
    return {"css": STATE_CLASSES[known], "label": known.label}


@register.inclusion_tag("includes/_state.html")
def import_state(state: str) -> dict[str, str]:
    """Where an import stands: a shape and a word."""
    known = BatchState(state)
    return {"css": IMPORT_CLASSES.get(known, ""), "label": known.label}


@register.inclusion_tag("includes/_marks.html")
def marks(declaration: Declaration) -> dict[str, object]:
    """How many findings of each kind the last save or submission found."""
    counts = (
        ("error", "错误", declaration.error_count),
        ("warning", "提醒", declaration.warning_count),
        ("hint", "建议", declaration.hint_count),
    )
    return {"counts": [count for count in counts if count[2]], "is_draft": declaration.status == Status.DRAFT}
