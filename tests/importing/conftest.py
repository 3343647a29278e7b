from __future__ import annotations

import pytest
from django.test import Client

from declarations.importing import deciding, job, uploading
from declarations.importing.uploading import Upload
from declarations.models import ImportBatch
from tests.factories import District, actor, district
from tests.importing.workbooks import DEPARTMENT, UNIT


@pytest.fixture
def place(db: None) -> District:
    """The district, its unit and department under names that no delivered unit has."""
    found = district()
    for unit, name in ((found.unit, UNIT), (found.department, DEPARTMENT)):
        unit.name = name
        unit.save()
    return found


@pytest.fixture
def admin(client: Client, place: District) -> Client:
    client.force_login(place.administrator)
    return client


def upload(place: District, files: dict[str, bytes], *, year: int = 2026) -> ImportBatch:
    """An import that waits for a worker."""
    sent = [Upload(name, len(data), [data]) for name, data in files.items()]
    return uploading.start(actor(place.administrator), sent, year=year)


def work(batch: ImportBatch) -> ImportBatch:
    """What a worker does with it now."""
    job.run(batch.pk)
    return ImportBatch.objects.get(pk=batch.pk)


def read(place: District, files: dict[str, bytes], *, year: int = 2026) -> ImportBatch:
    """An import that waits for its person."""
    return work(upload(place, files, year=year))


def confirmed(place: District, batch: ImportBatch) -> ImportBatch:
    """The import, brought in."""
    deciding.confirm(actor(place.administrator), batch, seen=batch.choices_version)
    return work(batch)
