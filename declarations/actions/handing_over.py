"""Handing a draft over to a colleague of the unit."""

from __future__ import annotations

from declarations.actions.door import author_of, commit, in_one_go, load, permit
from declarations.errors import BadInput
from declarations.history import Entry
from declarations.models import Declaration
from declarations.models.event import Source
from declarations.workflow import Action
from perfgoals.accounts.models import User
from perfgoals.accounts.roles import Actor, Role


def colleagues(declaration: Declaration) -> list[User]:
    """Who may take the draft: active declarants of its unit, its keeper left out."""
    able = User.objects.filter(is_active=True, memberships__unit=declaration.unit_id, memberships__role=Role.DECLARANT)
    others = able.exclude(pk=declaration.keeper.pk) if declaration.keeper else able
    return list(others.order_by("full_name", "pk").distinct())


def hand_over(actor: Actor, declaration_id: int, to_id: int, *, reason: str = "") -> Declaration:
    """Make a colleague the draft's keeper (经办人), on the record; BadInput for who is none.

    Rights do not change: every declarant of the unit may edit it, as before.
    """
    return in_one_go(lambda: _hand_over(actor, declaration_id, to_id, reason.strip()))


def _hand_over(actor: Actor, declaration_id: int, to_id: int, reason: str) -> Declaration:
    declaration = load(declaration_id)
    permit(actor, declaration, Action.HAND_OVER)
    taker = next((each for each in colleagues(declaration) if each.pk == to_id), None)
    if taker is None:
        raise BadInput("只能移交给本单位的其他填报人，请重新选择。")
    before = declaration.keeper
    entry = Entry(
        Action.HAND_OVER,
        old={"keeper": before.get_full_name() if before else "", "keeper_id": before.pk if before else None},
        new={"keeper": taker.get_full_name(), "keeper_id": taker.pk},
        reason=reason,
    )
    commit(declaration, [entry], author_of(actor, Source.FORM), holder_id=taker.pk)
    declaration.holder = taker
    return declaration
