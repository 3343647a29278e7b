"""What the author does with a whole declaration: submit, withdraw, start an adjustment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import Max

from declarations import checking, project_codes
from declarations.actions.attaching import carry_along
from declarations.actions.door import (
    LostRace,
    author_of,
    check_open,
    commit,
    expect_version,
    in_one_go,
    load,
    permit,
)
from declarations.content import DeclarationContent
from declarations.errors import HasErrors, MoveNotAllowed, OpinionMissing
from declarations.history import Author, Entry
from declarations.models import Ceiling, Declaration, Explanation, Project, Snapshot
from declarations.models.event import Source
from declarations.models.lines import store_rows
from declarations.rules import Finding, Report
from declarations.workflow import CAME_TO_NOTHING, Action, Move, Status
from indicators.template import FormTemplate
from perfgoals.accounts.roles import Actor


def submit(
    actor: Actor, declaration_id: int, *, seen: int, explanations: Mapping[str, str] | None = None
) -> Declaration:
    """Hand the declaration in as it was at version `seen`.

    `explanations` maps `checking.finding_key` to the author's sentence on a warning that stays. Errors, and
    warnings without an explanation, stop it (HasErrors). The first submission assigns the project code.
    """
    return in_one_go(lambda: _submit(actor, declaration_id, seen, explanations or {}))


def _submit(actor: Actor, declaration_id: int, seen: int, explanations: Mapping[str, str]) -> Declaration:
    declaration = load(declaration_id)
    move = permit(actor, declaration, Action.SUBMIT)
    expect_version(declaration, seen)
    author = author_of(actor, Source.FORM)
    late = _is_late(declaration, author.at)
    _hold_ceiling(declaration)
    content, template = declaration.content, declaration.template.value()
    report = checking.check(declaration, content, template)
    said = checking.explained(declaration, content, report) | {
        k: t.strip() for k, t in explanations.items() if t.strip()
    }
    _stop_on(content, report, said)
    said = _of_this_report(content, report, said)
    entries = []
    if declaration.project_id is None:
        content = _with_project(declaration, content, template)
        if content.code != declaration.code:
            entries.append(Entry(Action.SUBMIT, "code", declaration.code, content.code))
    entries.append(_submission_entry(declaration, move, said))
    commit(
        declaration,
        entries,
        author,
        status=move.target,
        code=content.code,
        project_id=declaration.project_id,
        submissions=declaration.submissions + 1,
        submitted_at=author.at,
        first_submitted_at=declaration.first_submitted_at or declaration.submitted_at or author.at,
        is_late=late,
        **checking.counts(report),
    )
    _store_explanations(declaration, said, author)
    _take_snapshot(declaration, content, checking.record(content, report, said), author)
    return declaration


def _is_late(declaration: Declaration, now: datetime) -> bool:
    """Whether the declaration counts as late; YearNotOpen when a first submission comes too late to be taken.

    What has been handed in once may come again after the closing date: it was returned in the time of reviews, or
    taken back. Taken back and brought again too late, it is marked.
    """
    if declaration.is_adjustment:
        return False
    if declaration.submissions == 0:
        return check_open(declaration.year, declaration.unit_id, now)
    taken_back = declaration.status == Status.DRAFT
    return declaration.is_late or (taken_back and now > declaration.year.closing_for(declaration.unit_id))


def _hold_ceiling(declaration: Declaration) -> None:
    """Let submissions of one unit come one after the other, so that two at once cannot both fit below its ceiling.

    SQLite has one writer at a time anyway and ignores the lock.
    """
    held = Ceiling.objects.select_for_update().filter(year=declaration.year_id, unit=declaration.unit_id)
    held.values_list("pk", flat=True).first()


def _stop_on(content: DeclarationContent, report: Report, said: Mapping[str, str]) -> None:
    def stops(finding: Finding) -> bool:
        if finding.is_warning:
            return checking.finding_key(content, finding.code, finding.field) not in said
        return finding.is_error

    stopping = [finding for finding in report.findings if stops(finding)]
    if stopping:
        raise HasErrors(stopping)


def _of_this_report(content: DeclarationContent, report: Report, said: Mapping[str, str]) -> dict[str, str]:
    """Only explanations of warnings that stand: what else was posted is nobody's."""
    warned = [finding for finding in report.findings if finding.is_warning]
    keys = {checking.finding_key(content, finding.code, finding.field) for finding in warned}
    return {key: text for key, text in said.items() if key in keys}


def _submission_entry(declaration: Declaration, move: Move, said: Mapping[str, str]) -> Entry:
    detail = {"status": str(move.target), "submission": declaration.submissions + 1, "explanations": dict(said)}
    return Entry(Action.SUBMIT, old={"status": declaration.status}, new=detail)


