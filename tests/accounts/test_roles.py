"""Actors and grants as plain values."""

from __future__ import annotations

from perfgoals.accounts.roles import Actor, Grant, Role

DECLARANT = Grant(Role.DECLARANT, unit_id=3, unit_path="/1/3/")
REVIEWER = Grant(Role.DEPARTMENT_REVIEWER, unit_id=1, unit_path="/1/")
SECOND = Grant(Role.DECLARANT, unit_id=4, unit_path="/1/4/")
ACTOR = Actor(user_id=7, name="李明", grants=(DECLARANT, REVIEWER, SECOND))


def test_an_actor_has_the_roles_of_the_grants_and_no_other() -> None:
    assert ACTOR.has(Role.DECLARANT)
    assert ACTOR.has(Role.DEPARTMENT_REVIEWER)
    assert not ACTOR.has(Role.AUDITOR)


def test_grants_and_units_are_told_per_role() -> None:
    assert ACTOR.grants_of(Role.DECLARANT) == (DECLARANT, SECOND)
    assert ACTOR.unit_ids(Role.DECLARANT) == {3, 4}
    assert ACTOR.unit_ids(Role.AUDITOR) == frozenset()


def test_roles_are_named_in_chinese() -> None:
    assert Role.labels == ["填报人", "部门审核人", "财政审核人", "管理员", "审计员"]
