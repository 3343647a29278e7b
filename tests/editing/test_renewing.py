"""A new year's draft from last year's declaration: the pages, the rights, the record."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from declarations import actions
from declarations.carrying import BLANK, Choice, Part
from declarations.errors import MoveNotAllowed
from declarations.history import breaks
from declarations.models import Declaration, DeclarationYear
from declarations.workflow import Status
from tests.everybody import ALWAYS_SEE, AUTHORS, EVERYBODY, SEE_WHAT_WAS_SUBMITTED
from tests.factories import District, SignIn, actor, declared, open_year, stored

KEEP = {str(part): "keep" for part in Part}
NEW = "/declarations/new/from-last-year/"


@pytest.fixture
def next_year(place: District) -> DeclarationYear:
    return open_year(2028)


@pytest.fixture
def earlier(place: District, next_year: DeclarationYear) -> Declaration:
    return declared(place, Status.APPROVED)


def the_new_one() -> Declaration:
    return stored(Declaration.objects.get(year__year=2028))


def test_a_declarant_chooses_last_years_form_says_what_to_keep_and_goes_on_writing(
    place: District, earlier: Declaration, as_user: SignIn
) -> None:
    client = as_user(place.declarant)
    assert NEW in client.get("/declarations/new/").content.decode()
    assert f"/declarations/{earlier.pk}/renew/" in client.get(NEW).content.decode()
    page = client.get(f"/declarations/{earlier.pk}/renew/").content.decode()
    assert "依据与测算" in page
    response = client.post(f"/declarations/{earlier.pk}/renew/", KEEP | {"amounts": "clear", "indicators": "words"})
    made = the_new_one()
    assert response["Location"] == f"/declarations/{made.pk}/edit/"
    assert (made.project_id, made.code, made.status) == (earlier.project_id, earlier.code, Status.DRAFT)
    assert made.year_amount is None
    assert made.content.annual_goal == earlier.content.annual_goal
    assert all(row.target == "" for _, row in made.content.real_indicators)


def test_the_record_says_where_it_came_from_and_the_chain_holds(place: District, earlier: Declaration) -> None:
    made = actions.renew(actor(place.declarant), earlier.pk, DeclarationYear.objects.get(year=2028), choices={})
    said = made.declaration.events.get().new or {}
    assert (said["renews"], said["history_head"]) == (earlier.pk, earlier.history_head)
    assert breaks(stored(made.declaration), made.declaration.events.order_by("number")) == []


def test_figures_that_are_asked_for_again_leave_a_blank_to_fill_in(
    place: District, earlier: Declaration, as_user: SignIn
) -> None:
    as_user(place.declarant).post(f"/declarations/{earlier.pk}/renew/", {"basis": "words"})
    assert BLANK in the_new_one().calculation_basis


def test_a_project_is_declared_once_a_year_whoever_clicks_twice(
    place: District, earlier: Declaration, as_user: SignIn
) -> None:
    client, address = as_user(place.declarant), f"/declarations/{earlier.pk}/renew/"
    client.post(address, KEEP)
    assert client.post(address, KEEP).status_code == 302
    assert Declaration.objects.filter(year__year=2028).count() == 1
    assert "已有一份申报" in client.get(address).content.decode()
    assert f"/declarations/{the_new_one().pk}/" in client.get(NEW).content.decode()


def test_only_what_is_approved_and_not_replaced_is_carried_on(place: District, next_year: DeclarationYear) -> None:
    waiting = declared(place, Status.DEPARTMENT_REVIEW)
    with pytest.raises(MoveNotAllowed):
        actions.renew(actor(place.declarant), waiting.pk, next_year, choices={Part.BASICS: Choice.KEEP})


def test_an_answer_that_the_page_does_not_offer_is_refused(
    place: District, earlier: Declaration, as_user: SignIn
) -> None:
    client = as_user(place.declarant)
    assert client.post(f"/declarations/{earlier.pk}/renew/", {"amounts": "words"}).status_code == 400
    assert not Declaration.objects.filter(year__year=2028).exists()


def test_without_an_open_year_nothing_is_started(place: District, as_user: SignIn) -> None:
    earlier = declared(place, Status.APPROVED)
    response = as_user(place.declarant).get(f"/declarations/{earlier.pk}/renew/", follow=True)
    assert "现在不能填报" in response.content.decode()


def test_the_form_shows_last_years_target_beside_each_input_and_marks_what_differs(
    place: District, earlier: Declaration, as_user: SignIn
) -> None:
    client = as_user(place.declarant)
    client.post(f"/declarations/{earlier.pk}/renew/", KEEP)
    made = the_new_one()
    before = client.get(f"/declarations/{made.pk}/edit/").content.decode()
    assert 'data-last="≥24场"' in before
    assert "last-changed" not in before
    rows = tuple(replace(row, target=row.target.replace("≥24场", "≥26场")) for row in made.content.indicators)
    actions.save(actor(place.declarant), made.pk, replace(made.content, indicators=rows), seen=made.version)
    after = client.get(f"/declarations/{made.pk}/edit/").content.decode()
    assert after.count("last-changed") == 1
    assert "改了目标值 1" in after


def test_last_years_form_is_one_click_away(place: District, earlier: Declaration, as_user: SignIn) -> None:
    client = as_user(place.declarant)
    client.post(f"/declarations/{earlier.pk}/renew/", KEEP)
    response = client.get(f"/declarations/{the_new_one().pk}/last-year/")
    assert response["Location"] == f"/declarations/{earlier.pk}/"
    assert client.get(f"/declarations/{earlier.pk}/last-year/").status_code == 404


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_carry_on_who_may_only_look_and_who_learns_nothing(
    place: District, earlier: Declaration, as_user: SignIn, name: str
) -> None:
    client, address = as_user(getattr(place, name)), f"/declarations/{earlier.pk}/renew/"
    expected = 200 if name in AUTHORS else 403 if name in SEE_WHAT_WAS_SUBMITTED else 404
    assert client.get(address).status_code == expected
    assert client.get(NEW).status_code == 200
    if name not in AUTHORS:
        assert client.post(address, KEEP).status_code == expected
        assert not Declaration.objects.filter(year__year=2028).exists()


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_way_to_last_year_is_open_to_who_may_see_the_draft(
    place: District, earlier: Declaration, as_user: SignIn, name: str
) -> None:
    as_user(place.declarant).post(f"/declarations/{earlier.pk}/renew/", KEEP)
    response = as_user(getattr(place, name)).get(f"/declarations/{the_new_one().pk}/last-year/")
    assert response.status_code == (302 if name in ALWAYS_SEE else 404)


def test_the_list_asks_as_often_for_many_as_for_one(place: District, earlier: Declaration, as_user: SignIn) -> None:
    client = as_user(place.declarant)
    with CaptureQueriesContext(connection) as few:
        client.get(NEW)
    for number in range(3):
        declared(place, Status.APPROVED, name=f"第{number}个项目")
    with CaptureQueriesContext(connection) as many:
        client.get(NEW)
    assert len(many) <= len(few) <= 12
