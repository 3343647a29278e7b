"""Handing a declaration in, and taking it back while nobody has decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from declarations import actions, checking
from declarations.actions.door import check_open, permit
from declarations.errors import HasErrors, Stale, YearNotOpen
from declarations.forms.notes import Mark, notes_for
from declarations.forms.parsing import clean_sentence
from declarations.forms.posted import version_of
from declarations.models import Declaration
from declarations.rules import Severity
from declarations.views.loading import tells_refusals, visible_declaration
from declarations.workflow import Action, Move
from perfgoals.accounts.http import AuthedRequest


@dataclass(frozen=True)
class Asked:
    """A warning that stays, and its author's sentence so far. `name` is that of the input."""

    mark: Mark
    name: str
    text: str
    is_missing: bool


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@tells_refusals
def submit(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """The findings and what follows, then the submission. A refusal keeps every sentence that was typed.

    Findings that stop it are 422; everything else that may pass (a change meanwhile, a year that is closed) is 409.
    """
    declaration = visible_declaration(request, pk)
    move = permit(request.actor, declaration, Action.SUBMIT)
    if request.method != "POST":
        return _page(request, declaration, move)
    typed = {name: clean_sentence(str(request.POST[name])) for name in request.POST if "@" in name}
    try:
        actions.submit(request.actor, pk, seen=version_of(request.POST), explanations=typed)
    except HasErrors as refusal:
        messages.error(request, str(refusal))
        return _page(request, declaration, move, typed, status=422)
    except (Stale, YearNotOpen) as refusal:
        messages.warning(request, str(refusal))
        return _page(request, visible_declaration(request, pk), move, typed, status=409)
    messages.success(request, f"《{declaration.title}》已提交。{move.follows}")
    return redirect("declaration-detail", pk=pk)


def _page(
    request: AuthedRequest,
    declaration: Declaration,
    move: Move,
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    content, template = declaration.content, declaration.template.value()
    report = checking.check(declaration, content, template)
    said = checking.explained(declaration, content, report) | dict(typed or {})
    marks = notes_for(template, content, report, problems={}).marks
    names = [checking.finding_key(content, finding.code, finding.field) for finding in report.findings]
    warned = [(mark, name) for mark, name in zip(marks, names, strict=True) if mark.asks]
    context: dict[str, Any] = {
        "declaration": declaration,
        "follows": move.follows,
        "year_label": f"{declaration.year.year} 年度",
        "closed": _closed(declaration),
        "errors": [mark for mark in marks if mark.stops],
        "warnings": [_asked(mark, name, said.get(name, ""), asked=typed is not None) for mark, name in warned],
        "hints": [mark for mark in marks if mark.severity is Severity.HINT and not mark.waiver],
        "waived": [mark for mark in marks if mark.waiver],
        "not_run": report.notes,
    }
    return render(request, "editing/submit.html", context, status=status)


def _closed(declaration: Declaration) -> str:
    """Why the declaration's year takes no first submission of its unit now; blank when it does."""
    if declaration.is_adjustment or declaration.submissions:
        return ""
    try:
        check_open(declaration.year, declaration.unit_id, timezone.now())
    except YearNotOpen as refusal:
        return str(refusal)
    return ""


def _asked(mark: Mark, name: str, text: str, *, asked: bool) -> Asked:
    return Asked(mark, name, text, is_missing=asked and not text.strip())


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@tells_refusals
def discard(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Say what follows and ask; then the draft is put aside. A change meanwhile is shown first (409)."""
    declaration = visible_declaration(request, pk)
    move = permit(request.actor, declaration, Action.DISCARD)
    context = {"declaration": declaration, "follows": move.follows, "year_label": f"{declaration.year.year} 年度"}
    if request.method != "POST":
        return render(request, "editing/discard.html", context)
    try:
        actions.discard(request.actor, pk, seen=version_of(request.POST))
    except Stale as refusal:
        messages.warning(request, str(refusal))
        return render(
            request, "editing/discard.html", context | {"declaration": visible_declaration(request, pk)}, status=409
        )
    messages.success(request, f"《{declaration.title}》已作废。")
    return redirect("workbench")


@require_POST
@tells_refusals
def withdraw(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Back to a draft; the form opens."""
    declaration = visible_declaration(request, pk)
    permit(request.actor, declaration, Action.WITHDRAW)
    actions.withdraw(request.actor, pk, seen=version_of(request.POST))
    messages.success(request, f"《{declaration.title}》已撤回，可以继续修改；改好后请重新提交。")
    return redirect("declaration-edit", pk=pk)
