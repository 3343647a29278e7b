"""A real worker that is killed with -9 in the middle of its work: `python -m tests.importing.dying_worker PLACE TIMES`.

PLACE is the dotted name of a function of the program; the process kills itself when it is called for the nth time. ""
is for a worker that lives. It works off what waits and ends by itself.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import django


def main(place: str, times: int) -> None:
    """Let a worker run that dies at that place."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after the settings

    if place:
        module, _, name = place.rpartition(".")
        owner: Any = import_module(module)
        setattr(owner, name, dying(getattr(owner, name), times))
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


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
