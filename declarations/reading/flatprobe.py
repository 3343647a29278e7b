"""A head of a flat table tried out: an invented form under it must be read at once as it is read with care."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from declarations.reading.documents import read_grid
from declarations.reading.flat import FlatForm, FlatHead, printed
from declarations.reading.flatquick import Places, PlainForm, QuickReader
from declarations.reading.flatrows import VALUE_KEYS
from declarations.reading.grid import Cell, Grid, Row
from declarations.reading.results import Place, ReadForm, ReadingRefused
from indicators.template import FieldKind, FormTemplate

_VALUES = {FieldKind.MONEY: "1", FieldKind.INTEGER: "1", FieldKind.BOOLEAN: "是", FieldKind.DATE: "2026-01-01"}
_NEUTRAL = "甲乙"
_NUMBER = 1
LEVELS = ("level1", "level2")


@dataclass(frozen=True)
class Reader:
    """Reads the forms under a head at once, where that is known to be safe: at all, and with blank fields."""

    head: FlatHead
    quick: QuickReader
    usable: bool
    blanks: bool

    def under(self, head: FlatHead) -> Reader:
        """The same reader for the same head printed again."""
        return replace(self, head=head)

    @property
    def fields_stand_first(self) -> bool:
        """Every field stands to the left of the name, so no row is too short to have it."""
        name = next((column for column, key in self.head.columns.items() if key == "name"), -1)
        return max(self.head.fields) < name

    def learn(self, columns: Sequence[Iterable[str]]) -> None:
        """Look at the texts of the names, the targets and the explanations to come."""
        self.quick.rows.texts.learn(*columns)

    def read(self, form: PlainForm, unread: Sequence[str], line: int, places: Places) -> ReadForm | None:
        """The form, or None when it wants care."""
        if not self.usable or not any(form.texts) or ("" in form.texts and not self.blanks):
            return None
        return self.quick.read(form, unread, line, places)


def tried(head: FlatHead, units: Sequence[Row], templates: tuple[FormTemplate, ...]) -> Reader:
    """A reader for the head: a form with all fields and forms with a single one show what it can do."""
    quick = QuickReader(head, units, templates)
    kinds = {field.key: field.kind for field in head.words.template.fields}
    full = [_VALUES.get(kinds[key], _NEUTRAL) for key in head.fields.values()]
    usable = _agrees(quick, full, units, templates)
    blank = [""] * (len(full) - 1)
    blanks = usable and all(
        _agrees(quick, texts, units, templates) for texts in ([full[0], *blank], [*blank, full[-1]])
    )
    return Reader(head, quick, usable, blanks)


def _agrees(quick: QuickReader, texts: list[str], units: Sequence[Row], templates: tuple[FormTemplate, ...]) -> bool:
    """Both readers say the same of a form with these texts and one indicator."""
    head = quick.head
    category = next(iter(head.words.template.categories), None)
    if category is None:
        return False
    values = {"level1": category.level1, "level2": category.level2, "name": _NEUTRAL, "target": "≥1项"}
    present = {key: values.get(key, "") if key in head.columns.values() else "" for key in (*LEVELS, *VALUE_KEYS)}
    form = PlainForm(texts, [_NUMBER] * len(texts), [_NUMBER], tuple([text] for text in present.values()))
    quick.rows.texts.learn(*form.cells[2:5])
    by_column = dict(zip(head.fields, texts, strict=True)) | {n: present[key] for n, key in head.columns.items()}
    width = max(by_column) + 1
    cells = (Cell(by_column.get(n, ""), _HERE.cell(_NUMBER, n)) for n in range(width))
    flat = FlatForm()
    flat.take(head, Row(tuple(cells), _HERE.row(_NUMBER)))
    try:
        read = read_grid(Grid(tuple(printed(head, flat, units, ()))), "", templates)
    except ReadingRefused:
        return False
    return read.forms == (quick.read(form, (), 1, _HERE),) and not read.notes


class _Here:
    """Places of no sheet."""

    def row(self, number: int) -> Place:
        """The place of a row."""
        return Place(sheet="?", cell=f"A{number}")

    def cell(self, number: int, column: int) -> Place:
        """The place of a cell."""
        return Place(sheet="?", cell=f"{column}:{number}")


_HERE = _Here()
