"""Workers killed with -9, and databases that go away: nothing half, nothing twice, and the next one goes on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from declarations.importflow import BatchState
from declarations.importing import deciding
from declarations.models import Declaration, Event, ImportBatch, ImportedForm, IndicatorRow, Project, Snapshot
from tests.factories import District, actor
from tests.importing.conftest import upload
from tests.importing.test_batches import form, table
from tests.nursery import Nursery

pytestmark = pytest.mark.django_db(transaction=True)
FORMS, ROWS = 450, 2  # more than two portions of reading and checking
STAGES = "declarations.importing."
KILLED = -9


@pytest.fixture(autouse=True)
def _nobody_works_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process nothing runs what waits: only the workers that a test starts."""
    for module in ("uploading", "deciding", "choosing"):
        monkeypatch.setattr(f"{STAGES}{module}.wake", lambda batch: False)


@cache
def nursery() -> Nursery:
    """Workers on the database of these tests, with the settings of the site."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{given['NAME']}"
    else:
        url = f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "perfgoals.settings", "LOG_LEVEL": "ERROR"}
    return Nursery("tests.importing.dying_worker", "declarations.importing.job", env=env)


def worker(where: str = "", times: int = 1) -> int:
    """Run a worker of its own process on the same database until nothing waits or it dies; how it ended."""
    return nursery().run(where, str(times))


@pytest.fixture(scope="module", autouse=True)
def _nursery_ends() -> Iterator[None]:
    yield
    nursery().close()


def later(batch: ImportBatch) -> ImportBatch:
    """The import when the lease of the dead worker has run out; a task waits, as a living worker would ask for."""
    ImportBatch.objects.filter(pk=batch.pk).update(lease_until=timezone.now() - timedelta(seconds=1), task_id="")
    enqueue(batch)
    return ImportBatch.objects.get(pk=batch.pk)


def enqueue(batch: ImportBatch) -> None:
    DBTaskResult.objects.create(
        args_kwargs={"args": [batch.pk], "kwargs": {}},
        task_path="declarations.tasks.run_import",
        queue_name="default",
        backend_name="default",
        run_after=timezone.now() - timedelta(minutes=1),
    )


def counted() -> tuple[int, ...]:
    models: tuple[Any, ...] = (Declaration, IndicatorRow, Event, Snapshot, Project)
    return tuple(model.objects.count() for model in models)


def files() -> dict[str, bytes]:
    numbers = range(1, FORMS + 1)
    halves = (numbers[: FORMS // 3], numbers[FORMS // 3 :])
    return {f"{n}.txt": table(*(form(number, rows=ROWS) for number in half)) for n, half in enumerate(halves)}


@pytest.mark.parametrize(
    ("stage", "where", "times"),
    [
        ("reading", f"{STAGES}reading_files.insert", 1),
        ("reading", f"{STAGES}reading_files.insert", 3),
        ("reading", f"{STAGES}reading_files._finish", 1),
        ("checking", f"{STAGES}checking_forms.update", 2),
        ("checking", f"{STAGES}checking_forms.mark_duplicates", 1),
    ],
)
def test_a_worker_killed_while_reading_or_checking_is_followed_by_one_that_goes_on(
    place: District, stage: str, where: str, times: int
) -> None:
    batch = upload(place, files())
    enqueue(batch)
    assert worker(where, times) == KILLED
    batch.refresh_from_db()
    assert batch.state == stage
    assert counted() == (0, 0, 0, 0, 0)
    later(batch)
    assert worker() == 0
    batch.refresh_from_db()
    assert (batch.state, batch.new_count, batch.form_count) == (BatchState.READY, FORMS, FORMS)
    assert (batch.row_count, batch.files_done) == (FORMS * ROWS, 2)
    assert ImportedForm.objects.count() == FORMS


@pytest.mark.parametrize(
    ("where", "times"),
    [
        ("declarations.actions.bringing_in.insert", 1),
        ("declarations.actions.bringing_in.insert", 4),
        (f"{STAGES}committing._remember", 1),
        (f"{STAGES}committing.note", 1),
    ],
)
def test_a_worker_killed_while_writing_leaves_nothing_and_the_next_one_writes_all(
    place: District, where: str, times: int
) -> None:
    batch = upload(place, files())
    enqueue(batch)
    assert worker() == 0
    batch.refresh_from_db()
    deciding.confirm(actor(place.administrator), batch, seen=batch.choices_version)
    enqueue(batch)
    assert worker(where, times) == KILLED
    batch.refresh_from_db()
    assert batch.state == BatchState.COMMITTING
    assert counted() == (0, 0, 0, 0, 0)
    later(batch)
    assert worker() == 0
    batch.refresh_from_db()
    assert (batch.state, batch.created_count) == (BatchState.DONE, FORMS)
    assert counted() == (FORMS, FORMS * ROWS, FORMS, FORMS, FORMS)
    call_command("verify_history", verbosity=0)


def test_a_living_worker_takes_up_what_a_dead_one_left(place: District) -> None:
    """Nobody enqueues anything: the heartbeat of the next worker finds the import by itself."""
    batch = upload(place, {"a.txt": table(form(1))})
    enqueue(batch)
    assert worker(f"{STAGES}reading_files.insert", 1) == KILLED
    ImportBatch.objects.filter(pk=batch.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    for _ in range(3):  # a worker that ends when nothing waits may be quicker than its own heart
        worker()
        batch.refresh_from_db()
        if batch.state == BatchState.READY:
            break
    assert (batch.state, batch.new_count) == (BatchState.READY, 1)


@pytest.mark.skipif(settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="SQLite has no connections")
def test_a_database_connection_that_is_cut_while_writing_leaves_nothing_and_the_next_attempt_writes_all(
    place: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import DatabaseError, connections  # noqa: PLC0415

    from declarations.actions import bringing_in  # noqa: PLC0415
    from declarations.importing import job  # noqa: PLC0415
    from declarations.models import bulk  # noqa: PLC0415

    batch = upload(place, files())
    job.run(batch.pk)
    batch.refresh_from_db()
    deciding.confirm(actor(place.administrator), batch, seen=batch.choices_version)
    insert, left = bulk.insert, [3]

    def cutting(objects: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (pid,) = cursor.fetchone()
            other = connections.create_connection("default")
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
            other.close()
        insert(objects)

    with monkeypatch.context() as patched:
        patched.setattr(bringing_in, "insert", cutting)
        with pytest.raises(DatabaseError):
            job.run(batch.pk)
    connection.close()
    assert counted() == (0, 0, 0, 0, 0)
    batch.refresh_from_db()
    assert (batch.state, batch.lease) == (BatchState.COMMITTING, "")
    assert job.run(batch.pk) == BatchState.DONE
    assert counted() == (FORMS, FORMS * ROWS, FORMS, FORMS, FORMS)
    call_command("verify_history", verbosity=0)
