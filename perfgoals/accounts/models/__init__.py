"""Stored people and units."""

from perfgoals.accounts.models.people import Membership, User
from perfgoals.accounts.models.units import Unit, UnitAlias

__all__ = ["Membership", "Unit", "UnitAlias", "User"]
