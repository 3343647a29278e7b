"""Waiving a rule for one declaration, and taking a waiver back: an administrator's business, on the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declarations import actions, checking
from declarations.errors import OpinionMissing
from declarations.forms.parsing import clean_sentence
from declarations.models import Declaration, Waiver
from declarations.permissions import may_waive
from declarations.rules import RULES, Finding, Rule
from declarations.views.loading import tells_refusals, visible_declaration
from declarations.workflow import FINAL
from perfgoals.accounts.http import AuthedRequest

LONGEST_REASON = 500  # characters
TITLES = {rule.code: rule.title for rule in RULES}


@dataclass(frozen=True)
class Ruled:
    """One rule of the page: its findings on the declaration now, its waiver, and the reason typed so far."""

    rule: Rule
    findings: Sequence[Finding]
    waiver: Waiver | None
    reason: str = ""
    problem: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@tells_refusals
def waivers(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """The rules that speak of this declaration, each with a form to waive it or to take the waiver back.

    A reason that is missing or too long is asked for again (400), what was typed stays.
    """
    declaration = visible_declaration(request, pk)
    if not may_waive(request.actor, declaration.unit.path, declaration.status):
        if declaration.state in FINAL and may_waive(request.actor, declaration.unit.path, ""):
            messages.warning(request, f"《{declaration.title}》已是“{declaration.state.label}”，不能再豁免规则。")
            return redirect("declaration-detail", pk=pk)
        raise PermissionDenied("只有本单位或上级的管理员可以豁免规则。")
    if request.method != "POST":
        return _page(request, declaration)
    code, reason = request.POST.get("rule", ""), clean_sentence(request.POST.get("reason", ""))
    if len(reason) > LONGEST_REASON:
        return _page(request, declaration, code, reason, f"原因有 {len(reason)} 字，最多 {LONGEST_REASON} 字，请缩短。")
    is_back = request.POST.get("action") == "unwaive"
    try:
        (actions.unwaive if is_back else actions.waive)(request.actor, pk, code, reason=reason)
    except OpinionMissing as missing:
        return _page(request, declaration, code, reason, str(missing))
    what = "已取消豁免，这条规则重新适用" if is_back else "已豁免，提示仍然显示，但不再影响提交"
    messages.success(request, f"“{TITLES.get(code, code)}”{what}。")
    return redirect("declaration-waivers", pk=pk)


def _page(
    request: AuthedRequest, declaration: Declaration, code: str = "", reason: str = "", problem: str = ""
) -> HttpResponse:
    context = {
        "declaration": declaration,
        "year_label": f"{declaration.year.year} 年度",
        "rules": _ruled(declaration, code, reason, problem),
    }
    return render(request, "reviewing/waivers.html", context, status=400 if problem else 200)


def _ruled(declaration: Declaration, code: str, reason: str, problem: str) -> list[Ruled]:
    """The rules with findings or a waiver, in the order of the catalogue."""
    report = checking.check(declaration, declaration.content, declaration.template.value())
    waived = {waiver.code: waiver for waiver in declaration.waivers.all()}
    spoke = {finding.code for finding in report.findings} | waived.keys()
    return [
        Ruled(
            rule,
            [finding for finding in report.findings if finding.code == rule.code],
            waived.get(rule.code),
            *((reason, problem) if rule.code == code else ()),
        )
        for rule in RULES
        if rule.code in spoke
    ]
