"""The first stage: every file of an import is read, its forms stored as they come, one file after the other.

A file that was being read when the worker died is read again from its beginning; what is finished stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from declarations.blank import with_keys
from declarations.importflow import BatchState, Step
from declarations.importing.leases import MOST_ATTEMPTS, Lease
from declarations.importing.list_stages import entries_of, is_list
from declarations.importing.outdated import outdated
from declarations.importing.storing import CannotStore, path_of, store
from declarations.importing.work import Work
from declarations.models import ImportBatch, ImportedForm, ImportFile
from declarations.models.bulk import insert
from declarations.models.imports import FileState, packed
from declarations.numbers import listed
from declarations.reading import Note, ReadForm, ReadingRefused, stream_document
from declarations.reading.files import INNER_ARCHIVE
from declarations.reading.members import is_archive, members_of
from declarations.reading.opening import shown_name
from indicators.models import TemplateRecord
from indicators.template import FormTemplate

FORMS_AT_ONCE = 200
STEP_BETWEEN_FILES = 1_000  # places between two uploads for what comes out of an archive
_PIECE = 256 * 1024  # bytes
STOPPED_HERE = "读这个文件时程序几次中断，已跳过。请打开检查，另存一份后重新上传；仍不行请联系系统管理员。"


class OutdatedWorkbook(ReadingRefused):
    """A blank workbook of ours was filled in whose form has changed since; `notes` name the year of the new one."""

    def __init__(self, words: str, year: int) -> None:
        super().__init__(f"{words}。")
        self.year = year


@dataclass(frozen=True)
class _Reader:
    """What reading a file needs besides the file."""

    lease: Lease
    templates: tuple[FormTemplate, ...]
    records: dict[str, int]  # code of a template → key of its record
    work: Work


def read_files(batch: ImportBatch, lease: Lease) -> None:
    """Read every file that waits, then pass the import on to checking."""
    if batch.state == BatchState.UPLOADED:
        lease.step(Step.START, BatchState.UPLOADED, started_at=timezone.now())
    reader = _reader(lease)
    waiting = batch.files.filter(state=FileState.WAITING).order_by("position")
    is_trap = lease.attempts >= MOST_ATTEMPTS - 1
    while (file := waiting.first()) is not None:
        if is_trap:
            reader.work.begin(file)
            _refuse(reader, file, STOPPED_HERE, [])
        else:
            _read_file(reader, file)
        is_trap = False
    lease.step(Step.READ, BatchState.READING)


def _reader(lease: Lease) -> _Reader:
    records = list(TemplateRecord.objects.with_rows().filter(is_active=True))
    return _Reader(lease, tuple(one.value() for one in records), {one.code: one.pk for one in records}, Work(lease))


def _read_file(reader: _Reader, file: ImportFile) -> None:
    """Read one file; what is wrong with it is said at the file and stops no other."""
    with transaction.atomic():
        reader.lease.hold(BatchState.READING, **reader.work.begin(file))
        file.forms.all().delete()
    path = path_of(file.digest)
    try:
        if is_archive(path, file.name):
            _unpack(reader, file)
            return
        forms, notes = _forms_of(reader, file)
        _keep_forms(reader, file, forms)
    except OutdatedWorkbook as problem:
        _refuse(reader, file, str(problem), [{"code": "outdated_workbook", "year": problem.year}])
    except ReadingRefused as problem:
        _refuse(reader, file, str(problem), [note.to_json() for note in problem.notes])
    except FileNotFoundError:
        _refuse(reader, file, "服务器上找不到这个文件，可能已被清理。请重新上传。", [])
    else:
        _finish(reader, file, notes)


def _forms_of(reader: _Reader, file: ImportFile) -> tuple[Iterator[ImportedForm], list[dict[str, Any]]]:
    """What a file holds, in its order, and notes on text that belongs to nothing."""
    if is_list(file.batch):
        return iter(list(entries_of(file))), []
    notes: list[dict[str, Any]] = []
    return _stored_forms(reader, file, notes), notes


def _stored_forms(reader: _Reader, file: ImportFile, notes: list[dict[str, Any]]) -> Iterator[ImportedForm]:
    """The forms as they are read, of ten thousand never more than some at a time; other notes go to `notes`."""
    number = 0
    for part in stream_document(path_of(file.digest), file.name, reader.templates, reader.work.tell):
        if isinstance(part, Note):
            notes.append(part.to_json())
        elif words := outdated(part.stamp, reader.templates):
            year = part.stamp.year if part.stamp else 0
            raise OutdatedWorkbook(words, year)
        else:
            number += 1
            yield _stored(reader, file, number, part)


def _unpack(reader: _Reader, file: ImportFile) -> None:
    """Keep the files of an archive as files of the import, in the place of the archive; one within one is refused."""
    if file.archive:
        raise ReadingRefused(INNER_ARCHIVE.format(shown_name(file.name)))
    try:
        members = [
            ImportFile(
                batch_id=file.batch_id,
                position=file.position + number,
                name=name[-255:],
                archive=file.name,
                digest=(kept := store(iter(partial(member.read, _PIECE), b""))).digest,
                size=kept.size,
            )
            for number, (name, member) in enumerate(members_of(path_of(file.digest), file.name), start=1)
        ]
    except CannotStore as problem:
        _refuse(reader, file, str(problem), [])
        return
    with transaction.atomic():
        reader.lease.hold(BatchState.READING, files_total=F("files_total") + len(members) - 1)
        ImportFile.objects.filter(pk=file.pk).update(state=FileState.UNPACKED)
        ImportFile.objects.bulk_create(members)


def _keep_forms(reader: _Reader, file: ImportFile, forms: Iterator[ImportedForm]) -> None:
    """Store the forms of a file as they are read, some hundred at a time; pages see the progress."""
    before = file.batch.files.filter(state=FileState.READ).aggregate(forms=Sum("form_count"), rows=Sum("row_count"))
    form_count, row_count = before["forms"] or 0, before["rows"] or 0
    while stored := list(islice(forms, FORMS_AT_ONCE)):
        form_count, row_count = form_count + len(stored), row_count + sum(one.row_count for one in stored)
        with transaction.atomic():
            reader.lease.hold(
                BatchState.READING, form_count=form_count, row_count=row_count, work_done=reader.work.done
            )
            insert(stored)


def _stored(reader: _Reader, file: ImportFile, position: int, form: ReadForm) -> ImportedForm:
    content = with_keys(form.content)
    told = {
        "notes": [note.to_json() for note in form.notes],
        "places": {field: place.to_json() for field, place in form.places.items()},
        "printed": dict(form.printed),
    }
    return ImportedForm(
        batch_id=file.batch_id,
        file=file,
        position=position,
        template_id=reader.records[form.template.code],
        data=packed(content.to_json()),
        details=packed(told),
        place=str(form.place)[:200],
        code=content.code[:200],
        name=content.name.strip()[:200],
        unit_printed=content.unit_printed[:200],
        department_printed=content.budget_unit[:200],
        year_amount=listed(content.year_amount),
        row_count=len(content.indicators),
        note_count=len(form.notes),
    )


def _finish(reader: _Reader, file: ImportFile, notes: Sequence[object]) -> None:
    counted = file.forms.aggregate(rows=Sum("row_count"))
    with transaction.atomic():
        reader.lease.hold(BatchState.READING, files_done=F("files_done") + 1, work_done=reader.work.end())
        ImportFile.objects.filter(pk=file.pk).update(
            state=FileState.READ, notes=notes, form_count=file.forms.count(), row_count=counted["rows"] or 0
        )


def _refuse(reader: _Reader, file: ImportFile, message: str, notes: Sequence[object]) -> None:
    with transaction.atomic():
        reader.lease.hold(BatchState.READING, files_done=F("files_done") + 1, work_done=reader.work.end())
        file.forms.all().delete()
        ImportFile.objects.filter(pk=file.pk).update(state=FileState.REFUSED, message=message, notes=notes)
