"""What the form page answers: the whole page, or to htmx the parts of it that a save has changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from declarations import checking
from declarations.actions import Saved
from declarations.changes import differences
from declarations.content import ROW_FIELDS, DeclarationContent
from declarations.forms.company import company
from declarations.forms.operations import filled_rows
from declarations.forms.paper import Paper, input_texts, shapes
from declarations.forms.parsing import clean_text
from declarations.forms.places import name_of, place_of
from declarations.forms.posted import Posted, Shown
from declarations.forms.targets import OFFERED
from declarations.models import Declaration, Event, Review
from declarations.workflow import Action, Status
from indicators.template import FormTemplate
from perfgoals.accounts.http import AuthedRequest

NEXT = {"submit": "declaration-submit", "preview": "declaration-preview"}
RECENT = 40  # events that are read for the short history
SHOWN = 5


def page(request: AuthedRequest, declaration: Declaration, paper: Paper, *, status: int = 200) -> HttpResponse:
    """The whole form page."""
    events = list(declaration.events.order_by("-number")[:RECENT])
    context = _shared(declaration, paper) | {
        "recent": _recent(events, paper),
        "company": company(events, request.user.pk, timezone.now()),
        "opinion": _opinion(declaration),
        "comparators": OFFERED,
        "categories": [(str(n), f"{each.level1} / {each.level2}") for n, each in enumerate(paper.template.categories)],
    }
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
        "may_discard": declaration.status == Status.DRAFT and not declaration.submissions,
        "save_url": reverse("declaration-save", args=[declaration.pk]),
        "year_label": f"{declaration.year.year} 年度",
    }


def saved(
    request: AuthedRequest, saved: Saved, shown: Shown, posted: Posted, since: Iterable[Event] = ()
) -> HttpResponse:
    """After a save: on to the next page, or this one brought up to date.

    Without htmx a page with texts that could not be read is printed again, with those texts; else the browser is sent
    to the form afresh, so that reloading does not post again. `since` is what happened since the page was printed.
    """
    open_points = posted.problems or posted.asked
    if posted.then in NEXT and not open_points:
        target = resolve_url(NEXT[posted.then], pk=saved.declaration.pk)
        return HttpResponseClientRedirect(target) if request.htmx else redirect(target)
    paper = _paper_of_saved(saved, shown, posted)
    if request.htmx:
        return _parts(request, saved, shown, posted, paper, since)
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
        adjusted=approved_before(saved.declaration),
    )


def approved_before(declaration: Declaration) -> DeclarationContent | None:
    """What the adjusted declaration says (no query once this process has read it); None for what adjusts nothing."""
    return checking.settled_content(declaration.adjusts) if declaration.adjusts else None


def _parts(
    request: AuthedRequest, saved: Saved, shown: Shown, posted: Posted, paper: Paper, since: Iterable[Event]
) -> HttpResponse:
    """The parts of the page that changed; inputs only where rows came or went, or somebody else wrote something."""
    changed = _reshaped(shown, saved)
    theirs = _theirs(request, saved, shown.template, posted)
    context = _shared(saved.declaration, paper) | {
        "groups": [group for group in paper.grid.groups if group.id in changed] if changed else [],
        "asks": _asks(paper),
        "tables": [table for table in paper.tables if table.part in changed],
        "kept_tables": [table for table in paper.tables if table.part not in changed],
        "notes": [note for note in paper.notes.all() if note.marks],
        "theirs": theirs,
        "theirs_json": json.dumps(theirs, ensure_ascii=False),
        "printed_json": json.dumps(
            _printed(request, shown.template, saved.content, posted, theirs), ensure_ascii=False
        ),
        "own_json": json.dumps(_own(request, shown, saved, posted), ensure_ascii=False),
        "unread_json": json.dumps([name_of(path) for path in posted.problems], ensure_ascii=False),
        "fresh": posted.fresh,
        "pasted_json": json.dumps(_pasted(saved, posted), ensure_ascii=False),
        "step": _step(request, saved, paper),
        "company": company(since, request.user.pk, timezone.now()),
    }
    return render(request, "editing/_answer.html", context)


def _asks(paper: Paper) -> list[dict[str, Any]]:
    """For every category that may say 不适用: how many filled rows would be lost, where that is the question."""
    template = paper.template
    return [
        {"index": number, "asked": filled_rows(template, paper.content, str(number)) if number in paper.asked else 0}
        for number, category in enumerate(template.categories)
        if not category.required
    ]


def _reshaped(shown: Shown, saved: Saved) -> set[str]:
    """The parts of the page whose rows are not those that it showed: they have to be printed anew."""
    if _skeleton(shown.base) == _skeleton(saved.content):
        return set()
    before, now = shapes(shown.template, shown.base), shapes(shown.template, saved.content)
    return {part for part in now if now[part] != before.get(part)} | {part for part in before if part not in now}


def _skeleton(content: DeclarationContent) -> list[Any]:
    """Everything that the rows of the page depend on, whatever is written in them."""
    rows = [(row.key, row.level1, row.level2, row.is_not_applicable) for row in content.indicators]
    return [rows, *([row.key for row in getattr(content, part)] for part in ROW_FIELDS if part != "indicators")]


def _pasted(saved: Saved, posted: Posted) -> dict[str, Any]:
    """What became of a pasted block, or of taking it back, for the page to tell; {} when there was neither."""
    if posted.undone is not None:
        return {"undone": len(posted.undone.changes), "kept": posted.undone.kept}
    if posted.pasted is None:
        return {}
    made = saved.declaration.version if saved.changes else 0  # the version to be undone
    return {"cells": posted.pasted.cells, "rows": posted.pasted.rows, "rest": posted.pasted.rest, "version": made}


def _step(request: AuthedRequest, saved: Saved, paper: Paper) -> dict[str, Any] | None:
    """What this save did, as the short history tells it; None when it changed nothing."""
    if not saved.changes:
        return None
    what = _changed_words(paper, [change.field for change in saved.changes])
    return {"at": saved.declaration.updated_at, "who": request.actor.name, "what": what}


def _theirs(request: AuthedRequest, saved: Saved, template: FormTemplate, posted: Posted) -> dict[str, str]:
    """The inputs whose text is another one than was posted because somebody else's was taken: text by name."""
    now = input_texts(template, saved.content)
    names = {name_of(change.field) for change in differences(posted.content, saved.content)}
    names |= {name for name, text in posted.texts().items() if name in request.POST and request.POST[name] != text}
    return {name: now[name] for name in names if name in now}


