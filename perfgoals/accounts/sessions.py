"""Sessions in the database whose idle time starts anew at most once a minute.

A page that saves every field would otherwise write the session as often as the declaration. The store counts a
minute longer than the page says, so that nobody is signed out before the time that the page shows.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone


class SessionStore(DatabaseStore):
    """Django's own store; `load` marks a session as modified when it was last written a minute ago or more."""

    def load(self) -> dict[str, Any]:
        """The data of the session."""
        row = self._get_session_from_db()  # type: ignore[attr-defined]  # not in the stubs
        if row is None:
            return {}
        full = timedelta(seconds=settings.SESSION_COOKIE_AGE - settings.SESSION_RENEWED_EVERY)
        if row.expire_date - timezone.now() <= full:
            self.modified = True
        data: dict[str, Any] = self.decode(row.session_data)
        return data
