"""The first page: what needs this person now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declarations.models import Declaration, DeclarationYear, Event
from declarations.models.declaration import DeclarationQuerySet
from declarations.permissions import NOBODY, authored_by, awaiting, may_create, visible_to
from declarations.views.counts import author_counts, overview_counts, waiting_count
from declarations.views.ledger import ledger_for, timetable
from declarations.views.listing import rows_for
from declarations.views.years import current_year
from declarations.workflow import EDITABLE, IN_REVIEW, Action
from perfgoals.accounts.http import AuthedRequest
from perfgoals.accounts.roles import Actor

ROWS = 8
NEWS = 6
QUIET = (Action.CREATE, Action.SAVE, Action.IMPORT, Action.DISCARD)  # no news to anybody


@require_safe
@never_cache
def workbench(request: AuthedRequest) -> HttpResponse:
    """Counts that are links, the lists that need this person, the year, the ceiling, the news."""
    actor, year = request.actor, current_year()
    units = [grant.unit_id for grant in actor.grants if may_create(actor, grant.unit_id)]
    cards, sections, tallies = [], [], {}
    if awaiting(actor) != NOBODY:
        waiting = Declaration.objects.matching(awaiting(actor))
        cards.append(waiting_count(waiting))
        sections.append(_section("待我审核", "waiting", _oldest_first(waiting), actor, more=reverse("review-queue")))
        tallies["review-queue"] = cards[0].number
    if units:
        own = _of(year, Declaration.objects.matching(authored_by(actor)))
        cards += author_counts(own, year, units[0])
        sections += _author_sections(own, actor, year)
    else:
        visible = _of(year, Declaration.objects.matching(visible_to(actor)))
        cards += overview_counts(visible, year)
        if awaiting(actor) == NOBODY:
            sections.append(_section("最近更新", "latest", visible, actor, more=_list_address(year)))
    context: dict[str, Any] = {
        "year": year,
        "year_label": f"{year.year} 年度" if year else "",
        "cards": cards,
        "sections": sections,
        "tallies": tallies,
        "may_create": bool(units),
        "timetable": timetable(year, units[0] if units else None),
        "ledger": ledger_for(year, units),
        "news": _news(actor),
    }
    return render(request, "workbench/workbench.html", context)


def _of(year: DeclarationYear | None, rows: DeclarationQuerySet) -> DeclarationQuerySet:
    return rows.of_year(year.year).current() if year else rows.current()


def _author_sections(own: DeclarationQuerySet, actor: Actor, year: DeclarationYear | None) -> list[dict[str, Any]]:
    # "returned" sorts behind "draft": what came back stands first.
    todo = own.filter(status__in=EDITABLE).order_by("-status", "-updated_at", "-pk")
    going = own.filter(status__in=IN_REVIEW)
    return [
        _section("需要您处理", "todo", todo, actor, more=_list_address(year)),
        _section("审核中", "going", going, actor, more=f"{_list_address(year)}&state=reviewing", optional=True),
    ]


def _list_address(year: DeclarationYear | None) -> str:
    return f"{reverse('declaration-list')}?year={year.year if year else ''}"


def _section(
    title: str, name: str, rows: DeclarationQuerySet, actor: Actor, *, more: str, optional: bool = False
) -> dict[str, Any]:
    """One list of the page (one query); an optional one is not shown when it is empty."""
    found = rows_for(actor, list(rows.for_list()[: ROWS + 1]))
    return {
        "title": title,
        "name": name,
        "rows": found[:ROWS],
        "has_more": len(found) > ROWS,
        "more": more,
        "is_shown": bool(found) or not optional,
    }


def _oldest_first(rows: DeclarationQuerySet) -> DeclarationQuerySet:
    return rows.order_by("submitted_at", "pk")


def _news(actor: Actor) -> Iterable[Event]:
    """The last things that happened to what this person may see, typing left out."""
    visible = Declaration.objects.matching(visible_to(actor)).values("pk")
    # The event of a field, such as the code that a first submission assigns, belongs to another one that tells it.
    events = Event.objects.filter(declaration__in=visible, field="").exclude(action__in=QUIET)
    return events.select_related("declaration").defer("old", "new").order_by("-pk")[:NEWS]
