"""The bar moves within a large file too, and says how long it will still take."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from declarations.importflow import BatchState
from declarations.importing import reading_files
from declarations.models import ImportBatch, bulk
from declarations.previewing.progress import progress_of
from tests.factories import District
from tests.importing.conftest import read, upload, work
from tests.importing.test_batches import form, table
from tests.importing.workbooks import flat_workbook


def test_reading_one_large_file_is_told_portion_by_portion(place: District, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = upload(place, {"a.xlsx": flat_workbook(450, rows=5)})
    insert, told = bulk.insert, []

    def watched(forms: Any) -> None:
        told.append(ImportBatch.objects.values_list("work_done", "work_total", "form_count").get(pk=batch.pk))
        insert(forms)

    monkeypatch.setattr(reading_files, "insert", watched)
    batch = work(batch)
    done = [done for done, _, _ in told]
    assert [forms for *_, forms in told] == [200, 400, 450]
    assert done == sorted(set(done))
    assert 0 < done[0] < told[0][1]
    assert {total for _, total, _ in told} == {batch.work_total}
    assert batch.work_done == batch.work_total > 0


def test_files_that_cannot_be_read_are_work_that_is_done(place: District) -> None:
    batch = read(place, {"a.txt": table(form(1)), "b.pdf": b"%PDF-1.4 x", "c.txt": table(form(2))})
    assert batch.work_done == batch.work_total


@pytest.mark.parametrize(
    ("done", "seconds", "words"), [(50, 30, "约还需 30 秒"), (10, 60, "约还需 9 分钟"), (1, 60, ""), (50, 1, "")]
)
def test_the_time_that_is_left_follows_from_what_has_been_read(done: int, seconds: int, words: str) -> None:
    now = timezone.now()
    batch = ImportBatch(state=BatchState.READING, files_total=1, work_done=done, work_total=100)
    batch.stage_at = now - timedelta(seconds=seconds)
    progress = progress_of(batch, now)
    assert progress.remaining == words
    assert progress.percent == f"{done}%"
