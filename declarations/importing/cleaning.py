"""What imports leave behind when nobody goes on with them: given up after some time, their files and forms removed.

What was brought in keeps its files for good: they are the evidence behind its history.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from declarations.importflow import BatchState, Step, batch_move
from declarations.importing.storing import INCOMING, folder
from declarations.models import BatchRecord, ImportBatch, ImportedForm, ImportFile

SYSTEM = "系统"
# A file that lies here without an import may be one that is being uploaded in this moment.
UNDER_WAY = timedelta(days=1)
FORMS_AT_ONCE = 500
EXPIRED = "{days} 天没有人确认，自动放弃，没有导入任何申报。"
CLEANED = "清理：删除了上传的 {files} 个文件和读出的内容；文件名、校验值和这份记录保留。"


@dataclass
class Cleaned:
    """What a round has removed, or would remove."""

    expired: int = 0
    batches: int = 0
    files: int = 0
    size: int = 0  # bytes


def kept_until(batch: ImportBatch) -> datetime | None:
    """When an import that waits, failed or was given up is cleaned away; None for one that stays."""
    if batch.state not in (BatchState.READY, BatchState.FAILED, BatchState.CANCELLED) or batch.cleaned_at:
        return None
    return (batch.stage_at or batch.at) + timedelta(days=settings.IMPORT_KEEP_DAYS)


def clean(*, days: int | None = None, dry_run: bool = False) -> Cleaned:
    """Give up what nobody confirmed for so many days, and remove what belongs to imports given up as long ago."""
    days = settings.IMPORT_KEEP_DAYS if days is None else days
    before, told = timezone.now() - timedelta(days=days), Cleaned()
    old = ImportBatch.objects.filter(Q(stage_at__lt=before) | Q(stage_at=None, at__lt=before), cleaned_at=None)
    waiting = old.filter(state__in=(BatchState.READY, BatchState.FAILED))
    given_up = list(old.filter(state=BatchState.CANCELLED))
    for batch in waiting:
        if dry_run or _expire(batch, days):
            told.expired += 1
            given_up.append(batch)
    for batch in given_up:
        told.batches += 1
        if not dry_run:
            _clean_batch(batch)
    _sweep(told, dry_run=dry_run, gone={batch.pk for batch in given_up})
    return told


def _expire(batch: ImportBatch, days: int) -> bool:
    """Give the import up in place of its person, if it still stands where it stood."""
    found, now = batch_move(Step.EXPIRE, batch.state), timezone.now()
    stands = ImportBatch.objects.filter(pk=batch.pk, state=batch.state, stage_at=batch.stage_at)
    with transaction.atomic():
        if found is None or stands.update(state=found.target, stage_at=now, finished_at=now) != 1:
            return False
        BatchRecord.objects.create(batch=batch, by_name=SYSTEM, text=EXPIRED.format(days=days))
    return True


def _clean_batch(batch: ImportBatch) -> None:
    """Remove the forms that were read; the files go when nothing else needs them."""
    while keys := list(batch.forms.order_by().values_list("pk", flat=True)[:FORMS_AT_ONCE]):
        ImportedForm.objects.filter(pk__in=keys).delete()
    with transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(cleaned_at=timezone.now())
        said = CLEANED.format(files=batch.files.count())
        BatchRecord.objects.create(batch=batch, by_name=SYSTEM, text=said)


def _sweep(told: Cleaned, *, dry_run: bool, gone: set[int]) -> None:
    """Remove every file that no import needs: of imports that were cleaned, and what broken uploads have left."""
    kept = ImportFile.objects.filter(batch__cleaned_at=None).exclude(batch__in=gone)
    needed = set(kept.order_by().values_list("digest", flat=True))
    oldest = time.time() - UNDER_WAY.total_seconds()
    for path in _stored():
        with suppress(FileNotFoundError):
            found = path.stat()
            if path.name not in needed and found.st_mtime < oldest and (dry_run or _remove(path, oldest)):
                told.files += 1
                told.size += found.st_size


def _stored() -> Iterator[Path]:
    if folder().is_dir():
        yield from folder().glob(f"{INCOMING}*")
        yield from folder().glob("??/*")


def _remove(path: Path, oldest: float) -> bool:
    """Remove a file; one that was uploaded again in this very moment is put back."""
    aside = path.with_name(f"{path.name}.gone")
    path.rename(aside)
    if aside.stat().st_mtime >= oldest:
        aside.replace(path)
        return False
    aside.unlink()
    return True
