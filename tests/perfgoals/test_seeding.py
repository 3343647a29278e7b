"""Delivered rows: loaded once, and from then on the administrators' own.

Django's own models stand for ours: a content type is the parent, a permission its child.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from perfgoals.models import SeededRow
from perfgoals.seeding import FixtureError, SeedResult, load_fixture

pytestmark = pytest.mark.django_db

GROUP = {"model": "auth.group", "fields": {"name": "预算科"}}
PARENT = {"model": "contenttypes.contenttype", "fields": {"app_label": "archive", "model": "box"}}
CHILD = {
    "model": "auth.permission",
    "fields": {"name": "可以打开", "content_type": ["archive", "box"], "codename": "open"},
}


@pytest.fixture(autouse=True)
def _no_remembered_content_types() -> Iterator[None]:
    """Django remembers content types for good, even those of a test that was rolled back."""
    ContentType.objects.clear_cache()
    yield
    ContentType.objects.clear_cache()


def write(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "rows.json"
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path


def test_rows_are_added_with_their_references(tmp_path: Path) -> None:
    group = {"model": "auth.group", "fields": {"name": "预算科", "permissions": [["open", "archive", "box"]]}}
    result = load_fixture(write(tmp_path, PARENT, CHILD, group))
    assert result == SeedResult("rows.json", added=3)
    assert Group.objects.get(name="预算科").permissions.get().content_type.app_label == "archive"


def test_a_second_load_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, PARENT, CHILD)
    load_fixture(path)
    assert load_fixture(path) == SeedResult("rows.json", kept=2)


def test_what_an_administrator_changed_stays_changed(tmp_path: Path) -> None:
    path = write(tmp_path, PARENT, CHILD)
    load_fixture(path)
    Permission.objects.filter(codename="open").update(name="可以借出")
    load_fixture(path)
    assert Permission.objects.get(codename="open").name == "可以借出"


def test_what_an_administrator_renamed_does_not_come_back_under_its_old_name(tmp_path: Path) -> None:
    path = write(tmp_path, GROUP)
    load_fixture(path)
    Group.objects.filter(name="预算科").update(name="预算一科")
    assert load_fixture(path) == SeedResult("rows.json", kept=1)
    assert [group.name for group in Group.objects.filter(name__startswith="预算")] == ["预算一科"]


def test_what_an_administrator_deleted_stays_deleted(tmp_path: Path) -> None:
    path = write(tmp_path, GROUP)
    load_fixture(path)
    Group.objects.filter(name="预算科").delete()
    load_fixture(path)
    assert not Group.objects.filter(name="预算科").exists()


def test_children_of_a_deleted_parent_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, PARENT, CHILD)
    load_fixture(path)
    ContentType.objects.get(app_label="archive").delete()
    ContentType.objects.clear_cache()
    assert load_fixture(path) == SeedResult("rows.json", kept=1, dropped=1)


def test_a_row_that_was_there_before_is_kept_as_it_is(tmp_path: Path) -> None:
    Group.objects.create(name="预算科")
    assert load_fixture(write(tmp_path, GROUP)) == SeedResult("rows.json", kept=1)


def test_a_new_row_in_a_later_version_is_added(tmp_path: Path) -> None:
    load_fixture(write(tmp_path, PARENT))
    assert load_fixture(write(tmp_path, PARENT, CHILD)) == SeedResult("rows.json", added=1, kept=1)


def test_a_reference_to_nothing_is_a_mistake_in_the_file_and_loads_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, GROUP, CHILD)
    with pytest.raises(FixtureError, match=r"rows\.json 第 2 条"):
        load_fixture(path)
    assert not Group.objects.filter(name="预算科").exists()
    assert not SeededRow.objects.filter(model="auth.group").exists()


def test_a_value_that_does_not_fit_its_field_is_a_mistake_in_the_file(tmp_path: Path) -> None:
    row = {"model": "perfgoals.workerheartbeat", "fields": {"worker_id": "one", "seen_at": "yesterday"}}
    with pytest.raises(FixtureError, match="第 1 条"):
        load_fixture(write(tmp_path, row))


def test_a_model_without_a_natural_key_is_refused(tmp_path: Path) -> None:
    row = {"model": "perfgoals.seededrow", "fields": {"model": "x", "key": "y"}}
    with pytest.raises(FixtureError, match="natural_key"):
        load_fixture(write(tmp_path, row))


@pytest.mark.parametrize("text", ["", "[{]"])
def test_a_file_that_is_no_json_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rows.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FixtureError, match=r"rows\.json"):
        load_fixture(path)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(FixtureError, match=r"nowhere\.json"):
        load_fixture(tmp_path / "nowhere.json")
