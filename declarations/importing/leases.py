"""Who works on an import: a lease that a living worker renews and a dead one leaves to the next."""

from __future__ import annotations

import secrets
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from declarations.importflow import AT_WORK, BatchState, Step, batch_move
from declarations.models import ImportBatch
from perfgoals.repeating import Repeating

LEASE = timedelta(seconds=30)
RENEW_SECONDS = 8.0
MOST_ATTEMPTS = 4  # claims without anything achieved: then it is said to have failed


class LeaseLost(Exception):
    """The import is no longer this worker's: cancelled by its person, or taken over after a long silence."""


class Lease:
    """The right of one worker to write for one import.

    Used as a block it renews itself in a thread, with a database connection of its own, while the worker is busy.
    """

    def __init__(self, batch_id: int, token: str, attempts: int) -> None:
        self.batch_id = batch_id
        self.token = token
        self.attempts = attempts
        self._keeping = Repeating("import-lease", RENEW_SECONDS, self._renew, f"导入第 {batch_id} 批暂时无法续期")

    def hold(self, expected: BatchState, /, **columns: Any) -> None:
        """Write `columns` of the import, as the first statement of the transaction that is under way.

        LeaseLost when the import left `expected` or belongs to another worker: then the transaction must not
        go on. Locks the import, so that nobody cancels it in between.
        """
        now = timezone.now()
        mine = ImportBatch.objects.filter(pk=self.batch_id, lease=self.token, state=expected)
        if mine.update(lease_until=now + LEASE, attempts=0, **columns) != 1:
            raise LeaseLost(self.batch_id)

    def step(self, step: Step, source: BatchState, **columns: Any) -> None:
        """Take the import along a move of the table."""
        move = batch_move(step, source)
        if move is None:
            raise ValueError(f"{step} does not start from {source}")
        with transaction.atomic():
            self.hold(source, **{"stage_at": timezone.now(), **columns, "state": move.target})

    def release(self) -> None:
        """Leave the import to whoever comes next."""
        ImportBatch.objects.filter(pk=self.batch_id, lease=self.token).update(lease="", lease_until=None)

    def __enter__(self) -> Self:
        self._keeping.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._keeping.stop()

    def _renew(self) -> None:
        until = timezone.now() + LEASE
        ImportBatch.objects.filter(pk=self.batch_id, lease=self.token).update(lease_until=until)


def claim(batch_id: int) -> Lease | None:
    """The lease of an import that waits for a worker; None when another has it or there is nothing to do."""
    now, token = timezone.now(), secrets.token_hex(16)
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    waiting = ImportBatch.objects.filter(free, pk=batch_id, state__in=AT_WORK)
    if waiting.update(lease=token, lease_until=now + LEASE, attempts=F("attempts") + 1) != 1:
        return None
    return Lease(batch_id, token, ImportBatch.objects.values_list("attempts", flat=True).get(pk=batch_id))
