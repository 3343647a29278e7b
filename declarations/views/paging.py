"""Keyset paging: pages that stay cheap and steady however long the list is and whatever changes meanwhile.

A page is addressed by the last row seen, `?after=<value>_<pk>` or `?before=…`, in an order with the key as tie-breaker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from declarations.numbers import TOO_LARGE_TO_LIST

M = TypeVar("M", bound=Model)
SIZE = 50
# Moments that every database holds in every time zone, and the keys that it has.
YEARS = range(1900, 9000)
KEYS = range(2**63)


@dataclass(frozen=True)
class Order:
    """Rows by `field`, then by key in the same direction. `read` restores a value from an address."""

    field: str
    descending: bool
    read: Callable[[str], Any]


def read_moment(text: str) -> datetime:
    """An aware moment from an address; ValueError for anything else, and for what no database holds."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or moment.year not in YEARS:
        raise ValueError(text)
    return moment.astimezone(UTC)


BY_UPDATE = Order("updated_at", True, read_moment)


@dataclass(frozen=True)
class Page(Generic[M]):
    """The rows of one page; `next` and `previous` are addresses ("?…"), "" where there is none."""

    rows: list[M]
    next: str = ""
    previous: str = ""


def page_of(rows: QuerySet[M], params: QueryDict, order: Order = BY_UPDATE, size: int = SIZE) -> Page[M]:
    """The page that `params` ask for (one query); a cursor that cannot be read gives the first one."""
    backwards = "before" in params
    cursor = _read_cursor(params.get("before" if backwards else "after", ""), order)
    downwards = order.descending != (backwards and cursor is not None)
    sign = "-" if downwards else ""
    found = list(
        _beyond(rows, cursor, order, downwards=downwards).order_by(f"{sign}{order.field}", f"{sign}pk")[: size + 1]
    )
    has_more, found = len(found) > size, found[:size]
    if backwards and cursor is not None:
        found.reverse()
        has_next, has_previous = True, has_more
    else:
        has_next, has_previous = has_more, cursor is not None
    return Page(
        found,
        next=_address(params, "after", found[-1], order) if has_next and found else "",
        previous=_address(params, "before", found[0], order) if has_previous and found else "",
    )


def _beyond(rows: QuerySet[M], cursor: tuple[Any, int] | None, order: Order, *, downwards: bool) -> QuerySet[M]:
    if cursor is None:
        return rows
    value, pk = cursor
    side = "lt" if downwards else "gt"
    return rows.filter(Q(**{f"{order.field}__{side}": value}) | Q(**{order.field: value, f"pk__{side}": pk}))


def _read_cursor(text: str, order: Order) -> tuple[Any, int] | None:
    value, _, number = text.rpartition("_")
    try:
        read, pk = order.read(value), int(number)
    except (ValueError, ArithmeticError):
        return None
    return (read, pk) if pk in KEYS else None


def _address(params: QueryDict, name: str, row: M, order: Order) -> str:
    address = params.copy()
    for cursor in ("after", "before"):
        address.pop(cursor, None)
    value = getattr(row, order.field)
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    address[name] = f"{text}_{row.pk}"
    return f"?{address.urlencode()}"


def read_amount(text: str) -> Decimal:
    """A decimal from an address; ValueError for anything else, and for what no decimal column holds."""
    number = Decimal(text)
    if not number.is_finite() or number.copy_abs() >= TOO_LARGE_TO_LIST:
        raise ValueError(text)
    return number
