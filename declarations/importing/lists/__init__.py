"""Lists that come in like forms do, with the same preview and confirmation: units, people, ceilings."""

from __future__ import annotations

from collections.abc import Mapping

from declarations.importing.lists.ceilings import CEILINGS
from declarations.importing.lists.kind import Entry, Known, ListKind
from declarations.importing.lists.people import PEOPLE
from declarations.importing.lists.units import UNITS
from declarations.models.imports import BatchKind

LISTS: Mapping[str, ListKind] = {
    BatchKind.UNITS: UNITS,
    BatchKind.PEOPLE: PEOPLE,
    BatchKind.CEILINGS: CEILINGS,
}

__all__ = ["LISTS", "Entry", "Known", "ListKind"]
