"""Rows of the indicator table, their cells in place → indicators with categories; notes on what was repaired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from declarations.content import Indicator
from declarations.reading.levels import Category, carried_down
from declarations.reading.notes import Notebook
from declarations.reading.results import Place
from declarations.reading.rows import PlacedRow
from declarations.reading.texts import plain_text
from declarations.reading.values import weight_of
from declarations.reading.vocabulary import Vocabulary


@dataclass(frozen=True)
class TableRow:
    """One row as a recogniser placed it, and the codes of what it repaired, each with what it is about."""

    row: PlacedRow
    place: Place
    codes: tuple[tuple[str, str], ...] = ()


def indicators_of(
    rows: Sequence[TableRow], words: Vocabulary, notes: Notebook
) -> tuple[tuple[Indicator, ...], tuple[Place, ...]]:
    """The rows as indicators, each with its place."""
    indicators: list[Indicator] = []
    places: list[Place] = []
    for table_row, category in zip(rows, carried_down([each.row for each in rows], words), strict=True):
        field = f"indicators[{len(indicators)}]"
        _note_row(table_row, category, field, notes)
        if table_row.row.is_empty and not table_row.row.level2:
            continue  # a level 1 alone on its line: the rows below it have it now
        indicators.append(_indicator(table_row.row, category, field, table_row.place, notes))
        places.append(table_row.place)
    return tuple(indicators), tuple(places)


def _note_row(table_row: TableRow, category: Category, field: str, notes: Notebook) -> None:
    for code, text in (*table_row.codes, *table_row.row.repairs, *category.repairs):
        notes.add(code, field, table_row.place, text=text)


def _indicator(row: PlacedRow, category: Category, field: str, place: Place, notes: Notebook) -> Indicator:
    values: dict[str, Any] = {}
    for key, printed in row.values.items():
        text = plain_text(printed)
        values[key] = text.text
        for code in text.codes:
            notes.add(code, f"{field}.{key}", place)
    values["weight"] = _weight(values, field, place, notes)
    return Indicator(category.level1, category.level2, category.required, **values)


def _weight(values: Mapping[str, Any], field: str, place: Place, notes: Notebook) -> Any:
    printed = values.get("weight", "")
    weight = weight_of(printed)
    if printed and weight is None:
        notes.add("value_not_read", f"{field}.weight", place, text=printed)
    return weight
