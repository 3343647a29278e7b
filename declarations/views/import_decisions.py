"""Importing: decisions on a whole import. Each asks once, names the numbers, and is safe to press twice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from declarations.importflow import BatchState
from declarations.importing import deciding
from declarations.views.import_loading import own_batch, tells_import_refusals
from declarations.views.importing import head_context
from perfgoals.accounts.http import AuthedRequest


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@tells_import_refusals
def confirm(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Bring in what was taken, after a page that says how much that is."""
    batch = own_batch(request, pk)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        deciding.confirm(request.actor, batch, seen=int(seen) if seen.isascii() and seen.isdecimal() else -1)
        return redirect(batch)
    if batch.state != BatchState.READY or not batch.taken_count:
        return redirect(batch)
    return render(request, "importing/confirm.html", head_context(request, batch))


@require_POST
@tells_import_refusals
def cancel(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Give the import up."""
    batch = own_batch(request, pk)
    deciding.cancel(request.actor, batch)
    messages.success(request, "已放弃本批，没有导入任何申报。")
    return redirect(batch)


@require_POST
@tells_import_refusals
def retry(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Take up again what failed."""
    batch = own_batch(request, pk)
    deciding.retry(request.actor, batch)
    return redirect(batch)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@tells_import_refusals
def undo(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Take an import back as a whole, after a page that says what follows."""
    batch = own_batch(request, pk)
    if request.method == "POST":
        deciding.undo(request.actor, batch, request.POST.get("reason", "")[:500])
        messages.success(request, f"已撤销第 {batch.pk} 批导入。")
        return redirect(batch)
    if batch.state != BatchState.DONE:
        return redirect(batch)
    return render(request, "importing/undo.html", head_context(request, batch))
