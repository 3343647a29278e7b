"""Taking back as a whole what one save has done, such as a pasted block; what was changed since stays. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from declarations.changes import Change
from declarations.content import DeclarationContent
from declarations.merging import row_path, undo


@dataclass(frozen=True)
class Undoing:
    """The changes to take back, and how many of that save stay because somebody changed them again."""

    changes: tuple[Change, ...]
    kept: int

    def of(self, content: DeclarationContent) -> DeclarationContent:
        """The content, as it was after that save, without these changes."""
        return undo(content, list(self.changes))


def undoing(made: Iterable[Change], since: Iterable[str]) -> Undoing:
    """What of the changes `made` can be taken back when the fields `since` were changed after them."""
    later = set(since)
    rows = {row_path(field) for field in later}
    made = list(made)
    free = tuple(change for change in made if not _is_touched(change.field, later, rows))
    return Undoing(free, len(made) - len(free))


def _is_touched(field: str, later: set[str], rows: set[str]) -> bool:
    """Whether the field was changed, its row came or went, or anything in the row that it is."""
    row = row_path(field)
    return field in later or row in later or (field == row and row in rows)
