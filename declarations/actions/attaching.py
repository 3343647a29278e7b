"""Evidence: attaching a file, removing one from a draft, taking files along into an adjustment."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Sum

from declarations.actions.door import author_of, commit, in_one_go, load, permit
from declarations.errors import BadInput
from declarations.evidence import store
from declarations.evidence.kinds import Kind, kind_of, name_for, shown_name
from declarations.evidence.scanning import refuse_infected
from declarations.history import Entry
from declarations.models import Declaration, Evidence
from declarations.models.event import Source
from declarations.models.evidence import EVIDENCE_FIELDS
from declarations.workflow import Action
from perfgoals.accounts.roles import Actor

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE  # of one file
MOST_FILES = 20  # of one declaration
MOST_TOGETHER = 100 * MEGABYTE


def attach(actor: Actor, declaration_id: int, field: str, name: str, data: bytes) -> Evidence:
    """Attach a file to a field of a declaration that may be edited; BadInput for what is no evidence.

    The file is in the store before the record says so, and leaves it again when the record cannot be written.
    """
    declaration = load(declaration_id)
    permit(actor, declaration, Action.ATTACH)
    _check_field(declaration, field)
    shown = shown_name(name)
    _check_size(shown, len(data))
    kind = kind_of(data, shown)
    refuse_infected(data, shown)
    stored = store.keep(data)
    try:
        return in_one_go(lambda: _attach(actor, declaration_id, field, name_for(name, kind), kind, stored))
    except BaseException:
        store.drop(stored.key)
        raise


def _check_field(declaration: Declaration, field: str) -> None:
    if field not in EVIDENCE_FIELDS or not declaration.template.value().has(field):
        raise BadInput("附件只能附在政策依据或测算依据上，请刷新页面后再选。")


def _check_size(shown: str, size: int) -> None:
    if not size:
        raise BadInput(f"“{shown}”是空的，请检查后再附。")
    if size > MOST_BYTES:
        raise BadInput(f"“{shown}”超过 {MOST_BYTES // MEGABYTE} MB，请压缩图片、拆分文件或导出 PDF 再附。")


def _attach(actor: Actor, declaration_id: int, field: str, name: str, kind: Kind, stored: store.Stored) -> Evidence:
    declaration = load(declaration_id)
    permit(actor, declaration, Action.ATTACH)
    _check_room(declaration, stored)
    author = author_of(actor, Source.FORM)
    evidence = Evidence(
        declaration=declaration,
        field=field,
        name=name,
        kind=kind.extension,
        size=stored.size,
        digest=stored.digest,
        key=stored.key,
        added_by_id=author.user_id,
        added_by_name=author.name,
        added_at=author.at,
    )
    commit(declaration, [Entry(Action.ATTACH, new={"evidence": evidence.told()})], author)
    evidence.save()
    return evidence


def _check_room(declaration: Declaration, stored: store.Stored) -> None:
    live = declaration.evidence.live()
    if live.filter(digest=stored.digest).exists():
        raise BadInput("这份文件已经附过了。")
    if live.count() >= MOST_FILES:
        raise BadInput(f"一份申报最多附 {MOST_FILES} 个文件，请先移除不需要的。")
    together = (live.aggregate(size=Sum("size"))["size"] or 0) + stored.size
    if together > MOST_TOGETHER:
        raise BadInput(f"一份申报的附件合计最多 {MOST_TOGETHER // MEGABYTE} MB，请先移除不需要的。")


def detach(actor: Actor, declaration_id: int, evidence_id: int) -> Evidence:
    """Remove a file from a declaration that may be edited; BadInput when it is not there.

    The file itself goes only where nobody but its unit can have seen it: never submitted, and not shared.
    """
    return in_one_go(lambda: _detach(actor, declaration_id, evidence_id))


def _detach(actor: Actor, declaration_id: int, evidence_id: int) -> Evidence:
    declaration = load(declaration_id)
    permit(actor, declaration, Action.DETACH)
    evidence = declaration.evidence.live().filter(pk=evidence_id).first()
    if evidence is None:
        raise BadInput("这个附件已经移除，请刷新页面看最新内容。")
    author = author_of(actor, Source.FORM)
    commit(declaration, [Entry(Action.DETACH, old={"evidence": evidence.told()})], author)
    evidence.removed_at = author.at
    evidence.save(update_fields=["removed_at"])
    shared = Evidence.objects.filter(key=evidence.key).exclude(pk=evidence.pk).exists()
    if declaration.submissions == 0 and not shared:
        transaction.on_commit(lambda: store.drop(evidence.key))
    return evidence


def carry_along(original: Declaration, adjustment: Declaration) -> None:
    """Give an adjustment the files of what it adjusts: rows of its own, the same stored files."""
    Evidence.objects.bulk_create(
        Evidence(
            declaration=adjustment,
            field=each.field,
            name=each.name,
            kind=each.kind,
            size=each.size,
            digest=each.digest,
            key=each.key,
            added_by_id=each.added_by_id,
            added_by_name=each.added_by_name,
            added_at=each.added_at,
        )
        for each in original.evidence.live()
    )
