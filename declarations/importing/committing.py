"""The last stage: everything that was taken is written in one transaction, or nothing is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from declarations import actions
from declarations.actions import Arrival, Correction
from declarations.importflow import BatchState, Step
from declarations.importing.checking_forms import STALE, actor_of, judged
from declarations.importing.leases import Lease
from declarations.importing.records import note
from declarations.importing.surroundings import Stored
from declarations.importing.telling import fixes_in_history
from declarations.importing.years import year_for
from declarations.models import Declaration, DeclarationYear, ImportBatch, ImportedForm
from declarations.models.bulk import update
from declarations.models.imports import Result
from indicators.models import TemplateRecord
from perfgoals.accounts.models import Unit
from perfgoals.accounts.roles import Actor

FORMS_AT_ONCE = 500
HELD_BACK = "有 {count} 份在核对以后被别人改动或新建过，没有导入任何申报。这几份已重新核对，请看过后再确认。"


class ChangedSince(Exception):
    """Forms whose declarations are no longer as the person saw them."""

    def __init__(self, keys: Sequence[int]) -> None:
        super().__init__()
        self.keys = list(keys)


@dataclass
class _Writing:
    """What the writing of one import needs, and what it has met so far."""

    batch: ImportBatch
    actor: Actor
    year: DeclarationYear
    templates: dict[int, TemplateRecord]
    units: dict[int, Unit]
    stale: list[int] = field(default_factory=list)
    created: int = 0
    corrected: int = 0


def commit_batch(batch: ImportBatch, lease: Lease) -> None:
    """Write what was taken. When something was changed since it was shown, write nothing and show it again."""
    try:
        with transaction.atomic():
            lease.hold(BatchState.COMMITTING)
            written = _write(batch)
            lease.step(
                Step.COMMITTED,
                BatchState.COMMITTING,
                created_count=written.created,
                corrected_count=written.corrected,
                finished_at=timezone.now(),
                message="",
            )
            note(batch, written.actor, f"导入完成：新增 {written.created} 份，变更 {written.corrected} 份。")
    except ChangedSince as since:
        _hold_back(batch, lease, since.keys)


def _write(batch: ImportBatch) -> _Writing:
    records = {record.pk: record for record in TemplateRecord.objects.all()}
    units = {unit.pk: unit for unit in Unit.objects.all()}
    first = batch.forms.filter(taken=True).order_by("pk").values_list("template_id", flat=True).first()
    year = year_for(batch.year or 0, records[first or 0])
    writing = _Writing(batch, actor_of(batch), year, records, units)
    for chunk in _chunks(batch):
        _write_chunk(writing, chunk)
    if writing.stale:
        raise ChangedSince(writing.stale)
    return writing


def _chunks(batch: ImportBatch) -> Iterator[list[ImportedForm]]:
    """The forms that were taken, some hundred at a time, in order."""
    taken = batch.forms.filter(taken=True, result__in=(Result.NEW, Result.CHANGED)).select_related("file")
    last = 0
    while chunk := list(taken.filter(pk__gt=last).order_by("pk")[:FORMS_AT_ONCE]):
        last = chunk[-1].pk
        yield chunk


def _write_chunk(writing: _Writing, forms: Sequence[ImportedForm]) -> None:
    """Look again at what each form meets, then write; once something has changed only the looking goes on."""
    contents = [(form.content, form.unit_id or 0) for form in forms]
    stored = Stored(writing.batch.year or 0, contents)
    arrivals: list[tuple[ImportedForm, Arrival]] = []
    corrections: list[tuple[ImportedForm, Correction]] = []
    for form, (content, unit_id) in zip(forms, contents, strict=True):
        told = judged(form, content, stored, unit_id, form.template_id or 0)
        seen = told.declaration.version if told.declaration else None
        if form.unit_id is None or (told.result, seen) != (form.result, form.seen_version):
            writing.stale.append(form.pk)
        elif told.declaration is not None:
            corrections.append(
                (
                    form,
                    Correction(
                        told.declaration, told.content, _reason(form), _counts(form), form.told.get("report", {})
                    ),
                )
            )
        else:
            arrivals.append((form, _arrival(writing, form, told.content)))
    if not writing.stale:
        created = actions.create_many(writing.actor, writing.year, [arrival for _, arrival in arrivals])
        corrected = actions.correct_many(writing.actor, [correction for _, correction in corrections])
        _remember([form for form, _ in arrivals], created, "created")
        _remember([form for form, _ in corrections], corrected, "corrected")
        writing.created += len(created)
        writing.corrected += len(corrected)


def _arrival(writing: _Writing, form: ImportedForm, content: object) -> Arrival:
    return Arrival(
        content=content,  # type: ignore[arg-type]
        template=writing.templates[form.template_id or 0],
        unit=writing.units[form.unit_id or 0],
        department=writing.units[form.department_id or 0],
        reason=_reason(form),
        counts=_counts(form),
        report=form.told.get("report", {}),
    )


def _counts(form: ImportedForm) -> dict[str, int]:
    return {
        "error_count": form.error_count,
        "warning_count": form.warning_count,
        "hint_count": form.hint_count,
    }


def _reason(form: ImportedForm) -> str:
    """Where a declaration comes from, as its history says it."""
    place = f"第 {form.batch_id} 批导入：{form.file.shown_name} {form.place}（SHA-256 {form.file.digest}）"
    return place + fixes_in_history(form.fixes)


def _remember(forms: Sequence[ImportedForm], declarations: Sequence[Declaration], outcome: str) -> None:
    """Write beside each form what became of it: the import can be shown and undone by that."""
    for form, declaration in zip(forms, declarations, strict=True):
        form.declaration, form.outcome = declaration, outcome
        form.written_version, form.history_head = declaration.version, declaration.history_head
    update(forms, ("declaration", "outcome", "written_version", "history_head"))


def _hold_back(batch: ImportBatch, lease: Lease, keys: Sequence[int]) -> None:
    """Nothing was written: the forms in question are checked again and wait for the person."""
    with transaction.atomic():
        lease.hold(BatchState.COMMITTING)
        batch.forms.filter(pk__in=keys).update(result=Result.PENDING, outcome=STALE)
        lease.step(Step.HOLD_BACK, BatchState.COMMITTING, message=HELD_BACK.format(count=len(keys)))
