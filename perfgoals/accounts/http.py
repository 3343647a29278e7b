"""What a request carries once the middleware has seen it, for typed views."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from perfgoals.accounts.models import User
from perfgoals.accounts.roles import Actor


class AuthedRequest(HttpRequest):
    """A request of someone signed in."""

    user: User
    actor: Actor
    htmx: HtmxDetails
