"""How often the form asks the database: the number does not grow with the form."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from declarations import actions
from declarations.blank import with_keys
from declarations.models import Ceiling, Declaration
from declarations.workflow import Status
from tests.editing.posting import form_data, row_key
from tests.factories import YEAR, District, SignIn, actor, complete, declared, open_year, stored


def grown(place: District, declaration: Declaration) -> Declaration:
    """The declaration with forty rows more."""
    rows = [replace(declaration.content.indicators[0], name=f"指标{number}", key="") for number in range(40)]
    content = with_keys(replace(declaration.content, indicators=(*declaration.content.indicators, *rows)))
    actions.save(actor(place.declarant), declaration.pk, content, seen=declaration.version)
    return stored(declaration)


@pytest.fixture
def declaration(place: District) -> Declaration:
    return complete(place)


def approved_last_year(place: District, declaration: Declaration) -> None:
    """What the same project was approved for a year earlier, to be shown beside the form."""
    before = declared(place, Status.APPROVED, name=declaration.name)
    Declaration.objects.filter(pk=before.pk).update(year=open_year(YEAR - 1))


def test_the_form_page_asks_as_often_for_fifty_rows_as_for_ten(
    place: District, declaration: Declaration, as_user: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, url = as_user(place.declarant), f"/declarations/{declaration.pk}/edit/"
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    grown(place, declaration)
    with django_assert_max_num_queries(len(few)):
        client.get(url)
    assert len(few) <= 15


def test_with_ceiling_and_last_year_the_form_page_keeps_its_budget(
    place: District, declaration: Declaration, as_user: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Ceiling.objects.create(year=place.year, unit=place.unit, amount=Decimal(4_000_000))
    approved_last_year(place, declaration)
    grown(place, declaration)
    client = as_user(place.declarant)
    with django_assert_max_num_queries(15):
        page = client.get(f"/declarations/{declaration.pk}/edit/").content.decode()
    assert "2026 年金额" in page


def test_the_form_of_an_adjustment_keeps_the_budget(
    place: District, as_user: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    approved = declared(place, Status.APPROVED)
    adjustment = actions.adjust(actor(place.declarant), approved.pk, reason="合同价降低。")
    client = as_user(place.declarant)
    with django_assert_max_num_queries(15):
        page = client.get(f"/declarations/{adjustment.pk}/edit/").content.decode()
    assert "调整了什么" in page


@pytest.mark.parametrize("field", ["annual_goal", "row"])
def test_the_save_of_a_field_asks_twelve_times_at_most_whatever_the_rows(
    place: District,
    declaration: Declaration,
    as_user: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    field: str,
) -> None:
    Ceiling.objects.create(year=place.year, unit=place.unit, amount=Decimal(4_000_000))
    approved_last_year(place, declaration)
    client, url = as_user(place.declarant), f"/declarations/{declaration.pk}/save/"
    client.get(f"/declarations/{declaration.pk}/edit/")  # whoever saves has opened the form
    for grow in (False, True):
        now = grown(place, stored(declaration)) if grow else declaration
        name = "f-annual_goal" if field == "annual_goal" else f"ind-{row_key(now)}-target"
        with django_assert_max_num_queries(12):
            response = client.post(
                url, {"version": now.version, name: f"≥{now.version}场"}, headers={"HX-Request": "true"}
            )
        assert response.status_code == 200
        assert stored(declaration).version == now.version + 1


def test_a_save_of_the_whole_form_asks_as_often_for_fifty_rows_as_for_ten(
    place: District, declaration: Declaration, as_user: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, url, htmx = as_user(place.declarant), f"/declarations/{declaration.pk}/save/", {"HX-Request": "true"}
    data = form_data(declaration, annual_goal="第一次")
    with CaptureQueriesContext(connection) as few:
        client.post(url, data, headers=htmx)
    data = form_data(grown(place, declaration), annual_goal="第二次")
    with django_assert_max_num_queries(len(few)):
        client.post(url, data, headers=htmx)
    assert len(few) <= 16


def test_a_field_keeps_its_budget_when_a_colleague_has_saved_in_between(
    place: District, declaration: Declaration, as_user: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    grown(place, declaration)
    client, url = as_user(place.colleague), f"/declarations/{declaration.pk}/save/"
    client.get(f"/declarations/{declaration.pk}/edit/")
    data = {"version": declaration.version, f"ind-{row_key(declaration)}-target": "≥30场"}
    with django_assert_max_num_queries(12):
        assert client.post(url, data, headers={"HX-Request": "true"}).status_code == 200