def _own(request: AuthedRequest, shown: Shown, saved: Saved, posted: Posted) -> dict[str, str]:
    """The inputs that a button or a pasted block has filled, without being posted themselves: text by name."""
    names = {name_of(change.field) for change in differences(shown.base, posted.content)}
    now = input_texts(shown.template, saved.content)
    return {name: now[name] for name in names if name in now and name not in request.POST}


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
    context = _shared(declaration, paper) | {"conflicted": [note for note in paper.notes.all() if note.conflicts]}
    return render(request, "editing/_conflict_answer.html", context, status=409)


def _recent(events: list[Event], paper: Paper) -> list[dict[str, Any]]:
    """The last changes in words, the latest first, those of one save together: {"at", "who", "what"}."""
    steps = [list(group) for _, group in groupby(events, key=lambda event: event.version)]
    return [_told(step, paper) for step in steps[:SHOWN]]


def _told(events: list[Event], paper: Paper) -> dict[str, Any]:
    last = events[0]
    fields = [event.field for event in events if event.field and event.action == Action.SAVE]
    if not fields:
        return {"at": last.at, "who": last.actor_name, "what": last.get_action_display()}
    return {"at": last.at, "who": last.actor_name, "what": _changed_words(paper, fields[::-1])}


def _changed_words(paper: Paper, fields: list[str]) -> str:
    label = place_of(paper.template, paper.content, fields[0]).label
    return f"改了{label}{f'等 {len(fields)} 处' if len(fields) > 1 else ''}"
