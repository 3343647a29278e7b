"""What views share: loading for the person who asks, and answering a refusal."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from declarations.actions.door import standing_of
from declarations.checking import with_circumstances
from declarations.errors import ActionRefused, BadInput, NotPermitted
from declarations.models import Declaration
from declarations.models.lines import fetch_rows
from declarations.permissions import may_edit, visible_to
from perfgoals.accounts.http import AuthedRequest

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
View = Callable[Concatenate[AuthedRequest, P], HttpResponseBase]


def visible_declaration(request: AuthedRequest, pk: int) -> Declaration:
    """The declaration with everything that its content and template need; 404 for who may not see it."""
    visible = with_circumstances(Declaration.objects.matching(visible_to(request.actor)).for_one())
    declaration: Declaration = get_object_or_404(visible, pk=pk)
    fetch_rows(declaration)
    return declaration


def editable(request: AuthedRequest, declaration: Declaration) -> bool:
    """Whether this person may change what the declaration says now; who edited it before matters to deciders alone."""
    return may_edit(request.actor, standing_of(declaration, editors=frozenset()))


def tells_refusals(view: Callable[Concatenate[AuthedRequest, P], R]) -> View[P]:
    """Let a refusal of the view's action become an answer: see `refused`."""

    @wraps(view)
    def wrapped(request: AuthedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ActionRefused as refusal:
            pk = kwargs.get("pk")
            return refused(request, refusal, pk if isinstance(pk, int) else None)

    return wrapped


def refused(request: AuthedRequest, refusal: ActionRefused, pk: int | None = None) -> HttpResponse:
    """The answer to a refused action, with its sentence.

    NotPermitted is the 403 page, BadInput the 400 page. Anything else is a message on the declaration's page (or on
    the workbench). A part of a page asked for by htmx gets the sentence alone: 400 for BadInput, else 409.
    """
    if isinstance(refusal, NotPermitted):
        raise PermissionDenied(str(refusal)) from refusal
    status = 400 if isinstance(refusal, BadInput) else 409
    if request.htmx:
        return render(request, "editing/_refused.html", {"refusal": str(refusal)}, status=status)
    if status == 400:
        return render(request, "refused.html", {"refusal": str(refusal)}, status=400)
    messages.error(request, str(refusal))
    return redirect("workbench") if pk is None else redirect("declaration-detail", pk=pk)
