"""The record of an import: a line for whatever is done with it."""

from __future__ import annotations

from declarations.models import BatchRecord, ImportBatch
from perfgoals.accounts.roles import Actor


def note(batch: ImportBatch, actor: Actor, text: str) -> None:
    """Write a line of the record, now."""
    BatchRecord.objects.create(batch=batch, by_id=actor.user_id or None, by_name=actor.name, text=text)
