"""Level-1 projects: amounts that are sums and never typed, who sees them, who keeps them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from declarations import actions, projects
from declarations.errors import BadInput, NotPermitted
from declarations.models import Declaration, LevelOneProject, LevelOneRecord
from declarations.workflow import Status
from perfgoals.accounts.roles import Role
from tests.everybody import EVERYBODY
from tests.factories import District, SignIn, actor, complete, declared, person, stored

VALUES = {"name": "公共文化服务", "code": "Y01", "note": ""}
# Who sees the department to which the level-1 project of these tests belongs; its declarants fill in below it.
SEES = {"department_declarant", "reviewer", "finance", "administrator", "auditor"}


@pytest.fixture
def level_one(place: District) -> LevelOneProject:
    return projects.create(actor(place.administrator), place.department, VALUES)


def joined(place: District, level_one: LevelOneProject, declaration: Declaration) -> Declaration:
    assert declaration.project_id is not None
    projects.add(actor(place.administrator), level_one.pk, declaration.project_id)
    return declaration


def the_sum(level_one: LevelOneProject) -> projects.YearSum:
    (one,) = projects.sums([level_one.pk])[level_one.pk]
    return one


def test_its_amounts_are_the_sums_of_what_is_submitted_and_approved(
    place: District, level_one: LevelOneProject
) -> None:
    for status, yuan in (
        (Status.APPROVED, "1000000.10"),
        (Status.FINANCE_REVIEW, "2000000.20"),
        (Status.RETURNED, "4000000"),
        (Status.REJECTED, "8000000"),
    ):
        joined(place, level_one, declared(place, status, name=status.label, year_amount=Decimal(yuan)))
    found = the_sum(level_one)
    assert (found.year, found.projects, found.approved, found.under_review) == (2027, 2, 1, 1)
    assert (found.amount, found.total) == (Decimal("3000000.30"), Decimal("3000000.30"))


def test_an_adjustment_under_review_counts_in_place_of_what_it_adjusts(
    place: District, level_one: LevelOneProject
) -> None:
    original = joined(place, level_one, declared(place, Status.APPROVED))
    adjustment = actions.adjust(actor(place.declarant), original.pk, reason="调整")
    assert the_sum(level_one).amount == original.year_amount
    actions.submit(actor(place.declarant), adjustment.pk, seen=stored(adjustment).version)
    assert the_sum(level_one).projects == 1


def test_a_project_belongs_to_one_of_its_own_units_above_it(place: District, level_one: LevelOneProject) -> None:
    admin = actor(place.administrator)
    own = joined(place, level_one, declared(place, Status.APPROVED))
    other = projects.create(admin, place.other_department, VALUES)
    second = projects.create(admin, place.department, VALUES | {"name": "场馆"})
    for pk in (other.pk, second.pk, level_one.pk):
        with pytest.raises(BadInput):
            projects.add(admin, pk, own.project_id or 0)
    with pytest.raises(BadInput):
        projects.remove(admin, second.pk, own.project_id or 0)
    projects.remove(admin, level_one.pk, own.project_id or 0)
    projects.add(admin, second.pk, own.project_id or 0)
    assert second.projects.count() == 1


def test_every_change_is_on_the_record(place: District, level_one: LevelOneProject) -> None:
    admin = actor(place.administrator)
    joined(place, level_one, declared(place, Status.APPROVED))
    projects.edit(admin, level_one.pk, VALUES | {"name": "公共文化", "note": "说明"})
    told = [record.detail for record in level_one.records.order_by("pk")]
    assert told == [
        "新建“公共文化服务”",
        "加入二级项目“公共文化场馆开放”",
        "名称：公共文化服务 → 公共文化；说明：空白 → 说明",
    ]
    with pytest.raises(TypeError):
        level_one.records.all()[0].delete()


def test_two_of_one_name_in_a_unit_are_refused(place: District, level_one: LevelOneProject) -> None:
    admin = actor(place.administrator)
    with pytest.raises(BadInput, match="已有名为"):
        projects.create(admin, place.department, VALUES)
    other = projects.create(admin, place.department, VALUES | {"name": "场馆"})
    with pytest.raises(BadInput, match="已有名为"):
        projects.edit(admin, other.pk, VALUES)


def test_an_administrator_keeps_those_of_the_own_subtree_only(place: District, level_one: LevelOneProject) -> None:
    local = actor(person("gui", "癸", (Role.ADMINISTRATOR, place.other_department)))
    with pytest.raises(NotPermitted):
        projects.create(local, place.department, VALUES | {"name": "越权"})
    with pytest.raises(NotPermitted):
        projects.edit(local, level_one.pk, VALUES | {"name": "越权"})
    with pytest.raises(NotPermitted):
        projects.add(local, level_one.pk, 1)
    assert projects.create(local, place.other_unit, VALUES)


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_sees_the_unit_sees_the_page_and_administrators_change_it(
    place: District, level_one: LevelOneProject, as_user: SignIn, name: str
) -> None:
    declaration = declared(place, Status.APPROVED)
    client, page = as_user(getattr(place, name)), f"/projects/{level_one.pk}/"
    looks = 200 if name in SEES else 404
    writes = looks if name == "administrator" else 403 if name in SEES else 404
    assert client.get("/projects/").status_code == 200
    assert (VALUES["name"] in client.get("/projects/").content.decode()) == (name in SEES)
    assert client.get(page).status_code == looks
    assert client.get("/projects/new/").status_code == (200 if name == "administrator" else 403)
    assert client.get(f"{page}edit/").status_code == writes
    before = LevelOneRecord.objects.count()
    if name != "administrator":
        data = VALUES | {"unit": str(place.department.pk), "name": "越权"}
        assert client.post("/projects/new/", data).status_code == 403
        assert client.post(f"{page}edit/", data).status_code == writes
        assert client.post(f"{page}members/", {"add": declaration.project_id}).status_code == writes
        assert LevelOneRecord.objects.count() == before


@pytest.mark.parametrize("address", ["/projects/", "/projects/new/", "/projects/1/", "/projects/1/edit/"])
def test_who_is_not_signed_in_is_asked_to(db: None, address: str) -> None:
    assert "/accounts/login/" in Client().get(address)["Location"]


def test_an_administrator_makes_fills_and_edits_one_on_the_pages(place: District, as_user: SignIn) -> None:
    declaration = declared(place, Status.APPROVED)
    client = as_user(place.administrator)
    made = client.post("/projects/new/", VALUES | {"unit": str(place.department.pk)})
    page = made["Location"]
    assert "公共文化场馆开放" in client.get(page).content.decode()
    client.post(f"{page}members/", {"add": declaration.project_id})
    shown = client.get(page).content.decode()
    assert "1,596,000.00" in shown
    assert client.post(f"{page}members/", {"add": declaration.project_id}).status_code == 400
    assert client.post(f"{page}members/", {"remove": "x"}).status_code == 400
    assert client.post(f"{page}edit/", VALUES | {"name": ""}).status_code == 400
    client.post(f"{page}edit/", VALUES | {"name": "新的名称", "unit": str(place.other_unit.pk)})
    level_one = LevelOneProject.objects.get()
    assert (level_one.name, level_one.unit) == ("新的名称", place.department)
    again = client.post("/projects/new/", VALUES | {"unit": str(place.department.pk), "name": "新的名称"})
    assert again.status_code == 400
    assert "已有同名的一级项目" in again.content.decode()
    client.post(f"{page}members/", {"remove": declaration.project_id})
    assert level_one.projects.count() == 0


def test_what_a_reader_may_not_see_counts_without_being_shown(
    place: District, level_one: LevelOneProject, as_user: SignIn
) -> None:
    joined(place, level_one, declared(place, Status.APPROVED))
    page = as_user(place.department_declarant).get(f"/projects/{level_one.pk}/").content.decode()
    assert "1,596,000.00" in page
    assert "另有 1 份申报您不能查看" in page
    assert "没有您能看到的申报" in page


def test_a_declaration_leads_to_its_level_one_project_for_who_may_see_it(
    place: District, level_one: LevelOneProject, as_user: SignIn
) -> None:
    declaration = joined(place, level_one, declared(place, Status.APPROVED))
    link = f'href="/projects/{level_one.pk}/"'
    for who, linked in ((place.reviewer, True), (place.finance, True), (place.declarant, False)):
        page = as_user(who).get(f"/declarations/{declaration.pk}/").content.decode()
        assert VALUES["name"] in page
        assert (link in page) == linked


def test_odd_addresses_show_the_list(place: District, level_one: LevelOneProject, as_user: SignIn) -> None:
    client = as_user(place.administrator)
    for query in ({"q": "\x00"}, {"after": "\x00_1"}, {"before": f"x_{2**70}"}, {"q": "%"}):
        assert client.get("/projects/", query).status_code == 200
    assert client.get(f"/projects/{2**70}/").status_code == 404


def test_the_pages_ask_as_often_for_many_as_for_one(
    place: District, level_one: LevelOneProject, as_user: SignIn
) -> None:
    joined(place, level_one, declared(place, Status.APPROVED))
    client, counts = as_user(place.administrator), []
    for number in range(2):
        with CaptureQueriesContext(connection) as page:
            client.get(f"/projects/{level_one.pk}/")
        with CaptureQueriesContext(connection) as overview:
            client.get("/projects/")
        counts.append((len(page), len(overview)))
        for each in range(3):
            joined(place, level_one, declared(place, Status.APPROVED, name=f"项目 {number}-{each}"))
            projects.create(actor(place.administrator), place.department, VALUES | {"name": f"一级 {number}-{each}"})
    assert counts[0] >= counts[1]
    assert max(counts[0]) <= 16
    assert complete(place).project_id is None
