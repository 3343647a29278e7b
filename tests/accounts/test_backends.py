"""What an administrator may open in the admin site, by role and without groups."""

import pytest
from django.test import Client
from django.urls import reverse

from perfgoals.accounts.models import Unit
from perfgoals.accounts.roles import Role
from tests.factories import District, district, person

pytestmark = pytest.mark.django_db

EVERYWHERE = ("indicators_templaterecord", "declarations_declarationyear", "indicators_libraryindicator")
OWN = ("accounts_unit", "accounts_user", "accounts_membership")


@pytest.fixture
def place() -> District:
    return district()


def status(client: Client, page: str) -> int:
    return client.get(reverse(f"admin:{page}_changelist")).status_code


def test_the_administrator_of_the_root_looks_after_people_templates_and_years(place: District, client: Client) -> None:
    client.force_login(place.administrator)
    assert client.get(reverse("admin:index")).status_code == 200
    assert {page: status(client, page) for page in (*OWN, *EVERYWHERE)} == dict.fromkeys((*OWN, *EVERYWHERE), 200)


def test_the_administrator_of_a_department_looks_after_its_own_units_only(place: District, client: Client) -> None:
    client.force_login(person("zi", "子", (Role.ADMINISTRATOR, place.department)))
    assert {page: status(client, page) for page in OWN} == dict.fromkeys(OWN, 200)
    assert {page: status(client, page) for page in EVERYWHERE} == dict.fromkeys(EVERYWHERE, 403)
    shown = client.get(reverse("admin:accounts_unit_changelist")).context["cl"].queryset
    assert set(shown) == set(Unit.objects.in_subtree(place.department.path))


@pytest.mark.parametrize("who", ["declarant", "reviewer", "finance", "auditor"])
def test_nobody_else_opens_the_admin_site(place: District, client: Client, who: str) -> None:
    client.force_login(getattr(place, who))
    assert client.get(reverse("admin:index"), follow=True).status_code == 403
