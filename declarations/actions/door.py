"""What every action goes through: load, permit, write by compare-and-swap, append events."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from declarations.errors import MoveNotAllowed, NotPermitted, Stale, YearNotOpen
from declarations.history import Author, Entry, chained
from declarations.models import Declaration, DeclarationYear, Event
from declarations.models.event import Source
from declarations.models.lines import fetch_rows
from declarations.models.year import LatePolicy
from declarations.permissions import Standing, belongs_to, refusal
from declarations.workflow import DECISIONS, MOVES, Move, move_for
from perfgoals.accounts.roles import Actor

ATTEMPTS = 5
DECIDED_FROM = frozenset(move.source for move in MOVES if move.action in DECISIONS)
Result = TypeVar("Result")


class LostRace(Exception):
    """The compare-and-swap found another version than the one loaded; the action starts over."""


def load(declaration_id: int) -> Declaration:
    """The declaration as it stands now, with everything that its content needs."""
    declaration = Declaration.objects.for_one().get(pk=declaration_id)
    fetch_rows(declaration)
    return declaration


def standing_of(declaration: Declaration, *, editors: frozenset[int] | None = None) -> Standing:
    """What permissions need to know.

    Who edited it is looked up (one query) unless given, and only where a decision may be taken: nothing else asks.
    """
    if editors is None and declaration.status not in DECIDED_FROM:
        editors = frozenset()
    return Standing(
        status=declaration.status,
        unit_id=declaration.unit_id,
        department_id=declaration.department_id,
        submitted=declaration.submissions > 0,
        editor_ids=declaration.editor_ids() if editors is None else editors,
    )


def permit(actor: Actor, declaration: Declaration, action: str) -> Move:
    """The move that `action` makes now; NotPermitted or MoveNotAllowed when there is none for this actor."""
    standing = standing_of(declaration)
    move = move_for(action, declaration.status, own_department=standing.own_department, submitted=standing.submitted)
    if move is None:
        parties = {possible.party for possible in MOVES if possible.action == action}
        if not any(belongs_to(actor, party, standing) for party in parties):
            raise NotPermitted("您在这份申报上没有这项权限。")
        raise MoveNotAllowed(f"《{declaration.title}》现在是“{declaration.state.label}”，这一步已经做过或不能再做。")
    reason = refusal(actor, move, standing)
    if reason is not None:
        raise NotPermitted(reason)
    return move


def expect_version(declaration: Declaration, seen: int) -> None:
    """Refuse to decide on something other than what the person saw."""
    if declaration.version != seen:
        raise Stale(f"《{declaration.title}》在您打开以后又有改动，请看过最新内容再决定。")


def in_one_go(attempt: Callable[[], Result]) -> Result:
    """Run `attempt` in a transaction, again when another write came in between; Stale after some tries."""
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return attempt()
        except LostRace:
            continue
    raise Stale("同一份申报正被多人同时修改，请稍后再试；您填写的内容还在页面上。")


def author_of(actor: Actor, source: Source, now: datetime | None = None) -> Author:
    """Who stands behind the events; the system itself (user 0) has no user row."""
    return Author(actor.user_id or None, actor.name, source, now or timezone.now())


def commit(declaration: Declaration, entries: Sequence[Entry], author: Author, **columns: Any) -> None:
    """Write `columns` and the events as the next version; LostRace when the loaded version is no longer the last.

    Comes before everything else that an action writes: whoever loses the race has then written nothing that could
    meet the winner's rows.
    """
    version = declaration.version + 1
    events = chained(declaration, version, entries, author)
    columns |= {
        "version": version,
        "updated_at": author.at,
        "event_count": declaration.event_count + len(events),
        "history_head": events[-1].hash,
    }
    if Declaration.objects.filter(pk=declaration.pk, version=declaration.version).update(**columns) != 1:
        raise LostRace
    Event.objects.bulk_create(events)
    for name, value in columns.items():
        setattr(declaration, name, value)


def check_open(year: DeclarationYear, unit_id: int, now: datetime) -> bool:
    """Whether it is late (and the year takes late ones, marked); YearNotOpen when it takes none now."""
    if now < year.opens_at:
        raise YearNotOpen(f"{year.year} 年度从 {_moment(year.opens_at)} 开始填报，现在还不能填报。")
    closing = year.closing_for(unit_id)
    if now > closing and year.late_policy == LatePolicy.REFUSE:
        raise YearNotOpen(f"{year.year} 年度填报已于 {_moment(closing)} 截止。需要延期请联系财政部门管理员。")
    return now > closing


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
