"""What belongs to no app: is the site well, and its icon."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from perfgoals.models import WorkerHeartbeat


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Return {"database": bool, "worker": bool}; 503 when the database does not answer, for monitors and `make run`.

    A missing worker is told but is no 503: pages work without it, only long tasks wait.
    """
    try:
        worker = WorkerHeartbeat.objects.alive().exists()
    except DatabaseError:
        return JsonResponse({"database": False, "worker": False}, status=503)
    return JsonResponse({"database": True, "worker": worker})


@login_not_required
@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """Where the icon is, for browsers that ask at the usual place without reading the page."""
    return redirect(static("img/favicon.svg"))
