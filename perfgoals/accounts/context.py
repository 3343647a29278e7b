"""What every page of the site shows around its content."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from perfgoals.accounts.navigation import NavGroup, navigation_for
from perfgoals.accounts.roles import Actor


def session(request: HttpRequest) -> dict[str, Any]:
    """Product name, length of a session in seconds, and callables for the frame (they ask only when shown)."""

    def navigation() -> list[NavGroup]:
        return navigation_for(_actor(request), is_staff=request.user.is_staff)

    def standing() -> dict[str, str]:
        return describe(_actor(request))

    return {
        "product_name": settings.PRODUCT_NAME,
        "session_seconds": settings.SESSION_IDLE_SECONDS,
        "navigation": navigation,
        "standing": standing,
    }


def describe(actor: Actor) -> dict[str, str]:
    """Unit and roles of a person in two short texts, for the top bar."""
    units = list(dict.fromkeys(grant.unit_name for grant in actor.grants))
    roles = dict.fromkeys(grant.role.label for grant in actor.grants)
    more = f" 等 {len(units)} 个单位" if len(units) > 1 else ""
    return {"unit": f"{units[0]}{more}" if units else "", "roles": "、".join(map(str, roles)), "name": actor.name}


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by ActorMiddleware
    return actor
