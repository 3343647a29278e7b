"""The history of one declaration in words: events grouped by person and half hour. Pure.

A field is named as the form names it; a row by its category and name, also when it is long gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from declarations.changes import Change, apply, split_path
from declarations.comparing import Piece, excerpt, text_pieces
from declarations.content import ROW_FIELDS, DeclarationContent
from declarations.forms.conflicts import text_of
from declarations.forms.places import TABLES, place_of
from declarations.forms.rows import cells_for
from declarations.history import change_of
from declarations.models import Event
from declarations.workflow import Action, Status
from indicators.template import FormTemplate

TOGETHER = timedelta(minutes=30)
# Characters of unchanged text shown on both sides of a change.
AROUND = 12


@dataclass(frozen=True)
class Step:
    """One event in words. `pieces` are its old and new value put together; `is_cut` when kept text was left out."""

    number: int
    at: datetime
    action: Action
    path: str = ""  # of the field that it changed
    label: str = ""
    pieces: tuple[Piece, ...] = ()
    old: str = ""
    new: str = ""
    is_cut: bool = False
    is_row: bool = False  # a whole row came or went
    detail: str = ""  # where a move led, which submission it was
    reason: str = ""

    @property
    def is_change(self) -> bool:
        """Whether it changed what the declaration says."""
        return bool(self.path)


@dataclass(frozen=True)
class Burst:
    """What one person did within half an hour from one place, oldest first."""

    who: str
    source: str
    steps: tuple[Step, ...]

    @property
    def started(self) -> datetime:
        """When the first of them was done."""
        return self.steps[0].at

    @property
    def ended(self) -> datetime:
        """When the last of them was done."""
        return self.steps[-1].at

    @cached_property
    def summary(self) -> str:
        """What was done, in a few words: "新建，改了 3 处，提交审核"."""
        saves = {step.path for step in self.steps if step.action is Action.SAVE}
        told = [step for step in self.steps if step.action is Action.SAVE or not step.is_change]
        words = (f"改了 {len(saves)} 处" if step.action is Action.SAVE else str(step.action.label) for step in told)
        return "，".join(dict.fromkeys(words))


def grouped(events: Sequence[Event]) -> list[list[Event]]:
    """The events of one declaration, given in order, by person, place and half hour; oldest first."""
    groups: list[list[Event]] = []
    for event in events:
        if groups and _belongs(groups[-1], event):
            groups[-1].append(event)
        else:
            groups.append([event])
    return groups


def bursts(template: FormTemplate, groups: Sequence[Sequence[Event]], said: DeclarationContent) -> list[Burst]:
    """The groups in words; `said` is what rows are named after (`everything_said`)."""
    return [
        Burst(group[0].actor_name, group[0].get_source_display(), tuple(step_of(template, said, one) for one in group))
        for group in groups
    ]


def _belongs(group: list[Event], event: Event) -> bool:
    first = group[0]
    same = (first.actor_id, first.actor_name, first.source) == (event.actor_id, event.actor_name, event.source)
    return same and event.at - first.at <= TOGETHER


def everything_said(events: Sequence[Event]) -> DeclarationContent:
    """A content with every row that ever was, as it last read: what rows are named after."""
    start: Any = next((event.new for event in events if not event.field and _is_content(event.new)), {})
    changes = [change_of(event) for event in events if event.field]
    kept = [change for change in changes if not (change.new is None and _is_row(change.field))]
    return apply(DeclarationContent.from_json(start), kept)


def _is_content(said: Any) -> bool:
    return isinstance(said, dict) and "indicators" in said


def _is_row(path: str) -> bool:
    part, key, column = split_path(path)
    return part in ROW_FIELDS and bool(key) and not column


def step_of(template: FormTemplate, said: DeclarationContent, event: Event) -> Step:
    """One event in words."""
    action = Action(event.action)
    if not event.field:
        return Step(event.number, event.at, action, detail="，".join(_details(event)), reason=event.reason)
    change = change_of(event)
    if split_path(change.field)[1:] == ("", "") and change.field.endswith("[]"):
        label = f"{place_of(template, said, change.field).label}的行序"
        return Step(event.number, event.at, action, path=change.field, label=label, new="有行移动了位置")
    old, new = _text(template, change.field, change.old), _text(template, change.field, change.new)
    pieces = text_pieces(old, new)
    shown = excerpt(pieces, AROUND)
    label = place_of(template, said, change.field).label
    return Step(
        event.number,
        event.at,
        action,
        path=change.field,
        label=f"{label}（{_row_words(change)}）" if _is_row(change.field) else label,
        pieces=shown,
        old=old,
        new=new,
        is_cut=shown != pieces,
        is_row=_is_row(change.field),
        reason=event.reason,
    )


def _row_words(change: Change) -> str:
    return "添加" if change.old is None else "删除"


def _text(template: FormTemplate, path: str, value: Any) -> str:
    """The value as the form prints it, "" for a blank one."""
    if value is None or value == "":
        return ""
    part, _, column = split_path(path)
    if column and column not in cells_for(template)[part]:  # a column that the template no longer has
        return str(value)
    text = text_of(template, path, value)
    is_blank_row = part in TABLES and not column and text.startswith("（")
    return "空白行" if is_blank_row else text


def _details(event: Event) -> Iterator[str]:
    """Where a move led to, and which submission it was."""
    new = event.new if isinstance(event.new, dict) else {}
    old = event.old if isinstance(event.old, dict) else {}
    if title := new.get("title") or old.get("title"):  # of a rule
        yield f"“{title}”"
    file = new.get("evidence") or old.get("evidence")
    if isinstance(file, dict):
        yield str(file.get("name", ""))
    if new.get("keeper"):
        yield f"{old.get('keeper') or '—'} → {new['keeper']}"
    if new.get("submission"):
        yield f"第 {new['submission']} 次提交"
    if new.get("status") in Status.values:
        yield f"转为“{Status(new['status']).label}”"
    if new.get("explanations"):
        yield f"说明了 {len(new['explanations'])} 处提醒"
