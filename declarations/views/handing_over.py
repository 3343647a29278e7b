"""Handing a draft over to a colleague."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declarations import actions
from declarations.actions.door import permit
from declarations.actions.handing_over import colleagues
from declarations.errors import BadInput
from declarations.forms.library import number_in
from declarations.forms.parsing import clean_sentence
from declarations.views.loading import tells_refusals, visible_declaration
from declarations.workflow import Action
from perfgoals.accounts.http import AuthedRequest

LONGEST = 500


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@tells_refusals
def hand_over(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Choose the colleague, say why if need be; then back to the declaration."""
    declaration = visible_declaration(request, pk)
    permit(request.actor, declaration, Action.HAND_OVER)
    reason = clean_sentence(request.POST.get("reason", "")).strip()[:LONGEST]
    context = {"declaration": declaration, "people": colleagues(declaration), "reason": reason}
    if request.method != "POST":
        return render(request, "evidence/hand_over.html", context)
    try:
        handed = actions.hand_over(request.actor, pk, number_in(request.POST.dict(), "to") or 0, reason=reason)
    except BadInput as refusal:
        return render(request, "evidence/hand_over.html", context | {"problem": str(refusal)}, status=400)
    keeper = handed.keeper
    messages.success(request, f"《{declaration.title}》已移交给{keeper.get_full_name() if keeper else '同事'}。")
    return redirect("declaration-detail", pk=pk)
