"""What the views of an import share: loading it for the person who asks, and refusals as messages on its page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from declarations.errors import ActionRefused, NotPermitted
from declarations.importing.deciding import permit
from declarations.models import ImportBatch
from declarations.permissions import NOBODY, import_scope, imports_visible_to
from perfgoals.accounts.http import AuthedRequest

P = ParamSpec("P")
ImportView = Callable[Concatenate[AuthedRequest, P], HttpResponseBase]


def visible_batch(request: AuthedRequest, pk: int) -> ImportBatch:
    """The import; 404 for who may not see it."""
    chosen = ImportBatch.objects.filter(imports_visible_to(request.actor)).select_related("template")
    return get_object_or_404(chosen, pk=pk)


def own_batch(request: AuthedRequest, pk: int) -> ImportBatch:
    """The import of somebody who may decide on it; 403 for who may only look."""
    batch = visible_batch(request, pk)
    permit(request.actor, batch)
    return batch


def require_sight(request: AuthedRequest) -> None:
    """404 for who has nothing to do with imports."""
    if imports_visible_to(request.actor) == NOBODY:
        raise Http404


def require_importer(request: AuthedRequest) -> None:
    """404 for who has nothing to do with imports, 403 for who may only look at them."""
    require_sight(request)
    if import_scope(request.actor) is None:
        raise PermissionDenied("您可以查看导入，没有导入的权限。")


def tells_import_refusals(view: Callable[Concatenate[AuthedRequest, P], HttpResponseBase]) -> ImportView[P]:
    """A refusal becomes a message on the page of the import; NotPermitted is the 403 page."""

    @wraps(view)
    def wrapped(request: AuthedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except ActionRefused as refusal:
            return _told(request, refusal, kwargs.get("pk"))

    return wrapped


def _told(request: AuthedRequest, refusal: ActionRefused, pk: object) -> HttpResponse:
    if request.htmx:
        return render(request, "editing/_refused.html", {"refusal": str(refusal)}, status=409)
    messages.error(request, str(refusal))
    return redirect("import-batch", pk=pk) if isinstance(pk, int) else redirect("import-list")
