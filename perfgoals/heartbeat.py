"""Keeps writing down that a background worker is alive, and ends the tasks of workers that are not."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from django.db import close_old_connections
from django_tasks_db.models import DBTaskResult

from perfgoals.models import WorkerHeartbeat
from perfgoals.repeating import Repeating

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
        self._beating = Repeating("heartbeat", interval, self._beat, f"后台进程 {worker_id} 暂时无法写入心跳")

    def __enter__(self) -> Self:
        self._beat()
        self._beating.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._beating.stop()
        close_old_connections()
        WorkerHeartbeat.objects.filter(worker_id=self.worker_id).delete()

    def _beat(self) -> None:
        WorkerHeartbeat.objects.beat(self.worker_id)
        for task in EVERY_BEAT:
            task()


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
