"""Who is acting: `request.actor`, and what the site asks of everyone who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from perfgoals.accounts.actors import actor_for
from perfgoals.accounts.models import User

PASSWORD_CHANGE = "accounts:password_change"  # noqa: S105 - the name of an address
# What somebody who has to change the password first can still reach.
ALWAYS_OPEN = {PASSWORD_CHANGE, "accounts:logout", "accounts:keepalive", "admin:logout", "admin:jsi18n"}


class ActorMiddleware:
    """Sets `request.actor` (loaded on first use) and holds back who still has to change the password.

    A part of a page asked for by htmx cannot show the sign-in page in a table cell: there the browser is told to go
    to that page as a whole. Something sent by htmx is answered with 401 instead: going away would lose what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_for(cast(User, request.user)))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.headers.get("HX-Request") == "true" and _leads_away(response):
            if request.method == "POST":
                return HttpResponse(status=401)
            return HttpResponseClientRedirect(_address_of_whole_page(request, response.headers["Location"]))
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Send who has to change the password to that page, whatever was asked for."""
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if not request.user.must_change_password or (match and match.view_name in ALWAYS_OPEN):
            return None
        return redirect(PASSWORD_CHANGE)


def _leads_away(response: HttpResponse) -> bool:
    """Whether the response sends to the sign-in page or to the password change."""
    address = response.headers.get("Location", "").partition("?")[0]
    return address in {resolve_url(settings.LOGIN_URL), reverse(PASSWORD_CHANGE)}


def _address_of_whole_page(request: HttpRequest, location: str) -> str:
    """The same place, coming back to the page that asked: the address of a part of a page is none to come back to."""
    address = location.partition("?")[0]
    page = HtmxDetails(request).current_url_abs_path
    if page is None or address != resolve_url(settings.LOGIN_URL):
        return address
    return f"{address}?{urlencode({REDIRECT_FIELD_NAME: page, 'timeout': 1})}"
