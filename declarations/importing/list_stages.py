"""The stages of an import of a list: as those of forms, with entries in place of forms."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from declarations.errors import BadInput
from declarations.importflow import BatchState, Step
from declarations.importing.checking_forms import STALE, actor_of
from declarations.importing.committing import HELD_BACK
from declarations.importing.counts import counted, mark_files
from declarations.importing.leases import Lease
from declarations.importing.lists import LISTS, Entry, Known
from declarations.importing.records import note
from declarations.importing.storing import path_of
from declarations.importing.units import UnitIndex
from declarations.models import ImportBatch, ImportedForm, ImportFile
from declarations.models.bulk import update
from declarations.models.imports import BatchKind, Result, packed, unpacked
from declarations.reading.lists import read_list

_COLUMNS = ("result", "reason", "identity", "duplicate", "changes", "change_count", "taken", "outcome")
TWICE = "本批第 {place} 处已有同一条，只导入那一条"
OTHERWISE = "本批 {places} 说的是同一条，内容不同。请在文件里只留对的一条，再上传。"


def entries_of(file: ImportFile) -> Iterator[ImportedForm]:
    """The entries of a list as rows of the import; ReadingRefused as for forms."""
    kind = LISTS[file.batch.kind]
    for number, row in enumerate(read_list(path_of(file.digest), file.name, kind.columns), start=1):
        code, name, unit = kind.titles(Entry(row.values))
        told = {"places": {key: place.to_json() for key, place in row.places.items()}}
        yield ImportedForm(
            batch_id=file.batch_id,
            file=file,
            position=number,
            data=packed({"values": dict(row.values), "headings": dict(row.headings)}),
            details=packed(told),
            place=str(row.place)[:200],
            code=code[:200],
            name=name[:200],
            unit_printed=unit[:200],
            row_count=1,
        )


def entry_of(form: ImportedForm) -> Entry:
    """What the row says."""
    data: dict[str, Any] = unpacked(form.data)
    return Entry(data["values"], data["headings"])


def _known(batch: ImportBatch) -> Known:
    codes = frozenset(batch.forms.exclude(code="").values_list("code", flat=True))
    known = Known(batch, actor_of(batch), UnitIndex(batch.unit_choices), codes)
    LISTS[batch.kind].gather(known)
    return known


def check_list(batch: ImportBatch, lease: Lease) -> None:
    """Judge every entry, then show the import to its person."""
    forms = list(batch.forms.order_by("file__position", "position"))
    known, seen = _known(batch), dict[str, str]()
    for form in forms:
        _judge(known, form)
        first = seen.setdefault(form.identity, form.place)
        if first != form.place and form.result in (Result.NEW, Result.CHANGED, Result.SAME):
            form.result, form.duplicate, form.taken = Result.SAME, True, False
            form.reason = TWICE.format(place=first)
    _refuse_contradictions(known, forms)
    with transaction.atomic():
        lease.hold(BatchState.CHECKING)
        update(forms, _COLUMNS)
        mark_files(batch)
        columns = {"checked_count": len(forms), "ready_at": batch.ready_at or timezone.now(), **counted(batch)}
        lease.step(Step.CHECKED, BatchState.CHECKING, **columns)


def _refuse_contradictions(known: Known, forms: Sequence[ImportedForm]) -> None:
    """Entries that say different things of the same are a question to the person, never a guess."""
    same: dict[Hashable, list[ImportedForm]] = {}
    for form in forms:
        if form.result in (Result.NEW, Result.CHANGED, Result.SAME) and not form.duplicate:
            same.setdefault(LISTS[known.batch.kind].names(known, entry_of(form)), []).append(form)
    for group in same.values():
        for form in group if len(group) > 1 else ():
            form.result, form.duplicate, form.taken = Result.REFUSED, True, False
            form.reason = OTHERWISE.format(places="、".join(each.place for each in group))


def _judge(known: Known, form: ImportedForm) -> None:
    entry = entry_of(form)
    found = LISTS[known.batch.kind].judge(known, entry)
    said = "\0".join(f"{key}={text}" for key, text in sorted(entry.values.items()))
    form.result, form.reason, form.duplicate = found.result, found.reason, False
    form.identity = hashlib.sha1(said.encode()).hexdigest()  # noqa: S324 - a short name, no secret
    form.changes = [{"label": label, "old": old or "（空）", "new": new} for label, old, new in found.changes]
    form.change_count = len(form.changes)
    form.taken = found.result in (Result.NEW, Result.CHANGED) and form.outcome != STALE


def commit_list(batch: ImportBatch, lease: Lease) -> None:
    """Write what was taken, all or nothing; what is not as it was shown is shown again instead."""
    with transaction.atomic():
        lease.hold(BatchState.COMMITTING)
        taken = batch.forms.filter(taken=True, result__in=(Result.NEW, Result.CHANGED))
        forms = list(taken.order_by("file__position", "position"))
        known = _known(batch)
        stale = [form for form in forms if _is_stale(known, form)]
        if stale:
            batch.forms.filter(pk__in=[form.pk for form in stale]).update(outcome=STALE)
            lease.step(Step.HOLD_BACK, BatchState.COMMITTING, message=HELD_BACK.format(count=len(stale)))
            return
        _write(known, forms)
        new = sum(form.result == Result.NEW for form in forms)
        columns = {"created_count": new, "corrected_count": len(forms) - new, "finished_at": timezone.now()}
        lease.step(Step.COMMITTED, BatchState.COMMITTING, message="", **columns)
        note(batch, known.actor, f"导入完成：新增 {new} 条，变更 {len(forms) - new} 条。")


def _is_stale(known: Known, form: ImportedForm) -> bool:
    shown = (form.result, form.changes)
    _judge(known, form)
    return shown != (form.result, form.changes)


def _write(known: Known, forms: Sequence[ImportedForm]) -> None:
    try:
        LISTS[known.batch.kind].write(known, [entry_of(form) for form in forms])
    except ValidationError as problem:
        raise BadInput("；".join(problem.messages)) from problem
    transaction.on_commit(partial(_recount, known.batch))


def _recount(batch: ImportBatch) -> None:
    """Count anew in the background what findings say by the new ceilings or units."""
    from declarations.tasks import recount_open, recount_year  # noqa: PLC0415 - it imports this room

    if batch.kind == BatchKind.CEILINGS and batch.year:
        recount_year.enqueue(batch.year)
    elif batch.kind == BatchKind.UNITS:
        recount_open.enqueue()


def is_list(batch: ImportBatch) -> bool:
    """Whether the import brings in entries and not forms."""
    return batch.kind != BatchKind.DECLARATIONS
