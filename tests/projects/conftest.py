from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from perfgoals.accounts.models import User
from tests.factories import District, district

SignIn = Callable[[User], Client]


@pytest.fixture
def place(db: None) -> District:
    return district()


@pytest.fixture
def as_user() -> SignIn:
    """as_user(place.declarant).get(…)"""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
