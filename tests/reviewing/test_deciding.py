from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from declarations import actions
from declarations.models import Declaration, Event, Review
from declarations.workflow import Status
from tests.factories import District, actor, declared, stored
from tests.reviewing.cases import explained

OPINION = "目标值不可衡量，请写明数量。"


def decide(client: Client, declaration: Declaration, action: str, **data: Any) -> HttpResponse:
    posted = {"version": declaration.version, "action": action, **data}
    return client.post(reverse("declaration-decide", args=[declaration.pk]), posted)  # type: ignore[return-value]


def messages_of(client: Client, response: HttpResponse) -> list[str]:
    return [str(message) for message in client.get(response["Location"]).context["messages"]]


@pytest.fixture
def waiting(place: District, client: Client) -> Declaration:
    client.force_login(place.reviewer)
    return declared(place, Status.DEPARTMENT_REVIEW)


@pytest.mark.parametrize(
    ("action", "status", "said"),
    [
        ("pass_on", Status.FINANCE_REVIEW, "已通过，转到财政审核。"),
        ("return", Status.RETURNED, "已退回修改。"),
        ("reject", Status.REJECTED, "不予通过。"),
    ],
)
def test_a_decision_is_taken_with_its_opinion_and_told(
    client: Client, waiting: Declaration, action: str, status: Status, said: str
) -> None:
    response = decide(client, waiting, action, opinion=f"  {OPINION}\r\n")
    assert response.status_code == 302
    assert stored(waiting).status == status
    assert Review.objects.get().opinion == OPINION
    assert messages_of(client, response) == [f"《{waiting.title}》{said}"]


def test_the_finance_bureau_approves_without_an_opinion(client: Client, place: District) -> None:
    declaration = declared(place, Status.FINANCE_REVIEW)
    client.force_login(place.finance)
    decide(client, declaration, "approve", opinion="")
    assert stored(declaration).status == Status.APPROVED


@pytest.mark.parametrize("action", ["return", "reject"])
@pytest.mark.parametrize("opinion", ["", "   \r\n ", "\u200b\ufeff \u2060"])
def test_without_an_opinion_the_question_opens_again_with_a_message_at_the_field(
    client: Client, waiting: Declaration, action: str, opinion: str
) -> None:
    response = decide(client, waiting, action, opinion=opinion)
    html = response.content.decode()
    assert response.status_code == 400
    assert f'id="ask-{action}" aria-labelledby="ask-{action}-title" data-question open>' in html
    assert "须写明审核意见，填报人会看到它。" in html
    assert html.count('aria-invalid="true"') == 1
    assert stored(waiting).status == Status.DEPARTMENT_REVIEW
    assert not Review.objects.exists()


def test_a_decision_on_something_that_changed_meanwhile_is_not_taken_and_the_opinion_stays(
    client: Client, place: District, waiting: Declaration
) -> None:
    author = actor(place.declarant)
    actions.withdraw(author, waiting.pk, seen=waiting.version)
    actions.submit(author, waiting.pk, seen=waiting.version + 1)
    events = Event.objects.count()
    response = decide(client, waiting, "return", opinion=OPINION)
    html = response.content.decode()
    assert response.status_code == 409
    assert "在您打开以后又有改动，请看过最新内容再决定" in html
    assert html.count(f"{OPINION}</textarea>") == 2  # for the two decisions that need one, and not for the yes
    assert f'name="version" value="{stored(waiting).version}"' in html
    assert Event.objects.count() == events


def test_an_opinion_that_is_too_long_is_told_at_its_field_and_stays(client: Client, waiting: Declaration) -> None:
    response = decide(client, waiting, "return", opinion="意" * 2001)
    html = response.content.decode()
    assert response.status_code == 400
    assert "审核意见有 2,001 字，最多 2,000 字" in html
    assert "意" * 2001 in html
    assert stored(waiting).status == Status.DEPARTMENT_REVIEW
    assert decide(client, waiting, "return", opinion="意" * 2000).status_code == 302


