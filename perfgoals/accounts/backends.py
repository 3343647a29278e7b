"""What an administrator (管理员) may open in the admin site: follows from the role, no group to keep in step."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from perfgoals.accounts.models import User
from perfgoals.accounts.roles import Actor, Role

# Of any administrator, within the units they administer (admin.py narrows it down).
_IN_OWN_UNITS = {
    "accounts": ("user", "unit", "unitalias", "membership"),
}
# Of whoever administers the root of the tree: what holds for all units.
_EVERYWHERE = {
    "indicators": None,
    "declarations": ("declarationyear", "yearextension", "ceiling", "event", "importbatch"),
}
_VERBS = frozenset({"add", "change", "delete", "view"})


def administers(actor: Actor) -> bool:
    """Whether the person is an administrator anywhere."""
    return actor.has(Role.ADMINISTRATOR)


def administers_everything(actor: Actor) -> bool:
    """Whether the person is an administrator of the root unit, whose path holds one code only."""
    return any(grant.unit_path.count("/") == 2 for grant in actor.grants_of(Role.ADMINISTRATOR))


def may_open_admin(request: HttpRequest) -> bool:
    """In place of the admin site's own test: staff, or an administrator by role."""
    user = request.user
    return bool(user.is_active and (user.is_staff or administers(request.actor)))  # type: ignore[attr-defined]


class RoleBackend(BaseBackend):
    """Permissions of the admin site that follow from the role of administrator."""

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Any = None) -> bool:
        """Whether the role gives this permission, such as "accounts.change_unit"."""
        if not user_obj.is_active or isinstance(user_obj, AnonymousUser):
            return False
        app, _, codename = perm.partition(".")
        verb, _, model = codename.partition("_")
        return verb in _VERBS and _may_manage(_actor(user_obj), app, model)

    def has_module_perms(self, user_obj: User | AnonymousUser, app_label: str) -> bool:
        """Whether any model of the app is open to the role."""
        if not user_obj.is_active or isinstance(user_obj, AnonymousUser):
            return False
        return _may_manage(_actor(user_obj), app_label, None)


def _actor(user: User) -> Actor:
    """The person's grants, loaded once for the many questions of one admin page (as ModelBackend keeps its own)."""
    if not hasattr(user, "_role_backend_actor"):
        user._role_backend_actor = user.actor()  # type: ignore[attr-defined]
    actor: Actor = user._role_backend_actor  # type: ignore[attr-defined]
    return actor


def _may_manage(actor: Actor, app: str, model: str | None) -> bool:
    """Whether the model (None: any of the app) belongs to what this administrator looks after."""
    if app in _IN_OWN_UNITS and administers(actor):
        return model is None or model in _IN_OWN_UNITS[app]
    if app in _EVERYWHERE and administers_everything(actor):
        models = _EVERYWHERE[app]
        return model is None or models is None or model in models
    return False
