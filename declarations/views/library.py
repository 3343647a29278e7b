"""The indicator library for everybody: the catalogue, an entry, and suggestions while a name is typed."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declarations.forms.library import EntryForm, number_in, words_in
from declarations.forms.parsing import clean_line
from declarations.library.keeping import alike
from declarations.permissions import may_keep_library
from declarations.views.paging import Order, page_of
from indicators import search
from indicators.models import EntryState, LibraryIndicator, LibraryUse
from perfgoals.accounts.http import AuthedRequest
from perfgoals.accounts.models import Unit
from perfgoals.accounts.roles import Role

MOST_USES = 2**31


def read_count(text: str) -> int:
    """A number of uses from an address; ValueError for anything else, and for what no column holds."""
    number = int(text)
    if not 0 <= number < MOST_USES:
        raise ValueError(text)
    return number


BY_USE = Order("used_count", True, read_count)
SHOWN_USES = 30
SHOWN_UNITS = 400  # of the filter


@require_safe
@never_cache
def catalogue(request: AuthedRequest) -> HttpResponse:
    """What the library offers, the most used first; filters by level 2, unit and year."""
    words, level2 = words_in(request.GET), clean_line(request.GET.get("level2", ""))[:50]
    unit, year = number_in(request.GET, "unit"), number_in(request.GET, "year")
    found = LibraryIndicator.objects.usable().filter(search.condition(words, search.category_key(level2)))
    found = _used_by(found, unit, year)
    context: dict[str, Any] = {
        "page": page_of(found, request.GET, BY_USE),
        "words": words,
        "level2": level2,
        "unit": unit,
        "year": year,
        "filtered": bool(words or level2 or unit or year),
        "levels": _levels(),
        "units": Unit.objects.filter(pk__in=LibraryUse.objects.values("unit"))[:SHOWN_UNITS],
        "years": LibraryUse.objects.order_by("-year").values_list("year", flat=True).distinct(),
        "may_keep": may_keep_library(request.actor),
        "waiting": _waiting(request),
    }
    return render(request, "library/catalogue.html", context)


def _used_by(entries: QuerySet[LibraryIndicator], unit: int | None, year: int | None) -> QuerySet[LibraryIndicator]:
    wanted = {name: value for name, value in (("unit", unit), ("year", year)) if value is not None}
    return entries.filter(Exists(LibraryUse.objects.filter(indicator=OuterRef("pk"), **wanted))) if wanted else entries


def _levels() -> list[tuple[str, list[str]]]:
    """Level 2 by level 1, as the entries have them, each category once."""
    pairs = LibraryIndicator.objects.usable().order_by("level1", "level2").values_list("level1", "level2", "category")
    seen: dict[str, tuple[str, str]] = {}
    for level1, level2, category in pairs.distinct():
        seen.setdefault(category, (level1, level2))
    groups: dict[str, list[str]] = {}
    for level1, level2 in seen.values():
        groups.setdefault(level1, []).append(level2)
    return list(groups.items())


def _waiting(request: AuthedRequest) -> int:
    """Candidates that wait for a decision, for whom it matters."""
    if not may_keep_library(request.actor):
        return 0
    return LibraryIndicator.objects.filter(state=EntryState.CANDIDATE).count()


@require_safe
@never_cache
def entry(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """One entry with its uses; an administrator decides on it here. A candidate is there for administrators alone."""
    found = get_object_or_404(LibraryIndicator.objects.select_related("merged_into"), pk=pk)
    may_keep = may_keep_library(request.actor)
    if not may_keep and found.state == EntryState.CANDIDATE:
        raise Http404("没有这条指标。")
    if not may_keep and found.merged_into is not None:
        return redirect("library-entry", pk=found.merged_into.pk)
    return entry_page(request, found, EntryForm(instance=found) if may_keep else None)


def entry_page(
    request: AuthedRequest, found: LibraryIndicator, form: EntryForm | None, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    """The page of an entry; `form` for who may change it."""
    words = words_in(request.GET)
    is_open = found.state in (EntryState.CANDIDATE, EntryState.ACCEPTED)
    context = {
        "entry": found,
        "uses": found.uses.select_related("unit")[:SHOWN_USES],
        "form": form if is_open else None,
        "may_keep": form is not None,
        "words": words,
        "alike": alike(found, words) if form is not None and is_open else [],
        "records": found.records.all() if form is not None else [],
        "problem": problem,
    }
    return render(request, "library/entry.html", context, status=status)


@require_safe
@never_cache
def suggestions(request: AuthedRequest) -> JsonResponse:
    """{"items": [{name, target, mark, measure, explanation, note}]} for a level 2 and what is typed so far."""
    own = request.actor.unit_ids(Role.DECLARANT)
    found = LibraryIndicator.objects.suggested(
        clean_line(request.GET.get("level2", ""))[:50], words_in(request.GET), unit_ids=own
    )
    return JsonResponse({"items": [_item(each) for each in found]})


def _item(each: LibraryIndicator) -> dict[str, str]:
    mark, measure = each.start_of_target
    notes = [
        "本单位用过" if each.is_own else "",
        f"用过 {each.used_count} 次" if each.used_count else "",
        f"常用 {each.example_target}" if each.example_target else "",
    ]
    return {
        "name": each.name,
        "target": each.example_target,
        "mark": mark,
        "measure": measure,
        "explanation": each.explanation,
        "note": " · ".join(filter(None, notes)),
        "level2": each.level2,
    }
