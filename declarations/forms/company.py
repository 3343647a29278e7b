"""Who else fills in the same form just now, told from when they last changed something. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from declarations.workflow import Action

LATELY = timedelta(minutes=10)


class Step(Protocol):
    """What an event tells of who changed something, and when."""

    actor_id: int | None
    actor_name: str
    action: str
    at: datetime


@dataclass(frozen=True)
class Company:
    """A colleague, and when they last changed something."""

    name: str
    at: datetime


def company(steps: Iterable[Step], own_id: int, now: datetime) -> Company | None:
    """The colleague who was the last to change a field within ten minutes; None when nobody was."""
    others = [
        step
        for step in steps
        if step.action == Action.SAVE and step.actor_id not in (None, own_id) and now - step.at <= LATELY
    ]
    last = max(others, key=lambda step: step.at, default=None)
    return None if last is None else Company(last.actor_name, last.at)
