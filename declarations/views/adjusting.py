"""Starting an adjustment of an approved declaration."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from declarations import actions
from declarations.actions.door import permit
from declarations.forms.parsing import clean_sentence
from declarations.models import Declaration
from declarations.views.loading import tells_refusals, visible_declaration
from declarations.workflow import CAME_TO_NOTHING, Action
from perfgoals.accounts.http import AuthedRequest

REASON_MISSING = "请写明调整的原因，审核人会看到它。"


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def adjust(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Say what follows and ask for the reason; then on to the form of the new draft."""
    declaration = visible_declaration(request, pk)
    move = permit(request.actor, declaration, Action.ADJUST)
    reason = clean_sentence(request.POST.get("reason", "")).strip()
    context = {"declaration": declaration, "move": move, "there": _under_way(declaration), "reason": reason}
    if request.method != "POST":
        return render(request, "reviewing/adjust.html", context)
    if not reason:
        return render(request, "reviewing/adjust.html", context | {"problem": REASON_MISSING}, status=400)
    adjustment = actions.adjust(request.actor, pk, reason=reason, with_evidence="without_evidence" not in request.POST)
    messages.success(request, f"已从《{declaration.title}》新建调整草稿，改好后提交审核；原表保持不变。")
    return redirect("declaration-edit", pk=adjustment.pk)


def _under_way(declaration: Declaration) -> Declaration | None:
    """The adjustment that there is already, open or approved."""
    return declaration.adjustments.exclude(status__in=CAME_TO_NOTHING).first()
