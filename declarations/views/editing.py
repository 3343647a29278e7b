"""Filling in: a new declaration, the form page, and saving it as it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declarations import actions, checking
from declarations.actions.door import permit
from declarations.actions.editing import events_since
from declarations.content import DeclarationContent
from declarations.errors import ActionRefused, SaveConflict, Stale, YearNotOpen
from declarations.forms.conflicts import conflict_from
from declarations.forms.creating import CreateForm
from declarations.forms.paper import Paper
from declarations.forms.posted import Posted, Shown, read, version_of
from declarations.forms.undoing import Undoing, undoing
from declarations.history import change_of
from declarations.merging import undo
from declarations.models import Declaration
from declarations.permissions import may_create
from declarations.rules import run
from declarations.views import answers
from declarations.views.loading import editable, tells_refusals, visible_declaration
from declarations.views.years import open_years
from declarations.workflow import Action
from perfgoals.accounts.http import AuthedRequest

# Header of what the page sends by itself: the key of the user who typed it.
AUTHOR = "X-Author"


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def create(request: AuthedRequest) -> HttpResponseBase:
    """A new declaration: which year, which unit, what name."""
    units = {
        grant.unit_id: grant.unit_name for grant in request.actor.grants if may_create(request.actor, grant.unit_id)
    }
    form = CreateForm(request.POST or None, years=open_years(list(units)), units=units)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        declaration = actions.create(
            request.actor,
            chosen["year"],
            chosen["unit"],
            name=chosen["name"],
            request_key=chosen["request_key"],
        )
        return redirect("declaration-edit", pk=declaration.pk)
    return render(request, "editing/create.html", {"form": form, "units": units})


@require_safe
@never_cache
def edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """The form; who may look but not write is sent to the read-only paper."""
    declaration = visible_declaration(request, pk)
    if not editable(request, declaration):
        return redirect("declaration-detail", pk=pk)
    return answers.page(request, declaration, paper_of(declaration))


def paper_of(declaration: Declaration) -> Paper:
    """The form of what is stored."""
    content, template = declaration.content, declaration.template.value()
    context = checking.context_for(declaration, content, template)
    return Paper(
        template=template,
        content=content,
        report=run(content, context),
        year=declaration.year.year,
        version=declaration.version,
        last_year=context.last_year,
        adjusted=answers.approved_before(declaration),
    )


@require_POST
@tells_refusals
def save(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Store what was typed, and do what the pressed button says; nothing is stored when somebody else was faster.

    A refusal that may pass leaves everything typed on the page: to htmx it is only told, else the page comes again.
    """
    if request.headers.get(AUTHOR, str(request.user.pk)) != str(request.user.pk):
        return HttpResponse(status=401)  # somebody else has signed in meanwhile: not theirs to send
    declaration = visible_declaration(request, pk)
    permit(request.actor, declaration, Action.SAVE)
    seen = version_of(request.POST)
    shown = Shown(
        declaration.template.value(),
        content_at(declaration, seen),
        declaration.content,
        declaration.year.year,
        removed_row(declaration, request.POST.get("restore", "")),
        to_undo(request, declaration, seen) if "undo" in request.POST else None,
    )
    since = events_since(declaration, seen)
    posted = read(shown, request.POST)
    try:
        saved = actions.save(request.actor, pk, posted.content, seen=seen, settled=posted.settled, loaded=declaration)
    except SaveConflict as conflict:
        return answers.conflict(request, declaration, _paper_of_refused(declaration, shown, posted, conflict, seen))
    except (Stale, YearNotOpen) as refusal:
        if request.htmx:
            raise
        messages.error(request, f"没有保存：{refusal}")
        paper = _paper_of_refused(declaration, shown, posted, refusal, seen)
        return answers.page(request, declaration, paper, status=409)
    return answers.saved(request, saved, shown, posted, since)


def removed_row(declaration: Declaration, path: str) -> dict[str, Mapping[str, Any]]:
    """The row of that path as it was when it was last removed, by its path; nothing for a blank path."""
    if not path:
        return {}
    event = declaration.events.filter(field=path, new__isnull=True).order_by("number").last()
    return {path: change_of(event).old} if event else {}


def to_undo(request: AuthedRequest, declaration: Declaration, number: int) -> Undoing:
    """What this person's own save has done that made that version, without what was changed since."""
    made = declaration.events.filter(version=number, actor=request.user, action=Action.SAVE).order_by("number")
    return undoing(map(change_of, made), [event.field for event in events_since(declaration, number) if event.field])


def content_at(declaration: Declaration, seen: int) -> DeclarationContent:
    """What the page showed at version `seen`: the stored content without the changes made since."""
    since = [event for event in events_since(declaration, seen) if event.field]
    return undo(declaration.content, [change_of(event) for event in since])


def _paper_of_refused(
    declaration: Declaration, shown: Shown, posted: Posted, refusal: ActionRefused, seen: int
) -> Paper:
    """The form with everything as it was typed, and both texts of every field in question."""
    found = refusal.conflicts if isinstance(refusal, SaveConflict) else ()
    context = checking.context_for(declaration, posted.typed, shown.template)
    return Paper(
        template=shown.template,
        content=posted.typed,
        report=run(posted.typed, context),
        year=shown.year,
        version=seen,
        texts=posted.texts(),
        problems=posted.problems,
        conflicts=tuple(conflict_from(shown.template, posted.typed, each) for each in found),
        settled=posted.settled,
        removed=posted.removed,
        last_year=context.last_year,
        adjusted=answers.approved_before(declaration),
    )
