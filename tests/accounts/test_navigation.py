"""The side navigation and the top bar: who is offered what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from perfgoals.accounts.context import describe
from perfgoals.accounts.models import Membership, User
from perfgoals.accounts.navigation import navigation_for
from perfgoals.accounts.roles import Actor, Grant, Role
from perfgoals.accounts.templatetags.navigation import tally_of
from tests.accounts.conftest import District

EVERYBODY = ["workbench", "declaration-list", "rule-catalogue"]

pytestmark = pytest.mark.urls("tests.accounts.pages")


def offered(*roles: Role, is_staff: bool = False) -> set[str]:
    actor = Actor(1, "李明", tuple(Grant(role, 1, "/1/") for role in roles))
    return {link.url_name for group in navigation_for(actor, is_staff=is_staff) for link in group.links}


@pytest.mark.parametrize(
    ("role", "more"),
    [
        (Role.DECLARANT, ["declaration-create", "blank-workbooks"]),
        (Role.DEPARTMENT_REVIEWER, ["review-queue"]),
        (Role.FINANCE_REVIEWER, ["review-queue"]),
        (Role.ADMINISTRATOR, ["admin:index", "blank-workbooks"]),
        (Role.AUDITOR, []),
    ],
)
def test_each_role_is_offered_its_pages(role: Role, more: list[str]) -> None:
    assert offered(role) == {*EVERYBODY, *more}


def test_two_roles_are_offered_the_pages_of_both_once() -> None:
    actor = Actor(1, "李明", (Grant(Role.DECLARANT, 1, "/1/"), Grant(Role.DEPARTMENT_REVIEWER, 1, "/1/")))
    links = [link.url_name for group in navigation_for(actor) for link in group.links]
    assert sorted(links) == sorted({*EVERYBODY, "declaration-create", "blank-workbooks", "review-queue"})


def test_the_admin_site_is_offered_to_staff_only() -> None:
    assert offered(is_staff=True) == {"admin:index"}
    assert offered() == set()


@pytest.mark.urls("perfgoals.accounts.urls")
def test_pages_that_do_not_exist_are_left_out() -> None:
    assert offered(*Role, is_staff=True) == set()


def test_links_stand_in_groups_in_the_order_of_the_table() -> None:
    actor = Actor(1, "李明", (Grant(Role.DECLARANT, 1, "/1/"),))
    groups = [(group.heading, [link.label for link in group.links]) for group in navigation_for(actor)]
    assert groups == [("申报", ["工作台", "全部申报", "新建申报"]), ("资料", ["审核规则", "填报模板"])]


def test_a_page_shows_its_frame_with_the_current_link_and_tallies(signed_in: Client) -> None:
    page = signed_in.get("/").content.decode()
    assert '<a href="/" aria-current="page">工作台 <span class="tally">4</span></a>' in page
    assert '<a href="/declarations/">全部申报</a>' in page
    assert "云屏区文化馆" in page
    assert "填报人 · 李明" in page
    assert 'data-session-seconds="1800"' in page
    assert 'data-keepalive-url="/accounts/keepalive/"' in page


def test_no_tallies_are_no_numbers() -> None:
    assert tally_of("", "workbench") is None
    assert tally_of(None, "workbench") is None
    assert tally_of({"workbench": 0}, "workbench") == 0


def test_the_top_bar_sums_up_several_units_and_roles() -> None:
    actor = Actor(
        1,
        "李明",
        (
            Grant(Role.DECLARANT, 1, "/1/", unit_name="云屏区文化局"),
            Grant(Role.DEPARTMENT_REVIEWER, 1, "/1/", unit_name="云屏区文化局"),
            Grant(Role.DECLARANT, 2, "/1/2/", unit_name="云屏区文化馆"),
        ),
    )
    assert describe(actor) == {"unit": "云屏区文化局 等 2 个单位", "roles": "填报人、部门审核人", "name": "李明"}
    assert describe(Actor(1, "李明")) == {"unit": "", "roles": "", "name": "李明"}


def test_the_own_account_lists_units_roles_and_departments(signed_in: Client, district: District) -> None:
    user = User.objects.get(username="li")
    finance = Membership.objects.create(user=user, unit=district.finance, role=Role.FINANCE_REVIEWER)
    finance.departments.set([district.culture, district.water])
    page = signed_in.get("/accounts/profile/").content.decode()
    assert "云屏区文化局、云屏区水务局" in page
    assert "填报人</td>" in page


def test_without_a_role_the_own_account_says_what_to_do(client: Client, person: Callable[..., User]) -> None:
    client.force_login(person())
    assert "还没有角色" in client.get("/accounts/profile/").content.decode()
