"""The system checks: each says its sentence when something is missing, and nothing when all is well."""

from __future__ import annotations

import importlib
import os
from datetime import timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from django.core.checks import CheckMessage, run_checks
from django.utils import timezone
from pytest_django import Settings

from perfgoals import checks
from perfgoals.models import WORKER_SILENCE, WorkerHeartbeat


def ids(messages: list[CheckMessage]) -> list[str | None]:
    return [message.id for message in messages]


def test_a_machine_without_a_chinese_font_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "count_fonts", lambda pattern: 0)
    (message,) = checks.check_chinese_font(None)
    assert (message.id, "中文字体" in message.msg, "fonts-noto-cjk" in str(message.hint)) == (
        "perfgoals.W001",
        True,
        True,
    )


@pytest.mark.parametrize("count", [1, 15, None])
def test_with_a_font_or_without_fontconfig_the_font_check_is_silent(
    monkeypatch: pytest.MonkeyPatch, count: int | None
) -> None:
    monkeypatch.setattr(checks, "count_fonts", lambda pattern: count)
    assert checks.check_chinese_font(None) == []


def test_missing_pango_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> ModuleType:
        raise OSError(f"cannot load library for {name}")

    monkeypatch.setattr(importlib, "import_module", refuse)
    assert ids(checks.check_pdf_libraries(None)) == ["perfgoals.W002"]


@pytest.mark.parametrize(("library", "expected"), [(None, ["perfgoals.W003"]), (object(), [])])
def test_the_missing_subsetter_is_told(
    monkeypatch: pytest.MonkeyPatch, library: object | None, expected: list[str]
) -> None:
    monkeypatch.setattr(importlib, "import_module", lambda name: SimpleNamespace(harfbuzz_subset=library))
    assert ids(checks.check_pdf_libraries(None)) == expected


def test_missing_folders_are_told_by_name(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    (message,) = checks.check_folders(None)
    assert (message.id, str(tmp_path / "media") in message.msg) == ("perfgoals.W004", True)


def test_folders_that_cannot_be_written_are_told(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = settings.MEDIA_ROOT = tmp_path
    # Not by file modes: the tests may run as root, whom no mode stops.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert ids(checks.check_folders(None)) == ["perfgoals.W005", "perfgoals.W005"]


def test_folders_that_are_there_are_not_mentioned(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = settings.MEDIA_ROOT = tmp_path
    assert checks.check_folders(None) == []


@pytest.mark.django_db
def test_no_worker_in_sight_is_told() -> None:
    (message,) = checks.check_worker(None, databases=["default"])
    assert (message.id, "run_worker" in str(message.hint)) == ("perfgoals.W006", True)


@pytest.mark.django_db
@pytest.mark.parametrize(("silence", "expected"), [(timedelta(0), []), (WORKER_SILENCE * 2, ["perfgoals.W006"])])
def test_a_worker_counts_while_it_reports(silence: timedelta, expected: list[str]) -> None:
    WorkerHeartbeat.objects.create(worker_id="one", seen_at=timezone.now() - silence)
    assert ids(checks.check_worker(None, databases=["default"])) == expected


@pytest.mark.django_db
def test_before_the_first_migration_the_worker_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WorkerHeartbeat._meta, "db_table", "not_migrated_yet")
    assert checks.check_worker(None, databases=["default"]) == []


def test_a_plain_check_asks_no_database() -> None:
    assert "perfgoals.W006" not in ids(run_checks())
