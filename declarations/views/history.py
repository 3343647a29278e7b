"""The history of one declaration: who changed what, when and why, and whether the chain of events is whole."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declarations.history import breaks
from declarations.reviewing.timeline import bursts, everything_said, grouped
from declarations.views.loading import visible_declaration
from perfgoals.accounts.http import AuthedRequest

PAGE = 20  # groups


@require_safe
@never_cache
def history(request: AuthedRequest, pk: int) -> HttpResponse:
    """All events by person and half hour, the latest first."""
    declaration = visible_declaration(request, pk)
    events = list(declaration.events.order_by("number"))
    page = Paginator(grouped(events)[::-1], PAGE).get_page(request.GET.get("page"))
    context = {
        "declaration": declaration,
        "year_label": f"{declaration.year.year} 年度",
        "page": page,
        "bursts": bursts(declaration.template.value(), list(page.object_list), everything_said(events)),
        "breaks": breaks(declaration, events),
    }
    return render(request, "reviewing/history.html", context)
