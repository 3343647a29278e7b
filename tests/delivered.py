"""The delivered rows (fixtures/) as they stood after they were loaded: written back at once after tables were emptied.

Loading them row by row through their models, as an installation does, takes longer than most tests; that is done and
tested once for each database.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from perfgoals.models import SeededRow
from perfgoals.seeding import load_fixtures

_ROWS: dict[type[models.Model], list[Any]] = {}


def load() -> None:
    """Load the rows into a new database, and remember them."""
    before = {model for model in _models() if model._base_manager.exists()}
    list(load_fixtures())
    _ROWS.clear()
    for model in _models():
        rows = list(model._base_manager.all()) if model not in before else []
        if rows:
            _ROWS[model] = rows


@transaction.atomic
def put_back() -> None:
    """Write the rows again, with the numbers they had, unless they are there."""
    if SeededRow.objects.exists():
        return
    for model, rows in _ROWS.items():
        model._base_manager.bulk_create(rows)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(_ROWS)):
            cursor.execute(statement)


def _models() -> list[type[models.Model]]:
    return [
        model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy
    ]
