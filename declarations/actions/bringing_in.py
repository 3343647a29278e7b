"""Creating many declarations at once: published forms of a year come in as approved ones, all or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
from declarations.models.declaration import Origin
from declarations.models.event import Source
from declarations.models.lines import rows_of
from declarations.permissions import may_import
from declarations.rules import Report
from declarations.workflow import Action, Status
from indicators.models import TemplateRecord
from indicators.template import FormTemplate
from perfgoals.accounts.models import Unit
from perfgoals.accounts.roles import Actor


@dataclass(frozen=True)
class Arrival:
    """One declaration to bring in: what it says, on which template, for which unit."""

    content: DeclarationContent
    template: TemplateRecord
    unit: Unit
    department: Unit
    reason: str = ""  # file and place it was read from


def create_many(actor: Actor, year: DeclarationYear, arrivals: Sequence[Arrival]) -> list[Declaration]:
    """Store every arrival as an approved declaration of `year`, in one transaction; NotPermitted for the whole.

    The caller has made sure that none of them is there already (year and code; without a code, unit and name).
    """
    for arrival in arrivals:
        if not may_import(actor, arrival.unit.path):
            raise NotPermitted(f"您没有为“{arrival.unit.name}”导入申报的权限。")
    author = author_of(actor, Source.IMPORT)
    with transaction.atomic():
        contents = [with_keys(arrival.content) for arrival in arrivals]
        declarations = [
            _declaration(year, arrival, content, project, author)
            for arrival, content, project in zip(arrivals, contents, _projects(arrivals), strict=True)
        ]
        reports = _reports(declarations, contents, _values(arrivals))
        _count_findings(declarations, reports)
        declarations = Declaration.objects.bulk_create(declarations)
        _create_rows(declarations, contents)
        _create_history(declarations, contents, arrivals, reports, author)
        gathering.soon([declaration.pk for declaration in declarations])
    return declarations


def _projects(arrivals: Sequence[Arrival]) -> list[Project]:
    """The project of each arrival: the one with its code, else a new one."""
    codes = {arrival.content.code for arrival in arrivals} - {""}
    known = {project.code: project for project in Project.objects.filter(code__in=codes)}
    fresh = []
    for arrival in arrivals:
        code = arrival.content.code
        project = known.get(code) if code else None
        if project is None:
            project = Project(code=code, name=arrival.content.name, unit=arrival.unit)
            fresh.append(project)
            known |= {code: project} if code else {}
    Project.objects.bulk_create(fresh)
    unnamed = iter([project for project in fresh if not project.code])
    return [known[arrival.content.code] if arrival.content.code else next(unnamed) for arrival in arrivals]


def _values(arrivals: Sequence[Arrival]) -> list[FormTemplate]:
    """The template value of each arrival, each template read once."""
    records = {arrival.template.pk: arrival.template for arrival in arrivals}
    values = {pk: record.value() for pk, record in records.items()}
    return [values[arrival.template.pk] for arrival in arrivals]


def _declaration(
    year: DeclarationYear, arrival: Arrival, content: DeclarationContent, project: Project, author: Author
) -> Declaration:
    return Declaration(
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


def _reports(
    declarations: Iterable[Declaration], contents: Iterable[DeclarationContent], templates: Iterable[FormTemplate]
) -> list[Report]:
    """The findings on each arrival."""
    settings = checking.rule_settings()
    parts = zip(declarations, contents, templates, strict=True)
    return [checking.check(declaration, content, template, settings) for declaration, content, template in parts]


def _count_findings(declarations: Iterable[Declaration], reports: Iterable[Report]) -> None:
    """Set the counts that lists show."""
    for declaration, report in zip(declarations, reports, strict=True):
        for name, count in checking.counts(report).items():
            setattr(declaration, name, count)


def _create_rows(declarations: Iterable[Declaration], contents: Iterable[DeclarationContent]) -> None:
    by_kind: dict[type[Any], list[Any]] = {}
    for declaration, content in zip(declarations, contents, strict=True):
        for kind, rows in rows_of(declaration.pk, content).items():
            by_kind.setdefault(kind, []).extend(rows)
    for kind, rows in by_kind.items():
        kind._default_manager.bulk_create(rows, batch_size=2000)


def _create_history(
    declarations: Sequence[Declaration],
    contents: Sequence[DeclarationContent],
    arrivals: Sequence[Arrival],
    reports: Sequence[Report],
    author: Author,
) -> None:
    events, snapshots = [], []
    for declaration, content, arrival, report in zip(declarations, contents, arrivals, reports, strict=True):
        entry = Entry(Action.IMPORT, new=content.to_json(), reason=arrival.reason)
        (event,) = chained(declaration, declaration.version, [entry], author)
        declaration.event_count, declaration.history_head = event.number, event.hash
        events.append(event)
        snapshots.append(
            Snapshot(
                declaration=declaration,
                number=1,
                version=declaration.version,
                data=content.to_json(),
                report=checking.record(content, report, {}),
                at=author.at,
                by_id=author.user_id,
            )
        )
    Declaration.objects.bulk_update(declarations, ["event_count", "history_head"], batch_size=500)
    Event.objects.bulk_create(events, batch_size=500)
    Snapshot.objects.bulk_create(snapshots, batch_size=500)
