"""Whatever stands in an address, a list answers with a page: nonsense shows the first one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from declarations.models import Declaration
from declarations.workflow import Status
from tests.factories import District, declared

LISTS = (reverse("declaration-list"), reverse("review-queue"))
MOMENTS = (
    "0001-01-01",
    "0001-01-01T00:00:00",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2027-01-01",
    "2027-01-01T00:00:00+00:00",
    "2027-01-01T00:00:00+00:00:00.000001",
)
AMOUNTS = ("1e999", "9e9999999", "-1e-9999999", "NaN", "sNaN", "Infinity", "-0", "1e15", "0.0000000000000001")
KEYS = ("1", "-1", "0", "abc", "", str(2**63), str(-(2**70)), "9" * 400, "9" * 5000, "²", "٣")
NAMES = ("after", "before", "sort", "year", "unit", "state", "type", "findings", "amount_from", "amount_to", "q")

cursors = st.builds("{}_{}".format, st.sampled_from(MOMENTS + AMOUNTS) | st.text(max_size=12), st.sampled_from(KEYS))
nonsense = st.sampled_from(("", "\x00", "abc", "99999999999", "9" * 30, *AMOUNTS)) | st.text(max_size=20)
sorts = st.sampled_from(("amount", "-amount", "updated", "-updated", "x"))
queries = st.dictionaries(st.sampled_from(NAMES), nonsense) | st.fixed_dictionaries(
    {}, optional={"after": cursors, "before": cursors, "sort": sorts, "q": nonsense, "amount_from": nonsense}
)


@pytest.fixture
def waiting(place: District) -> Declaration:
    return declared(place, Status.DEPARTMENT_REVIEW, name="公共文化演出")


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(address=st.sampled_from(LISTS), query=queries)
@example(LISTS[0], {"sort": "amount", "after": "9e9999999_1"})
@example(LISTS[1], {"unit": str(2**70)})
def test_no_query_string_is_an_error(
    client: Client, place: District, waiting: Declaration, address: str, query: dict[str, Any]
) -> None:
    client.force_login(place.reviewer)
    assert client.get(f"{address}?{urlencode(query, errors='replace')}").status_code == 200


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("moment", [moment for moment in MOMENTS if not moment.startswith("2027-01-01T")])
@pytest.mark.parametrize("side", ["after", "before"])
def test_a_moment_that_is_none_shows_the_first_page(
    client: Client, place: District, waiting: Declaration, address: str, moment: str, side: str
) -> None:
    client.force_login(place.reviewer)
    response = client.get(address, {side: f"{moment}_5"})
    assert response.status_code == 200
    assert "公共文化演出" in response.content.decode()


@pytest.mark.parametrize("amount", AMOUNTS[:6])
def test_an_amount_that_is_none_shows_the_first_page(
    client: Client, place: District, waiting: Declaration, amount: str
) -> None:
    client.force_login(place.reviewer)
    response = client.get(LISTS[0], {"sort": "amount", "after": f"{amount}_{2**70}"})
    assert "公共文化演出" in response.content.decode()


@pytest.mark.parametrize("step", ["", "history/", "edit/", "pdf/", "xlsx/", "save/", "decide/", "submit/"])
@pytest.mark.parametrize("key", [2**63, 2**70, int("9" * 400)])
def test_a_declaration_of_an_impossible_number_is_not_there(
    client: Client, place: District, step: str, key: int
) -> None:
    client.force_login(place.reviewer)
    address = f"{LISTS[0]}{key}/{step}"
    ask = client.post if step == "save/" else client.get
    assert ask(address).status_code == 404
    assert client.get(f"{LISTS[0]}{'9' * 5000}/{step}").status_code == 404
