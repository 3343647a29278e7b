"""Why an action was refused: each error carries a sentence fit for the person who asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from declarations.rules.finding import Finding


class ActionRefused(Exception):
    """An action was refused and nothing was changed; `str()` says why, in Chinese."""


class NotPermitted(ActionRefused):
    """The actor may see the declaration but not do this (403)."""


class MoveNotAllowed(ActionRefused):
    """The workflow has no such move from where the declaration stands now (409)."""


class YearNotOpen(ActionRefused):
    """The declaration year has not opened or has closed for this unit."""


class OpinionMissing(ActionRefused):
    """A decision that needs an opinion came without one."""


class Stale(ActionRefused):
    """Somebody else changed the declaration in the same moment, again and again."""


class BadInput(ActionRefused):
    """A posted unit, template or category is not one that this actor may use."""


class HasErrors(ActionRefused):
    """A submission has findings that stop it."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Keep the findings that stop the submission: errors, and warnings without an explanation."""
        super().__init__(f"还有 {len(findings)} 处需要改正或说明，改好后再提交。")
        self.findings = tuple(findings)


@dataclass(frozen=True)
class FieldConflict:
    """A field that two people changed: what both started from, what is saved now, what was refused."""

    field: str
    base: Any
    theirs: Any
    mine: Any
    who: str
    at: str  # ISO time of their change
    version: int  # pass as `settled[field]` to overwrite knowingly
    is_own: bool = False  # the same person, on another page


class SaveConflict(ActionRefused):
    """Fields of this save were changed by somebody else since they were seen; nothing was saved."""

    def __init__(self, conflicts: Sequence[FieldConflict]) -> None:
        """Keep both values of every field in question."""
        super().__init__(f"有 {len(conflicts)} 处别人刚刚也改过，请逐处选一份再保存。")
        self.conflicts = tuple(conflicts)
