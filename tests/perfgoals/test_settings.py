"""What the settings promise: dates as the house writes them, and every style and script from our own server."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.forms import DateField
from django.template import Context, Template

MOMENT = datetime(2026, 11, 20, 16, 5, tzinfo=ZoneInfo("UTC"))


def render(template: str) -> str:
    return Template(template).render(Context({"moment": MOMENT, "amount": Decimal("6665818.6"), "year": 2027}))


def test_a_moment_is_shown_in_shanghai_time_and_24_hours() -> None:
    assert render("{{ moment }}") == "2026-11-21 00:05"


def test_a_date_is_shown_with_hyphens() -> None:
    assert render("{{ moment|date }}") == "2026-11-21"


def test_figures_are_grouped_on_request_and_a_year_never() -> None:
    assert render('{{ amount|floatformat:"2g" }} {{ year }}') == "6,665,818.60 2027"


@pytest.mark.parametrize("text", ["2026-11-20", "2026/11/20", "2026.11.20", "2026年11月20日"])
def test_a_date_may_be_typed_in_the_usual_ways(text: str) -> None:
    assert DateField().clean(text).isoformat() == "2026-11-20"


@pytest.mark.parametrize(
    "path", ["bootstrap/css/bootstrap-reboot.css", "bootstrap/css/bootstrap.css", "django_htmx/htmx-2.min.js"]
)
def test_styles_and_scripts_of_others_are_served_from_here(path: str) -> None:
    assert finders.find(path) is not None


@pytest.mark.django_db
def test_sqlite_lets_readers_go_on_while_one_writes() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
