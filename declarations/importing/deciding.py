"""What the administrator decides on a whole import: confirm, give up, try again, take it back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from declarations.actions import Written, take_back
from declarations.errors import MoveNotAllowed, NotPermitted
from declarations.importflow import BatchState, Step, batch_move
from declarations.importing.records import note
from declarations.models import ImportBatch, ImportedForm
from declarations.models.imports import BatchKind
from declarations.permissions import may_run_import
from declarations.tasks import recount_year, wake
from perfgoals.accounts.roles import Actor

TOO_LATE = "这批导入现在是“{state}”，不能再“{step}”。"


def permit(actor: Actor, batch: ImportBatch) -> None:
    """NotPermitted for who may look at the import and not decide on it."""
    if not may_run_import(actor, batch.scope):
        raise NotPermitted("您可以查看这批导入，没有操作它的权限。")


def move(actor: Actor, batch: ImportBatch, step: Step, **columns: Any) -> None:
    """Take the import along a move of the table by compare-and-swap; MoveNotAllowed when it stands elsewhere."""
    permit(actor, batch)
    found = batch_move(step, batch.state)
    stands = ImportBatch.objects.filter(pk=batch.pk, state=batch.state)
    if found is None or stands.update(state=found.target, stage_at=timezone.now(), **columns) != 1:
        batch.refresh_from_db(fields=["state"])
        raise MoveNotAllowed(TOO_LATE.format(state=BatchState(batch.state).label, step=step.label))
    batch.state = found.target


def confirm(actor: Actor, batch: ImportBatch, *, seen: int) -> None:
    """Bring in what was taken. `seen` is the `choices_version` that the page showed; a second click does nothing."""
    permit(actor, batch)
    if batch.state in (BatchState.COMMITTING, BatchState.DONE):
        return
    if batch.choices_version != seen:
        raise MoveNotAllowed("勾选在您打开确认页以后又有变化，请看过最新的数字再确认。")
    if not batch.taken_count:
        raise MoveNotAllowed("没有勾选任何申报表，没有可以导入的内容。")
    if batch.kind == BatchKind.DECLARATIONS:
        _refuse_twins(batch)
    with transaction.atomic():
        said = f"确认导入：新增 {batch.taken_new} 份，变更 {batch.taken_changed} 份。"
        move(actor, batch, Step.CONFIRM, attempts=0, message="")
        note(batch, actor, said)
        transaction.on_commit(lambda: wake(batch))


def _refuse_twins(batch: ImportBatch) -> None:
    """The same code may be taken once; the same name without a code as often as the person says."""
    taken = batch.forms.filter(taken=True).exclude(code="")
    twice = taken.values("code").annotate(times=Count("pk")).filter(times__gt=1).values_list("code", flat=True)[:1]
    for code in twice:
        raise MoveNotAllowed(f"勾选的表里编码 {code} 出现了不止一次，最多导入一份。请只留一份再确认。")


def cancel(actor: Actor, batch: ImportBatch) -> None:
    """Give the import up; nothing has been written, and the worker stops at its next step."""
    with transaction.atomic():
        move(actor, batch, Step.CANCEL, finished_at=timezone.now(), lease="", lease_until=None)
        note(batch, actor, "放弃本批，没有导入任何申报。")


def retry(actor: Actor, batch: ImportBatch) -> None:
    """Take up again what failed; what is done already is not done twice."""
    with transaction.atomic():
        move(actor, batch, Step.RETRY, attempts=0, message="", finished_at=None, lease="", lease_until=None)
        note(batch, actor, "重试。")
        transaction.on_commit(lambda: wake(batch))


def undo(actor: Actor, batch: ImportBatch, reason: str) -> None:
    """Take the import back as a whole; Stale when something of it was changed since, then nothing happens."""
    reason = reason.strip()
    if batch.kind != BatchKind.DECLARATIONS:
        raise MoveNotAllowed("单位、人员和控制数的导入不能整批撤销，请在系统设置里改回。")
    with transaction.atomic():
        move(actor, batch, Step.UNDO)
        said = f"撤销第 {batch.pk} 批导入：{reason}" if reason else f"撤销第 {batch.pk} 批导入。"
        take_back(actor, _written(batch, "created"), _written(batch, "corrected"), said)
        note(batch, actor, f"{said}（移除 {batch.created_count} 份，恢复 {batch.corrected_count} 份）")
        if batch.year and batch.corrected_count:
            year = batch.year
            transaction.on_commit(lambda: recount_year.enqueue(year))


def _written(batch: ImportBatch, outcome: str) -> list[Written]:
    forms: Any = ImportedForm.objects.filter(batch=batch, outcome=outcome)
    return [Written(key or 0, version or 0) for key, version in forms.values_list("declaration_id", "written_version")]
