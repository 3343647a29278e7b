"""An administrator hands files over: they are kept safely, and a batch waits for the worker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from declarations.errors import BadInput, NotPermitted
from declarations.importflow import BatchState, Step
from declarations.importing.deciding import move
from declarations.importing.marking import replaced_in, waiting_for
from declarations.importing.reading_files import STEP_BETWEEN_FILES
from declarations.importing.records import note
from declarations.importing.storing import StoredFile, store
from declarations.importing.years import YEARS
from declarations.models import ImportBatch, ImportFile
from declarations.models.imports import BatchKind, FileState
from declarations.permissions import import_scope, imports_visible_to, may_run_import
from declarations.reading.opening import shown_name
from declarations.reading.source import FILE_LIMIT
from declarations.tasks import wake
from indicators.models import TemplateRecord
from perfgoals.accounts.roles import Actor

MOST_FILES = 500


@dataclass(frozen=True)
class Upload:
    """A file as it arrives."""

    name: str
    size: int
    chunks: Iterable[bytes]


def start(
    actor: Actor,
    uploads: Sequence[Upload],
    *,
    year: int | None,
    template: TemplateRecord | None = None,
    kind: BatchKind = BatchKind.DECLARATIONS,
) -> ImportBatch:
    """Keep the files and begin an import of them; BadInput, or CannotStore when the disk is full."""
    scope = import_scope(actor)
    if scope is None:
        raise NotPermitted("只有管理员可以批量导入。")
    _check(uploads, year, kind)
    kept = [(shown_name(upload.name), store(upload.chunks)) for upload in uploads]
    corrected = _corrected(actor, kept)
    if corrected is not None:
        return _put_in_place(actor, corrected, *kept[0])
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            kind=kind,
            year=year,
            template=template,
            file_name=_title([name for name, _ in kept]),
            by_id=actor.user_id,
            by_name=actor.name,
            scope=scope,
            files_total=len(kept),
        )
        ImportFile.objects.bulk_create(_files(batch, kept))
        note(batch, actor, f"上传 {len(kept)} 个文件。")
        transaction.on_commit(lambda: wake(batch))
    return batch


def _corrected(actor: Actor, kept: Sequence[tuple[str, StoredFile]]) -> ImportFile | None:
    """The file that an uploaded workbook is the corrected form of: it came back marked, and its import still waits."""
    if len(kept) != 1:
        return None
    mine = ImportBatch.objects.filter(imports_visible_to(actor), state=BatchState.READY)
    file = waiting_for(kept[0][1].digest, mine)
    return file if file and may_run_import(actor, file.batch.scope) else None


def _put_in_place(actor: Actor, file: ImportFile, name: str, kept: StoredFile) -> ImportBatch:
    """Read the corrected workbook in the place of the first one; what was chosen on other files stays."""
    batch = file.batch
    with transaction.atomic():
        move(
            actor,
            batch,
            Step.REPLACE,
            attempts=0,
            files_done=F("files_done") - 1,
            choices_version=F("choices_version") + 1,
        )
        fixes = sum(map(len, file.forms.exclude(fixes=[]).values_list("fixes", flat=True)))
        file.forms.all().delete()
        ImportFile.objects.filter(pk=file.pk).update(
            name=name, digest=kept.digest, size=kept.size, state=FileState.WAITING, message="", notes=[]
        )
        note(batch, actor, replaced_in(batch, fixes))
        transaction.on_commit(lambda: wake(batch))
    return batch


def _check(uploads: Sequence[Upload], year: int | None, kind: BatchKind) -> None:
    if not uploads:
        raise BadInput("还没有选择文件。请选择要导入的文件，或把文件拖到框里。")
    if len(uploads) > MOST_FILES:
        raise BadInput(f"一次最多选 {MOST_FILES} 个文件，现在有 {len(uploads)} 个。请分批导入，或打成一个 .zip。")
    if kind in (BatchKind.DECLARATIONS, BatchKind.CEILINGS) and (year is None or year not in YEARS):
        raise BadInput("年度不对，应是 2000 到 2100 之间的四位年份，例如 2026。")
    large = [shown_name(upload.name) for upload in uploads if upload.size > FILE_LIMIT]
    if large:
        raise BadInput(f"“{large[0]}”超过 {FILE_LIMIT // 1024 // 1024} MB，没有上传。请分成几个文件再导入。")
    empty = [shown_name(upload.name) for upload in uploads if upload.size == 0]
    if empty:
        raise BadInput(f"“{empty[0]}”是空文件，里面没有内容。请去掉它再上传。")


def _title(names: Sequence[str]) -> str:
    first = names[0][-200:]
    return first if len(names) == 1 else f"{first} 等 {len(names)} 个文件"


def _files(batch: ImportBatch, kept: Sequence[tuple[str, StoredFile]]) -> list[ImportFile]:
    return [
        ImportFile(batch=batch, position=number * STEP_BETWEEN_FILES, name=name, digest=file.digest, size=file.size)
        for number, (name, file) in enumerate(kept, start=1)
    ]
