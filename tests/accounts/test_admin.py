"""Units, people and roles in the admin site, and how far an administrator reaches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from perfgoals.accounts.models import Membership, Unit, User
from perfgoals.accounts.roles import Role
from tests.accounts.conftest import PASSWORD, District

NEW = "Lantern-by-the-river-4"

pytestmark = pytest.mark.urls("tests.accounts.pages")


@pytest.fixture
def root(client: Client, person: Callable[..., User]) -> Client:
    client.force_login(person(username="root", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def keeper(district: District, person: Callable[..., User]) -> Client:
    """An administrator of the culture department alone."""
    user = person(Role.ADMINISTRATOR, district.culture, username="keeper", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client = Client()
    client.force_login(user)
    return client


def unit_fields(unit: Unit, **changes: object) -> dict[str, object]:
    management = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    fields = {"code": unit.code, "name": unit.name, "parent": unit.parent_id or "", "is_active": "on"}
    return {**fields, **{f"aliases-{key}": value for key, value in management.items()}, **changes}


def test_the_lists_open_in_chinese_and_can_be_searched(root: Client, district: District) -> None:
    for address in ("user/?q=li", "unit/?q=911", "membership/?q=云屏", "user/add/", "unit/add/", "membership/add/"):
        assert root.get(f"/admin/accounts/{address}").status_code == 200
    assert "单位与人员" in root.get("/admin/").content.decode()
    assert "云屏区文化馆" in root.get("/admin/accounts/unit/?q=911001").content.decode()


def test_there_is_one_sign_in_page_for_the_admin_site_too(client: Client, db: None) -> None:
    assert client.get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/").headers["Location"] == "/accounts/login/?next=/admin/"


def test_who_is_signed_in_without_the_right_is_refused_and_not_asked_again(signed_in: Client) -> None:
    response = signed_in.get("/admin/", follow=True)
    assert response.status_code == 403
    assert "没有打开系统设置的权限" in response.content.decode()


def test_a_new_account_has_to_change_its_first_password(root: Client) -> None:
    fields = {"username": "zhao", "full_name": "赵云", "phone": "", "password1": NEW, "password2": NEW}
    root.post("/admin/accounts/user/add/", fields)
    user = User.objects.get(username="zhao")
    assert user.check_password(NEW)
    assert user.must_change_password


def test_a_reset_password_has_to_be_changed(root: Client, declarant: User) -> None:
    root.post(f"/admin/accounts/user/{declarant.pk}/password/", {"password1": NEW, "password2": NEW})
    declarant.refresh_from_db()
    assert declarant.check_password(NEW)
    assert declarant.must_change_password


def test_aliases_are_edited_with_their_unit(root: Client, district: District) -> None:
    fields = unit_fields(district.hall, **{"aliases-TOTAL_FORMS": 1, "aliases-0-name": "区群众艺术馆"})
    root.post(f"/admin/accounts/unit/{district.hall.pk}/change/", fields)
    assert Unit.objects.matching("区群众艺术馆") == [district.hall]


def test_a_unit_below_itself_is_refused_at_the_field(root: Client, district: District) -> None:
    fields = unit_fields(district.culture, parent=district.hall.pk, is_department="on")
    page = root.post(f"/admin/accounts/unit/{district.culture.pk}/change/", fields).content.decode()
    assert "上级单位不能是本单位或它的下属单位" in page


@pytest.mark.parametrize(
    ("role", "departments", "sentence"),
    [
        (Role.FINANCE_REVIEWER, False, "请至少选择一个分管的一级预算单位"),
        (Role.AUDITOR, True, "只有财政审核人分管一级预算单位"),
    ],
)
def test_departments_belong_to_finance_reviewers_alone(
    root: Client, district: District, declarant: User, role: Role, departments: bool, sentence: str
) -> None:
    fields = {"user": declarant.pk, "unit": district.finance.pk, "role": role}
    fields |= {"departments": [district.culture.pk]} if departments else {}
    assert sentence in root.post("/admin/accounts/membership/add/", fields).content.decode()


def test_a_finance_reviewer_is_given_departments(root: Client, district: District, declarant: User) -> None:
    fields = {"user": declarant.pk, "unit": district.finance.pk, "role": Role.FINANCE_REVIEWER}
    root.post("/admin/accounts/membership/add/", {**fields, "departments": [district.culture.pk]})
    (grant,) = declarant.actor().grants_of(Role.FINANCE_REVIEWER)
    assert grant.department_ids == {district.culture.pk}


def test_an_administrator_sees_units_and_people_of_the_own_subtree_only(
    keeper: Client, district: District, declarant: User, person: Callable[..., User]
) -> None:
    outsider = person(Role.DECLARANT, district.water, username="outsider")
    units = keeper.get("/admin/accounts/unit/").content.decode()
    assert "云屏区文化馆" in units
    assert "云屏区水务局" not in units
    people = keeper.get("/admin/accounts/user/").content.decode()
    assert ">li<" in people
    assert "outsider" not in people
    assert keeper.get(f"/admin/accounts/user/{outsider.pk}/password/").status_code == 404


def test_an_administrator_resets_no_password_of_somebody_who_acts_elsewhere_too(
    keeper: Client, district: District, declarant: User
) -> None:
    Membership.objects.create(user=declarant, unit=district.finance, role=Role.FINANCE_REVIEWER)
    address = f"/admin/accounts/user/{declarant.pk}/password/"
    assert keeper.post(address, {"password1": NEW, "password2": NEW}).status_code == 404
    declarant.refresh_from_db()
    assert declarant.check_password(PASSWORD)


@pytest.mark.parametrize("place", ["water", "finance"])
def test_an_administrator_gives_no_role_in_a_unit_of_others(
    keeper: Client, district: District, declarant: User, place: str
) -> None:
    unit = getattr(district, place)
    fields = {
        "user": declarant.pk,
        "unit": unit.pk,
        "role": Role.FINANCE_REVIEWER,
        "departments": [district.culture.pk],
    }
    assert keeper.post("/admin/accounts/membership/add/", fields).status_code == 200
    assert not declarant.actor().has(Role.FINANCE_REVIEWER)


def test_an_administrator_appoints_no_finance_reviewer_in_the_own_department(
    keeper: Client, district: District, declarant: User
) -> None:
    fields = {"user": declarant.pk, "unit": district.culture.pk, "role": Role.FINANCE_REVIEWER}
    page = keeper.post("/admin/accounts/membership/add/", {**fields, "departments": [district.culture.pk]})
    assert "财政审核人的单位须是财政部门" in page.content.decode()


def test_an_administrator_cannot_lift_the_own_department_beside_the_finance_bureau(
    keeper: Client, district: District
) -> None:
    address = f"/admin/accounts/unit/{district.culture.pk}/change/"
    keeper.post(address, unit_fields(district.culture, parent="", name="云屏区文化和旅游局", is_department="on"))
    district.culture.refresh_from_db()
    assert (district.culture.name, district.culture.path) == ("云屏区文化和旅游局", "/901/911/")
    fields = unit_fields(Unit(code="990", name="云屏区档案馆"), is_department="on")
    assert keeper.post("/admin/accounts/unit/add/", fields).status_code == 200
    assert not Unit.objects.filter(code="990").exists()


def test_an_administrator_makes_nobody_a_superuser(keeper: Client, declarant: User) -> None:
    address = f"/admin/accounts/user/{declarant.pk}/change/"
    page = keeper.get(address).content.decode()
    assert 'name="is_superuser"' not in page
    assert 'name="is_staff"' not in page
