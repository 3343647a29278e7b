from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from declarations.models import Declaration
from declarations.workflow import Status
from tests.factories import District, SignIn, complete, declared, draft


def names(client: Client, **params: str) -> list[str]:
    page = client.get(f"/declarations/?{urlencode(params)}").content.decode()
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)


def amounts(number: int) -> dict[str, Decimal]:
    return {"year_amount": Decimal(number), "total_amount": Decimal(number)}


def test_a_declarant_sees_all_of_the_unit_and_nothing_of_others(place: District, as_user: SignIn) -> None:
    draft(place, name="草稿")
    declared(place, Status.DEPARTMENT_REVIEW, name="已提交")
    draft(place, name="外单位", by=place.stranger, where=place.other_unit)
    assert sorted(names(as_user(place.colleague))) == ["已提交", "草稿"]


def test_a_reviewer_sees_what_was_submitted_and_no_drafts(place: District, as_user: SignIn) -> None:
    draft(place, name="草稿")
    declared(place, Status.DEPARTMENT_REVIEW, name="已提交")
    assert names(as_user(place.reviewer)) == ["已提交"]
    assert names(as_user(place.finance)) == ["已提交"]
    assert names(as_user(place.other_reviewer)) == []


def test_an_auditor_sees_everything(place: District, as_user: SignIn) -> None:
    draft(place, name="草稿")
    declared(place, Status.DEPARTMENT_REVIEW, name="已提交")
    assert sorted(names(as_user(place.auditor))) == ["已提交", "草稿"]


def test_a_link_leads_to_the_form_for_who_may_fill_it_in_and_to_the_paper_for_others(
    place: District, as_user: SignIn
) -> None:
    declaration = draft(place)
    edit = f'href="/declarations/{declaration.pk}/edit/"'
    assert edit in as_user(place.declarant).get("/declarations/").content.decode()
    assert edit not in as_user(place.auditor).get("/declarations/").content.decode()


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"state": "draft"}, {"甲项目", "丙项目"}),
        ({"state": "department_review"}, {"乙项目"}),
        ({"state": "reviewing"}, {"乙项目"}),
        ({"findings": "errors"}, {"丙项目"}),
        ({"findings": "none"}, {"甲项目", "乙项目"}),
        ({"amount_from": "1,000,000"}, {"甲项目"}),
        ({"amount_to": "100万元"}, {"乙项目"}),
        ({"type": "16 专项类项目"}, {"甲项目", "乙项目"}),
        ({"q": "乙 项目"}, {"乙项目"}),
        ({"q": "4403992798116"}, {"乙项目"}),
        ({"year": "2027"}, {"甲项目", "乙项目", "丙项目"}),
        ({"state": "draft", "findings": "errors"}, {"丙项目"}),
        ({"state": "不存在的状态"}, {"甲项目", "乙项目", "丙项目"}),
        ({"amount_from": "很多"}, {"甲项目", "乙项目", "丙项目"}),
        ({"q": "\x00"}, {"甲项目", "乙项目", "丙项目"}),
    ],
)
def test_filters_stand_in_the_address(
    place: District, as_user: SignIn, params: dict[str, str], expected: set[str]
) -> None:
    complete(place, name="甲项目")
    declared(place, Status.DEPARTMENT_REVIEW, name="乙项目", **amounts(900_000), calculation_basis="共计900000元。")
    draft(place, name="丙项目")
    assert set(names(as_user(place.declarant), **params)) == expected


def test_an_unreadable_amount_is_told_at_its_field(place: District, as_user: SignIn) -> None:
    page = as_user(place.declarant).get("/declarations/?amount_from=abc").content.decode()
    assert "“abc”不是金额" in page
    assert 'value="abc"' in page


def test_a_department_filter_takes_in_its_units(place: District, as_user: SignIn) -> None:
    draft(place, name="下属单位的")
    draft(place, name="外单位的", by=place.stranger, where=place.other_unit)
    assert names(as_user(place.auditor), unit=str(place.department.pk)) == ["下属单位的"]


