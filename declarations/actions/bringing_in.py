"""Creating many declarations at once: published forms of a year come in as approved ones, all or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from declarations import checking
from declarations.actions.door import author_of
from declarations.blank import with_keys
from declarations.content import DeclarationContent
from declarations.errors import NotPermitted
from declarations.history import Author, Entry, chained
from declarations.library import gathering
from declarations.models import Declaration, DeclarationYear, Event, Project, Snapshot
from declarations.models.bulk import insert, insert_values, reserve
from declarations.models.declaration import Origin
from declarations.models.event import Source
from declarations.models.lines import row_values
from declarations.permissions import may_import
from declarations.workflow import Action, Status
from indicators.models import TemplateRecord
from perfgoals.accounts.models import Unit
from perfgoals.accounts.roles import Actor


@dataclass(frozen=True)
class Arrival:
    """One declaration to bring in: what it says, on which template, for which unit.

    `counts` are the columns that lists show (`checking.counts`) and `report` what is stored with a submission
    (`checking.record`), when the rules have been run already on a content whose rows have keys.
    """

    content: DeclarationContent
    template: TemplateRecord
    unit: Unit
    department: Unit
    reason: str = ""  # batch, file and place it was read from, with the digest of the file
    counts: Mapping[str, int] = field(default_factory=dict)
    report: Mapping[str, Any] = field(default_factory=dict)


def create_many(actor: Actor, year: DeclarationYear, arrivals: Sequence[Arrival]) -> list[Declaration]:
    """Store every arrival as an approved declaration of `year`, in one transaction; NotPermitted for the whole.

    The caller has made sure that none of them is there already (year and code; without a code, unit and name). Some
    queries for all of them together; rows are written by `bulk.insert`.
    """
    if not arrivals:
        return []
    permit_import(actor, {arrival.unit for arrival in arrivals})
    author = author_of(actor, Source.IMPORT)
    with transaction.atomic():
        contents = [with_keys(arrival.content) for arrival in arrivals]
        projects = _projects(arrivals)
        pairs = zip(reserve(Declaration, len(arrivals)), arrivals, contents, projects, strict=True)
        declarations = [
            _declaration(pk, year, arrival, content, project, author) for pk, arrival, content, project in pairs
        ]
        reports = _run_rules(declarations, contents, arrivals)
        said = [content.to_json() for content in contents]
        events = _events(declarations, said, arrivals, author)
        insert(declarations)
        insert_rows(declarations, contents)
        insert(events)
        insert([snapshot_of(*part, author) for part in zip(declarations, said, reports, strict=True)])
        gathering.soon([declaration.pk for declaration in declarations])
    return declarations


def permit_import(actor: Actor, units: set[Unit]) -> None:
    """NotPermitted when one of the units is not this actor's to import for."""
    for unit in units:
        if not may_import(actor, unit.path):
            raise NotPermitted(f"您没有为“{unit.name}”导入申报的权限。")


def _projects(arrivals: Sequence[Arrival]) -> list[Project]:
    """The project of each arrival: the one with its code, else a new one."""
    codes = {arrival.content.code for arrival in arrivals} - {""}
    known = {project.code: project for project in Project.objects.filter(code__in=codes)}
    projects, fresh = [], []
    for arrival in arrivals:
        code = arrival.content.code
        project = known.get(code) if code else None
        if project is None:
            project = Project(code=code, name=arrival.content.name, unit=arrival.unit)
            fresh.append(project)
            known |= {code: project} if code else {}
        projects.append(project)
    for project, pk in zip(fresh, reserve(Project, len(fresh)), strict=True):
        project.pk = pk
    insert(fresh)
    return projects


def _declaration(
    pk: int,
    year: DeclarationYear,
    arrival: Arrival,
    content: DeclarationContent,
    project: Project,
    author: Author,
) -> Declaration:
    return Declaration(
        pk=pk,
        year=year,
        template=arrival.template,
        project=project,
        unit=arrival.unit,
        department=arrival.department,
        status=Status.APPROVED,
        origin=Origin.IMPORT,
        submissions=1,
        submitted_at=author.at,
        first_submitted_at=author.at,
        decided_at=author.at,
        created_by_id=author.user_id,
        updated_at=author.at,
        **Declaration.head_values(content),
    )


def _run_rules(
    declarations: Sequence[Declaration], contents: Sequence[DeclarationContent], arrivals: Sequence[Arrival]
) -> list[Mapping[str, Any]]:
    """Set the counts that lists show and return the report of each; the rules are run where nobody has yet."""
    records = {arrival.template.pk: arrival.template for arrival in arrivals if not arrival.report}
    templates = {pk: record.value() for pk, record in records.items()}
    settings = checking.rule_settings() if records else None
    reports = []
    for declaration, content, arrival in zip(declarations, contents, arrivals, strict=True):
        counts, stored = arrival.counts, arrival.report
        if not stored:
            report = checking.check(declaration, content, templates[arrival.template.pk], settings)
            counts, stored = checking.counts(report), checking.record(content, report, {})
        for name, count in counts.items():
            setattr(declaration, name, count)
        reports.append(stored)
    return reports


def insert_rows(declarations: Sequence[Declaration], contents: Sequence[DeclarationContent]) -> None:
    """Write the rows of declarations that have none yet."""
    for kind, fields, values in row_values([one.pk for one in declarations], contents):
        insert_values(kind, fields, values)


def _events(
    declarations: Sequence[Declaration], said: Sequence[dict[str, Any]], arrivals: Sequence[Arrival], author: Author
) -> list[Event]:
    """The first event of each declaration; it holds the whole content and begins the chain."""
    events = []
    for declaration, content, arrival in zip(declarations, said, arrivals, strict=True):
        entry = Entry(Action.IMPORT, new=content, reason=arrival.reason)
        (event,) = chained(declaration, declaration.version, [entry], author)
        declaration.event_count, declaration.history_head = event.number, event.hash
        events.append(event)
    return events


def snapshot_of(
    declaration: Declaration, said: Mapping[str, Any], report: Mapping[str, Any], author: Author
) -> Snapshot:
    """What the declaration says as of its latest submission; not stored yet."""
    return Snapshot(
        declaration_id=declaration.pk,
        number=declaration.submissions,
        version=declaration.version,
        data=said,
        report=report,
        at=author.at,
        by_id=author.user_id,
    )
