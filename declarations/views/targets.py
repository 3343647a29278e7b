"""How a target is understood, for the small builder beside a target cell."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from declarations.forms.targets import understood
from perfgoals.accounts.http import AuthedRequest


@require_safe
def read_target(request: AuthedRequest) -> HttpResponse:
    """`?text=≥24场` in words and parts, as JSON; asks no database."""
    response = JsonResponse(understood(request.GET.get("text", "")), json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
