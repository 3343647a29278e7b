"""How often the form asks the database: the number does not grow with the form."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from declarations import actions
from declarations.blank import with_keys
from declarations.models import Declaration
from tests.editing.conftest import SignIn
from tests.editing.posting import form_data
from tests.factories import District, actor, complete, stored


def grown(place: District, declaration: Declaration) -> Declaration:
    """The declaration with forty rows more."""
    rows = [replace(declaration.content.indicators[0], name=f"指标{number}", key="") for number in range(40)]
    content = with_keys(replace(declaration.content, indicators=(*declaration.content.indicators, *rows)))
    actions.save(actor(place.declarant), declaration.pk, content, seen=declaration.version)
    return stored(declaration)


@pytest.fixture
def declaration(place: District) -> Declaration:
    return complete(place)


def test_the_form_page_asks_as_often_for_fifty_rows_as_for_ten(
    place: District, declaration: Declaration, as_user: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, url = as_user(place.declarant), f"/declarations/{declaration.pk}/edit/"
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    grown(place, declaration)
    with django_assert_max_num_queries(len(few)):
        client.get(url)
    assert len(few) <= 20


def test_a_save_asks_as_often_for_fifty_rows_as_for_ten(
    place: District, declaration: Declaration, as_user: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, url, htmx = as_user(place.declarant), f"/declarations/{declaration.pk}/save/", {"HX-Request": "true"}
    data = form_data(declaration, annual_goal="第一次")
    with CaptureQueriesContext(connection) as few:
        client.post(url, data, headers=htmx)
    data = form_data(grown(place, declaration), annual_goal="第二次")
    with django_assert_max_num_queries(len(few)):
        client.post(url, data, headers=htmx)
    assert len(few) <= 34
