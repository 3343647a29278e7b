"""Flat tables, one row an indicator with the fields of the head in columns beside it → the rows of printed forms.

The head of a form is repeated on each of its rows, or stands on the first one only; a head that differs begins the
next form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from declarations.columns import NUMBER_HEADING
from declarations.reading.furniture import is_footer
from declarations.reading.grid import Cell, Grid, Row
from declarations.reading.headings import is_form_title
from declarations.reading.sections import is_table_head
from declarations.reading.values import unit_line
from declarations.reading.vocabulary import Vocabulary, vocabulary
from indicators.template import FormTemplate, fold_label

_FEWEST_LABELS = 2
_LEVELS = ("level1", "level2")
_NUMBERS = frozenset({"序号", "编号", "行号", NUMBER_HEADING})  # columns that only count


@dataclass(frozen=True)
class FlatHead:
    """The head of a flat table: which column holds which field and which part of an indicator."""

    row: Row
    words: Vocabulary
    fields: Mapping[int, str]
    columns: Mapping[int, str]

    @property
    def unread(self) -> tuple[str, ...]:
        """The headings of columns that nothing of the template fits."""
        known = {**self.fields, **self.columns}
        texts = (_filled(cell).words for n, cell in enumerate(self.row.cells) if n not in known)
        return tuple(text for text in texts if text and fold_label(text) not in _NUMBERS)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of the indicator table in the order of a printed one; it always has both levels."""
        present = {*self.columns.values(), *_LEVELS}
        return tuple(column.key for column in self.words.template.columns if column.key in present)


@dataclass
class FlatForm:
    """One form of a flat table: the cell of each field, and the rows of its indicators."""

    values: dict[str, Cell] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def take(self, head: FlatHead, row: Row) -> None:
        """Add a row that belongs to the form."""
        cells = _filled_cells(row)
        values = {key: cells[n] for n, key in head.fields.items() if n in cells}
        self.values |= {key: cell for key, cell in values.items() if not _has_text(self.values, key)}
        if any(cells[n].words for n, key in head.columns.items() if n in cells and key not in _LEVELS):
            self.rows.append(_indicator(head, row, cells))


def unfolded(grid: Grid, templates: Sequence[FormTemplate]) -> Grid:
    """`grid` with its flat tables written as printed forms; as it is when it holds none."""
    known = [vocabulary(template) for template in templates]
    heads = {n: head for n, row in enumerate(grid.rows) if (head := head_of(row, known))}
    if not heads:
        return grid
    starts = [*heads, len(grid.rows)]
    result, units = parted(grid.rows[: starts[0]], templates)
    for start, end in zip(heads, starts[1:], strict=True):
        result += _forms_below(heads[start], grid.rows[start + 1 : end], units)
    return Grid(tuple(result))


def parted(above: Sequence[Row], templates: Sequence[FormTemplate]) -> tuple[list[Row], tuple[Row, ...]]:
    """The rows above a flat table that are neither a title nor a unit of amounts, and those that say a unit."""
    units = tuple(row for row in above if unit_line(row.only))
    return [row for row in above if row not in units and not is_form_title(row.first, templates)], units


def head_of(row: Row, known: Sequence[Vocabulary]) -> FlatHead | None:
    """The head with the most columns that a template knows; None for a row that is no head of a flat table.

    A row that holds the title of a form begins a form, or several side by side, whatever stands beside the title.
    """
    if len(row.cells) <= _FEWEST_LABELS:
        return None
    filled = Row(tuple(_filled(cell) for cell in row.cells), row.place)
    fitting = [head for words in known if (head := _head(filled, words))]
    titles = [words.template for words in known] if fitting else []
    if any(is_form_title(cell.words, titles) for _, cell in filled.filled):
        return None
    return max(fitting, key=_fit, default=None)


def _fit(head: FlatHead) -> tuple[int, int]:
    """How many columns the template knows, and how many of them in its own words."""
    labels = {column.label for column in head.words.template.columns}
    labels |= {field.label for field in head.words.template.fields}
    return len(head.fields) + len(head.columns), sum(cell.words in labels for cell in head.row.cells)


def _head(row: Row, words: Vocabulary) -> FlatHead | None:
    if not is_table_head(row, words):
        return None
    fields: dict[int, str] = {}
    columns: dict[int, str] = {}
    for column, cell in row.filled:
        key, match = words.column(cell.words), words.label(cell.words) or words.label_like(cell.words)
        if key and key not in columns.values():
            columns[column] = key
        elif match and match.field.key not in fields.values():
            fields[column] = match.field.key
    named = {"name", "code"} & set(fields.values())
    return FlatHead(row, words, fields, columns) if named and len(fields) >= _FEWEST_LABELS else None


def _forms_below(head: FlatHead, rows: Sequence[Row], units: Sequence[Row]) -> Iterator[Row]:
    """The forms of the rows under a head, each as a printed form; then the lines that belong to none."""
    forms: list[FlatForm] = []
    loose: list[Row] = []
    for row in rows:
        cells = _filled_cells(row)
        if not any(cell.words for cell in cells.values()):
            continue
        if is_loose(row, first=not forms):
            loose.append(row)
            continue
        values = {key: cells[n] for n, key in head.fields.items() if n in cells}
        if not forms or _differs(values, forms[-1].values):
            forms.append(FlatForm())
        forms[-1].take(head, row)
    for number, form in enumerate(forms):
        yield from printed(head, form, units, head.unread if number == 0 else ())
    yield from loose


def is_loose(row: Row, *, first: bool) -> bool:
    """A line that belongs to no form: one cell that is printed under a table, or stands before the first form."""
    return len(row.filled) == 1 and (first or is_footer(row.first))


def _filled_cells(row: Row) -> dict[int, Cell]:
    return {n: _filled(cell) for n, cell in enumerate(row.cells)}


def _has_text(values: Mapping[str, Cell], key: str) -> bool:
    return key in values and bool(values[key].words)


def _differs(values: Mapping[str, Cell], above: Mapping[str, Cell]) -> bool:
    """Some field says something else than the form above; blank says the same."""
    return any(_has_text(values, key) and values[key].words != _words(above, key) for key in values)


def _words(values: Mapping[str, Cell], key: str) -> str:
    return values[key].words if key in values else ""


def _indicator(head: FlatHead, row: Row, cells: Mapping[int, Cell]) -> Row:
    """The cells of an indicator in the order in which a printed table has them."""
    where = {key: n for n, key in head.columns.items()}
    blank = Cell("", row.place)
    return Row(tuple(cells.get(where.get(key, -1), blank) for key in head.keys), row.place)


def printed(head: FlatHead, form: FlatForm, units: Sequence[Row], unread: Sequence[str]) -> Iterator[Row]:
    """The rows of a printed form: title, a line for each field, the head of the table, its rows."""
    template = head.words.template
    place = next((cell.place for cell in form.values.values() if cell.words), head.row.place)
    codes = tuple(("column_not_read", text) for text in unread)
    yield Row((Cell(template.title, place),), place)
    yield from units
    labels = {key: head.row.cells[n] for n, key in head.fields.items()}
    for key, cell in form.values.items():
        label = replace(labels[key], place=cell.place, codes=codes)
        codes = ()
        yield Row((label, cell), cell.place)
    columns = {column.key: column.label for column in template.columns}
    yield Row(tuple(Cell(columns[key], head.row.place) for key in head.keys), head.row.place)
    yield from form.rows


def _filled(cell: Cell) -> Cell:
    """The cell with the text of the merged cell that covers it."""
    return cell if cell.above is None else replace(cell, text=cell.above, above=None)
