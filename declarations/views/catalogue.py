"""The catalogue of rules: what is checked, why, and an example; made from the rules themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from declarations.models import RuleSetting
from declarations.permissions import may_set_rules
from declarations.rules import CatalogueEntry, Severity, catalogue
from perfgoals.accounts.http import AuthedRequest

MEANINGS = {
    Severity.ERROR: "改好以后才能提交。",
    Severity.WARNING: "提交前改正，或者写一句说明。",
    Severity.HINT: "供参考，不影响提交。",
}
LONGEST_QUERY = 100  # characters


@dataclass(frozen=True)
class Listed:
    """One rule, and how administrators have set it (None: as usual)."""

    rule: CatalogueEntry
    setting: RuleSetting | None


@require_safe
def rules(request: AuthedRequest) -> HttpResponse:
    """All rules on one page, by what they ask of the author; `?q=` and `?severity=` narrow them down."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    severity = request.GET.get("severity", "")
    entries = catalogue()
    chosen = [entry for entry in entries if _speaks_of(entry, query) and severity in ("", entry.severity)]
    context = {
        "groups": _groups(chosen, RuleSetting.objects.in_force()),
        "count": len(entries),
        "found": len(chosen),
        "query": query,
        "severity": severity,
        "severities": list(Severity),
        "is_narrowed": bool(query or severity),
        "may_set": may_set_rules(request.actor),
    }
    return render(request, "catalogue/rules.html", context)


def _groups(entries: Sequence[CatalogueEntry], settings: dict[str, RuleSetting]) -> list[dict[str, object]]:
    groups: list[dict[str, object]] = []
    for severity, meaning in MEANINGS.items():
        listed = [Listed(entry, settings.get(entry.code)) for entry in entries if entry.severity is severity]
        if listed:
            groups.append({"severity": severity, "meaning": meaning, "rules": listed})
    return groups


def _speaks_of(entry: CatalogueEntry, query: str) -> bool:
    """Whether every word of the query stands somewhere in the entry."""
    text = f"{entry.code} {entry.title} {entry.basis} {entry.example} {entry.severity_note}".lower()
    return all(word in text for word in query.lower().split())
