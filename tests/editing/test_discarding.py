"""Drafts that nobody needs: put aside on the record; and one page that starts one draft, however often it is sent."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from declarations import actions
from declarations.errors import MoveNotAllowed
from declarations.models import Declaration, Event
from declarations.workflow import Action, Status
from perfgoals.accounts.models import User
from tests.factories import District, SignIn, actor, complete, declared, district, draft, stored


def test_a_draft_is_discarded_after_a_question_and_on_the_record(place: District, as_user: SignIn) -> None:
    declaration, client = draft(place, name="多建的一份"), as_user(place.declarant)
    address = f"/declarations/{declaration.pk}/discard/"
    assert "作废《多建的一份》？" in client.get(address).content.decode()
    assert stored(declaration).status == Status.DRAFT
    client.post(address, {"version": declaration.version})
    assert stored(declaration).status == Status.DISCARDED
    last = Event.objects.filter(declaration=declaration).last()
    assert last is not None
    assert (last.action, last.actor_name) == (Action.DISCARD, "甲")


def test_a_discarded_draft_is_found_by_its_state_alone(place: District, as_user: SignIn) -> None:
    declaration, client = declared(place, Status.DISCARDED, name="多建的一份"), as_user(place.declarant)
    for address in ("/", "/declarations/", "/declarations/?q=多建"):
        assert f'href="/declarations/{declaration.pk}/' not in client.get(address).content.decode(), address
    found = client.get("/declarations/?state=discarded").content.decode()
    assert f'href="/declarations/{declaration.pk}/"' in found
    assert client.get(f"/declarations/{declaration.pk}/").status_code == 200


def test_what_was_submitted_once_is_never_discarded(place: District, as_user: SignIn) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    withdrawn = actions.withdraw(actor(place.declarant), declaration.pk, seen=declaration.version)
    with pytest.raises(MoveNotAllowed):
        actions.discard(actor(place.declarant), withdrawn.pk, seen=withdrawn.version)
    page = as_user(place.declarant).get(f"/declarations/{withdrawn.pk}/edit/").content.decode()
    assert "作废草稿" not in page


def test_a_draft_that_a_colleague_changed_meanwhile_is_shown_first(place: District, as_user: SignIn) -> None:
    declaration, client = draft(place), as_user(place.declarant)
    actions.save(
        actor(place.colleague),
        declaration.pk,
        declaration.content.with_values({"annual_goal": "乙刚写的。"}),
        seen=declaration.version,
    )
    response = client.post(f"/declarations/{declaration.pk}/discard/", {"version": declaration.version})
    assert response.status_code == 409
    assert stored(declaration).status == Status.DRAFT


def test_another_adjustment_may_follow_a_discarded_one(place: District) -> None:
    approved = declared(place, Status.APPROVED)
    first = actions.adjust(actor(place.declarant), approved.pk, reason="写错了对象。")
    actions.discard(actor(place.declarant), first.pk, seen=first.version)
    second = actions.adjust(actor(place.declarant), approved.pk, reason="合同价降低。")
    assert second.revision == 2


def the_key(client: Client) -> str:
    found = re.search(r'name="request_key" value="([0-9a-f-]{36})"', client.get("/declarations/new/").content.decode())
    assert found is not None
    return found[1]


def test_one_page_sent_twice_makes_one_draft(place: District, as_user: SignIn) -> None:
    client = as_user(place.declarant)
    data = {"year": place.year.pk, "unit": place.unit.pk, "name": "街道分馆建设", "request_key": the_key(client)}
    answers = [client.post("/declarations/new/", data)["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Declaration.objects.count() == 1
    client.post("/declarations/new/", data | {"request_key": the_key(client)})
    assert Declaration.objects.count() == 2


def test_a_key_of_somebody_else_opens_nothing_of_theirs(place: District, as_user: SignIn) -> None:
    mine = actions.create(actor(place.declarant), place.year, place.unit, name="甲的", request_key=UUID("a" * 32))
    data = {"year": place.year.pk, "unit": place.unit.pk, "name": "乙的", "request_key": "a" * 32}
    client = as_user(place.colleague)
    assert client.post("/declarations/new/", data).status_code == 400
    assert Declaration.objects.get() == mine


@pytest.mark.django_db(transaction=True)
def test_eight_identical_posts_at_once_make_one_draft() -> None:
    place = district()
    author: User = place.declarant

    def press(_: int) -> int:
        try:
            return actions.create(actor(author), place.year, place.unit, name="同时", request_key=UUID("b" * 32)).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as clicks:
        made = set(clicks.map(press, range(8)))
    assert len(made) == 1
    assert Declaration.objects.count() == 1


def test_the_form_offers_to_discard_a_draft(place: District, as_user: SignIn) -> None:
    page = as_user(place.declarant).get(f"/declarations/{complete(place).pk}/edit/").content.decode()
    assert "作废草稿" in page
