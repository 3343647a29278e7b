"""Evidence: the list of attached files, adding one, taking one away, and handing one out as a download."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declarations import actions
from declarations.actions.attaching import MEGABYTE, MOST_BYTES, MOST_FILES
from declarations.actions.door import permit
from declarations.errors import BadInput, YearNotOpen
from declarations.evidence import store
from declarations.evidence.kinds import TAKEN
from declarations.forms.evidence import shelves
from declarations.models import Declaration, Evidence
from declarations.permissions import visible_to
from declarations.views.loading import editable, tells_refusals, visible_declaration
from declarations.workflow import Action
from perfgoals.accounts.http import AuthedRequest

logger = logging.getLogger(__name__)
PLAIN = "application/octet-stream"
NOTHING_RUNS = "sandbox; default-src 'none'"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@tells_refusals
def files(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """The files of a declaration for everybody who may see it; a POST attaches one."""
    declaration = visible_declaration(request, pk)
    if request.method != "POST":
        return _page(request, declaration)
    permit(request.actor, declaration, Action.ATTACH)
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, declaration, problem="请先选择要附的文件。", status=400)
    try:
        # One byte more than is taken tells a file that is too large, without having all of it in memory.
        data = upload.read(MOST_BYTES + 1)
        attached = actions.attach(request.actor, pk, request.POST.get("field", ""), upload.name or "", data)
    except (BadInput, YearNotOpen) as refusal:
        return _page(request, declaration, problem=str(refusal), status=400)
    return _done(request, declaration, f"已附上“{attached.name}”。")


@require_POST
@tells_refusals
def remove(request: AuthedRequest, pk: int, number: int) -> HttpResponseBase:
    """Take a file off a draft."""
    declaration = visible_declaration(request, pk)
    permit(request.actor, declaration, Action.DETACH)
    try:
        gone = actions.detach(request.actor, pk, number)
    except BadInput as refusal:
        return _page(request, declaration, problem=str(refusal), status=400)
    return _done(request, declaration, f"已移除“{gone.name}”。")


def _done(request: AuthedRequest, declaration: Declaration, words: str) -> HttpResponseBase:
    """The list anew to htmx, else back to the page of files."""
    if request.htmx:
        return _part(request, declaration, {"done": words})
    messages.success(request, words)
    return redirect("declaration-evidence", pk=declaration.pk)


def _page(request: AuthedRequest, declaration: Declaration, *, problem: str = "", status: int = 200) -> HttpResponse:
    if request.htmx:
        # htmx leaves the page alone on an error; the sentence belongs into the list.
        return _part(request, declaration, {"problem": problem})
    context = _context(request, declaration) | {"problem": problem}
    return render(request, "evidence/files.html", context, status=status)


def _part(request: AuthedRequest, declaration: Declaration, words: dict[str, str]) -> HttpResponse:
    return render(request, "evidence/_list.html", _context(request, declaration) | words)


def _context(request: AuthedRequest, declaration: Declaration) -> dict[str, Any]:
    return {
        "declaration": declaration,
        "year_label": f"{declaration.year.year} 年度",
        "shelves": shelves(declaration.template.value(), declaration.live_evidence),
        "may_attach": editable(request, declaration),
        "taken": TAKEN,
        "most": f"每个不超过 {MOST_BYTES // MEGABYTE} MB，最多 {MOST_FILES} 个",
        "back": reverse("declaration-detail", args=[declaration.pk]),
    }


@require_safe
@never_cache
def download(request: AuthedRequest, pk: int, number: int) -> HttpResponseBase:
    """One file, always as a download that no browser opens by itself; 404 for who may not see the declaration."""
    visible = Declaration.objects.matching(visible_to(request.actor)).filter(pk=pk)
    found = get_object_or_404(Evidence.objects.live(), pk=number, declaration__in=visible)
    try:
        file = store.open_file(found.key)
    except FileNotFoundError:
        logger.error("evidence %s of declaration %s is gone from the store", found.pk, pk)
        raise Http404("附件的文件不在了，请联系系统管理员。") from None
    response = FileResponse(file, as_attachment=True, filename=found.name, content_type=PLAIN)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = NOTHING_RUNS
    return response
