"""The findings of one declaration as they were at each submission, beside today's."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declarations import checking
from declarations.reviewing.compared import Submission, stands
from declarations.views.loading import visible_declaration
from perfgoals.accounts.http import AuthedRequest


@require_safe
@never_cache
def findings(request: AuthedRequest, pk: int) -> HttpResponse:
    """Today's findings and those of every submission."""
    declaration = visible_declaration(request, pk)
    content = declaration.content
    report = checking.check(declaration, content, declaration.template.value())
    stored = declaration.snapshots.values_list("number", "at", "report")
    context = {
        "declaration": declaration,
        "year_label": f"{declaration.year.year} 年度",
        "stands": stands([Submission(*row) for row in stored], content, report),
    }
    return render(request, "reviewing/findings.html", context)
