"""First passwords for the accounts that a list of people has made."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from declarations.errors import MoveNotAllowed
from declarations.importflow import BatchState
from declarations.importing.deciding import permit
from declarations.importing.records import note
from declarations.models import ImportBatch
from declarations.models.imports import BatchKind, Result
from perfgoals.accounts import first_passwords
from perfgoals.accounts.first_passwords import FirstPassword
from perfgoals.accounts.models import Membership, User
from perfgoals.accounts.roles import Actor, Role

NOBODY_LEFT = "这批账号都已经有人登录过，没有需要首次密码的账号。忘了密码请在系统设置里重设。"


def waiting(actor: Actor, batch: ImportBatch) -> QuerySet[User]:
    """The accounts that this import made and nobody has signed in to, all of whose roles the actor administers."""
    if batch.kind != BatchKind.PEOPLE or batch.state != BatchState.DONE:
        return User.objects.none()
    made = batch.forms.filter(taken=True, result=Result.NEW).values("code")
    inside = Q(pk__in=())
    for grant in actor.grants_of(Role.ADMINISTRATOR):
        inside |= Q(unit__path__startswith=grant.unit_path)
    mine = User.objects.filter(username__in=made).exclude(memberships__in=Membership.objects.exclude(inside))
    return first_passwords.without_sign_in(mine)


def hand_out(actor: Actor, batch: ImportBatch) -> list[FirstPassword]:
    """Make the first passwords of these accounts; they are returned this once and stored nowhere."""
    permit(actor, batch)
    with transaction.atomic():
        given = first_passwords.give(waiting(actor, batch))
        if not given:
            raise MoveNotAllowed(NOBODY_LEFT)
        note(batch, actor, f"为 {len(given)} 个还没有登录过的账号生成了首次密码，之前发的随之作废。")
    return given
