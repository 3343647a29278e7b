"""审核规则设置: an administrator of the whole tree sets a rule lighter or off, with a reason, after a confirmation."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from declarations import actions
from declarations.actions.ruling import levels_for
from declarations.errors import BadInput, MoveNotAllowed, OpinionMissing, Stale
from declarations.forms.parsing import clean_sentence
from declarations.models import RuleLevel, RuleSetting
from declarations.permissions import may_set_rules
from declarations.rules import RULES, Rule
from declarations.tasks import recount_open
from declarations.views.loading import tells_refusals
from perfgoals.accounts.http import AuthedRequest

LONGEST_REASON = 500  # characters
SHOWN = 100  # of the record
MEANINGS = {
    RuleLevel.OWN: "恢复这条规则本来的轻重。",
    RuleLevel.WARNING: "不再拦住提交；填报人改正，或者写一句说明。",
    RuleLevel.HINT: "只供参考，不影响提交。",
    RuleLevel.OFF: "不再检查；核对结果里注明这条规则已停用。",
}


@dataclass(frozen=True)
class Typed:
    """What was posted so far."""

    level: str = ""
    reason: str = ""
    problem: str = ""
    is_confirming: bool = False


@require_safe
@never_cache
def settings(request: AuthedRequest) -> HttpResponse:
    """Every rule with its setting, and the record of all settings."""
    _permit(request)
    in_force = RuleSetting.objects.in_force()
    titles = {rule.code: rule.title for rule in RULES}
    record = list(RuleSetting.objects.all()[:SHOWN])
    context = {
        "rules": sorted(((rule, in_force.get(rule.code)) for rule in RULES), key=lambda pair: pair[1] is None),
        "record": [(setting, titles.get(setting.code, setting.code)) for setting in record],
        "count": len(in_force),
    }
    return render(request, "catalogue/settings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@tells_refusals
def setting(request: AuthedRequest, code: str) -> HttpResponseBase:
    """One rule: what to set it to and why; then what follows, to be confirmed; then it is set."""
    _permit(request)
    rule = next((rule for rule in RULES if rule.code == code), None)
    if rule is None:
        raise Http404
    if request.method != "POST":
        return _page(request, rule, Typed())
    level, reason = request.POST.get("level", ""), clean_sentence(request.POST.get("reason", ""))
    problem = _problem(rule, level, reason)
    if problem or "confirmed" not in request.POST:
        is_confirming = not problem and "back" not in request.POST
        return _page(request, rule, Typed(level, reason, problem, is_confirming), status=400 if problem else 200)
    try:
        actions.set_rule(request.actor, code, level, reason=reason, seen=_seen(request))
    except (Stale, MoveNotAllowed, OpinionMissing) as refusal:
        return _page(request, rule, Typed(level, reason, str(refusal)), status=409)
    recount_open.enqueue()
    messages.success(request, f"“{rule.title}”已设为“{RuleLevel(level).label}”，清单上的提示数稍后更新。")
    return redirect("rule-settings")


def _permit(request: AuthedRequest) -> None:
    if not may_set_rules(request.actor):
        raise PermissionDenied("只有全区的管理员可以设置规则。")


def _seen(request: AuthedRequest) -> int:
    text = request.POST.get("seen", "")
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise BadInput("页面不完整，请刷新后再试。")
    return int(text)


def _problem(rule: Rule, level: str, reason: str) -> str:
    if level not in levels_for(rule):
        return "请选择怎样设置。"
    if not reason:
        return "请写明原因，会记入档案。"
    return f"原因有 {len(reason)} 字，最多 {LONGEST_REASON} 字，请缩短。" if len(reason) > LONGEST_REASON else ""


def _page(request: AuthedRequest, rule: Rule, typed: Typed, status: int = 200) -> HttpResponse:
    record = list(RuleSetting.objects.filter(code=rule.code).order_by("-number"))
    current = record[0].level if record else RuleLevel.OWN
    chosen = RuleLevel(typed.level) if typed.level in RuleLevel.values else None
    context = {
        "rule": rule,
        "typed": typed,
        "current": RuleLevel(current),
        "choices": [(level, MEANINGS[level]) for level in levels_for(rule) if level != current],
        "chosen": chosen,
        "meaning": MEANINGS[chosen] if chosen else "",
        "seen": record[0].number if record else 0,
        "record": record,
    }
    return render(request, "catalogue/setting.html", context, status=status)
