"""A real worker that is killed with -9 in the middle of its work, out of the nursery: `main(place, times)`.

`place` is the dotted name of a function of the program; the process kills itself when it is called for the nth time. ""
is for a worker that lives. It works off what waits and ends by itself.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from importlib import import_module
from typing import Any

import django
from django.apps import apps
from django.core.management import call_command

if not apps.ready:  # pytest has done it, the nursery has not
    django.setup()


def main(place: str, times: str) -> None:
    """Let a worker run that dies at that place."""
    if place:
        module, _, name = place.rpartition(".")
        owner: Any = import_module(module)
        setattr(owner, name, dying(getattr(owner, name), int(times)))
    call_command("run_worker", batch=True, interval=0.1, startup_delay=False, verbosity=0)


def dying(function: Callable[..., Any], times: int) -> Callable[..., Any]:
    """`function`, whose nth call is the end of the process."""
    left = times

    def called(*parts: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*parts, **named)

    return called
