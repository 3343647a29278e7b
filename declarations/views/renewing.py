"""Carrying on from last year: which declaration, what of it, and the way back to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from declarations import actions, checking
from declarations.actions.renewing import declared_again
from declarations.errors import NotPermitted, YearNotOpen
from declarations.forms.library import words_in
from declarations.forms.renewing import questions, read_choices
from declarations.models import Declaration, DeclarationYear
from declarations.models.declaration import DeclarationQuerySet
from declarations.permissions import authored_by, may_create, visible_to
from declarations.views.loading import tells_refusals, visible_declaration
from declarations.views.paging import page_of
from declarations.views.years import open_years
from declarations.workflow import Status
from perfgoals.accounts.http import AuthedRequest

NAMED = 6  # rows left behind that the message names


@require_safe
@never_cache
def choose(request: AuthedRequest) -> HttpResponse:
    """The approved declarations of the year before, each with what has become of it this year."""
    units = [grant.unit_id for grant in request.actor.grants if may_create(request.actor, grant.unit_id)]
    year = next(iter(open_years(units)), None)
    words = words_in(request.GET)
    context: dict[str, Any] = {"year": year, "units": units, "words": words}
    if year is not None:
        found = _of_the_year_before(request, year)
        context["page"] = page_of(found.filter(name__icontains=words) if words else found, request.GET)
        context["before"] = year.year - 1
    return render(request, "editing/renewals.html", context)


def _of_the_year_before(request: AuthedRequest, year: DeclarationYear) -> DeclarationQuerySet:
    again = Declaration.objects.filter(year=year, project=OuterRef("project")).order_by("-revision", "-pk")
    own = Declaration.objects.matching(authored_by(request.actor)).of_year(year.year - 1)
    return (
        own.current()
        .filter(status=Status.APPROVED)
        .for_list()
        .annotate(again=Subquery(again.values("pk")[:1]), again_status=Subquery(again.values("status")[:1]))
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@tells_refusals
def renew(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Ask what to take over, section by section; then on to the new form."""
    earlier = visible_declaration(request, pk)
    if not may_create(request.actor, earlier.unit_id):
        raise NotPermitted(f"您不是“{earlier.unit.name}”的填报人，不能为它新建申报。")
    year = _next_year(earlier)
    if request.method == "POST":
        renewed = actions.renew(request.actor, pk, year, choices=read_choices(request.POST.dict()))
        _tell(request, earlier, renewed)
        return redirect("declaration-edit", pk=renewed.declaration.pk)
    context: dict[str, Any] = {
        "earlier": earlier,
        "year": year,
        "questions": list(questions(year.template.value(), earlier.content)),
        "there": declared_again(earlier, year),
        "other_form": year.template_id != earlier.template_id,
    }
    return render(request, "editing/renew.html", context)


def _next_year(earlier: Declaration) -> DeclarationYear:
    """The open year after it; YearNotOpen when its unit cannot start anything in a later year now."""
    later = [year for year in open_years([earlier.unit_id]) if year.year > earlier.year.year]
    if not later:
        raise YearNotOpen(f"{earlier.year.year + 1} 年度现在不能填报，请等财政部门开放以后再新建。")
    return min(later, key=lambda year: year.year)


def _tell(request: AuthedRequest, earlier: Declaration, renewed: actions.Renewed) -> None:
    messages.success(request, f"已从 {earlier.year.year} 年度的《{earlier.title}》新建，请核对每一部分后提交。")
    left = renewed.left_behind
    if left:
        more = f"等 {len(left)} 条" if len(left) > NAMED else ""
        names = "、".join(left[:NAMED])
        messages.warning(request, f"今年的表样没有对应的类别，没有带过来的指标：{names}{more}。需要的请另行添加。")


@require_safe
@never_cache
def last_year(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """On to the same project's declaration of the year before; 404 where there is none that this person may see."""
    declaration = visible_declaration(request, pk)
    before = checking.declaration_of_last_year(declaration, declaration.content)
    if before is None or not Declaration.objects.matching(visible_to(request.actor)).filter(pk=before.pk).exists():
        raise Http404("没有可以查看的上年申报。")
    return redirect("declaration-detail", pk=before.pk)
