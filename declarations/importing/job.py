"""Taking an import through its stages in the background."""

from __future__ import annotations

import logging

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from declarations.errors import ActionRefused, Stale
from declarations.importflow import BatchState, Step
from declarations.importing.leases import MOST_ATTEMPTS, Lease, LeaseLost, claim
from declarations.importing.stages import stage_of
from declarations.models import ImportBatch

logger = logging.getLogger(__name__)
GIVEN_UP = (
    "程序在“{state}”这一步连续 {count} 次中断，已停下；没有导入任何申报。可以点“重试”接着做，或放弃本批后换文件再来。"
)


def run(batch_id: int) -> str:
    """Work on an import until it waits for a person, and return its state; at once when another worker has it."""
    lease = claim(batch_id)
    if lease is None:
        return _state(batch_id)
    try:
        with lease:
            _work(lease)
    except LeaseLost:
        logger.info("导入第 %s 批已被放弃，或由另一个后台进程接手。", batch_id)
    finally:
        _release(lease)
    return _state(batch_id)


def _work(lease: Lease) -> None:
    while True:
        batch = ImportBatch.objects.select_related("by", "template").get(pk=lease.batch_id)
        stage = stage_of(batch)
        if stage is None:
            return
        if lease.attempts > MOST_ATTEMPTS:
            _give_up(batch, lease)
            return
        try:
            stage(batch, lease)
        except Stale:  # somebody changed a declaration in this very moment: look again
            continue
        except ActionRefused as refusal:
            _fail(batch, lease, f"没有导入任何申报：{refusal}")
            return


def _give_up(batch: ImportBatch, lease: Lease) -> None:
    _fail(batch, lease, GIVEN_UP.format(state=BatchState(batch.state).label, count=MOST_ATTEMPTS))


def _fail(batch: ImportBatch, lease: Lease, message: str) -> None:
    state = BatchState(ImportBatch.objects.values_list("state", flat=True).get(pk=batch.pk))
    lease.step(Step.FAIL, state, message=message, finished_at=timezone.now())


def _release(lease: Lease) -> None:
    """Leave the import to the next worker at once; should the database be away, the lease runs out by itself."""
    try:
        if not connection.in_atomic_block:
            close_old_connections()  # one that broke is opened anew
        lease.release()
    except DatabaseError:
        logger.warning("导入第 %s 批的租约没有释放，将自行到期。", lease.batch_id, exc_info=True)


def _state(batch_id: int) -> str:
    return ImportBatch.objects.values_list("state", flat=True).get(pk=batch_id)
