"""The page that says how files are read, and the way to it from a note in the preview."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from declarations.reading.handbook import note_groups
from declarations.reading.notes import MESSAGES
from tests.factories import District
from tests.importing.conftest import read
from tests.importing.test_batches import form, table


@pytest.fixture
def administrator(client: Client, place: District) -> Client:
    client.force_login(place.administrator)
    return client


def test_the_page_explains_every_note(administrator: Client) -> None:
    html = administrator.get(reverse("import-reading")).content.decode()
    for code, sentence in (note for group in note_groups() for note in group.notes):
        assert f'id="{code}"' in html
        assert escape(sentence) in html


def test_the_page_needs_the_database_only_to_know_who_asks(
    administrator: Client, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        administrator.get(reverse("import-reading"))


def test_a_note_in_the_preview_leads_to_its_explanation(administrator: Client, place: District) -> None:
    batch = read(place, {"表.txt": table(form(1, rows=2)).replace(b"*", b"+")})
    where = reverse("import-form", args=[batch.pk, batch.forms.earliest("pk").pk])
    html = administrator.get(where).content.decode()
    codes = set(re.findall(rf'href="{reverse("import-reading")}#(\w+)"', html))
    assert codes
    assert codes <= set(MESSAGES)
