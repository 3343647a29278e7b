"""The gate of the browser tests (tests/browser/gate.py): what it is for must hold without a browser."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Event, Thread
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from tests.browser.gate import Gate


class Answers:
    """A WSGI application that notes what reached it."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.asked += 1
        start_response("200 OK", [])
        return [b"yes"]


class Statuses(list[str]):
    """Collects what an application answers."""

    def __call__(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        self.append(status)


def ask(gate: Gate) -> tuple[str, Iterable[bytes]]:
    statuses = Statuses()
    answer = gate({}, statuses)  # type: ignore[arg-type]  # as much of start_response as the applications here use
    return statuses[0], answer


def test_a_closed_gate_asks_nobody() -> None:
    behind = Answers()
    status, _ = ask(Gate(behind))
    assert status.startswith("503")
    assert behind.asked == 0


def test_closing_waits_for_the_request_inside() -> None:
    gate, closed = Gate(Answers()), Event()
    gate.open()
    _, answer = ask(gate)

    def close() -> None:
        gate.close()
        closed.set()

    waiting = Thread(target=close)
    waiting.start()
    assert not closed.wait(0.2)
    answer.close()  # type: ignore[attr-defined]  # WSGI: what has `close` is closed by the server
    waiting.join(10)
    assert closed.is_set()


def test_a_request_that_breaks_is_not_waited_for() -> None:
    def broken(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        raise ValueError("broken")

    gate = Gate(broken)
    gate.open()
    with pytest.raises(ValueError, match="broken"):
        ask(gate)
    gate.close()
