"""What an administrator decides on an entry of the library: accept, edit, merge, retire, restore; on the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import QuerySet

from declarations.errors import BadInput, MoveNotAllowed, NotPermitted
from declarations.library.gathering import recount
from declarations.permissions import may_keep_library
from indicators import search
from indicators.models import EntryState, LibraryIndicator, LibraryRecord, LibraryUse
from perfgoals.accounts.roles import Actor

Step = LibraryRecord.Step
LABELS = {
    "name": "三级指标",
    "example_target": "常用目标值",
    "measure": "计量单位",
    "formula": "计算公式",
    "explanation": "指标解释",
    "industry": "行业领域",
    "keywords": "关键词",
}
LIKENESSES = 6
ENOUGH = 60  # to choose them from
# From which states a step may be taken.
STEPS: Mapping[str, frozenset[str]] = {
    Step.ACCEPT: frozenset({EntryState.CANDIDATE}),
    Step.EDIT: frozenset({EntryState.CANDIDATE, EntryState.ACCEPTED}),
    Step.MERGE: frozenset({EntryState.CANDIDATE, EntryState.ACCEPTED}),
    Step.RETIRE: frozenset({EntryState.CANDIDATE, EntryState.ACCEPTED}),
    Step.RESTORE: frozenset({EntryState.RETIRED}),
}


def _begin(actor: Actor, pk: int, step: str) -> LibraryIndicator:
    """The entry, held until the transaction ends; NotPermitted, MoveNotAllowed."""
    if not may_keep_library(actor):
        raise NotPermitted("指标库由财政部门的管理员维护，您没有这项权限。")
    entry = LibraryIndicator.objects.select_for_update().filter(pk=pk).first()
    if entry is None or entry.state not in STEPS[step]:
        state = EntryState(entry.state).label if entry else "已不存在"
        raise MoveNotAllowed(f"这条指标现在是“{state}”，这一步已经做过或不能再做。")
    return entry


def _record(actor: Actor, entry: LibraryIndicator, step: str, detail: str = "") -> None:
    LibraryRecord.objects.create(
        indicator=entry, step=step, detail=detail, by_id=actor.user_id or None, by_name=actor.name
    )


@transaction.atomic
def accept(actor: Actor, pk: int) -> LibraryIndicator:
    """Offer a candidate from now on."""
    entry = _begin(actor, pk, Step.ACCEPT)
    entry.state = EntryState.ACCEPTED
    entry.save(update_fields=["state"])
    _record(actor, entry, Step.ACCEPT)
    return entry


@transaction.atomic
def edit(actor: Actor, pk: int, values: Mapping[str, str]) -> LibraryIndicator:
    """Change what an entry says; what was and what is go on the record."""
    entry = _begin(actor, pk, Step.EDIT)
    changed = {name: values[name] for name in LABELS if name in values and values[name] != getattr(entry, name)}
    if not changed:
        return entry
    told = [f"{LABELS[name]}：{getattr(entry, name) or '空白'} → {text or '空白'}" for name, text in changed.items()]
    for name, text in changed.items():
        setattr(entry, name, text)
    same = LibraryIndicator.objects.filter(level1=entry.level1, level2=entry.level2, name=entry.name)
    if same.exclude(pk=pk).exists():
        raise BadInput("同一二级指标下已有同名指标，请换一个名称，或者合并到那一条。")
    entry.save()
    _record(actor, entry, Step.EDIT, "；".join(told))
    return entry


@transaction.atomic
def merge(actor: Actor, pk: int, into_pk: int) -> LibraryIndicator:
    """Let another entry stand for this one: its uses count there, and so do those to come."""
    entry = _begin(actor, pk, Step.MERGE)
    into = LibraryIndicator.objects.select_for_update().filter(pk=into_pk, state=EntryState.ACCEPTED).first()
    if into is None or into.pk == entry.pk:
        raise BadInput("请选择一条在库的指标来合并。")
    there = set(into.uses.values_list("source", flat=True))
    entry.uses.filter(source__in=there).delete()
    LibraryUse.objects.filter(indicator=entry).update(indicator=into)
    entry.merged.update(merged_into=into)
    entry.state, entry.merged_into = EntryState.MERGED, into
    entry.save(update_fields=["state", "merged_into"])
    recount([entry.pk, into.pk])
    _record(actor, entry, Step.MERGE, f"合并到“{into.name}”")
    _record(actor, into, Step.MERGE, f"并入“{entry.name}”")
    return into


@transaction.atomic
def retire(actor: Actor, pk: int, reason: str) -> LibraryIndicator:
    """Offer an entry no more; what was declared with it stays."""
    entry = _begin(actor, pk, Step.RETIRE)
    if not reason.strip():
        raise BadInput("停用须写明原因，例如“与某某指标重复”。")
    entry.state = EntryState.RETIRED
    entry.save(update_fields=["state"])
    _record(actor, entry, Step.RETIRE, reason.strip())
    return entry


@transaction.atomic
def restore(actor: Actor, pk: int) -> LibraryIndicator:
    """Offer a retired entry again."""
    entry = _begin(actor, pk, Step.RESTORE)
    entry.state = EntryState.ACCEPTED
    entry.save(update_fields=["state"])
    _record(actor, entry, Step.RESTORE)
    return entry


def accept_many(actor: Actor, keys: Iterable[int]) -> int:
    """Accept the candidates among these entries; returns how many."""
    if not may_keep_library(actor):
        raise NotPermitted("指标库由财政部门的管理员维护，您没有这项权限。")
    waiting = LibraryIndicator.objects.filter(pk__in=list(keys), state=EntryState.CANDIDATE)
    with transaction.atomic():
        return len([accept(actor, pk) for pk in waiting.values_list("pk", flat=True)])


def alike(entry: LibraryIndicator, words: str = "") -> list[LibraryIndicator]:
    """Entries that this one may be merged into: those with the words looked for, else those whose name is nearest."""
    others = LibraryIndicator.objects.usable().exclude(pk=entry.pk)
    if search.folded(words):
        return list(others.filter(search.condition(words)).order_by("-used_count", "pk")[:LIKENESSES])
    near = _sharing_a_pair(others, entry)
    mine = _pairs(entry.folded_name)
    return sorted(near, key=lambda each: (-len(mine & _pairs(each.folded_name)), each.pk))[:LIKENESSES]


def _pairs(name: str) -> set[str]:
    return {name[start : start + 2] for start in range(len(name) - 1)}


def _sharing_a_pair(others: QuerySet[LibraryIndicator], entry: LibraryIndicator) -> list[LibraryIndicator]:
    """Entries of the category with one of the name's pairs of characters, the rarest places first."""
    name = entry.folded_name
    found: dict[int, LibraryIndicator] = {}
    for start in range(0, max(len(name) - 1, 1), 2):
        pair = search.condition(name[start : start + 2], entry.category)
        found |= {each.pk: each for each in others.filter(pair).order_by("-used_count")[:20]}
        if len(found) >= ENOUGH:
            break
    return list(found.values())
