"""What a kind of list has to say: its columns, what bringing in an entry would do, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from declarations.importing.units import UnitIndex
from declarations.models import ImportBatch
from declarations.models.imports import Result
from declarations.permissions import may_import
from declarations.reading.lists import ListColumn
from perfgoals.accounts.models import Unit
from perfgoals.accounts.roles import Actor

AT_ONCE = 500  # rows of one statement
YES = frozenset({"是", "√", "y", "yes", "1", "true", "有"})


@dataclass(frozen=True)
class Entry:
    """One entry of a list: its texts by column, and the headings under which they stand."""

    values: Mapping[str, str]
    headings: Mapping[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str:
        """The text of a column; "" for one that the list does not have."""
        return self.values.get(key, "").strip()

    def says_yes(self, key: str) -> bool:
        """Whether the cell says 是."""
        return self.get(key).lower() in YES


@dataclass
class Known:
    """What is stored around the entries of one import, and which codes the list itself brings."""

    batch: ImportBatch
    actor: Actor
    units: UnitIndex
    codes: frozenset[str]
    more: dict[str, Any] = field(default_factory=dict)

    def unit(self, text: str) -> Unit | None:
        """The unit of a code or a name; None when it is not just one."""
        return self.units.coded(text) or self.units.match(text, "").unit

    def may_touch(self, unit: Unit) -> bool:
        """Whether whoever imports administers that unit."""
        return may_import(self.actor, unit.path)


@dataclass(frozen=True)
class Finding:
    """What bringing in an entry would do: `changes` are (label, old, new)."""

    result: Result
    reason: str = ""
    changes: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True)
class ListKind:
    """One kind of list. `titles` gives (code, name, unit) of an entry, as the preview names it; entries of one `names`
    say something of the same thing.
    """

    columns: tuple[ListColumn, ...]
    titles: Callable[[Entry], tuple[str, str, str]]
    names: Callable[[Known, Entry], Hashable]
    gather: Callable[[Known], None]
    judge: Callable[[Known, Entry], Finding]
    write: Callable[[Known, Sequence[Entry]], None]


def valid(row: Model, name: str, exclude: Sequence[str] = ()) -> None:
    """ValidationError, with the name of the row, for values that its columns do not take; asks the database nothing."""
    try:
        row.clean_fields(exclude={*exclude, *(field.name for field in row._meta.concrete_fields if field.is_relation)})
    except ValidationError as problem:
        raise ValidationError(f"{name}：{'；'.join(problem.messages)}") from problem


def judged(problems: Sequence[str], is_new: bool, changes: Sequence[tuple[str, str, str]]) -> Finding:
    """Refused for its problems, else new, changed or the same."""
    if problems:
        return Finding(Result.REFUSED, "；".join(problems) + "。")
    if is_new:
        return Finding(Result.NEW)
    different = [change for change in changes if change[1] != change[2]]
    return Finding(Result.CHANGED if different else Result.SAME, "", different)
