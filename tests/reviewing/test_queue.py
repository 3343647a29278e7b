from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from declarations import actions
from declarations.models import Declaration
from declarations.views import queue as queue_views
from declarations.views.paging import page_of
from declarations.workflow import Status
from perfgoals.accounts.models import User
from perfgoals.accounts.roles import Role
from tests.factories import District, actor, declared, person, unit
from tests.reviewing.cases import adjusted, explained

QUEUE = reverse("review-queue")
BEYOND = "?after=2027-01-01T00:00:00%2B00:00_99999999999999999999"


def listed(client: Client, user: User, query: str = "") -> list[str]:
    client.force_login(user)
    return [declaration.title for declaration in client.get(f"{QUEUE}{query}").context["page"].rows]


def submitted_days_ago(declaration: Declaration, days: int) -> None:
    Declaration.objects.filter(pk=declaration.pk).update(submitted_at=timezone.now() - timedelta(days=days))


def test_the_oldest_submission_stands_first(client: Client, place: District) -> None:
    for name, days in (("甲项", 1), ("乙项", 3), ("丙项", 2)):
        submitted_days_ago(declared(place, Status.DEPARTMENT_REVIEW, name=name), days)
    assert listed(client, place.reviewer) == ["乙项", "丙项", "甲项"]


def test_only_what_waits_for_this_person_is_listed(client: Client, place: District) -> None:
    for status in Status:
        declared(place, status, name=status.label)
    assert listed(client, place.reviewer) == ["待部门审核"]
    assert listed(client, place.finance) == ["待财政审核"]
    for who in (place.declarant, place.administrator, place.auditor, place.other_reviewer):
        assert listed(client, who) == []


def test_a_row_tells_amount_unit_findings_and_how_often_it_was_submitted(client: Client, place: District) -> None:
    declaration = explained(place)
    client.force_login(place.reviewer)
    html = client.get(QUEUE).content.decode()
    for text in (declaration.code, "滨海区文化馆", "1,596,000.00", "1 提醒", "今天 "):
        assert text in html


def test_the_list_can_be_narrowed_to_a_unit_and_words(client: Client, place: District) -> None:
    hall = declared(place, Status.DEPARTMENT_REVIEW, name="公共文化演出")
    declared(place, Status.DEPARTMENT_REVIEW, name="图书采购")
    assert listed(client, place.reviewer, "?q=文化 演出") == ["公共文化演出"]
    assert listed(client, place.reviewer, f"?q={hall.code}") == ["公共文化演出"]
    assert len(listed(client, place.reviewer, f"?unit={place.unit.pk}")) == 2


@pytest.mark.parametrize(
    "query", ["?unit=abc", "?unit=999999", "?after=x_y", "?after=_", "?before=2027", "?q=%00", "?unit=%00", BEYOND]
)
def test_an_address_that_means_nothing_is_no_error(client: Client, place: District, query: str) -> None:
    declared(place, Status.DEPARTMENT_REVIEW)
    client.force_login(place.reviewer)
    assert client.get(f"{QUEUE}{query}").status_code == 200


def test_an_empty_queue_says_why(client: Client, place: District) -> None:
    client.force_login(place.reviewer)
    assert "现在没有等您审核的申报" in client.get(QUEUE).content.decode()
    declared(place, Status.DEPARTMENT_REVIEW)
    html = client.get(f"{QUEUE}?q=没有这个").content.decode()
    assert "没有符合条件的待审核申报" in html
    assert "您一共有 1 项待审核" in html


def test_an_adjustment_says_so(client: Client, place: District) -> None:
    _, draft = adjusted(place)
    actions.submit(actor(place.declarant), draft.pk, seen=draft.version)
    client.force_login(place.reviewer)
    assert "第 1 次调整" in client.get(QUEUE).content.decode()


def test_a_long_queue_is_turned_page_by_page(client: Client, place: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_views, "page_of", lambda rows, params, order: page_of(rows, params, order, 2))
    for number in range(5):
        submitted_days_ago(declared(place, Status.DEPARTMENT_REVIEW, name=f"第{number}项"), 9 - number)
    client.force_login(place.reviewer)
    seen, address = [], QUEUE
    while address:
        page = client.get(address).context["page"]
        seen += [declaration.title for declaration in page.rows]
        address = f"{QUEUE}{page.next}" if page.next else ""
    assert seen == [f"第{number}项" for number in range(5)]


def test_more_rows_do_not_cost_more_queries(client: Client, place: District) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(QUEUE)
        return len(asked)

    declared(place, Status.DEPARTMENT_REVIEW)
    client.force_login(place.reviewer)
    alone = queries()
    for number in range(3):
        declared(place, Status.DEPARTMENT_REVIEW, name=f"第 {number} 项")
    assert queries() == alone
    assert alone <= 10


def place_in(client: Client, declaration: Declaration, query: str = "") -> str:
    return client.get(declaration.get_absolute_url() + query).content.decode()


def test_the_page_of_an_item_leads_to_its_neighbours(client: Client, place: District) -> None:
    first, second, third = (declared(place, Status.DEPARTMENT_REVIEW, name=name) for name in ("甲项", "乙项", "丙项"))
    client.force_login(place.reviewer)
    html = place_in(client, second)
    assert "第 2 项，共 3 项" in html
    assert f'href="{first.get_absolute_url()}" rel="prev"' in html
    assert f'href="{third.get_absolute_url()}" rel="next"' in html
    assert 'rel="prev"' not in place_in(client, first)
    assert 'rel="next"' not in place_in(client, third)


def test_the_neighbours_are_those_of_the_narrowed_queue(client: Client, place: District) -> None:
    first = declared(place, Status.DEPARTMENT_REVIEW, name="公共演出")
    declared(place, Status.DEPARTMENT_REVIEW, name="图书采购")
    third = declared(place, Status.DEPARTMENT_REVIEW, name="街头演出")
    client.force_login(place.reviewer)
    html = place_in(client, first, "?q=演出")
    assert "第 1 项，共 2 项" in html
    assert f'href="{third.get_absolute_url()}?q=%E6%BC%94%E5%87%BA" rel="next"' in html


def test_who_has_nothing_to_decide_here_sees_no_queue(client: Client, place: District) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    client.force_login(place.auditor)
    assert "第 1 项" not in place_in(client, declaration)


def test_a_reviewer_of_two_departments_has_one_queue(client: Client, place: District) -> None:
    both = person(
        "gui", "癸", (Role.DEPARTMENT_REVIEWER, place.department), (Role.DEPARTMENT_REVIEWER, place.other_department)
    )
    other = unit("982002", "滨海区水闸管理所", place.other_department)
    author = person("you", "酉", (Role.DECLARANT, other))
    declared(place, Status.DEPARTMENT_REVIEW, name="甲项")
    waiting = declared(place, Status.DRAFT, name="乙项", by=author, where=other)
    assert listed(client, both) == ["甲项"]
    from_there = Client()
    from_there.force_login(author)
    from_there.post(reverse("declaration-submit", args=[waiting.pk]), {"version": waiting.version})
    assert listed(client, both) == ["甲项", "乙项"]
