"""First passwords for accounts that were brought in by a list: made once, handed out, changed at the first sign-in.

Nobody can look at them again; while nobody has signed in, new ones can be made in their place.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password
from django.db import transaction
from django.db.models import QuerySet

from perfgoals.accounts.models import User

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is easily taken for something else on paper
GROUPS, LENGTH = 3, 4  # 31 ** 12: 59 bits
# Stretching makes up for the little that people think of. These are random, and the first sign-in stretches them in
# full; a thousand at once would take minutes otherwise.
ROUNDS = 10_000


@dataclass(frozen=True)
class FirstPassword:
    """An account and the password that it has now."""

    user: User
    password: str


def without_sign_in(users: QuerySet[User]) -> QuerySet[User]:
    """Those of `users` to whom nobody has signed in yet and who must change their password when they do."""
    return users.filter(last_login=None, must_change_password=True, is_active=True, is_superuser=False)


def give(users: QuerySet[User]) -> list[FirstPassword]:
    """Give each of `users` that may have one a new first password; earlier ones no longer work."""
    with transaction.atomic():
        locked = list(without_sign_in(users).select_for_update().order_by("pk"))
        given = [FirstPassword(user, _random()) for user in locked]
        for each in given:
            each.user.password = _stored(each.password)
        User.objects.bulk_update(locked, ("password",), batch_size=500)
    return given


def _random() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(GROUPS))


def _stored(password: str) -> str:
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=ROUNDS)
    return make_password(password)
