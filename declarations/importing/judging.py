"""One form against what is stored: new, changed, the same or refused, with the reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from declarations.aligning import continued
from declarations.blank import with_keys
from declarations.changes import Change, differences
from declarations.content import HEAD_FIELDS, ROW_FIELDS, DeclarationContent
from declarations.models import Declaration
from declarations.models.declaration import Origin
from declarations.models.imports import Result
from declarations.workflow import Status

SEVERAL = "match"  # the question that a person has to answer: which stored declaration is meant
AS_NEW = 0  # their answer: none of them


@dataclass
class Verdict:
    """What bringing in a form would do. `content` is what would be stored: rows keep the keys of what they continue."""

    result: Result
    content: DeclarationContent
    reason: str = ""
    question: str = ""
    declaration: Declaration | None = None
    changes: Sequence[Change] = field(default_factory=tuple)


def verdict(
    content: DeclarationContent,
    found: Sequence[Declaration],
    *,
    template_id: int,
    units: tuple[int | None, int | None],
    unprinted: Collection[str] = (),
    chosen: int | None = None,
) -> Verdict:
    """Judge a form by the stored declarations that it may mean.

    `units` are the keys of unit and department: another spelling of the same unit is no change. `unprinted` are fields
    that the document does not have: they stay as they are stored. `chosen` is the key of the
    declaration that a person chose among several, or `AS_NEW`.
    """
    if chosen == AS_NEW and not any(one.code and one.code == content.code for one in found):
        return Verdict(Result.NEW, content)
    if chosen:
        found = [one for one in found if one.pk == chosen] or found
    for stored in found:
        if not _changes(stored, content, [*unprinted, *_same_units(stored, units)])[1]:
            return Verdict(Result.SAME, content, declaration=stored)
    if not found:
        return Verdict(Result.NEW, content)
    if len(found) > 1:
        reason = (
            f"系统里有 {len(found)} 份同名的申报（都没有编码可以区分），不知道对应哪一份。请选定一份，或作为新的申报。"
        )
        return Verdict(Result.REFUSED, content, reason, SEVERAL)
    stored = found[0]
    reason = why_not_correctable(stored, template_id)
    if reason:
        return Verdict(Result.REFUSED, content, reason, declaration=stored)
    laid_over, changes = _changes(stored, content, [*unprinted, *_same_units(stored, units)])
    return Verdict(Result.CHANGED, laid_over, declaration=stored, changes=changes)


def why_not_correctable(stored: Declaration, template_id: int) -> str:
    """Why an import may not change a stored declaration; "" when it may.

    It corrects what an import brought in. What people filled in and reviewers decided goes the way of the form.
    """
    if stored.status != Status.APPROVED:
        return f"系统里这份申报正在办理（{stored.state.label}），内容与文件不同；导入不改动它。"
    if stored.origin != Origin.IMPORT:
        return "系统里这份申报是填报并批复的，内容与文件不同；导入不改动已批复的申报，需要变动请发起调整。"
    if stored.adjustments.all():
        return "系统里这份申报已经发起过调整，内容与文件不同；导入不再改动它。"
    if stored.template_id != template_id:
        return "系统里这份申报用的是另一种申报表，内容与文件不同；导入不改动它。"
    return ""


def _same_units(stored: Declaration, units: tuple[int | None, int | None]) -> list[str]:
    """The fields whose names, however spelt, mean the units that the declaration has."""
    unit, department = units
    same_unit = ["applicant_unit", "supervising_unit"] if stored.unit_id == unit else []
    return same_unit + (["budget_unit"] if stored.department_id == department else [])


def _changes(
    stored: Declaration, read: DeclarationContent, unprinted: Collection[str]
) -> tuple[DeclarationContent, tuple[Change, ...]]:
    """The content that would be stored, and how it differs from what is."""
    there = stored.content
    kept = {key: there.get(key) for key in unprinted if key in HEAD_FIELDS or key in dict(there.extra)}
    laid_over = read.with_values({**kept, "form": there.form or read.form})
    rows: dict[str, Any] = {
        part: getattr(there, part) for part in ROW_FIELDS if part != "indicators" and not getattr(read, part)
    }
    laid_over = with_keys(continued(there, replace(laid_over, **rows)))
    return laid_over, differences(there, laid_over)
