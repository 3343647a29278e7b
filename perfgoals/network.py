"""Where a request comes from, when proxies of our own stand in front."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the address of the person's machine, or None when it is unknown.

    Each of the `TRUSTED_PROXIES` appends the address it was called from to X-Forwarded-For, so the n-th entry from
    the right is the first one that the person cannot forge.
    """
    peer = request.META.get("REMOTE_ADDR") or None
    proxies: int = settings.TRUSTED_PROXIES
    if not proxies:
        return peer
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if len(forwarded) < proxies or not _is_address(forwarded[-proxies]):
        return peer
    return forwarded[-proxies]


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
