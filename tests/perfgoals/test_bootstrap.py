"""`manage.py bootstrap` on a database that is ready already."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from perfgoals.accounts.models import Unit
from perfgoals.management.commands import bootstrap
from perfgoals.models import SeededRow
from perfgoals.seeding import FIXTURES, FixtureError, SeedResult


def run() -> str:
    output = StringIO()
    call_command("bootstrap", stdout=output, stderr=output)
    return output.getvalue()


@pytest.mark.django_db
def test_running_it_again_adds_nothing() -> None:
    before = SeededRow.objects.count()
    output = run()
    assert output.count("新增 0 条") == len(FIXTURES)
    assert SeededRow.objects.count() == before > 0


@pytest.mark.django_db
def test_delivered_units_have_their_place_in_the_tree() -> None:
    # The place is worked out when a unit is saved; Django's own loader would leave it empty.
    assert Unit.objects.exists()
    assert not Unit.objects.filter(path="").exists()


@pytest.mark.django_db
def test_it_makes_the_folders_that_are_missing(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "var" / "media"
    run()
    assert (tmp_path / "var" / "media").is_dir()


@pytest.mark.django_db
def test_a_broken_fixture_ends_it_with_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> list[SeedResult]:
        raise FixtureError("预置数据 units.json 第 3 条无法导入")

    monkeypatch.setattr(bootstrap, "load_fixtures", broken)
    with pytest.raises(CommandError, match="第 3 条"):
        run()


def test_rows_left_out_are_mentioned_only_when_there_are_some() -> None:
    assert bootstrap.describe(SeedResult("units.json", added=2, kept=1)) == "单位：新增 2 条，已有 1 条未改动。"
    assert "略过" in bootstrap.describe(SeedResult("units.json", dropped=1))


def test_every_fixture_has_a_name_to_show() -> None:
    assert set(bootstrap.NAMES) == set(FIXTURES)
