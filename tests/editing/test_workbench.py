from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from declarations.models import Ceiling, DeclarationYear
from declarations.workflow import Status
from tests.factories import District, SignIn, complete, declared, draft


def counts(client: Client) -> dict[str, int]:
    page = client.get("/").content.decode()
    found = re.findall(r"<span>([^<]+)</span><b>(\d+)<small>", page)
    return {label: int(number) for label, number in found}


def one_in_every_state(place: District) -> None:
    for status in Status:
        declared(place, status, name=f"{status.label}的项目")


def test_a_declarant_sees_counts_that_lead_to_their_lists(place: District, as_user: SignIn) -> None:
    one_in_every_state(place)
    client = as_user(place.declarant)
    assert counts(client) == {"被退回": 1, "待提交": 1, "审核中": 2, "已批复": 1, "距截止": 30}
    page = client.get("/").content.decode()
    for state, number in (("returned", 1), ("draft", 1), ("reviewing", 2), ("approved", 1)):
        address = re.search(rf'href="(/declarations/\?year=2027&amp;state={state})"', page)
        assert address is not None
        rows = client.get(address[1].replace("&amp;", "&")).content.decode()
        assert rows.count('<th scope="row">') == number


def test_what_came_back_stands_before_what_was_never_submitted(place: District, as_user: SignIn) -> None:
    declared(place, Status.RETURNED, name="被退回的项目")
    complete(place, name="草稿项目")
    page = as_user(place.declarant).get("/").content.decode()
    todo = page[page.index('id="todo"') : page.index("</section>", page.index('id="todo"'))]
    assert todo.index("被退回的项目") < todo.index("草稿项目")


def test_a_reviewer_sees_what_waits_oldest_first(place: District, as_user: SignIn) -> None:
    declared(place, Status.DEPARTMENT_REVIEW, name="先提交的")
    declared(place, Status.DEPARTMENT_REVIEW, name="后提交的")
    declared(place, Status.FINANCE_REVIEW, name="在财政的")
    page = as_user(place.reviewer).get("/").content.decode()
    waiting = page[page.index('id="waiting"') : page.index("</section>", page.index('id="waiting"'))]
    assert waiting.index("先提交的") < waiting.index("后提交的")
    assert "在财政的" not in waiting
    assert counts(as_user(place.reviewer))["待我审核"] == 2
    assert counts(as_user(place.finance))["待我审核"] == 1


def test_who_reads_everything_sees_an_overview(place: District, as_user: SignIn) -> None:
    one_in_every_state(place)
    assert counts(as_user(place.auditor)) == {"退回修改": 1, "审核中": 2, "已批复": 1}


def test_the_ceiling_is_set_against_what_is_asked_for(place: District, as_user: SignIn) -> None:
    Ceiling.objects.create(year=place.year, unit=place.unit, amount=Decimal(4_000_000))
    complete(place)
    declared(place, Status.APPROVED)
    page = as_user(place.declarant).get("/").content.decode()
    assert "4,000,000.00" in page
    assert "808,000.00" in page
    assert "用去 79.8%" in page


def test_a_unit_without_a_ceiling_has_no_ledger(place: District, as_user: SignIn) -> None:
    assert "控制数" not in as_user(place.declarant).get("/").content.decode()


def test_an_empty_workbench_says_what_to_do(place: District, as_user: SignIn) -> None:
    page = as_user(place.declarant).get("/").content.decode()
    assert "没有需要您处理的申报" in page
    assert "提交、退回和批复会列在这里" in page


def test_without_any_year_the_page_still_opens(place: District, as_user: SignIn) -> None:
    DeclarationYear.objects.all().delete()
    assert "还没有设置申报年度" in as_user(place.declarant).get("/").content.decode()


def test_a_near_deadline_presses_and_a_passed_one_is_told(place: District, as_user: SignIn) -> None:
    client = as_user(place.declarant)
    DeclarationYear.objects.update(closes_at=timezone.now() + timedelta(days=2))
    assert "is-pressing" in client.get("/").content.decode()
    DeclarationYear.objects.update(closes_at=timezone.now() - timedelta(days=2))
    assert counts(client)["截止已过"] == 2


def test_news_tell_what_happened_and_not_what_was_typed(place: District, as_user: SignIn) -> None:
    declared(place, Status.RETURNED, name="被退回的项目")
    draft(place, name="刚建的草稿")
    page = as_user(place.declarant).get("/").content.decode()
    news = page[page.index('id="news"') :]
    assert "丁 退回修改" in news
    assert news.count("甲 提交审核") == 1
    assert "刚建的草稿" not in news
    assert "被退回的项目" not in as_user(place.stranger).get("/").content.decode()


def test_the_workbench_asks_as_often_for_many_declarations_as_for_few(
    place: District, as_user: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_user(place.declarant)
    one_in_every_state(place)
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for number in range(20):
        draft(place, name=f"项目{number}")
    with django_assert_max_num_queries(len(few)):
        client.get("/")
    assert len(few) <= 18