def _with_project(declaration: Declaration, content: DeclarationContent, template: FormTemplate) -> DeclarationContent:
    """Found the project, and give it the next free code where the form has one.

    Another submission in the same instant may take that code first; then all starts over.
    """
    code = project_codes.next_code(declaration) if template.has("code") else ""
    try:
        project = Project.objects.create(code=code, name=content.name, unit=declaration.unit)
    except IntegrityError as taken:
        raise LostRace from taken
    declaration.project_id = project.pk
    return content.with_values({"code": code}) if code else content


def _store_explanations(declaration: Declaration, said: Mapping[str, str], author: Author) -> None:
    Explanation.objects.filter(declaration=declaration).delete()
    split = [(*key.split("@", 1), text) for key, text in said.items()]
    Explanation.objects.bulk_create(
        Explanation(declaration=declaration, code=code, place=place, text=text, by_id=author.user_id, at=author.at)
        for code, place, text in split
    )


def _take_snapshot(
    declaration: Declaration, content: DeclarationContent, report: dict[str, Any], author: Author
) -> None:
    Snapshot.objects.create(
        declaration=declaration,
        number=declaration.submissions,
        version=declaration.version,
        data=content.to_json(),
        report=report,
        at=author.at,
        by_id=author.user_id,
    )


def withdraw(actor: Actor, declaration_id: int, *, seen: int) -> Declaration:
    """Take a submission back while nobody has decided on it."""

    def attempt() -> Declaration:
        declaration = load(declaration_id)
        move = permit(actor, declaration, Action.WITHDRAW)
        expect_version(declaration, seen)
        entry = Entry(Action.WITHDRAW, old={"status": declaration.status}, new={"status": str(move.target)})
        commit(declaration, [entry], author_of(actor, Source.FORM), status=move.target)
        return declaration

    return in_one_go(attempt)


def discard(actor: Actor, declaration_id: int, *, seen: int) -> Declaration:
    """Put a draft that was never submitted aside for good, on the record; MoveNotAllowed once it was submitted."""

    def attempt() -> Declaration:
        declaration = load(declaration_id)
        move = permit(actor, declaration, Action.DISCARD)
        expect_version(declaration, seen)
        entry = Entry(Action.DISCARD, old={"status": declaration.status}, new={"status": str(move.target)})
        author = author_of(actor, Source.FORM)
        commit(declaration, [entry], author, status=move.target, decided_at=author.at)
        return declaration

    return in_one_go(attempt)


def adjust(actor: Actor, declaration_id: int, *, reason: str, with_evidence: bool = True) -> Declaration:
    """A new draft that starts from an approved declaration, which itself stays as it is; its files come along or not.

    MoveNotAllowed when an adjustment of it is under way or approved already (then adjust that one).
    """
    return in_one_go(lambda: _adjust(actor, declaration_id, reason.strip(), with_evidence))


def _adjust(actor: Actor, declaration_id: int, reason: str, with_evidence: bool) -> Declaration:
    original = load(declaration_id)
    permit(actor, original, Action.ADJUST)
    if not reason:
        raise OpinionMissing("发起调整须写明原因，审核人会看到它。")
    if original.adjustments.exclude(status__in=CAME_TO_NOTHING).exists():
        raise MoveNotAllowed(f"《{original.title}》已有一份调整，请在那一份上继续。")
    author, content = author_of(actor, Source.FORM), original.content
    try:
        adjustment = _new_adjustment(original, content, author)
    except IntegrityError as taken:  # a double click, or a colleague in the same moment
        raise MoveNotAllowed(f"《{original.title}》刚刚已有一份调整。") from taken
    store_rows(adjustment.pk, content)
    counts = checking.counts(checking.check(adjustment, content, original.template.value()))
    files = [each.told() for each in original.evidence.live()] if with_evidence else []
    said = {"adjusts": original.pk, "history_head": original.history_head, **content.to_json(), "files": files}
    commit(adjustment, [Entry(Action.ADJUST, new=said, reason=reason)], author, **counts)
    if files:
        carry_along(original, adjustment)
    return adjustment


def _new_adjustment(original: Declaration, content: DeclarationContent, author: Author) -> Declaration:
    family = Declaration.objects.filter(year=original.year_id, project=original.project_id)
    latest = family.aggregate(latest=Max("revision"))["latest"] or 0
    return Declaration.objects.create(
        year=original.year,
        template=original.template,
        project_id=original.project_id,
        unit=original.unit,
        department=original.department,
        status=Status.DRAFT,
        adjusts=original,
        revision=latest + 1,
        created_by_id=author.user_id,
        updated_at=author.at,
        version=0,
        **Declaration.head_values(content),
    )


def recount(declaration: Declaration, settings: checking.Settings | None = None) -> bool:
    """Renew the counts of findings that lists show, after rules, templates or ceilings changed; says nothing new.

    No event: the counts are derived from what the declaration says. Returns whether they changed.
    """
    report = checking.check(declaration, declaration.content, declaration.template.value(), settings)
    counts = checking.counts(report)
    changed = any(getattr(declaration, name) != count for name, count in counts.items())
    if changed:
        Declaration.objects.filter(pk=declaration.pk, version=declaration.version).update(**counts)
    return changed
