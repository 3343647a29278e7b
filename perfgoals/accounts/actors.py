"""From a stored user to the plain `Actor` that permissions read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects

from perfgoals.accounts.roles import Actor, Grant, Role

if TYPE_CHECKING:
    from perfgoals.accounts.models import Membership, User

NOBODY = Actor(user_id=0, name="")


def actor_for(user: User | AnonymousUser) -> Actor:
    """The user with every grant in an active unit; at most two queries. Someone not signed in has none."""
    if isinstance(user, AnonymousUser):
        return NOBODY
    memberships = list(
        user.memberships.filter(unit__is_active=True).select_related("unit").order_by("unit__path", "role")
    )
    if any(membership.role == Role.FINANCE_REVIEWER for membership in memberships):
        prefetch_related_objects(memberships, "departments")
    grants = tuple(_grant(membership) for membership in memberships)
    return Actor(user_id=user.pk, name=user.get_full_name(), grants=grants)


def _grant(membership: Membership) -> Grant:
    role, unit = Role(membership.role), membership.unit
    assigned = membership.departments.all() if role is Role.FINANCE_REVIEWER else ()
    return Grant(
        role=role,
        unit_id=unit.pk,
        unit_path=unit.path,
        department_ids=frozenset(department.pk for department in assigned),
        unit_name=unit.name,
    )