@pytest.mark.parametrize("action", ["pass_on", "return", "reject"])
def test_a_decision_that_was_taken_already_is_told_kindly(client: Client, waiting: Declaration, action: str) -> None:
    decide(client, waiting, "pass_on")
    events = Event.objects.count()
    response = decide(client, waiting, action, opinion=OPINION)
    assert response.status_code == 302
    assert response["Location"] == reverse("declaration-detail", args=[waiting.pk])
    assert f"《{waiting.title}》现在是“待财政审核”，您的决定没有提交。" in messages_of(client, response)
    assert Event.objects.count() == events


def test_who_reviews_nothing_here_gets_no_kind_words(client: Client, place: District, waiting: Declaration) -> None:
    client.force_login(place.auditor)
    assert decide(client, waiting, "return", opinion=OPINION, version=1).status_code == 403


@pytest.mark.parametrize("version", ["", "x", "-1", "1e3", "９", "99999999999999999999"])
def test_a_version_that_is_no_number_is_a_bad_request(client: Client, waiting: Declaration, version: str) -> None:
    assert decide(client, waiting, "pass_on", version=version).status_code == 400
    assert stored(waiting).status == Status.DEPARTMENT_REVIEW


@pytest.mark.parametrize("action", ["", "save", "submit", "approve ", "drop"])
def test_an_unknown_decision_changes_nothing(client: Client, waiting: Declaration, action: str) -> None:
    assert decide(client, waiting, action, opinion=OPINION).status_code in {302, 403}
    assert stored(waiting).version == waiting.version


def test_an_opinion_loses_what_no_database_can_store(client: Client, waiting: Declaration) -> None:
    decide(client, waiting, "return", opinion="请补充\x00依据。\r\n第二行")
    assert Review.objects.get().opinion == "请补充依据。\n第二行"


def test_coming_back_from_the_sign_in_page_leads_to_the_declaration(client: Client, waiting: Declaration) -> None:
    response = client.get(reverse("declaration-decide", args=[waiting.pk]))
    assert response.status_code == 302
    assert response["Location"] == reverse("declaration-detail", args=[waiting.pk])


def test_after_a_decision_the_next_of_the_queue_opens(client: Client, place: District) -> None:
    first, second, third = (declared(place, Status.DEPARTMENT_REVIEW, name=name) for name in ("甲项", "乙项", "丙项"))
    client.force_login(place.reviewer)
    assert decide(client, second, "pass_on")["Location"] == third.get_absolute_url()
    response = decide(client, third, "pass_on")
    assert response["Location"] == first.get_absolute_url()
    assert messages_of(client, response)[-1] == "《丙项》已通过，转到财政审核。下面是下一项。"
    assert decide(client, first, "pass_on")["Location"] == reverse("review-queue")


def test_the_queue_that_was_asked_for_goes_on(client: Client, place: District) -> None:
    first = declared(place, Status.DEPARTMENT_REVIEW, name="公共文化演出")
    declared(place, Status.DEPARTMENT_REVIEW, name="图书采购")
    third = declared(place, Status.DEPARTMENT_REVIEW, name="街头演出")
    client.force_login(place.reviewer)
    response = decide(client, first, "pass_on", q="演出")
    assert response["Location"] == f"{third.get_absolute_url()}?q=%E6%BC%94%E5%87%BA"
    assert decide(client, third, "pass_on", q="演出")["Location"].startswith(f"{reverse('review-queue')}?q=")


def test_findings_are_offered_as_phrases_where_an_opinion_is_needed(client: Client, place: District) -> None:
    declaration = explained(place)
    client.force_login(place.reviewer)
    response = client.get(reverse("declaration-detail", args=[declaration.pk]))
    phrases = {str(one.action): [phrase.words for phrase in one.phrases] for one in response.context["questions"]}
    (remark,) = response.context["paper"].remarks.listed
    assert remark.mark.label in phrases["return"]
    assert remark.mark.label not in phrases["pass_on"]
