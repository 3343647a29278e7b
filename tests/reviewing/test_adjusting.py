from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from declarations.models import Declaration, Event
from declarations.workflow import Action, Status
from tests.factories import District, declared, stored
from tests.reviewing.cases import adjusted


@pytest.fixture
def approved(place: District, client: Client) -> Declaration:
    client.force_login(place.declarant)
    return declared(place, Status.APPROVED)


def address(declaration: Declaration) -> str:
    return reverse("declaration-adjust", args=[declaration.pk])


def test_the_page_says_what_follows_and_asks_for_the_reason(client: Client, approved: Declaration) -> None:
    html = client.get(address(approved)).content.decode()
    assert "以已批复的内容新建一份调整草稿；原表保持不变。" in html
    assert 'name="reason"' in html
    assert not Declaration.objects.filter(adjusts=approved).exists()


def test_a_reason_makes_a_draft_and_opens_its_form(client: Client, approved: Declaration) -> None:
    response = client.post(address(approved), {"reason": " 合同价降低，调减金额。\x00 "})
    draft = Declaration.objects.get(adjusts=approved)
    assert response["Location"] == reverse("declaration-edit", args=[draft.pk])
    assert (draft.status, draft.revision) == (Status.DRAFT, 1)
    assert Event.objects.get(declaration=draft, action=Action.ADJUST).reason == "合同价降低，调减金额。"
    assert stored(approved).status == Status.APPROVED


@pytest.mark.parametrize("reason", ["", " \r\n "])
def test_without_a_reason_nothing_is_made_and_the_field_says_so(
    client: Client, approved: Declaration, reason: str
) -> None:
    response = client.post(address(approved), {"reason": reason})
    assert response.status_code == 400
    assert "请写明调整的原因" in response.content.decode()
    assert not Declaration.objects.filter(adjusts=approved).exists()


def test_a_second_adjustment_is_refused_and_the_first_one_shown(client: Client, place: District) -> None:
    original, draft = adjusted(place)
    client.force_login(place.colleague)
    assert draft.get_absolute_url() in client.get(address(original)).content.decode()
    response = client.post(address(original), {"reason": "再调整一次"})
    assert response["Location"] == original.get_absolute_url()
    assert Declaration.objects.filter(adjusts=original).count() == 1


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.APPROVED])
def test_only_what_is_approved_can_be_adjusted(client: Client, place: District, status: Status) -> None:
    declaration = declared(place, status)
    client.force_login(place.declarant)
    for response in (client.get(address(declaration)), client.post(address(declaration), {"reason": "因故"})):
        assert response.status_code == 302
        assert response["Location"] == declaration.get_absolute_url()
    assert not Declaration.objects.filter(adjusts=declaration).exists()