def test_a_filter_in_force_can_be_taken_off(place: District, as_user: SignIn) -> None:
    page = as_user(place.declarant).get("/declarations/?state=draft&q=x&after=1").content.decode()
    assert 'href="?q=x"' in page
    assert 'href="?state=draft"' in page


def test_an_empty_list_says_why_and_what_to_do(place: District, as_user: SignIn) -> None:
    assert "您的单位还没有申报" in as_user(place.declarant).get("/declarations/").content.decode()
    assert "没有提交过的草稿只有填报单位自己看得到" in as_user(place.reviewer).get("/declarations/").content.decode()
    assert "没有符合条件的申报" in as_user(place.declarant).get("/declarations/?q=x").content.decode()


@pytest.fixture
def many(place: District) -> list[Declaration]:
    """Seven declarations, each changed a minute after the one before; three at the very same moment."""
    made = [draft(place, name=f"项目{number}") for number in range(7)]
    start = timezone.now()
    for number, declaration in enumerate(made):
        moment = start + timedelta(minutes=min(number, 4))
        Declaration.objects.filter(pk=declaration.pk).update(
            updated_at=moment, year_amount=None if number == 3 else number
        )
    return made


def walk(client: Client, start: str, relation: str) -> list[list[str]]:
    """The names of every page that `relation` links lead to, the first one included."""
    pages, address = [], start
    while address:
        page = client.get(f"/declarations/{address}").content.decode()
        pages.append(re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page))
        found = re.search(rf'href="([^"]+)" rel="{relation}"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    return pages


@pytest.mark.parametrize("sort", ["-updated", "updated", "-amount", "amount"])
def test_pages_follow_each_other_without_gaps_in_both_directions(
    many: list[Declaration], place: District, as_user: SignIn, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    client = as_user(place.declarant)
    (everything,) = walk(client, f"?sort={sort}", "next")
    assert len(everything) == len(many)
    monkeypatch.setattr("declarations.views.listing.SIZE", 3)
    forwards = walk(client, f"?sort={sort}", "next")
    assert [len(page) for page in forwards] == [3, 3, 1]
    assert [name for page in forwards for name in page] == everything
    last = client.get(f"/declarations/?sort={sort}").content.decode()
    second = re.search(r'href="([^"]+)" rel="next"', last)
    assert second is not None
    third = client.get(f"/declarations/{second[1].replace('&amp;', '&')}").content.decode()
    before = re.search(r'href="([^"]+)" rel="prev"', third)
    assert before is not None
    assert walk(client, before[1].replace("&amp;", "&"), "prev") == [forwards[0]]


@pytest.mark.parametrize(
    "cursor",
    [
        "after=x",
        "after=_1",
        "before=2027-01-01_x",
        "after=2027-01-01_1",
        "after=NaN_1",
        "sort=amount&after=sNaN_1",
        "sort=amount&after=1e999999_1",
    ],
)
def test_a_cursor_that_cannot_be_read_gives_the_first_page(
    many: list[Declaration], place: District, as_user: SignIn, cursor: str
) -> None:
    page = as_user(place.declarant).get(f"/declarations/?{cursor}").content.decode()
    assert len(re.findall(r'<th scope="row"><a', page)) == len(many)


def test_numbers_beyond_all_sense_are_no_fault_of_the_server(
    many: list[Declaration], place: District, as_user: SignIn
) -> None:
    client = as_user(place.declarant)
    assert client.get(f"/declarations/?after=2027-01-01T00:00:00%2B00:00_{'9' * 30}").status_code == 200
    assert client.get(f"/declarations/{'9' * 30}/edit/").status_code == 404
    assert "金额太大" in client.get("/declarations/?amount_from=99999999999999999").content.decode()


def test_the_list_asks_as_often_for_thirty_rows_as_for_three(
    place: District, as_user: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_user(place.auditor)
    for number in range(3):
        draft(place, name=f"项目{number}")
    with CaptureQueriesContext(connection) as few:
        client.get("/declarations/")
    for number in range(3, 30):
        draft(place, name=f"项目{number}")
    with django_assert_max_num_queries(len(few)):
        assert len(names(client)) == 30
    assert len(few) <= 14
