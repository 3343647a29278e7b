"""Lines over the head of a form that say the year or the unit of all its amounts: 单位：万元."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from declarations.reading.furniture import is_year_line
from declarations.reading.grid import Cell, Row
from declarations.reading.notes import Notebook
from declarations.reading.results import Place
from declarations.reading.sections import Section
from declarations.reading.values import unit_line
from declarations.reading.vocabulary import Vocabulary
from indicators.template import AmountUnit

Units = list[tuple[AmountUnit, Place]]


def without_unit_lines(
    rows: Sequence[Row], section: Section, words: Vocabulary, notes: Notebook
) -> tuple[list[Row], AmountUnit | None]:
    """`rows` without what says the year or the unit of all amounts, and that unit, also from beside the title.

    The unit may share its line with whoever filled the form in, as long as that line stands over all labels.
    """
    found = units_beside(section)
    kept: list[Row] = []
    over_labels = True
    for row in rows:
        over_labels = over_labels and not any(words.label(cell.words) for _, cell in row.filled)
        if is_year_line(row.only):
            notes.add("text_not_placed", place=row.place, text=row.only)
            continue
        rest = _without_units(row, found) if over_labels or row.only else row
        if rest.filled or row.is_blank:
            kept.append(rest)
    return kept, noted_unit(found, notes)


def units_beside(section: Section) -> Units:
    """The units that are printed over and beside the title."""
    said = [(unit_line(text), section.place) for text in section.heading.around]
    said += [(unit_line(cell.words), cell.place) for row in section.above for _, cell in row.filled]
    return [(unit, place) for unit, place in said if unit]


def noted_unit(found: Units, notes: Notebook) -> AmountUnit | None:
    """The unit of all amounts: the one said last; each is noted."""
    for unit, place in found:
        notes.add("amount_unit_elsewhere", place=place, text=unit.value)
    return found[-1][0] if found else None


def _without_units(row: Row, found: Units) -> Row:
    """`row` with the cells blank that say a unit, and with those shorter that end in one: 填报单位：某局 单位：万元."""
    cells = [_without_unit(cell, found) for cell in row.cells]
    return Row(tuple(cells), row.place) if cells != list(row.cells) else row


def _without_unit(cell: Cell, found: Units) -> Cell:
    before, _, last = cell.words.replace("\u3000", " ").rpartition(" ")
    for rest, text in (("", cell.words), (before, last)):
        unit = unit_line(text)
        if unit:
            found.append((unit, cell.place))
            return replace(cell, text=rest)
    return cell
