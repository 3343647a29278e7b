"""A value corrected in the preview: what was read, what was set and by whom stay on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from declarations.changes import Change, apply, split_path
from declarations.content import (
    ROW_FIELDS,
    DeclarationContent,
    cell_from_json,
    head_from_json,
    to_json,
)
from declarations.errors import BadInput, MoveNotAllowed
from declarations.importflow import BatchState
from declarations.importing.checking_forms import CHECKED_COLUMNS, Checker, check_chunk
from declarations.importing.counts import counted, mark_files
from declarations.importing.deciding import permit
from declarations.importing.duplicates import mark_duplicates
from declarations.importing.records import note
from declarations.importing.telling import in_short
from declarations.models import ImportBatch, ImportedForm
from declarations.models.bulk import update
from declarations.models.imports import BatchKind, Result, packed
from declarations.numbers import listed
from perfgoals.accounts.roles import Actor

MOST_TWINS = 100  # forms that name the same declaration and are looked at again
_OWN_COLUMNS = ("data", "fixes", "code", "name", "unit_printed", "department_printed", "year_amount")


@dataclass(frozen=True)
class Fix:
    """One place of a form (a path of changes.py, rows by key): what it shall say, in words too.

    `seen` is what the page showed there; when it says something else by now, nothing is changed.
    """

    path: str
    label: str
    seen: Any
    value: Any
    seen_words: str
    words: str


def value_at(content: DeclarationContent, path: str) -> Any:
    """What a form says at a path; BadInput for a place that it does not have."""
    part, key, column = split_path(path)
    if part not in ROW_FIELDS:
        return content.get(key if part == "extra" else part)
    row = next((row for row in getattr(content, part) if row.key == key), None)
    if row is None or not hasattr(row, column):
        raise BadInput("这份表里没有这一处，可能文件已经换过。请刷新页面再看。")
    return getattr(row, column)


def read_at(form: ImportedForm, path: str) -> Any:
    """What the document says where something was corrected; BadInput when nothing was."""
    found = next((fix for fix in form.fixes if fix["path"] == path), None)
    if found is None:
        raise BadInput("这一处没有改正过。请刷新页面再看。")
    part, _, column = split_path(path)
    return cell_from_json(column, found["was"]) if part in ROW_FIELDS else head_from_json(part, found["was"])


def fix(actor: Actor, batch: ImportBatch, form_pk: int, fixes: Sequence[Fix]) -> ImportedForm:
    """Correct a form of the preview and check it, and those that name the same declaration, again.

    MoveNotAllowed when the import no longer waits for its person, BadInput when somebody else corrected meanwhile.
    """
    permit(actor, batch)
    if batch.kind != BatchKind.DECLARATIONS:
        raise MoveNotAllowed("清单里的内容请在文件里改好，再上传一次。")
    with transaction.atomic():
        ready = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.READY)
        if ready.update(choices_version=F("choices_version") + 1) != 1:
            raise MoveNotAllowed("这批导入已不在核对阶段，没有改正。")
        form = batch.forms.select_related("file").get(pk=form_pk)
        before = (form.identity, form.taken or form.result not in (Result.NEW, Result.CHANGED) or form.duplicate)
        for each in fixes:
            _lay_over(actor, form, each)
        update([form], _OWN_COLUMNS)
        _check_again(batch, form, *before)
        mark_files(batch)
        ImportBatch.objects.filter(pk=batch.pk).update(**counted(batch))
        said = "；".join(f"{each.label}“{in_short(each.seen_words)}”改为“{in_short(each.words)}”" for each in fixes)
        note(batch, actor, f"改正《{form.title}》（{form.file.shown_name} {form.place}）：{said}。")
    batch.refresh_from_db()
    return batch.forms.select_related("file", "unit", "department").get(pk=form_pk)


def _lay_over(actor: Actor, form: ImportedForm, each: Fix) -> None:
    content = form.content
    before = value_at(content, each.path)
    if before != each.seen:
        raise BadInput(f"“{each.label}”刚被别人改过，您的改正没有写入。请看过现在的内容再改。")
    content = apply(content, [Change(each.path, before, each.value)])
    kept = [one for one in form.fixes if one["path"] != each.path]
    earlier = next((one for one in form.fixes if one["path"] == each.path), None)
    was, words = (earlier["was"], earlier["read"]) if earlier else (to_json(before), each.seen_words)
    if was != to_json(each.value):
        fixed = {"path": each.path, "label": each.label, "read": words, "was": was, "set": each.words}
        kept.append(fixed | {"by": actor.name, "by_id": actor.user_id, "at": timezone.now().isoformat()})
    form.fixes = kept
    form.data = packed(content.to_json())
    form.code, form.name = content.code[:200], content.name.strip()[:200]
    form.unit_printed, form.department_printed = content.unit_printed[:200], content.budget_unit[:200]
    form.year_amount = listed(content.year_amount)


def _check_again(batch: ImportBatch, form: ImportedForm, identity: str, wanted: bool) -> None:
    """The form, then those that named the same declaration before or do so now; what was chosen on them stays."""
    checker = Checker.of(batch)
    _check(checker, [form])
    form.taken = form.taken and wanted
    update([form], CHECKED_COLUMNS)
    names = {identity, form.identity} - {""}
    twins = list(batch.forms.filter(identity__in=names).exclude(pk=form.pk).order_by("pk")[:MOST_TWINS])
    if identity == form.identity and not any(twin.duplicate for twin in twins):
        twins = []
    left_out = {twin.pk for twin in twins if not twin.taken and not twin.duplicate}
    _check(checker, twins)
    for twin in twins:
        twin.taken = twin.taken and twin.pk not in left_out
    update(twins, CHECKED_COLUMNS)
    mark_duplicates(batch)


def _check(checker: Checker, forms: Sequence[ImportedForm]) -> None:
    if forms:
        check_chunk(checker, forms)
