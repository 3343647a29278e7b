"""Reviewing: the read-only paper of one declaration, and the decision on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from declarations import actions
from declarations.actions.door import standing_of
from declarations.errors import MoveNotAllowed, NotPermitted, OpinionMissing, Stale
from declarations.forms.parsing import clean_sentence
from declarations.forms.posted import version_of
from declarations.models import Declaration
from declarations.permissions import belongs_to
from declarations.reviewing.deciding import Asked, done
from declarations.views.loading import tells_refusals, visible_declaration
from declarations.views.queue import Queue
from declarations.views.review_page import page
from declarations.workflow import Party
from perfgoals.accounts.http import AuthedRequest
from perfgoals.accounts.roles import Actor

LONGEST_OPINION = 2000  # characters
TOO_LONG = "审核意见有 {:,} 字，最多 2,000 字，请缩短后再提交。"


@require_safe
@never_cache
def detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """The paper, read-only, for everybody who may see it; `?decision=` opens that question without a script."""
    return page(request, visible_declaration(request, pk), Asked(action=request.GET.get("decision", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def decide(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Take a decision and go on to the next item of the queue.

    An opinion that is missing or too long opens the question again with a message at its field (400); where the
    declaration has changed since it was opened the page shows the newest one (409). The opinion stays in both. Who
    comes here by GET (back from the sign-in page) is led to the declaration.
    """
    declaration = visible_declaration(request, pk)
    if request.method != "POST":
        return redirect("declaration-detail", pk=pk)
    action, opinion = request.POST.get("action", ""), clean_sentence(request.POST.get("opinion", ""))
    seen = version_of(request.POST)
    if len(opinion) > LONGEST_OPINION and seen == declaration.version:
        return page(request, declaration, Asked(action, opinion, TOO_LONG.format(len(opinion))), status=400)
    queue = Queue.asked_for(request.actor, request.POST)
    onward = queue.next_once_decided(pk)
    try:
        decided = actions.decide(request.actor, pk, action, seen=seen, opinion=opinion)
    except OpinionMissing as missing:
        return page(request, declaration, Asked(action, opinion, str(missing)), status=400)
    except Stale as stale:
        messages.warning(request, str(stale))
        return page(request, visible_declaration(request, pk), Asked(action, opinion, is_open=False), status=409)
    except (MoveNotAllowed, NotPermitted):
        if not _came_too_late(request.actor, declaration, seen):
            raise
        messages.warning(request, f"《{declaration.title}》现在是“{declaration.state.label}”，您的决定没有提交。")
        return redirect("declaration-detail", pk=pk)
    messages.success(request, f"{done(action, decided.title)}{'下面是下一项。' if onward else ''}")
    return redirect(onward or queue.address)


def _came_too_late(actor: Actor, declaration: Declaration, seen: int) -> bool:
    """Whether a reviewer of this declaration saw it before somebody else moved it on: no question of rights."""
    standing = standing_of(declaration)
    reviews = any(belongs_to(actor, party, standing) for party in (Party.DEPARTMENT, Party.FINANCE))
    return reviews and declaration.version > seen
