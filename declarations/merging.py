"""Two people's changes to the same declaration, put together field by field. Pure.

A change collides only when the other one changed *that field or row* meanwhile.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from declarations.changes import Change, apply, arrange, differences, reordering, split_path
from declarations.content import ROW_FIELDS, DeclarationContent


@dataclass(frozen=True)
class Collision:
    """A field that both changed, each to another value."""

    field: str
    base: Any
    theirs: Any
    mine: Any


def merge(
    base: DeclarationContent, mine: DeclarationContent, theirs: DeclarationContent
) -> tuple[DeclarationContent, tuple[Collision, ...]]:
    """`theirs` with what `mine` changed since `base`, and the collisions (when there are any, use only those)."""
    my_changes = differences(base, mine)
    collisions = tuple(_collisions(my_changes, differences(base, theirs), mine, theirs))
    merged = arrange(apply(theirs, my_changes), mine)
    moved = {change.field for change in reordering(base, mine)}
    # Who did not move a row does not undo the moves of others.
    kept = {part: getattr(theirs, part) for part in ROW_FIELDS if f"{part}[]" not in moved}
    return arrange(merged, replace(mine, **kept)), collisions


def _collisions(
    my_changes: tuple[Change, ...],
    their_changes: tuple[Change, ...],
    mine: DeclarationContent,
    theirs: DeclarationContent,
) -> Iterator[Collision]:
    their_by_field = {change.field: change for change in their_changes}
    their_by_row = {row_path(change.field): change for change in their_changes}
    my_rows_gone = {
        change.field for change in my_changes if row_path(change.field) == change.field and change.new is None
    }
    for change in my_changes:
        rival = their_by_field.get(change.field)
        row = row_path(change.field)
        if rival is not None:
            if rival.new != change.new:
                yield Collision(change.field, change.old, rival.new, change.new)
        elif row in their_by_field and their_by_field[row].new is None:
            yield Collision(row, their_by_field[row].old, None, row_value(mine, row))
        elif change.field in my_rows_gone and row in their_by_row:
            yield Collision(row, change.old, row_value(theirs, row), None)


def row_path(field: str) -> str:
    """The path of the row that a field is part of: "indicators[k1]" of "indicators[k1].target"; "" for the head."""
    part, key, _ = split_path(field)
    return f"{part}[{key}]" if part in ROW_FIELDS else ""


def row_value(content: DeclarationContent, row: str) -> Mapping[str, Any] | None:
    """The row at that path as a mapping of its cells, or None when it is not there."""
    part, key, _ = split_path(row)
    found = next((item for item in getattr(content, part) if item.key == key), None)
    return None if found is None else {name: getattr(found, name) for name in found.__dataclass_fields__}


def undo(content: DeclarationContent, changes: list[Change]) -> DeclarationContent:
    """What `content` was before `changes` (given oldest first) were made."""
    return apply(content, [Change(change.field, change.new, change.old) for change in reversed(changes)])
