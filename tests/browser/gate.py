"""A gate in front of the live server: a request that outlives its test must not meet the next test's tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Condition
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

# A request that takes longer than this hangs; the test that made it then fails by name.
LONGEST_SECONDS = 30


class Gate:
    """A WSGI application that counts the requests inside and lets none in while it is closed."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self._changed = Condition()
        self._inside = 0
        self._is_open = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not self._enter():
            start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Content-Length", "0")])
            return []
        try:
            return _Counted(self._application(environ, start_response), self)
        except BaseException:
            self.leave()
            raise

    def _enter(self) -> bool:
        with self._changed:
            self._inside += self._is_open
            return self._is_open

    def leave(self) -> None:
        """One request less."""
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    def open(self) -> None:
        """Let requests in."""
        with self._changed:
            self._is_open = True

    def close(self) -> None:
        """Let no request in any more, and wait until the last one is through."""
        with self._changed:
            self._is_open = False
            assert self._changed.wait_for(lambda: self._inside == 0, LONGEST_SECONDS), "a request does not end"


class _Counted:
    """The answer of one request, which is through when the server has closed it."""

    def __init__(self, answer: Iterable[bytes], gate: Gate) -> None:
        self._answer = answer
        self._gate = gate

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        try:
            close = getattr(self._answer, "close", None)
            if close:
                close()
        finally:
            self._gate.leave()
