"""What somebody is told who typed a wrong password: tries left, and how long an account stays locked.

Counting is done by axes; this module only asks it.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off, get_failure_limit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

TOO_MANY_REQUESTS = 429


def tries_left(request: HttpRequest, username: str) -> int | None:
    """How many more wrong passwords lock the account; None when this request was no failed sign-in."""
    failures: int | None = getattr(request, "axes_failures_since_start", None)
    if failures is None:
        return None
    limit: int = get_failure_limit(request, {"username": username})
    return max(0, limit - failures)


def locked_minutes(request: HttpRequest | None = None) -> int:
    """For how many minutes an account is locked."""
    return math.ceil(_cool_off(request) / timedelta(minutes=1))


def minutes_until_open(request: HttpRequest, credentials: dict[str, str] | None) -> int:
    """The minutes until the account can be used again, rounded up; at least one."""
    attempts = AxesProxyHandler.get_implementation().get_user_attempts(request, credentials)
    times: list[datetime] = [attempt.attempt_time for group in attempts for attempt in group]
    opens = max(times, default=timezone.now()) + _cool_off(request)
    return max(1, math.ceil((opens - timezone.now()) / timedelta(minutes=1)))


def locked_out(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: dict[str, str] | None = None,
) -> HttpResponse:
    """The page instead of the sign-in form (AXES_LOCKOUT_CALLABLE)."""
    context = {
        "minutes": minutes_until_open(request, credentials),
        "failure_limit": get_failure_limit(request, credentials),
    }
    return render(request, "accounts/locked_out.html", context, status=TOO_MANY_REQUESTS)


def _cool_off(request: HttpRequest | None) -> timedelta:
    cool_off: timedelta | None = get_cool_off(request)
    return cool_off or timedelta(0)
