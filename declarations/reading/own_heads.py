"""The headings of our own flat tables: a table that has exactly these was written by us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from declarations.columns import FlatTable, flat_tables
from declarations.reading.grid import Row
from indicators.template import FormTemplate, fold_label

HEADING_WITHIN = 5  # rows


@dataclass(frozen=True)
class OwnHead:
    """The heading of a table of ours: the position of its row, and what it is a table of."""

    position: int
    template: FormTemplate
    table: FlatTable


def own_head(rows: Sequence[Row], templates: Sequence[FormTemplate]) -> OwnHead | None:
    """The heading of ours with which `rows` begin; None when there is none. Of equal ones the sheet's name decides."""
    for n, row in enumerate(rows[:HEADING_WITHIN]):
        headings = _folded(row.texts)
        fitting = [
            OwnHead(n, template, table)
            for template in templates
            for table in flat_tables(template)
            if headings and headings == _folded(table.headings)
        ]
        if fitting:
            named = [each for each in fitting if row.place.sheet.startswith(each.table.title[:31])]
            return (named or fitting)[0]
    return None


def is_own_heading(texts: Sequence[str], templates: Sequence[FormTemplate]) -> bool:
    """These are the headings of a table of ours."""
    folded = _folded(texts)
    return bool(folded) and any(
        folded == _folded(table.headings) for template in templates for table in flat_tables(template)
    )


def _folded(texts: Sequence[str]) -> tuple[str, ...]:
    folded = [fold_label(text) for text in texts]
    while folded and not folded[-1]:
        folded.pop()
    return tuple(folded)
