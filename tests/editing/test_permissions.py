"""Every address of editing for everybody: who gets in, who is refused, and who does not even learn that it exists."""

from __future__ import annotations

import pytest
from django.test import Client

from declarations.models import Event
from declarations.workflow import Status
from tests.editing.posting import form_data
from tests.everybody import ALWAYS_SEE, AUTHORS, EVERYBODY, SEE_WHAT_WAS_SUBMITTED
from tests.factories import District, SignIn, complete, declared


@pytest.mark.parametrize("name", EVERYBODY)
def test_a_draft_is_edited_by_its_unit_looked_at_by_who_reads_everything_and_unknown_to_others(
    place: District, as_user: SignIn, name: str
) -> None:
    declaration = complete(place)
    client, page = as_user(getattr(place, name)), f"/declarations/{declaration.pk}/"
    expected = 200 if name in AUTHORS else 302 if name in ALWAYS_SEE else 404
    assert client.get(f"{page}edit/").status_code == expected
    assert client.get(f"{page}submit/").status_code == {200: 200, 302: 403, 404: 404}[expected]


@pytest.mark.parametrize("name", sorted(set(EVERYBODY) - AUTHORS))
def test_a_post_without_the_right_is_refused_and_leaves_no_event(place: District, as_user: SignIn, name: str) -> None:
    draft, returned, waiting = (
        complete(place),
        declared(place, Status.RETURNED),
        declared(place, Status.DEPARTMENT_REVIEW),
    )
    client, events = as_user(getattr(place, name)), Event.objects.count()
    for declaration in (draft, returned, waiting):
        seen = SEE_WHAT_WAS_SUBMITTED if declaration.submissions else ALWAYS_SEE
        expected = 403 if name in seen else 404
        for step, data in (
            ("save", form_data(declaration, name="越权")),
            ("submit", {"version": declaration.version}),
            ("withdraw", {"version": declaration.version}),
        ):
            response = client.post(f"/declarations/{declaration.pk}/{step}/", data)
            assert response.status_code == expected, (step, declaration.status)
    assert Event.objects.count() == events


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_has_a_workbench_a_list_and_a_page_for_new_declarations(
    place: District, as_user: SignIn, name: str
) -> None:
    client = as_user(getattr(place, name))
    for address in ("/", "/declarations/", "/declarations/new/"):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", sorted(set(EVERYBODY) - AUTHORS - {"department_declarant", "stranger"}))
def test_who_fills_in_for_nobody_creates_nothing(place: District, as_user: SignIn, name: str) -> None:
    data = {"year": place.year.pk, "unit": place.unit.pk, "name": "越权"}
    assert as_user(getattr(place, name)).post("/declarations/new/", data).status_code == 403
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["/", "/declarations/", "/declarations/new/", "/declarations/1/edit/", "/declarations/1/submit/"],
)
def test_who_is_not_signed_in_is_asked_to(address: str, db: None) -> None:
    response = Client().get(address)
    assert response.status_code == 302
    assert "/accounts/login/" in response.headers["Location"]


def test_saving_and_taking_back_are_posts(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    client = as_user(place.declarant)
    for step in ("save", "withdraw"):
        assert client.get(f"/declarations/{declaration.pk}/{step}/").status_code == 405


def test_a_post_needs_its_token(place: District) -> None:
    declaration = complete(place)
    client = Client(enforce_csrf_checks=True)
    client.force_login(place.declarant)
    assert client.post(f"/declarations/{declaration.pk}/save/", form_data(declaration)).status_code == 403


def test_what_does_not_exist_is_not_found(place: District, as_user: SignIn) -> None:
    assert as_user(place.declarant).get("/declarations/999999/edit/").status_code == 404
