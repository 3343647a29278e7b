"""The catalogue of rules: what is checked, why, and an example; made from the rules themselves."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from declarations.rules import Severity, catalogue
from perfgoals.accounts.http import AuthedRequest

MEANINGS = {
    Severity.ERROR: "改好以后才能提交。",
    Severity.WARNING: "提交前改正，或者写一句说明。",
    Severity.HINT: "供参考，不影响提交。",
}


@require_safe
def rules(request: AuthedRequest) -> HttpResponse:
    """All rules on one page, by what they ask of the author."""
    entries = catalogue()
    groups = [
        {"severity": severity, "meaning": meaning, "rules": [each for each in entries if each.severity is severity]}
        for severity, meaning in MEANINGS.items()
    ]
    return render(request, "catalogue/rules.html", {"groups": groups, "count": len(entries)})
