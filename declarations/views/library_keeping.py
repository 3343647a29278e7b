"""The upkeep of the indicator library: candidates from approved declarations, and the decisions on entries."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from declarations.errors import BadInput, MoveNotAllowed
from declarations.forms.library import EntryForm, number_in, words_in
from declarations.forms.parsing import clean_sentence
from declarations.library import gathering, keeping
from declarations.permissions import may_keep_library
from declarations.views.library import BY_USE, entry_page
from declarations.views.loading import tells_refusals
from declarations.views.paging import page_of
from indicators import search
from indicators.models import EntryState, LibraryIndicator, LibraryUse
from perfgoals.accounts.http import AuthedRequest
from perfgoals.accounts.roles import Actor

REFUSED = "指标库由财政部门的管理员维护，您没有这项权限。"
MOST_AT_ONCE = 200


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@tells_refusals
def candidates(request: AuthedRequest) -> HttpResponseBase:
    """What waits for a decision, the most used first; those ticked are accepted together."""
    if not may_keep_library(request.actor):
        raise PermissionDenied(REFUSED)
    if request.method == "POST":
        picked = [number_in({"pick": key}, "pick") for key in request.POST.getlist("pick")[:MOST_AT_ONCE]]
        number = keeping.accept_many(request.actor, [key for key in picked if key is not None])
        messages.success(request, f"已收入 {number} 条指标。" if number else "没有勾选待收入的指标。")
        return redirect(request.get_full_path())
    words = words_in(request.GET)
    waiting = LibraryIndicator.objects.filter(search.condition(words), state=EntryState.CANDIDATE)
    latest = Prefetch("uses", LibraryUse.objects.select_related("unit").order_by("-year", "-pk"), to_attr="latest")
    page = page_of(waiting.prefetch_related(latest), request.GET, BY_USE)
    return render(request, "library/candidates.html", {"page": page, "words": words})


@require_POST
@tells_refusals
def gather(request: AuthedRequest) -> HttpResponseBase:
    """Have every approved declaration gathered in the background."""
    if not may_keep_library(request.actor):
        raise PermissionDenied(REFUSED)
    gathering.gather_everything.enqueue()
    messages.success(request, "正在从已批复的申报收集指标，完成后列在这里；申报多时要几分钟。")
    return redirect("library-candidates")


@require_POST
@tells_refusals
def decide(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Take one step on an entry; what is wrong is said on its page, with everything typed."""
    if not may_keep_library(request.actor):
        raise PermissionDenied(REFUSED)
    found = get_object_or_404(LibraryIndicator, pk=pk)
    form = EntryForm(request.POST if "name" in request.POST else None, instance=found)
    try:
        done, target = _take(request, pk, form)
    except BadInput as refusal:
        found = get_object_or_404(LibraryIndicator.objects.select_related("merged_into"), pk=pk)
        return entry_page(request, found, form, status=400, problem=str(refusal))
    except MoveNotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("library-entry", pk=pk)
    messages.success(request, done)
    return redirect("library-entry", pk=target)


def _take(request: AuthedRequest, pk: int, form: EntryForm) -> tuple[str, int]:
    """Do what the pressed button says: (what was done, the entry to show)."""
    step = request.POST.get("step", "")
    if step == keeping.Step.MERGE:
        into = keeping.merge(request.actor, pk, number_in(request.POST.dict(), "into") or 0)
        return f"已合并到“{into.name}”。", into.pk
    if step == keeping.Step.RETIRE:
        entry = keeping.retire(request.actor, pk, clean_sentence(request.POST.get("reason", ""))[:200])
        return f"已停用“{entry.name}”。", pk
    if step in (keeping.Step.EDIT, keeping.Step.ACCEPT) and form.is_bound:
        if not form.is_valid():
            raise BadInput("有内容需要改正，没有保存。")
        keeping.edit(request.actor, pk, form.cleaned_data)
        if step == keeping.Step.EDIT:
            return "已保存。", pk
    plain: dict[str, Callable[[Actor, int], LibraryIndicator]] = {
        keeping.Step.ACCEPT: keeping.accept,
        keeping.Step.RESTORE: keeping.restore,
    }
    if step not in plain:
        raise BadInput("没有这样的操作，请刷新页面后再试。")
    entry = plain[step](request.actor, pk)
    return f"“{entry.name}”已在指标库里。", pk
