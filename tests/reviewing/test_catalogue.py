from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from declarations.rules import RULES, Severity
from tests.factories import District


@pytest.fixture
def html(client: Client, place: District) -> str:
    client.force_login(place.declarant)
    return client.get(reverse("rule-catalogue")).content.decode()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_stands_on_the_page_with_what_it_asks_and_why(html: str, rule: object) -> None:
    for name in ("code", "title", "basis", "example", "severity_note"):
        assert escape(getattr(rule, name)) in html


def test_the_rules_are_grouped_by_what_they_ask_of_the_author(client: Client, place: District) -> None:
    client.force_login(place.declarant)
    groups = client.get(reverse("rule-catalogue")).context["groups"]
    assert [group["severity"] for group in groups] == list(Severity)
    assert sum(len(group["rules"]) for group in groups) == len(RULES)


def test_what_a_rule_needs_is_said(html: str) -> None:
    assert "需要：上一年度的申报表；没有时不检查。" in html
