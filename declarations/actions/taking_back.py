"""Taking an import back: what it created goes, what it corrected says again what it said before. All or none."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from declarations.actions.bringing_in import permit_import
from declarations.actions.correcting import Correction, correct_many
from declarations.changes import Change, apply
from declarations.errors import Stale
from declarations.history import change_of
from declarations.library import gathering
from declarations.models import (
    BudgetRow,
    Declaration,
    Event,
    Explanation,
    IndicatorRow,
    PlanRow,
    Project,
    Review,
    Snapshot,
)
from perfgoals.accounts.roles import Actor

CHANGED_SINCE = "有 {count} 份申报在导入以后又有改动（{names}），不能整批撤销。"


@dataclass(frozen=True)
class Written:
    """What an import left of one declaration: its key and version then."""

    declaration_id: int
    version: int


def take_back(actor: Actor, created: Sequence[Written], corrected: Sequence[Written], reason: str) -> None:
    """Undo both in one transaction. Stale, naming some of them, when one was changed or adjusted since.

    Created declarations are removed with their events: they never were. What they said and the head of their chain
    stay with the import (docs/decisions/0014).
    """
    with transaction.atomic():
        stored = {one.pk: one for one in _locked([*created, *corrected])}
        _refuse_changed([*created, *corrected], stored)
        permit_import(actor, {one.unit for one in stored.values()})
        correct_many(actor, [_before(stored[each.declaration_id], each.version, reason) for each in corrected])
        removed = [each.declaration_id for each in created]
        _remove(removed)
        gathering.soon(removed)


def _locked(written: Sequence[Written]) -> list[Declaration]:
    keys = [each.declaration_id for each in written]
    list(Declaration.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    chosen = Declaration.objects.filter(pk__in=keys).with_content().prefetch_related("adjustments")
    return list(chosen.order_by("pk"))


def _refuse_changed(written: Sequence[Written], stored: dict[int, Declaration]) -> None:
    changed = []
    for each in written:
        one = stored.get(each.declaration_id)
        if one is None or one.version != each.version or one.adjustments.all():
            changed.append(one.title if one else "已不在系统中的申报")
    if changed:
        names = "、".join(f"《{name}》" for name in changed[:3]) + ("等" if len(changed) > 3 else "")
        raise Stale(CHANGED_SINCE.format(count=len(changed), names=names))


def _before(declaration: Declaration, version: int, reason: str) -> Correction:
    """The content before the events of that version."""
    events = declaration.events.filter(version=version).order_by("-number")
    undone = [Change(change.field, change.new, change.old) for change in map(change_of, events) if change.field]
    counts = {name: getattr(declaration, name) for name in ("error_count", "warning_count", "hint_count")}
    content = apply(declaration.content, undone)
    earlier = declaration.snapshots.filter(version__lt=version).order_by("number").last()
    return Correction(declaration, content, reason, counts, earlier.report if earlier else {})


def _remove(keys: Sequence[int]) -> None:
    """Delete declarations and everything that hangs on them, and projects that nothing refers to any more."""
    projects = set(Declaration.objects.filter(pk__in=keys).values_list("project_id", flat=True))
    for model in (IndicatorRow, BudgetRow, PlanRow, Explanation, Review, Snapshot, Event):
        hanging = model._default_manager.filter(declaration__in=keys)
        hanging._raw_delete(hanging.db)
    Declaration.objects.filter(pk__in=keys).delete()
    Project.objects.filter(pk__in=projects, declarations__isnull=True).delete()
