"""The second stage: every form is matched with what is stored and held against the rules, hundreds at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from declarations import checking
from declarations.content import DeclarationContent
from declarations.importflow import BatchState, Step
from declarations.importing.counts import counted, mark_files
from declarations.importing.duplicates import mark_duplicates
from declarations.importing.judging import Verdict, verdict
from declarations.importing.leases import Lease
from declarations.importing.surroundings import Ceilings, LastYear, Stored, identity
from declarations.importing.telling import changes_in_short
from declarations.importing.units import UnitIndex
from declarations.models import ImportBatch, ImportedForm
from declarations.models.bulk import update
from declarations.models.imports import Result, packed
from declarations.permissions import may_import
from declarations.rules import Report, RuleContext, Severity, run
from indicators.models import TemplateRecord
from indicators.template import FormTemplate
from perfgoals.accounts.actors import actor_for
from perfgoals.accounts.models import Unit
from perfgoals.accounts.roles import Actor

FORMS_AT_ONCE = 200
STALE = "stale"  # outcome of a form whose declaration changed between the check and the confirmation
CHECKED_COLUMNS = (
    *("details", "result", "reason", "question", "unit", "department", "identity", "duplicate"),
    *("declaration", "seen_version", "changes", "change_count", "error_count", "warning_count", "hint_count", "taken"),
)


@dataclass
class Checker:
    """What stays the same for all forms of an import while they are checked."""

    batch: ImportBatch
    actor: Actor
    units: UnitIndex
    templates: dict[int, FormTemplate]
    ceilings: Ceilings
    settings: checking.Settings

    @classmethod
    def of(cls, batch: ImportBatch) -> Checker:
        """Everything that does not depend on the single form; some ten queries."""
        records = TemplateRecord.objects.with_rows()
        return cls(
            batch,
            actor_of(batch),
            UnitIndex(batch.unit_choices),
            {record.pk: record.value() for record in records},
            Ceilings(batch.year or 0),
            checking.rule_settings(),
        )


def actor_of(batch: ImportBatch) -> Actor:
    """Whoever started the import, with the roles that they have now."""
    if batch.by is None:
        raise ValueError("an import of the background worker has a person behind it")
    return actor_for(batch.by)


def check_forms(batch: ImportBatch, lease: Lease) -> None:
    """Judge every pending form, then show the import to its person."""
    checker = Checker.of(batch)
    pending = batch.forms.filter(result=Result.PENDING).order_by("pk")
    done = batch.forms.exclude(result=Result.PENDING).count()
    while chunk := list(pending[:FORMS_AT_ONCE]):
        check_chunk(checker, chunk)
        done += len(chunk)
        with transaction.atomic():
            lease.hold(BatchState.CHECKING, checked_count=done)
            update(chunk, CHECKED_COLUMNS)
    with transaction.atomic():
        lease.hold(BatchState.CHECKING)
        mark_duplicates(batch)
        mark_files(batch)
        columns = {"checked_count": done, "ready_at": batch.ready_at or timezone.now(), **counted(batch)}
        lease.step(Step.CHECKED, BatchState.CHECKING, **columns)


def check_chunk(checker: Checker, forms: Sequence[ImportedForm]) -> None:
    """Fill in what a check finds out about each form; nothing is written. Ten queries."""
    contents = {form.pk: form.content for form in forms}
    for form in forms:
        _find_units(checker, form, contents[form.pk])
    known = [(contents[form.pk], form.unit_id) for form in forms if form.unit_id]
    year = checker.batch.year or 0
    stored, before = Stored(year, known), LastYear(year, known)
    for form in forms:
        content = _judge(checker, form, contents[form.pk], stored)
        _run_rules(checker, form, content, before)


def _find_units(checker: Checker, form: ImportedForm, content: DeclarationContent) -> None:
    """Set unit and department; a form whose unit is not clear is refused with a question."""
    form.question = form.reason = ""
    form.unit = form.department = form.declaration = form.seen_version = None
    form.changes, form.change_count, form.duplicate = [], 0, False
    unit = checker.units.match(content.unit_printed, "申请单位")
    if unit.unit is None:
        _refuse(form, unit.reason, "unit" if content.unit_printed.strip() else "")
        return
    department = checker.units.match(content.budget_unit, "一级预算单位") if content.budget_unit.strip() else None
    if department and department.unit is None:
        _refuse(form, department.reason, "department")
        return
    if not may_import(checker.actor, unit.unit.path):
        _refuse(form, f"“{unit.unit.name}”不在您管理的单位范围内，请由上级管理员导入。")
        return
    form.unit = unit.unit
    form.department = department.unit if department else checker.units.department_of(unit.unit)


def _refuse(form: ImportedForm, reason: str, question: str = "") -> None:
    form.result, form.reason, form.question, form.taken = Result.REFUSED, reason, question, False
    form.identity = ""


def _judge(checker: Checker, form: ImportedForm, content: DeclarationContent, stored: Stored) -> DeclarationContent:
    """Set the verdict; returns the content that would be stored."""
    if form.unit_id is None or form.template_id is None:
        return content
    chosen = checker.batch.template_id
    if chosen is not None and form.template_id != chosen:
        title = checker.templates[form.template_id].title
        _refuse(form, f"这是“{title}”，本批只导入“{checker.templates[chosen].title}”。")
        return content
    told = judged(form, content, stored, form.unit_id, form.template_id)
    form.result, form.reason, form.question = told.result, told.reason, told.question
    form.taken = told.result in (Result.NEW, Result.CHANGED) and form.outcome != STALE
    form.identity = hashlib.sha1(  # noqa: S324 - a short name, no secret
        "\0".join(identity(content, form.unit_id)).encode()
    ).hexdigest()
    form.declaration = told.declaration
    form.seen_version = told.declaration.version if told.declaration else None
    form.changes = changes_in_short(checker.templates[form.template_id], told.content, told.changes)
    form.change_count = len(told.changes)
    return told.content


def judged(form: ImportedForm, content: DeclarationContent, stored: Stored, unit_id: int, template_id: int) -> Verdict:
    """The verdict on a form of which unit and template are known."""
    found = stored.meant_by(content, unit_id)
    notes = form.told.get("notes", ()) if found else ()
    missing = [note["field"] for note in notes if note["code"] == "field_missing"]
    units = (unit_id, form.department_id)
    return verdict(content, found, template_id=template_id, units=units, unprinted=missing, chosen=form.chosen_match)


def _run_rules(checker: Checker, form: ImportedForm, content: DeclarationContent, before: LastYear) -> None:
    if form.template_id is None:
        return
    report = run(content, _context(checker, form, content, before), on_import=True)
    form.details = packed(form.told | {"report": checking.record(content, report, {})})
    form.error_count, form.warning_count, form.hint_count = numbers(report)


def _context(checker: Checker, form: ImportedForm, content: DeclarationContent, before: LastYear) -> RuleContext:
    unit: Unit | None = form.unit
    ceiling, used = (
        checker.ceilings.of(unit.pk, [form.declaration] if form.declaration else ()) if unit else (None, Decimal(0))
    )
    printed = {content.applicant_unit, content.budget_unit, content.supervising_unit} - {""}
    return RuleContext(
        template=checker.templates[form.template_id or 0],
        year=checker.batch.year,
        as_of=timezone.localdate(),
        last_year=before.of(content, unit.pk) if unit else None,
        ceiling=ceiling,
        ceiling_used=used,
        settings=checker.settings,
        unit_matches={text: len(checker.units.matching(text)) for text in printed},
    )


def numbers(report: Report) -> tuple[int, int, int]:
    """Errors, warnings, hints."""
    of = [finding.severity for finding in report.findings]
    return of.count(Severity.ERROR), of.count(Severity.WARNING), of.count(Severity.HINT)
