"""An invented district with a finance bureau, two departments and a culture hall, and people in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from perfgoals.accounts.models import Membership, Unit, User
from perfgoals.accounts.roles import Role

PASSWORD = "Kite-over-harbour-7"


@dataclass
class District:
    finance: Unit
    culture: Unit
    water: Unit
    hall: Unit


@pytest.fixture
def district(db: None) -> District:
    finance = Unit.objects.create(code="901", name="云屏区财政局", is_department=True)
    culture = Unit.objects.create(code="911", name="云屏区文化局", is_department=True, parent=finance)
    water = Unit.objects.create(code="921", name="云屏区水务局", is_department=True, parent=finance)
    hall = Unit.objects.create(code="911001", name="云屏区文化馆", parent=culture)
    return District(finance, culture, water, hall)


@pytest.fixture
def person(district: District) -> Callable[..., User]:
    """Return `person(role, unit, username="…", **fields)`: somebody with that role, and a password."""

    def make(role: Role | None = None, unit: Unit | None = None, username: str = "li", **fields: Any) -> User:
        user = User.objects.create_user(username, password=PASSWORD, full_name="李明", **fields)
        if role and unit:
            Membership.objects.create(user=user, unit=unit, role=role)
        return user

    return make


@pytest.fixture
def declarant(district: District, person: Callable[..., User]) -> User:
    return person(Role.DECLARANT, district.hall)


@pytest.fixture
def signed_in(client: Client, declarant: User) -> Client:
    client.force_login(declarant)
    return client
