"""What the site remembers about itself: its background workers, and which delivered rows it has loaded."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

# A worker reports every 20 seconds; one that was silent for two minutes is taken for gone.
WORKER_SILENCE = timedelta(minutes=2)


class WorkerHeartbeatQuerySet(models.QuerySet["WorkerHeartbeat"]):
    """The questions asked about workers."""

    def alive(self) -> WorkerHeartbeatQuerySet:
        """Return the workers that reported within the last two minutes."""
        return self.filter(seen_at__gte=timezone.now() - WORKER_SILENCE)

    def beat(self, worker_id: str) -> None:
        """Write down that this worker is there now."""
        self.update_or_create(worker_id=worker_id, defaults={"seen_at": timezone.now()})


class WorkerHeartbeat(models.Model):
    """One running `manage.py run_worker`, and when it was last seen."""

    worker_id = models.CharField("进程编号", max_length=64, primary_key=True)
    seen_at = models.DateTimeField("最近在线时间", db_index=True)

    objects: ClassVar[models.Manager[WorkerHeartbeat]] = WorkerHeartbeatQuerySet.as_manager()

    class Meta:
        verbose_name = "后台进程"
        verbose_name_plural = "后台进程"

    def __str__(self) -> str:
        return self.worker_id


class SeededRow(models.Model):
    """A delivered row (fixtures/) that was loaded once, by its natural key.

    What is written down here is never loaded again, so a row that an administrator changed, renamed or deleted
    stays as they left it.
    """

    model = models.CharField("数据表", max_length=100)
    key = models.CharField("自然键", max_length=500)

    class Meta:
        verbose_name = "已导入的预置数据"
        verbose_name_plural = "已导入的预置数据"
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="seeded_row_once")]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
