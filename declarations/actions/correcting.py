"""Correcting many declarations that an import brought in: the document says something else now, all or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from declarations.actions.bringing_in import insert_rows, permit_import, snapshot_of
from declarations.actions.door import author_of
from declarations.changes import differences
from declarations.content import DeclarationContent
from declarations.errors import Stale
from declarations.history import Author, Entry, chained
from declarations.library import gathering
from declarations.models import BudgetRow, Declaration, Event, IndicatorRow, PlanRow
from declarations.models.bulk import insert, update
from declarations.models.event import Source
from declarations.workflow import Action
from perfgoals.accounts.roles import Actor

_ROWS: tuple[type[Any], ...] = (IndicatorRow, BudgetRow, PlanRow)


@dataclass(frozen=True)
class Correction:
    """What a stored declaration (loaded with content, at the version that was seen) shall say from now on.

    Every row of `content` has a key; `counts` are the columns that lists show.
    """

    declaration: Declaration
    content: DeclarationContent
    reason: str
    counts: dict[str, int]
    report: Mapping[str, Any] = field(default_factory=dict)  # checking.record, of the content with its keys


def correct_many(actor: Actor, corrections: Sequence[Correction]) -> list[Declaration]:
    """Write every correction as the next version of its declaration, an event a field, in one transaction.

    Stale when one of them has another version by now, NotPermitted when one is not the actor's; then nothing changes.
    """
    if not corrections:
        return []
    permit_import(actor, {each.declaration.unit for each in corrections})
    author = author_of(actor, Source.IMPORT)
    with transaction.atomic():
        seen = {each.declaration.pk: each.declaration.version for each in corrections}
        events = [event for each in corrections for event in _corrected(each, author)]
        declarations = [each.declaration for each in corrections]
        if update(declarations, _columns(corrections[0].content), seen=seen) != len(corrections):
            raise Stale("有申报在核对以后被改动，没有写入任何变更。")
        for kind in _ROWS:
            kind.objects.filter(declaration__in=seen).delete()
        contents = [each.content for each in corrections]
        insert_rows(declarations, contents)
        insert(events)
        said = [content.to_json() for content in contents]
        reports = [each.report for each in corrections]
        insert([snapshot_of(*part, author) for part in zip(declarations, said, reports, strict=True)])
        gathering.soon(list(seen))
    return declarations


def _corrected(correction: Correction, author: Author) -> list[Event]:
    """Lay the correction over the loaded declaration; its events, chained."""
    declaration, content = correction.declaration, correction.content
    entries = [
        Entry(Action.IMPORT, change.field, change.old, change.new, correction.reason)
        for change in differences(declaration.content, content)
    ]
    events = chained(declaration, declaration.version + 1, entries, author)
    columns = Declaration.head_values(content) | correction.counts
    columns |= {
        "version": declaration.version + 1,
        "submissions": declaration.submissions + 1,
        "updated_at": author.at,
        "event_count": declaration.event_count + len(events),
        "history_head": events[-1].hash,
    }
    for name, value in columns.items():
        setattr(declaration, name, value)
    return events


def _columns(content: DeclarationContent) -> list[str]:
    return [
        *Declaration.head_values(content),
        *("version", "submissions", "updated_at", "event_count", "history_head"),
        *("error_count", "warning_count", "hint_count"),
    ]
