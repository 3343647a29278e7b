"""The chain of events: how an event is hashed, appended and verified."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from declarations.changes import Change, apply, differences, split_path
from declarations.content import ROW_FIELDS, DeclarationContent, cell_from_json, head_from_json, to_json
from declarations.models import Declaration, Event
from declarations.workflow import Action, Status


@dataclass(frozen=True)
class Entry:
    """What one event will say; who, when and where are the same for all entries of one action."""

    action: str
    field: str = ""
    old: Any = None
    new: Any = None
    reason: str = ""


@dataclass(frozen=True)
class Author:
    """Who stands behind the events of one action, and where they came from."""

    user_id: int | None
    name: str
    source: str
    at: datetime


def digest(event: Event) -> str:
    """SHA-256 over everything that the event says and the hash before it."""
    said = {
        "declaration": event.declaration_id,
        "number": event.number,
        "version": event.version,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "actor_name": event.actor_name,
        "action": str(event.action),
        "field": event.field,
        "old": event.old,
        "new": event.new,
        "reason": event.reason,
        "source": str(event.source),
        "previous": event.previous_hash,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def chained(declaration: Declaration, version: int, entries: Sequence[Entry], author: Author) -> list[Event]:
    """Unsaved events for `entries`, following the declaration's chain; the last one's hash is its new head."""
    events, previous = [], declaration.history_head
    for number, entry in enumerate(entries, start=declaration.event_count + 1):
        event = Event(
            declaration_id=declaration.pk,
            number=number,
            version=version,
            at=author.at,
            actor_id=author.user_id,
            actor_name=author.name,
            action=entry.action,
            field=entry.field,
            old=to_json(entry.old),
            new=to_json(entry.new),
            reason=entry.reason,
            source=author.source,
            previous_hash=previous,
        )
        event.hash = previous = digest(event)
        events.append(event)
    return events


def change_of(event: Event) -> Change:
    """The change that an event of a save recorded, with values as the content has them."""
    return Change(event.field, _value(event.field, event.old), _value(event.field, event.new))


def _value(field: str, stored: Any) -> Any:
    part, _, column = split_path(field)
    if part not in ROW_FIELDS:
        return head_from_json(part, stored)
    if column:
        return cell_from_json(column, stored)
    if field == f"{part}[]":
        return stored  # the keys of the rows in their order
    return None if stored is None else {name: cell_from_json(name, cell) for name, cell in stored.items()}


def replayed(events: Sequence[Event]) -> tuple[DeclarationContent, str]:
    """What a declaration says and where it stands, worked out from its events alone.

    The first event holds the whole content; the later ones hold fields, and the new status in their detail.
    """
    first, *later = events
    content = DeclarationContent.from_json(first.new or {})
    status = str(Status.APPROVED if first.action == Action.IMPORT else Status.DRAFT)
    for event in later:
        if event.field:
            content = apply(content, [change_of(event)])
        elif isinstance(event.new, dict):
            status = event.new.get("status", status)
    return content, status


def _rule_of(detail: Any) -> str:
    return str(detail.get("rule", "")) if isinstance(detail, dict) else ""


def _waived(events: Iterable[Event]) -> dict[str, str]:
    """The rules that the events leave waived, by code, with the reason."""
    waived: dict[str, str] = {}
    for event in events:
        if event.action == Action.WAIVE:
            waived[_rule_of(event.new)] = event.reason
        elif event.action == Action.UNWAIVE:
            waived.pop(_rule_of(event.old), None)
    return waived


def breaks(declaration: Declaration, events: Iterable[Event]) -> list[str]:
    """What is wrong with the history of one declaration, as Chinese sentences; empty when it is whole.

    The chain must hold link by link, end at the registered head, and lead to just what is stored.
    """
    told = list(events)
    found = list(_broken_links(told))
    head = told[-1].hash if told else ""
    if not told:
        found.append("没有任何历史记录。")
    elif head != declaration.history_head or len(told) != declaration.event_count:
        found.append(f"最后一条记录与申报上登记的链首不符（登记 {declaration.event_count} 条，现有 {len(told)} 条）。")
    return found or _departures(declaration, told)


def _broken_links(events: Sequence[Event]) -> Iterator[str]:
    previous = ""
    for count, event in enumerate(events, start=1):
        if event.number != count:
            yield f"第 {count} 条记录缺失（接着是第 {event.number} 条）。"
            return
        if event.previous_hash != previous:
            yield f"第 {count} 条记录没有接在前一条之后。"
        if digest(event) != event.hash:
            yield f"第 {count} 条记录的内容与校验值不符，可能被改动过。"
        previous = event.hash


def _departures(declaration: Declaration, events: Sequence[Event]) -> list[str]:
    """Where what is stored is not what the events say: a change that went round the one door."""
    content, status = replayed(events)
    found = [
        f"现存内容的“{change.field}”与历史记录不符，可能绕过系统改动过。"
        for change in differences(content, declaration.content)
    ]
    if _waived(events) != {waiver.code: waiver.reason for waiver in declaration.waivers.all()}:
        found.append("现存的规则豁免与历史记录不符，可能绕过系统改动过。")
    if status != declaration.status:
        found.append(f"现存状态“{declaration.state.label}”与历史记录不符，可能绕过系统改动过。")
    return found
