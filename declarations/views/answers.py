"""What the form page answers: the whole page, or to htmx the parts of it that a save has changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from declarations.actions import Saved
from declarations.changes import differences
from declarations.content import DeclarationContent
from declarations.forms.notes import Note
from declarations.forms.paper import Paper, input_texts, shapes
from declarations.forms.parsing import clean_text
from declarations.forms.places import name_of, place_of
from declarations.forms.posted import Posted, Shown
from declarations.models import Declaration, Event, Review
from declarations.workflow import Action, Status
from indicators.template import FormTemplate
from perfgoals.accounts.http import AuthedRequest

NEXT = {"submit": "declaration-submit", "preview": "declaration-detail"}
RECENT = 40  # events that are read for the short history
SHOWN = 5


def page(request: AuthedRequest, declaration: Declaration, paper: Paper, *, status: int = 200) -> HttpResponse:
    """The whole form page."""
    context = _shared(declaration, paper) | {"recent": recent(declaration, paper), "opinion": _opinion(declaration)}
    return render(request, "editing/form.html", context, status=status)


def _opinion(declaration: Declaration) -> Review | None:
    """Why the declaration came back to its author, while it is with them."""
    if declaration.status != Status.RETURNED:
        return None
    return declaration.reviews.filter(decision=Action.RETURN).last()


def _shared(declaration: Declaration, paper: Paper) -> dict[str, Any]:
    return {
        "declaration": declaration,
        "paper": paper,
        "save_url": reverse("declaration-save", args=[declaration.pk]),
        "year_label": f"{declaration.year.year} 年度",
    }


def saved(request: AuthedRequest, saved: Saved, shown: Shown, posted: Posted) -> HttpResponse:
    """After a save: on to the next page, or this one brought up to date.

    Without htmx a page with texts that could not be read is printed again, with those texts; else the browser is sent
    to the form afresh, so that reloading does not post again.
    """
    open_points = posted.problems or posted.asked
    if posted.then in NEXT and not open_points:
        target = resolve_url(NEXT[posted.then], pk=saved.declaration.pk)
        return HttpResponseClientRedirect(target) if request.htmx else redirect(target)
    paper = _paper_of_saved(saved, shown, posted)
    if request.htmx:
        return _parts(request, saved, shown, posted, paper)
    if open_points:
        return page(request, saved.declaration, paper)
    return redirect(
        f"{resolve_url('declaration-edit', pk=saved.declaration.pk)}{f'#{posted.fresh}' if posted.fresh else ''}"
    )


def _paper_of_saved(saved: Saved, shown: Shown, posted: Posted) -> Paper:
    unreadable = {name_of(path) for path in posted.problems}
    return Paper(
        template=shown.template,
        content=saved.content,
        report=saved.report,
        year=shown.year,
        version=saved.declaration.version,
        texts={name: text for name, text in posted.texts().items() if name in unreadable},
        problems=posted.problems,
        asked=posted.asked,
        last_year=saved.last_year,
    )


def _parts(request: AuthedRequest, saved: Saved, shown: Shown, posted: Posted, paper: Paper) -> HttpResponse:
    """The parts of the page that changed; inputs only where rows came or went, or somebody else wrote something."""
    before, now = shapes(shown.template, shown.base), shapes(shown.template, saved.content)
    changed = {part for part in now if now[part] != before.get(part)} | {part for part in before if part not in now}
    theirs = _theirs(request, saved, shown.template, posted)
    context = _shared(saved.declaration, paper) | {
        "groups": [group for group in paper.grid.groups if group.id in changed],
        "tables": [table for table in paper.tables if table.part in changed],
        "kept_tables": [table for table in paper.tables if table.part not in changed],
        "notes": _notes(paper, changed),
        "theirs": theirs,
        "theirs_json": json.dumps(theirs, ensure_ascii=False),
        "printed_json": json.dumps(
            _printed(request, shown.template, saved.content, posted, theirs), ensure_ascii=False
        ),
        "unread_json": json.dumps([name_of(path) for path in posted.problems], ensure_ascii=False),
        "fresh": posted.fresh,
        "recent": recent(saved.declaration, paper),
    }
    return render(request, "editing/_answer.html", context)


def _notes(paper: Paper, changed: set[str]) -> list[Note]:
    """The note lines to bring up to date: those of rows that are printed anew come with their rows."""
    groups = [group for group in paper.grid.groups if group.id in changed]
    renewed = {row.note.slot for group in groups for category in group.categories for row in category.rows}
    return [note for note in paper.notes.all() if note.slot not in renewed]


def _theirs(request: AuthedRequest, saved: Saved, template: FormTemplate, posted: Posted) -> dict[str, str]:
    """The inputs whose text is another one than was posted because somebody else's was taken: text by name."""
    now = input_texts(template, saved.content)
    names = {name_of(change.field) for change in differences(posted.content, saved.content)}
    names |= {name for name, text in posted.texts().items() if name in request.POST and request.POST[name] != text}
    return {name: now[name] for name in names if name in now}


def _printed(
    request: AuthedRequest, template: FormTemplate, content: DeclarationContent, posted: Posted, theirs: Iterable[str]
) -> dict[str, str]:
    """The inputs whose text was understood but is printed otherwise, such as amounts: text by name."""
    left_alone = {name_of(path) for path in posted.problems} | set(theirs)
    return {
        name: text
        for name, text in input_texts(template, content).items()
        if name in request.POST and name not in left_alone and clean_text(request.POST[name]) != text
    }


def conflict(request: AuthedRequest, declaration: Declaration, paper: Paper) -> HttpResponse:
    """A refused save: nothing was stored, everything typed is still there, both texts stand below each field (409)."""
    if not request.htmx:
        return page(request, declaration, paper, status=409)
    context = _shared(declaration, paper) | {"notes": paper.notes.all()}
    return render(request, "editing/_conflict_answer.html", context, status=409)


def recent(declaration: Declaration, paper: Paper) -> list[dict[str, Any]]:
    """The last changes in words, those of one save together: {"at", "who", "what"}."""
    events = declaration.events.order_by("-number")[:RECENT]
    steps = [list(group) for _, group in groupby(events, key=lambda event: event.version)]
    return [_told(step, paper) for step in steps[:SHOWN]]


def _told(events: list[Event], paper: Paper) -> dict[str, Any]:
    last = events[0]
    fields = [event.field for event in events if event.field and event.action == Action.SAVE]
    if not fields:
        return {"at": last.at, "who": last.actor_name, "what": last.get_action_display()}
    label = place_of(paper.template, paper.content, fields[-1]).label
    more = f"等 {len(fields)} 处" if len(fields) > 1 else ""
    return {"at": last.at, "who": last.actor_name, "what": f"改了{label}{more}"}
