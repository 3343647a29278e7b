"""What the drawer of one form shows: the document's places beside what was read, and the questions it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from declarations.blank import with_keys
from declarations.changes import Change
from declarations.content import DeclarationContent
from declarations.importflow import BatchState
from declarations.importing.checking_forms import judged
from declarations.importing.judging import SEVERAL
from declarations.importing.list_stages import entry_of
from declarations.importing.surroundings import Stored
from declarations.models import Declaration, ImportBatch, ImportedForm
from declarations.models.imports import Result
from declarations.permissions import may_run_import
from declarations.previewing.fixes import lay_inputs
from declarations.previewing.pairs import Pair, pairs_of, place_words
from indicators.template import FormTemplate
from perfgoals.accounts.http import AuthedRequest

Problems = Mapping[str, tuple[str, str]]


def drawer_of(
    request: AuthedRequest,
    batch: ImportBatch,
    form: ImportedForm,
    problems: Problems | None = None,
) -> dict[str, Any]:
    """The form, its pairs (those to look at first) and the stored declarations that it may mean.

    `problems` are (typed, complaint) of corrections that could not be read, by path.
    """
    if form.template_id is None:
        return _entry(form)
    may_choose = batch.state == BatchState.READY and may_run_import(request.actor, batch.scope)
    template: FormTemplate | None = form.template.value() if form.template else None
    content, changes = _laid_over(batch, form)
    pairs = pairs_of(template, content, form.told, changes) if template else []
    if template and (may_choose or form.fixes):
        lay_inputs(template, form.content, content, pairs, form.told, form.fixes, problems or {})
    told = [pair for pair in pairs if pair.needs_a_look]
    return {
        "form": form,
        "told": told,
        "rest": [pair for pair in pairs if not pair.needs_a_look and pair.value],
        "may_choose": may_choose,
        "candidates": _candidates(batch, form) if may_choose and form.question == SEVERAL else [],
        "may_answer_unit": may_choose and form.question in ("unit", "department"),
        "may_take": may_choose and form.result in (Result.NEW, Result.CHANGED),
    }


def _entry(form: ImportedForm) -> dict[str, Any]:
    """An entry of a list: its cells."""
    entry, places = entry_of(form), form.told.get("places", {})
    pairs = [
        Pair(key, entry.headings.get(key, key), place_words(places.get(key)), "", text)
        for key, text in entry.values.items()
    ]
    for pair in pairs:
        pair.changes += [
            ("", change["old"], change["new"])
            for change in form.changes
            if change["label"].split("（")[0] in pair.label or pair.label.split("（")[0] in change["label"]
        ]
    return {"form": form, "told": pairs, "rest": []}


def _laid_over(batch: ImportBatch, form: ImportedForm) -> tuple[DeclarationContent, Sequence[Change]]:
    """What would be stored, and how it differs from what is; the form alone once it has been brought in."""
    content = form.content
    if form.declaration_id is None or form.template_id is None or batch.state != BatchState.READY:
        return with_keys(content), ()
    stored = Stored(batch.year or 0, [(content, form.unit_id or 0)])
    told = judged(form, content, stored, form.unit_id or 0, form.template_id)
    return with_keys(told.content), told.changes


def _candidates(batch: ImportBatch, form: ImportedForm) -> list[Declaration]:
    if form.unit_id is None:
        return []
    content = form.content
    return Stored(batch.year or 0, [(content, form.unit_id)]).meant_by(content, form.unit_id)
