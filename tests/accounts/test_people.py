"""People, the roles they hold, and the plain actor made of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from perfgoals.accounts.actors import NOBODY, actor_for
from perfgoals.accounts.models import Membership, Unit, User
from perfgoals.accounts.roles import Grant, Role
from tests.accounts.conftest import District


def test_an_actor_carries_every_role_with_its_unit(district: District, declarant: User) -> None:
    Membership.objects.create(user=declarant, unit=district.culture, role=Role.DEPARTMENT_REVIEWER)
    assert declarant.actor().name == "李明"
    assert declarant.actor().grants == (
        Grant(Role.DEPARTMENT_REVIEWER, district.culture.pk, "/901/911/", unit_name="云屏区文化局"),
        Grant(Role.DECLARANT, district.hall.pk, "/901/911/911001/", unit_name="云屏区文化馆"),
    )


def test_only_a_finance_reviewer_has_departments(district: District, declarant: User) -> None:
    finance = Membership.objects.create(user=declarant, unit=district.finance, role=Role.FINANCE_REVIEWER)
    for held in (finance, declarant.memberships.get(role=Role.DECLARANT)):
        held.departments.set([district.culture, district.water])
    actor = declarant.actor()
    assert actor.grants_of(Role.FINANCE_REVIEWER)[0].department_ids == {district.culture.pk, district.water.pk}
    assert actor.grants_of(Role.DECLARANT)[0].department_ids == frozenset()


def test_roles_in_a_unit_that_is_switched_off_do_not_count(district: District, declarant: User) -> None:
    Unit.objects.filter(pk=district.hall.pk).update(is_active=False)
    assert declarant.actor().grants == ()


def test_an_actor_takes_two_queries_however_many_roles(
    district: District, declarant: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for unit in (district.finance, district.culture, district.water):
        held = Membership.objects.create(user=declarant, unit=unit, role=Role.FINANCE_REVIEWER)
        held.departments.set([district.culture, district.water])
    with django_assert_num_queries(2):
        declarant.actor()


def test_who_is_not_signed_in_is_nobody() -> None:
    assert actor_for(AnonymousUser()) is NOBODY
    assert NOBODY.grants == ()


@pytest.mark.urls("tests.accounts.pages")
def test_a_request_loads_its_actor_once_and_only_when_asked(
    signed_in: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(7) as captured:
        assert signed_in.get("/whoami/").content.decode() == "李明 1"
    with_actor = [query["sql"] for query in captured.captured_queries if "accounts_membership" in query["sql"]]
    assert len(with_actor) == 1
    with django_assert_max_num_queries(5) as captured:
        signed_in.post("/accounts/keepalive/")
    assert not any("accounts_membership" in query["sql"] for query in captured.captured_queries)


def test_a_role_is_held_once_per_unit(district: District, declarant: User) -> None:
    again = Membership(user=declarant, unit=district.hall, role=Role.DECLARANT)
    with pytest.raises(ValidationError, match="这名用户在这个单位已经有这个角色"):
        again.full_clean()


@pytest.mark.parametrize(
    ("role", "place", "sentence"),
    [
        (Role.FINANCE_REVIEWER, "culture", "财政审核人的单位须是财政部门"),
        (Role.DEPARTMENT_REVIEWER, "hall", "部门审核人的单位须是一级预算单位"),
    ],
)
def test_a_role_is_refused_where_it_cannot_be_held(
    district: District, person: Callable[..., User], role: Role, place: str, sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Membership(user=person(), unit=getattr(district, place), role=role).full_clean()


def test_somebody_is_shown_by_name_and_otherwise_by_user_name() -> None:
    assert str(User(username="li", full_name="李明")) == "李明（li）"
    assert User(username="li").get_full_name() == "li"
