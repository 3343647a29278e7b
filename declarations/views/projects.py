"""Level-1 projects for everybody who may see their unit: the list, and one with its level-2 projects and sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declarations import projects
from declarations.forms.library import words_in
from declarations.models import Declaration, LevelOneProject, Project
from declarations.permissions import may_keep_projects, units_in_sight, visible_to
from declarations.views.paging import Order, page_of
from perfgoals.accounts.http import AuthedRequest
from perfgoals.accounts.models import Unit
from perfgoals.accounts.roles import Role


def read_name(text: str) -> str:
    """A name from an address; ValueError for what no database takes as text."""
    if "\0" in text or not text.isprintable():
        raise ValueError(text)
    return text


BY_NAME = Order("name", False, read_name)
OFFERED = 20


@dataclass(frozen=True)
class Member:
    """A level-2 project with those of its declarations that the reader may see, the latest year first."""

    project: Project
    declarations: tuple[Declaration, ...]


def visible_level_one(request: AuthedRequest, pk: int) -> LevelOneProject:
    """The level-1 project; 404 for who may not see its unit."""
    units = Unit.objects.filter(units_in_sight(request.actor))
    return get_object_or_404(LevelOneProject.objects.select_related("unit").filter(unit__in=units), pk=pk)


@require_safe
@never_cache
def level_ones(request: AuthedRequest) -> HttpResponse:
    """Every level-1 project of the units in sight, with the sums of its latest year."""
    words = words_in(request.GET)
    found = LevelOneProject.objects.filter(unit__in=Unit.objects.filter(units_in_sight(request.actor)))
    if words:
        found = found.filter(name__icontains=words)
    page = page_of(found.select_related("unit").annotate(number=Count("projects")), request.GET, BY_NAME)
    by_year = projects.sums(each.pk for each in page.rows)
    context: dict[str, Any] = {
        "page": page,
        "rows": [(each, next(iter(by_year.get(each.pk, ())), None)) for each in page.rows],
        "words": words,
        "may_create": request.actor.has(Role.ADMINISTRATOR),
    }
    return render(request, "projects/list.html", context)


@require_safe
@never_cache
def level_one(request: AuthedRequest, pk: int) -> HttpResponse:
    """One level-1 project."""
    return page_for(request, visible_level_one(request, pk))


def page_for(request: AuthedRequest, found: LevelOneProject, *, problem: str = "", status: int = 200) -> HttpResponse:
    """Its page: sums by year, its projects with their declarations, and for who keeps it the way to change that."""
    keeps, words = may_keep_projects(request.actor, found.unit.path), words_in(request.GET)
    members, hidden = _members(request, found)
    context: dict[str, Any] = {
        "level_one": found,
        "sums": projects.sums([found.pk]).get(found.pk, []),
        "members": members,
        "hidden": hidden,
        "may_keep": keeps,
        "words": words,
        "candidates": projects.candidates(found, words, OFFERED) if keeps else [],
        "records": found.records.all()[:OFFERED] if keeps else [],
        "problem": problem,
    }
    return render(request, "projects/level_one.html", context, status=status)


def _members(request: AuthedRequest, found: LevelOneProject) -> tuple[list[Member], int]:
    """Its projects with what of them may be seen, and how many declarations that count may not."""
    own = list(found.projects.select_related("unit").order_by("unit__path", "code", "pk"))
    everything = Declaration.objects.filter(project__in=own).current()
    seen: dict[int | None, list[Declaration]] = {}
    for declaration in everything.matching(visible_to(request.actor)).for_list().order_by("-year__year", "-pk"):
        seen.setdefault(declaration.project_id, []).append(declaration)
    counted = Declaration.objects.filter(project__in=own).committed()
    hidden = counted.exclude(pk__in=[each.pk for group in seen.values() for each in group]).count()
    return [Member(project, tuple(seen.get(project.pk, ()))) for project in own], hidden
