"""Every role at every address of reviewing and exporting, read and written."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from declarations.models import Declaration, Event, Review, RuleSetting
from declarations.workflow import Status
from tests.everybody import ALWAYS_SEE, AUTHORS, EVERYBODY, SEE_WHAT_WAS_SUBMITTED, everybody_is_answered, signed_in
from tests.factories import District, complete, declared, stored

READING = (
    "declaration-detail",
    "declaration-findings",
    "declaration-history",
    "declaration-preview",
    "declaration-pdf",
    "declaration-xlsx",
    "declaration-flat",
)
DECISIONS = ("pass_on", "return", "reject", "approve")
OPENING = ("declaration-edit", "declaration-submit", "declaration-adjust")
WRITING = (
    "declaration-save",
    "declaration-submit",
    "declaration-withdraw",
    "declaration-discard",
    "declaration-adjust",
    "declaration-decide",
)


@pytest.fixture(autouse=True)
def _no_real_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a PDF says is tested elsewhere; here it takes too long."""
    monkeypatch.setattr("declarations.views.exporting.declaration_pdf", lambda *parts: b"%PDF-")


def traces(declaration: Declaration) -> tuple[int, int, str]:
    """What a write would leave behind."""
    here = Event.objects.filter(declaration=declaration).count()
    return here, Review.objects.count() + Declaration.objects.count(), stored(declaration).status


@pytest.mark.parametrize("name", READING)
def test_a_draft_is_read_by_its_unit_and_who_reads_everything(place: District, name: str) -> None:
    address = reverse(name, args=[complete(place).pk])
    everybody_is_answered(place, address, lambda who: 200 if who in ALWAYS_SEE else 404)


@pytest.mark.parametrize("name", READING)
def test_a_submission_is_read_by_its_reviewers_too(place: District, name: str) -> None:
    address = reverse(name, args=[declared(place, Status.DEPARTMENT_REVIEW).pk])
    everybody_is_answered(place, address, lambda who: 200 if who in SEE_WHAT_WAS_SUBMITTED else 404)


@pytest.mark.parametrize("name", ["review-queue", "rule-catalogue", "workbench", "declaration-list", "target-reading"])
def test_the_lists_and_the_catalogue_are_open_to_everybody(place: District, name: str) -> None:
    everybody_is_answered(place, reverse(name), lambda who: 200)


@pytest.mark.parametrize("name", OPENING)
def test_pages_that_lead_to_a_change_open_for_authors_only(place: District, name: str) -> None:
    declaration = declared(place, Status.APPROVED if name == "declaration-adjust" else Status.RETURNED)
    # Who may look but not write is sent from the form to the read-only paper.
    refused = 302 if name == "declaration-edit" else 403
    everybody_is_answered(
        place,
        reverse(name, args=[declaration.pk]),
        lambda who: 200 if who in AUTHORS else refused if who in SEE_WHAT_WAS_SUBMITTED else 404,
    )


@pytest.mark.parametrize("name", WRITING)
def test_who_may_not_write_is_refused_and_leaves_no_trace(place: District, name: str) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    before = traces(declaration)
    data = {"version": str(declaration.version), "action": "pass_on", "reason": "因故调整"}
    may = {"reviewer"} if name == "declaration-decide" else AUTHORS
    others = [who for who in EVERYBODY if who not in may]
    address = reverse(name, args=[declaration.pk])
    everybody_is_answered(place, address, lambda who: 403 if who in SEE_WHAT_WAS_SUBMITTED else 404, data, others)
    assert traces(declaration) == before


MAY_DECIDE = {
    (Status.DEPARTMENT_REVIEW, "reviewer"): {"pass_on", "return", "reject"},
    (Status.FINANCE_REVIEW, "finance"): {"approve", "return", "reject"},
}


@pytest.mark.parametrize("status", list(Status))
def test_nobody_decides_what_is_not_theirs_to_decide(place: District, status: Status) -> None:
    declaration = declared(place, status)
    before = traces(declaration)
    address = reverse("declaration-decide", args=[declaration.pk])
    seers = ALWAYS_SEE if status in {Status.DRAFT, Status.DISCARDED} else SEE_WHAT_WAS_SUBMITTED
    for who in EVERYBODY:
        client = signed_in(place, who)
        # A reviewer whose turn it is not is told so on the page; everybody else is simply not a reviewer.
        expected = {302, 403} if who in {"reviewer", "finance"} & seers else {403} if who in seers else {404}
        for action in {*DECISIONS, "save"} - MAY_DECIDE.get((status, who), set()):
            data = {"version": declaration.version, "action": action, "opinion": "请补充依据。"}
            response = client.post(address, data)
            allowed = expected | {302} if action == "save" and who in seers else expected
            assert response.status_code in allowed, (who, action)
    assert traces(declaration) == before


@pytest.mark.parametrize("name", [*READING, *OPENING, *WRITING])
def test_who_is_not_signed_in_is_led_to_the_sign_in_page(place: District, name: str) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    before = traces(declaration)
    for ask in (Client().get, Client().post):
        response = ask(reverse(name, args=[declaration.pk]))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("accounts:login"))
    assert traces(declaration) == before


@pytest.mark.parametrize("name", READING)
def test_a_declaration_that_is_not_there_is_404_for_everybody(place: District, name: str) -> None:
    assert signed_in(place, "administrator").get(reverse(name, args=[987654])).status_code == 404


@pytest.mark.parametrize("name", [*READING, "review-queue", "rule-catalogue"])
def test_reading_pages_take_no_post(place: District, name: str) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    args = [] if name in {"review-queue", "rule-catalogue"} else [declaration.pk]
    assert signed_in(place, "administrator").post(reverse(name, args=args)).status_code == 405


@pytest.mark.parametrize("who", EVERYBODY)
def test_waivers_are_the_administrators_business(place: District, who: str) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    before = traces(declaration)
    client, address = signed_in(place, who), reverse("declaration-waivers", args=[declaration.pk])
    expected = 200 if who == "administrator" else 403 if who in SEE_WHAT_WAS_SUBMITTED else 404
    assert client.get(address).status_code == expected
    data = {"rule": "no-such-rule", "action": "waive", "reason": "另有批文。"}
    assert client.post(address, data).status_code == (400 if who == "administrator" else expected)
    assert traces(declaration) == before


@pytest.mark.parametrize("who", EVERYBODY)
def test_rule_settings_are_the_administrators_business(place: District, who: str) -> None:
    client = signed_in(place, who)
    expected = 200 if who == "administrator" else 403
    pages = (reverse("rule-settings"), reverse("rule-setting", args=["text-missing"]))
    assert [client.get(address).status_code for address in pages] == [expected, expected]
    data = {"level": "off", "reason": "另有批文。", "seen": "0", "confirmed": "1"}
    assert client.post(pages[1], data).status_code == (302 if who == "administrator" else 403)
    assert RuleSetting.objects.exists() == (who == "administrator")
