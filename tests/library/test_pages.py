"""The pages of the library for every role: who gets in, what they find, how often the database is asked."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from declarations.library import keeping
from declarations.workflow import Status
from indicators.models import EntryState, LibraryIndicator, LibraryRecord
from tests.everybody import EVERYBODY
from tests.factories import District, SignIn, actor, declared

NAME, LEVEL = "在册文化志愿者人数", "可持续影响指标"
KEEPERS = {"administrator"}


@pytest.fixture
def candidate(place: District) -> LibraryIndicator:
    declared(place, Status.APPROVED)
    return LibraryIndicator.objects.get(name=NAME)


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_reads_the_catalogue_and_administrators_keep_it(
    place: District, candidate: LibraryIndicator, as_user: SignIn, name: str
) -> None:
    client, keeps = as_user(getattr(place, name)), name in KEEPERS
    other = LibraryIndicator.objects.usable()[0]
    assert client.get("/library/").status_code == 200
    assert client.get("/library/suggestions/", {"level2": LEVEL, "q": "文化"}).status_code == 200
    assert client.get(f"/library/{other.pk}/").status_code == 200
    assert client.get(f"/library/{candidate.pk}/").status_code == (200 if keeps else 404)
    assert client.get("/library/candidates/").status_code == (200 if keeps else 403)


@pytest.mark.parametrize("name", sorted(set(EVERYBODY) - KEEPERS))
def test_a_decision_without_the_right_is_refused_and_leaves_no_record(
    place: District, candidate: LibraryIndicator, as_user: SignIn, name: str
) -> None:
    client = as_user(getattr(place, name))
    for step in ("accept", "merge", "retire", "restore", "edit"):
        data = {"step": step, "reason": "x", "into": "1", "name": "x"}
        assert client.post(f"/library/{candidate.pk}/decide/", data).status_code == 403
    assert client.post("/library/candidates/", {"pick": candidate.pk}).status_code == 403
    assert client.post("/library/gather/").status_code == 403
    assert not LibraryRecord.objects.exists()


@pytest.mark.parametrize("address", ["/library/", "/library/suggestions/", "/library/candidates/", "/library/1/"])
def test_who_is_not_signed_in_is_asked_to(db: None, address: str) -> None:
    assert "/accounts/login/" in Client().get(address)["Location"]


def test_the_catalogue_is_filtered_by_words_level_unit_and_year(
    place: District, candidate: LibraryIndicator, as_user: SignIn
) -> None:
    keeping.accept(actor(place.administrator), candidate.pk)
    client = as_user(place.stranger)

    def shown(**query: str | int) -> bool:
        return NAME in client.get("/library/", query).content.decode()

    assert shown(q="zcwh")
    assert shown(q="文化", level2=LEVEL)
    assert not shown(level2="质量指标")
    assert shown(unit=place.unit.pk)
    assert not shown(unit=place.other_unit.pk)
    assert shown(year=2027)
    assert not shown(year=2026)
    odds: list[dict[str, str]] = [{"unit": "x"}, {"year": "9" * 30}, {"after": "9e9_1"}, {"q": "\x00"}]
    odds.append({"after": f"{2**70}_{2**70}"})
    for odd in odds:
        assert client.get("/library/", odd).status_code == 200


def test_an_administrator_accepts_edits_merges_and_retires_on_the_pages(
    place: District, candidate: LibraryIndicator, as_user: SignIn
) -> None:
    client, page = as_user(place.administrator), f"/library/{candidate.pk}/"
    assert NAME in client.get("/library/candidates/").content.decode()
    said = {
        "name": NAME,
        "example_target": "≥300人",
        "measure": "人",
        "formula": "",
        "explanation": "年末在册的人数",
        "industry": "文化体育",
        "keywords": "",
    }
    client.post(f"{page}decide/", said | {"step": "accept"})
    candidate.refresh_from_db()
    assert (candidate.state, candidate.example_target) == (EntryState.ACCEPTED, "≥300人")
    refused = client.post(f"{page}decide/", said | {"step": "edit", "name": ""})
    assert refused.status_code == 400
    assert "没有保存" in refused.content.decode()
    assert client.post(f"{page}decide/", {"step": "retire", "reason": ""}).status_code == 400
    assert client.post(f"{page}decide/", {"step": "fly"}).status_code == 400
    client.post(f"{page}decide/", {"step": "retire", "reason": "重复"})
    client.post(f"{page}decide/", {"step": "restore"})
    into = LibraryIndicator.objects.usable().exclude(pk=candidate.pk)[0]
    response = client.post(f"{page}decide/", {"step": "merge", "into": into.pk})
    assert response["Location"] == f"/library/{into.pk}/"
    again = client.post(f"{page}decide/", {"step": "merge", "into": into.pk}, follow=True)
    assert "不能再做" in again.content.decode()
    assert as_user(place.declarant).get(page)["Location"] == f"/library/{into.pk}/"


def test_those_ticked_are_accepted_together(place: District, candidate: LibraryIndicator, as_user: SignIn) -> None:
    waiting = LibraryIndicator.objects.filter(state=EntryState.CANDIDATE)
    picked = [each.pk for each in waiting]
    response = as_user(place.administrator).post(
        "/library/candidates/", {"pick": [*picked, "x", "9" * 40]}, follow=True
    )
    assert f"已收入 {len(picked)} 条" in response.content.decode()
    assert not waiting.all().exists()


def test_a_suggestion_has_all_that_is_to_be_filled_in(
    place: District, candidate: LibraryIndicator, as_user: SignIn
) -> None:
    keeping.accept(actor(place.administrator), candidate.pk)
    answer = as_user(place.declarant).get("/library/suggestions/", {"level2": LEVEL, "q": "zcwh"}).json()
    (item,) = answer["items"]
    assert (item["name"], item["mark"], item["measure"]) == (NAME, "≥", "人")
    assert item["note"].startswith("本单位用过")
    assert (
        as_user(place.stranger)
        .get("/library/suggestions/", {"level2": "可持续影响", "q": "文化"})
        .json()["items"][0]["note"]
        .startswith("用过 1 次")
    )


@pytest.mark.parametrize(("address", "most"), [("/library/", 14), ("/library/candidates/", 9)])
def test_a_list_asks_as_often_for_many_as_for_few(
    place: District, candidate: LibraryIndicator, as_user: SignIn, address: str, most: int
) -> None:
    client = as_user(place.administrator)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(20):
        for state in (EntryState.ACCEPTED, EntryState.CANDIDATE):
            LibraryIndicator.objects.create(
                level1="产出指标",
                level2="数量指标",
                name=f"{state}{number}",
                example_target="1次",
                explanation="x",
                state=state,
            )
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few) <= most


def test_a_suggestion_costs_few_queries(place: District, candidate: LibraryIndicator, as_user: SignIn) -> None:
    client = as_user(place.declarant)
    with CaptureQueriesContext(connection) as asked:
        client.get("/library/suggestions/", {"level2": "数量指标", "q": "无此词语"})
    assert len(asked) <= 11
