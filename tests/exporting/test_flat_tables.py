"""Flat tables as people take them away: one declaration, or all that the list shows."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from declarations.columns import flat_tables
from declarations.content import DeclarationContent
from declarations.models import Declaration, Event
from declarations.reading import read_document
from declarations.workflow import Status
from declarations.writing.errors import WritingError
from indicators.loading import load_templates
from perfgoals.accounts.models import User
from tests.factories import District, complete, declared, stored

LIST = "declaration-list-flat"


def fetched(client: Client, user: User, name: str, *args: int, **params: str) -> Any:
    client.force_login(user)
    return client.get(reverse(name, args=args), params)


def contents_of(response: Any) -> list[DeclarationContent]:
    read = read_document(b"".join(response), "平面表.xlsx", load_templates())
    return [form.content for form in read.forms]


def test_a_declaration_leaves_as_a_flat_table_that_reads_back_equal(client: Client, place: District) -> None:
    declaration = declared(place, Status.APPROVED, name="公共文化场馆开放（滨海）")
    response = fetched(client, place.auditor, "declaration-flat", declaration.pk)
    assert response["Content-Disposition"].startswith("attachment; ")
    assert quote("2027-公共文化场馆开放（滨海）-滨海区文化馆-平面表.xlsx") in response["Content-Disposition"]
    assert contents_of(response) == [stored(declaration).content]


def test_the_list_leaves_as_one_table_of_what_the_person_may_see(client: Client, place: District) -> None:
    mine = declared(place, Status.DEPARTMENT_REVIEW, name="场馆开放")
    other = complete(place, by=place.stranger, where=place.other_unit, name="河道巡护")
    seen = {
        user: [c.name for c in contents_of(fetched(client, user, LIST))] for user in (place.declarant, place.auditor)
    }
    assert seen[place.declarant] == [mine.name]
    assert sorted(seen[place.auditor]) == sorted([mine.name, other.name])


def test_the_filters_of_the_list_hold_for_its_table(client: Client, place: District) -> None:
    declared(place, Status.DEPARTMENT_REVIEW, name="场馆开放")
    complete(place, name="街道分馆建设")
    found = contents_of(fetched(client, place.auditor, LIST, state=Status.DRAFT.value))
    assert [content.name for content in found] == ["街道分馆建设"]
    page = fetched(client, place.auditor, "declaration-list", state=Status.DRAFT.value).content.decode()
    assert f"{reverse(LIST)}?state=draft" in page
    assert f"{reverse(LIST)}?state=draft&amp;rows=each" in page


@pytest.mark.parametrize(("rows", "repeated"), [("", False), ("each", True)])
def test_the_head_stands_on_the_first_row_or_on_each(
    client: Client, place: District, rows: str, *, repeated: bool
) -> None:
    declaration = complete(place, name="场馆开放")
    response = fetched(client, place.declarant, LIST, **({"rows": rows} if rows else {}))
    sheet = load_workbook(BytesIO(b"".join(response))).worksheets[0]
    lines = list(sheet.iter_rows(values_only=True))
    headings = flat_tables(declaration.template.value())[0].headings
    assert lines[0] == headings
    names = [line[headings.index("项目名称")] for line in lines[1:]]
    assert names == ["场馆开放"] + ["场馆开放" if repeated else None] * (len(names) - 1)


def test_a_list_with_nothing_in_it_leaves_no_file_but_a_sentence(client: Client, place: District) -> None:
    client.force_login(place.declarant)
    response = client.get(reverse(LIST), {"q": "没有这样的"}, follow=True)
    assert response.redirect_chain[0][0].startswith(reverse("declaration-list"))
    assert "没有可以导出的内容" in str(next(iter(response.context["messages"])))


def test_a_list_that_is_too_long_says_what_to_do(
    client: Client, place: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("declarations.views.exporting.FLAT_LIMIT", 1)
    complete(place, name="场馆开放")
    complete(place, name="街道分馆")
    client.force_login(place.declarant)
    response = client.get(reverse(LIST), follow=True)
    assert "一次最多导出 1 项" in str(next(iter(response.context["messages"])))


def test_what_fits_in_no_cell_is_told_on_the_list(
    client: Client, place: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*parts: Any, **options: Any) -> int:
        raise WritingError("一格有 40,000 字，请精简后再导出。")

    monkeypatch.setattr("declarations.views.exporting.flat_workbook", refuse)
    complete(place)
    client.force_login(place.declarant)
    response = client.get(reverse(LIST), follow=True)
    assert [str(message) for message in response.context["messages"]] == ["一格有 40,000 字，请精简后再导出。"]


def test_ten_declarations_cost_no_more_queries_than_one(
    client: Client, place: District, django_assert_max_num_queries: Any
) -> None:
    for n in range(10):
        complete(place, name=f"项目{n}")
    client.force_login(place.auditor)
    with django_assert_max_num_queries(20):
        response = client.get(reverse(LIST))
    assert len(contents_of(response)) == 10


def test_taking_a_table_away_changes_nothing(client: Client, place: District) -> None:
    draft = complete(place)
    before = (Event.objects.count(), Declaration.objects.get().version)
    fetched(client, place.declarant, LIST)
    fetched(client, place.declarant, "declaration-flat", draft.pk)
    assert (Event.objects.count(), Declaration.objects.get().version) == before
