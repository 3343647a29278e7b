"""Loads the delivered rows (fixtures/): form templates, review sheet, units, indicator library.

Unlike Django's loaddata it never writes over anything: a row is loaded once in the life of a database and then
belongs to the administrators.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.serializers import deserialize
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import models, transaction

from perfgoals.models import SeededRow

# In this order: later files name rows of earlier ones.
FIXTURES = ("form_templates.json", "rubric.json", "units.json", "indicator_library.json")

# (model label, natural key as JSON)
Key = tuple[str, str]


class FixtureError(Exception):
    """A fixture file cannot be loaded; the message names file and row."""


@dataclass(frozen=True)
class SeedResult:
    """What loading one file did: rows added, rows left alone, rows whose parent an administrator took away."""

    name: str
    added: int = 0
    kept: int = 0
    dropped: int = 0


def load_fixtures() -> Iterator[SeedResult]:
    """Load each of FIXTURES in a transaction of its own and tell what came of it."""
    for name in FIXTURES:
        yield load_fixture(settings.BASE_DIR / "fixtures" / name)


@transaction.atomic
def load_fixture(path: Path) -> SeedResult:
    """Add the rows of one file that this database has never had; leave every other row as it is.

    Rows are written like `dumpdata --natural-foreign --natural-primary` does: no primary key, references as natural
    keys. Every model in the file needs `natural_key` and `get_by_natural_key`.
    """
    known: set[Key] = set(SeededRow.objects.values_list("model", "key"))
    new: set[Key] = set()
    added = kept = dropped = 0
    for number, row in enumerate(_read_rows(path), start=1):
        try:
            item = _build(row)
        except DeserializationError as error:
            if not _parent_was_taken_away(row, error, known):
                raise FixtureError(f"预置数据 {path.name} 第 {number} 条无法导入：{error}") from error
            dropped += 1
            continue
        key = _key(item.object)
        if key in known or item.object.pk is not None:
            kept += 1
        else:
            _save(item)
            added += 1
        new.add(key)
    SeededRow.objects.bulk_create(SeededRow(model=model, key=key) for model, key in sorted(new - known))
    return SeedResult(path.name, added=added, kept=kept, dropped=dropped)


def _read_rows(path: Path) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FixtureError(f"预置数据文件 {path} 无法读取：{error}") from error
    return rows


def _build(row: dict[str, Any]) -> DeserializedObject:
    """Return the row as an unsaved object; its pk is set when the database holds that natural key already."""
    (item,) = deserialize("python", [row])
    return item


def _save(item: DeserializedObject) -> None:
    """Save the row through the model's own save, which fills in what it derives; Django's loader would skip that."""
    item.object.save()
    for name, related in (item.m2m_data or {}).items():
        getattr(item.object, name).set(related)


def _key(instance: models.Model) -> Key:
    natural_key = getattr(instance, "natural_key", None)
    if natural_key is None:
        raise FixtureError(f"{instance._meta.label} 没有 natural_key 方法，不能作为预置数据。")
    return _label_key(type(instance), natural_key())


def _label_key(model: type[models.Model], natural_key: Sequence[Any]) -> Key:
    return model._meta.label_lower, json.dumps(natural_key, ensure_ascii=False, default=str)


def _parent_was_taken_away(row: dict[str, Any], error: DeserializationError, known: set[Key]) -> bool:
    """Tell a row whose parent was delivered once, then renamed or deleted here, from a mistake in the file."""
    # Django raises its own error while it handles the one that tells the reason.
    if not isinstance(error.__context__, ObjectDoesNotExist):
        return False
    model = apps.get_model(row["model"])
    for name, value in row["fields"].items():
        parent = model._meta.get_field(name).related_model
        if parent and isinstance(value, list) and _label_key(parent, value) in known:
            return True
    return False
