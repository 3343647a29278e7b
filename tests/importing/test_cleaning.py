"""Imports that nobody goes on with are given up after some time and leave no files behind; the others keep theirs."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from declarations.importflow import BatchState
from declarations.importing import deciding, storing
from declarations.importing.cleaning import clean, kept_until
from declarations.models import ImportBatch
from declarations.tasks import clean_daily
from tests.factories import District, actor
from tests.importing.conftest import confirmed, read
from tests.importing.test_batches import form, table
from tests.importing.workbooks import flat_workbook

DATABASE_TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def aged(batch: ImportBatch, days: int) -> ImportBatch:
    """The import as if nobody had touched it, nor its files, for so many days."""
    ImportBatch.objects.filter(pk=batch.pk).update(stage_at=timezone.now() - timedelta(days=days))
    then = time.time() - days * 86_400
    for file in batch.files.all():
        os.utime(storing.path_of(file.digest), (then, then))
    batch.refresh_from_db()
    return batch


def stored(batch: ImportBatch) -> Path:
    return storing.path_of(batch.files.get().digest)


def test_an_import_that_nobody_confirms_is_given_up_and_its_file_removed(place: District, admin: Client) -> None:
    batch = aged(read(place, {"a.txt": table(form(1))}), 31)
    assert stored(batch).exists()
    told = clean()
    batch.refresh_from_db()
    assert (told.expired, told.batches) == (1, 1)
    assert told.files >= 1
    assert (batch.state, batch.forms.count()) == (BatchState.CANCELLED, 0)
    assert not stored(batch).exists()
    assert [record.by_name for record in batch.records.all()][1:] == ["系统", "系统"]
    page = admin.get(batch.get_absolute_url()).content.decode()
    assert "已在" in page
    assert "系统：30 天没有人确认，自动放弃" in page
    assert clean().batches == 0


def test_younger_ones_and_those_brought_in_stay_as_they_are(place: District, admin: Client) -> None:
    waiting = aged(read(place, {"a.txt": table(form(1))}), 29)
    done = aged(confirmed(place, read(place, {"b.txt": table(form(2))})), 4_000)
    clean()
    for batch in (waiting, done):
        assert stored(batch).exists()
        assert batch.forms.count() == 1
    until = kept_until(waiting)
    assert until is not None
    assert (
        f"{timezone.localtime(until):%Y-%m-%d} 以前没有确认" in admin.get(waiting.get_absolute_url()).content.decode()
    )
    assert kept_until(done) is None


def test_a_file_that_another_import_has_too_stays(place: District) -> None:
    data = {"a.txt": table(form(1))}
    first = read(place, data)
    deciding.cancel(actor(place.administrator), first)
    second = confirmed(place, read(place, data))
    clean_up = aged(first, 40)
    clean()
    clean_up.refresh_from_db()
    assert clean_up.cleaned_at is not None
    assert stored(second).exists()


def test_what_a_broken_upload_left_goes_after_a_day_and_not_before(place: District) -> None:
    read(place, {"a.txt": table(form(1))})
    old, fresh = storing.folder() / "incoming-old", storing.folder() / "incoming-fresh"
    for path in (old, fresh):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 100_000, time.time() - 100_000))
    clean()
    assert (old.exists(), fresh.exists()) == (False, True)
    fresh.unlink()


def test_looking_first_changes_nothing(place: District) -> None:
    batch, out = aged(read(place, {"a.txt": table(form(1))}), 31), StringIO()
    call_command("clean_imports", dry_run=True, stdout=out)
    assert "将放弃 1 批" in out.getvalue()
    batch.refresh_from_db()
    assert (batch.state, batch.forms.count(), stored(batch).exists()) == (BatchState.READY, 1, True)
    call_command("clean_imports", days=20, stdout=out)
    assert not stored(batch).exists()


def test_a_marked_workbook_that_is_gone_is_said_to_be_gone(place: District, admin: Client) -> None:
    batch = aged(read(place, {"a.xlsx": flat_workbook(1, rows=1)}), 31)
    clean()
    response = admin.get(reverse("import-marked", args=[batch.pk, batch.files.get().pk]), follow=True)
    assert "已按保留期限清理" in response.content.decode()


@pytest.mark.django_db
@override_settings(TASKS=DATABASE_TASKS)
def test_a_worker_has_it_done_once_a_day() -> None:
    assert clean_daily()
    assert not clean_daily()
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(hours=25))
    assert clean_daily()
