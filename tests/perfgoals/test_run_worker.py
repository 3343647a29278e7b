"""The background worker: it runs what waits, reports that it is there, and ends cleanly."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from perfgoals.heartbeat import Heartbeat, end_abandoned_tasks
from perfgoals.models import WORKER_SILENCE, WorkerHeartbeat, WorkerHeartbeatQuerySet

# The heart beats in a thread of its own, which sees committed rows only.
pytestmark = pytest.mark.django_db(transaction=True)


@task()
def count_living_workers() -> int:
    return WorkerHeartbeat.objects.alive().count()


@task()
def ask_own_worker_to_stop() -> str:
    os.kill(os.getpid(), signal.SIGTERM)
    return "done"


@pytest.fixture(autouse=True)
def _queue_in_the_database(settings: Settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture(autouse=True)
def _signals_as_before() -> Iterator[None]:
    kinds = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)
    handlers = [signal.getsignal(kind) for kind in kinds]
    yield
    for kind, handler in zip(kinds, handlers, strict=True):
        signal.signal(kind, handler)


def work(**options: bool) -> None:
    call_command("run_worker", startup_delay=False, verbosity=0, stdout=StringIO(), **options)


def running_task(worker_id: str) -> DBTaskResult[[], int]:
    enqueued = count_living_workers.enqueue()
    row: DBTaskResult[[], int] = DBTaskResult.objects.get(id=enqueued.id)
    row.claim(worker_id)
    return row


def test_waiting_tasks_are_run_while_the_worker_counts_as_alive() -> None:
    result = count_living_workers.enqueue()
    work(batch=True)
    result.refresh()
    assert result.return_value == 1


def test_a_worker_that_ended_leaves_no_heartbeat() -> None:
    work(batch=True)
    assert not WorkerHeartbeat.objects.exists()


def test_a_signal_during_a_task_lets_it_finish_first() -> None:
    result = ask_own_worker_to_stop.enqueue()
    waiting = count_living_workers.enqueue()
    work()
    result.refresh()
    waiting.refresh()
    assert (result.return_value, waiting.is_finished) == ("done", False)
    assert not WorkerHeartbeat.objects.exists()


def test_a_signal_while_idle_ends_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: os.kill(os.getpid(), signal.SIGTERM))
    with pytest.raises(SystemExit) as ended:
        work()
    assert ended.value.code == 0
    assert not WorkerHeartbeat.objects.exists()


def test_the_heart_goes_on_beating_while_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    beats = threading.Semaphore(0)
    beat = WorkerHeartbeatQuerySet.beat

    def counted(self: WorkerHeartbeatQuerySet, worker_id: str) -> None:
        beat(self, worker_id)
        beats.release()

    monkeypatch.setattr(type(WorkerHeartbeat.objects), "beat", counted)
    with Heartbeat("one", interval=0.01):
        assert all(beats.acquire(timeout=30) for _ in range(4))
        assert WorkerHeartbeat.objects.alive().get().worker_id == "one"


def test_a_database_that_is_away_for_a_moment_does_not_stop_the_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []
    recovered = threading.Event()

    def failing_twice(self: WorkerHeartbeatQuerySet, worker_id: str) -> None:
        tries.append(worker_id)
        if len(tries) in {2, 3}:
            raise OperationalError("gone")
        if len(tries) > 3:
            recovered.set()

    monkeypatch.setattr(type(WorkerHeartbeat.objects), "beat", failing_twice)
    with Heartbeat("one", interval=0.01):
        assert recovered.wait(timeout=30)


def test_the_task_of_a_silent_worker_is_ended_as_failed() -> None:
    WorkerHeartbeat.objects.create(worker_id="lost", seen_at=timezone.now() - WORKER_SILENCE - timedelta(seconds=1))
    row = running_task("lost")
    assert end_abandoned_tasks() == 1
    row.refresh_from_db()
    assert (row.status, row.exception_class_path) == ("FAILED", "perfgoals.heartbeat.WorkerLostError")
    assert not WorkerHeartbeat.objects.exists()


def test_the_task_of_a_living_worker_goes_on() -> None:
    WorkerHeartbeat.objects.beat("busy")
    row = running_task("busy")
    assert end_abandoned_tasks() == 0
    row.refresh_from_db()
    assert row.status == "RUNNING"


def test_a_task_that_waits_is_not_touched() -> None:
    enqueued = count_living_workers.enqueue()
    assert end_abandoned_tasks() == 0
    assert DBTaskResult.objects.get(id=enqueued.id).status == "READY"
