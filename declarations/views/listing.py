"""The list of declarations: what one may see, filtered by the address, fifty at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.forms import BoundField
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declarations.actions.door import standing_of
from declarations.amounts import amount_text
from declarations.filters import Choices, DeclarationFilter
from declarations.models import Declaration, DeclarationYear
from declarations.permissions import may_create, may_edit, units_in_sight, visible_to
from declarations.views.paging import BY_UPDATE, SIZE, Order, page_of, read_amount
from indicators.models import TemplateRecord
from perfgoals.accounts.http import AuthedRequest
from perfgoals.accounts.models import Unit
from perfgoals.accounts.roles import Actor

AMOUNT = DecimalField(max_digits=24, decimal_places=6)
ORDERS = {
    "-updated": BY_UPDATE,
    "updated": Order("updated_at", False, BY_UPDATE.read),
    "-amount": Order("sort_amount", True, read_amount),
    "amount": Order("sort_amount", False, read_amount),
}


@dataclass(frozen=True)
class Row:
    """A declaration in a list: where its link leads depends on who looks."""

    declaration: Declaration
    href: str


def rows_for(actor: Actor, declarations: list[Declaration]) -> list[Row]:
    """The declarations with their links: to the form for who may fill it in, else to the paper (no query)."""
    return [Row(declaration, _address(actor, declaration)) for declaration in declarations]


def _address(actor: Actor, declaration: Declaration) -> str:
    standing = standing_of(declaration, editors=frozenset())  # for filling in it does not matter who edited before
    name = "declaration-edit" if may_edit(actor, standing) else "declaration-detail"
    return reverse(name, args=[declaration.pk])


@require_safe
@never_cache
def declaration_list(request: AuthedRequest) -> HttpResponse:
    """The list with its filter bar."""
    visible = Declaration.objects.for_list()
    chosen = chosen_from(
        request, visible.annotate(sort_amount=Coalesce("year_amount", Value(Decimal(0)), output_field=AMOUNT))
    )
    sort = request.GET.get("sort", "")
    sort = sort if sort in ORDERS else "-updated"
    page = page_of(chosen.qs, request.GET, ORDERS[sort], SIZE)
    totals = chosen.qs.order_by().aggregate(count=Count("pk"), yuan=Sum("year_amount"))
    context: dict[str, Any] = {
        "filter": chosen,
        "choosers": list(_choosers(chosen)),
        "page": page,
        "rows": rows_for(request.actor, page.rows),
        "totals_words": f"符合条件 {totals['count']} 项，本年度金额合计 {amount_text(totals['yuan'] or Decimal(0))} 元",
        "chips": [(words, _without(request.GET, name)) for name, words in chosen.applied()],
        "flat": _flat(request.GET, totals["count"]),
        "sorts": _sorts(request.GET, sort),
        "sort": sort,
        "may_create": any(may_create(request.actor, grant.unit_id) for grant in request.actor.grants),
    }
    return render(request, "workbench/list.html", context)


def chosen_from(request: AuthedRequest, rows: QuerySet[Declaration]) -> DeclarationFilter:
    """Those of `rows` that the person may see and that the address asks for (three queries for the choices)."""
    visible = rows.filter(visible_to(request.actor))
    return DeclarationFilter(request.GET, visible, years=_years(), units=_units(request.actor), types=_types())


def _choosers(chosen: DeclarationFilter) -> Iterator[BoundField]:
    """The lists of the filter bar that offer a choice, in our own look."""
    for name in ("year", "unit", "state", "type", "findings"):
        if chosen.filters[name].extra["choices"]:
            field = chosen.form[name]
            field.field.widget.attrs["class"] = "field"
            yield field


def _years() -> Choices:
    return [(str(year), f"{year} 年度") for year in DeclarationYear.objects.values_list("year", flat=True)]


def _types() -> Choices:
    """The project types of every template that has the field, each once."""
    lists = TemplateRecord.objects.filter(fields__key="project_type").values_list("fields__choices", flat=True)
    return [(word, word) for word in dict.fromkeys(word for words in lists for word in words)]


def _units(actor: Actor) -> Choices:
    """The units that somebody may find in the list; none to choose from when it is only one."""
    units = list(Unit.objects.filter(units_in_sight(actor)).values_list("pk", "name"))
    return [(str(pk), name) for pk, name in units] if len(units) > 1 else []


def _without(params: QueryDict, *names: str, **changed: str) -> str:
    """The address with these parameters taken out and `changed` ones put in, on its first page."""
    address = params.copy()
    for name in ("after", "before", *names):
        address.pop(name, None)
    for name, value in changed.items():
        address[name] = value
    return f"?{address.urlencode()}"


def _flat(params: QueryDict, count: int) -> dict[str, Any]:
    """Where the flat table of what the list shows is had, with the head on the first row of each or on every row."""
    address = reverse("declaration-list-flat")
    return {
        "count": count,
        "href": f"{address}{_without(params, 'sort')}",
        "each": f"{address}{_without(params, 'sort', rows='each')}",
    }


def _sorts(params: QueryDict, now: str) -> dict[str, dict[str, str]]:
    """For the two sortable columns: where their head leads, the arrow it shows, and aria-sort."""
    columns = {}
    for column in ("amount", "updated"):
        falls, rises = now == f"-{column}", now == column
        columns[column] = {
            "href": _without(params, sort=column if falls else f"-{column}"),
            "arrow": "↓" if falls else "↑" if rises else "",
            "aria": "descending" if falls else "ascending" if rises else "",
        }
    return columns
