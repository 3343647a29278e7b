"""Who else is at the same form, told from the stamps of their changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from declarations.forms.company import LATELY, Company, company
from declarations.workflow import Action

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
SELF, OTHER = 1, 2


@dataclass
class Step:
    actor_id: int | None
    at: datetime
    actor_name: str = "乙"
    action: str = Action.SAVE


def ago(minutes: float, who: int | None = OTHER, **more: str) -> Step:
    return Step(who, NOW - timedelta(minutes=minutes), **more)


def test_the_last_colleague_who_changed_something_is_named() -> None:
    steps = [ago(9), ago(2, actor_name="丙"), ago(1, SELF), ago(5)]
    assert company(steps, SELF, NOW) == Company("丙", NOW - timedelta(minutes=2))


def test_oneself_the_system_and_other_actions_are_no_company() -> None:
    assert company([ago(1, SELF), ago(1, None), ago(1, action=Action.CREATE)], SELF, NOW) is None


def test_who_changed_something_long_ago_is_no_longer_there() -> None:
    assert company([Step(OTHER, NOW - LATELY - timedelta(seconds=1))], SELF, NOW) is None
