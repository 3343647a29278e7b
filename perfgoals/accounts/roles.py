"""Roles as plain values: what the rest of the program knows of a person. No query, no request.

A role belongs to a user *in a unit* (design 4.1). A finance reviewer sits in the finance bureau and decides
for the departments (一级预算单位) assigned to them.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices


class Role(TextChoices):
    """What a user may be in a unit."""

    DECLARANT = "declarant", "填报人"
    DEPARTMENT_REVIEWER = "department_reviewer", "部门审核人"
    FINANCE_REVIEWER = "finance_reviewer", "财政审核人"
    ADMINISTRATOR = "administrator", "管理员"
    AUDITOR = "auditor", "审计员"


@dataclass(frozen=True)
class Grant:
    """One role held in one unit.

    `unit_path` is the unit's path of codes ("/001/001003/"); `department_ids` are the departments assigned to a
    finance reviewer and empty for every other role; `unit_name` is there to be shown.
    """

    role: Role
    unit_id: int
    unit_path: str
    department_ids: frozenset[int] = frozenset()
    unit_name: str = ""


@dataclass(frozen=True)
class Actor:
    """A person who does something, with everything they have been granted."""

    user_id: int
    name: str
    grants: tuple[Grant, ...] = ()

    def has(self, role: Role) -> bool:
        """Whether the role is held in any unit."""
        return any(grant.role == role for grant in self.grants)

    def grants_of(self, role: Role) -> tuple[Grant, ...]:
        """The grants of one role, in the order they were loaded."""
        return tuple(grant for grant in self.grants if grant.role == role)

    def unit_ids(self, role: Role) -> frozenset[int]:
        """The units in which the role is held."""
        return frozenset(grant.unit_id for grant in self.grants if grant.role == role)
