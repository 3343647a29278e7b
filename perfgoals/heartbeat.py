"""Keeps writing down that a background worker is alive, and ends the tasks of workers that are not."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from django.db import DatabaseError, close_old_connections, connection
from django_tasks_db.models import DBTaskResult

from perfgoals.models import WorkerHeartbeat

logger = logging.getLogger(__name__)

INTERVAL_SECONDS = 20.0


class WorkerLostError(Exception):
    """The worker that had taken a task disappeared before the task was done."""


class Heartbeat:
    """While the block runs, `worker_id` counts as alive, whether it is idle or in the middle of a long task.

    The heart beats in a thread with a database connection of its own: the worker itself cannot write while a task
    keeps it busy. A clean end takes the row away at once.
    """

    def __init__(self, worker_id: str, interval: float = INTERVAL_SECONDS) -> None:
        self.worker_id = worker_id
        self.interval = interval
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        WorkerHeartbeat.objects.beat(self.worker_id)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._thread.join()
        close_old_connections()
        WorkerHeartbeat.objects.filter(worker_id=self.worker_id).delete()

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                self._beat()
                self._stopped.wait(self.interval)
        finally:
            connection.close()

    def _beat(self) -> None:
        """Report once; a database that is away for a moment is no reason to stop."""
        close_old_connections()
        try:
            WorkerHeartbeat.objects.beat(self.worker_id)
            for task in EVERY_BEAT:
                task()
        except DatabaseError:
            logger.warning("后台进程 %s 暂时无法写入心跳，稍后重试。", self.worker_id, exc_info=True)


def end_abandoned_tasks() -> int:
    """Mark the running tasks of silent workers as failed; return how many.

    A worker that is killed leaves its task "running" for ever, and the person who waits for it would never know.
    It is not run again by itself: nobody can tell how far it came.
    """
    alive = set(WorkerHeartbeat.objects.alive().values_list("worker_id", flat=True))
    abandoned = [task for task in DBTaskResult.objects.running() if task.worker_ids[-1] not in alive]
    for task in abandoned:
        task.set_failed(WorkerLostError(f"执行该任务的后台进程 {task.worker_ids[-1]} 已中断，请重新提交。"))
    WorkerHeartbeat.objects.exclude(worker_id__in=alive).delete()
    return len(abandoned)


# What a living worker looks after beside its own work; apps add what they have to look after.
EVERY_BEAT: list[Callable[[], object]] = [end_abandoned_tasks]
