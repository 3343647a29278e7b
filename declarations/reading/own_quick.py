"""A declaration of a flat table of ours read at once, when no cell of it leaves a note on how it was read.

What it gives is what `own_form` gives for the same rows: values, remarks and their places. The values of a block are
found column by column, those of texts that come again only once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

from declarations.columns import Column, ColumnKind, FlatTable, Part, TableKind
from declarations.content import HEAD_FIELDS, NOT_APPLICABLE, PARAGRAPH_FIELDS, DeclarationContent, Indicator
from declarations.reading.blocks import Block
from declarations.reading.flattexts import SPECIAL
from declarations.reading.grid import Cell
from declarations.reading.notes import Notebook, message
from declarations.reading.own_details import Detail, details_read
from declarations.reading.own_rows import Collected, OwnSource
from declarations.reading.own_values import cell_value
from declarations.reading.remarks import category_remarks, code_remark, row_remarks, text_remarks
from declarations.reading.results import Note, Place, ReadForm
from declarations.reading.vocabulary import unmarked
from indicators.template import AmountUnit, FormTemplate

_SOMEWHERE = Place(line=1)
_TEXTS = frozenset({ColumnKind.TEXT, ColumnKind.LONG_TEXT, ColumnKind.CHOICE, ColumnKind.LEVEL1})
_LONGEST_KEPT = 60  # characters of a text that other rows are likely to have as well
_MOST_KEPT = 50_000
_ORDER = ("level1", "level2", "required", "name", "target", "explanation", "weight")  # as `Indicator` takes them
_DEFAULTS: tuple[Any, ...] = ("", "", False, "", "", "", None)


@dataclass
class _Values:
    """The indicators of a block as columns in `_ORDER`, and positions: of rows that say nothing of an indicator, that
    have to be looked at for remarks, and that leave notes.
    """

    columns: list[list[Any]]
    blank: set[int] = field(default_factory=set)
    watched: set[int] = field(default_factory=set)
    noted: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Said:
    """The value of a text, whether reading it leaves a note, and the codes of its remarks."""

    value: Any
    noted: bool = False
    remarks: tuple[str, ...] = ()


class OwnQuickReader:
    """Reads the declarations of one table of ours."""

    def __init__(self, template: FormTemplate, table: FlatTable, source: OwnSource) -> None:
        """Find out which column holds what."""
        self._template = template
        self._source = source
        self._rows = _RowColumns(table)
        heads = [(n, column) for n, column in enumerate(table.columns) if column.part is Part.HEAD]
        self._columns = [n for n, _ in heads]
        self._heads = [_HeadColumn(column, table.unit) for _, column in heads]
        self._blocks: dict[int, _Values] = {}
        self._categories: dict[tuple[frozenset[str], bool], list[tuple[str, str]]] = {}

    def read(self, form: Collected, details: Sequence[Detail] = ()) -> ReadForm | None:
        """The declaration, None when something about its cells has to be noted."""
        said = [column.said(text) for column, text in zip(self._heads, form.texts, strict=True)]
        if form.odd or any(each.noted for each in said):
            return None
        parts = [(self._values(block), block, rows) for block, rows in form.parts]
        if any(not values.noted.isdisjoint(rows) for values, _, rows in parts):
            return None
        place = self._source.row(form.first)
        notes = Notebook(place)
        further = details_read(details, notes) if details else {}
        if details and notes.notes:
            return None
        content = self._content(said, _indicators(parts), further)
        self._remark(content, form, said, notes)
        if any(not values.watched.isdisjoint(rows) for values, _, rows in parts):
            self._remark_rows(content, parts, notes)
        self._remark_categories(content, place, notes)
        return ReadForm(content, self._template, notes.notes, place.line or 1, place, self._places(form, parts))

    def _places(self, form: Collected, parts: Sequence[tuple[_Values, Block, range]]) -> dict[str, Place]:
        """Where each value stands."""
        heads = zip(form.keys, form.texts, form.numbers, self._columns, strict=True)
        where = {key: self._source.cell(number, column) for key, text, number, column in heads if text}
        numbers = (block.first + n for values, block, rows in parts for n in rows if n not in values.blank)
        return where | {f"indicators[{n}]": self._source.row(number) for n, number in enumerate(numbers)}

    def _values(self, block: Block) -> _Values:
        """The values of a block; those of the block before are forgotten when the third comes."""
        if block.first not in self._blocks:
            for first in [*self._blocks][:-1]:
                del self._blocks[first]
            self._blocks[block.first] = self._rows.values(block)
        return self._blocks[block.first]

    def _content(
        self, said: Sequence[_Said], indicators: tuple[Indicator, ...], further: dict[TableKind, list[Any]]
    ) -> DeclarationContent:
        named: dict[str, Any] = {}
        extra: list[tuple[str, Any]] = []
        for column, each in zip(self._heads, said, strict=True):
            if column.is_named:
                named[column.key] = each.value
            elif each.value:
                extra.append((column.key, each.value))
        return DeclarationContent(
            form=self._template.title,
            extra=tuple(sorted(extra)),
            indicators=indicators,
            budget_lines=tuple(further.get(TableKind.BUDGET, ())),
            plan=tuple(further.get(TableKind.PLAN, ())),
            **named,
        )

    def _remark(self, content: DeclarationContent, form: Collected, said: Sequence[_Said], notes: Notebook) -> None:
        places = list(zip(form.numbers, self._columns, strict=True))
        by_key = {column.key: n for n, column in enumerate(self._heads)}
        code = by_key.get("code")
        if code is not None and form.texts[code] and (remark := code_remark(content.code)):
            notes.add(remark[0], "code", self._source.cell(*places[code]), **remark[1])
        for key in PARAGRAPH_FIELDS:
            n = by_key.get(key)
            for found in said[n].remarks if n is not None else ():
                notes.add(found, key, self._source.cell(*places[n or 0]))

    def _remark_rows(
        self, content: DeclarationContent, parts: Sequence[tuple[_Values, Block, range]], notes: Notebook
    ) -> None:
        numbers = [
            (block.first + n, n in values.watched)
            for values, block, rows in parts
            for n in rows
            if n not in values.blank
        ]
        for position, (number, watched) in enumerate(numbers):
            row = content.indicators[position]
            for key, code in row_remarks(row) if watched else ():
                place = self._source.row(number)
                notes.add(code, f"indicators[{position}].{key}", place, text=str(getattr(row, key)))

    def _remark_categories(self, content: DeclarationContent, place: Place, notes: Notebook) -> None:
        if not content.indicators:
            return
        key = frozenset(row.level2 for row in content.indicators), any(row.required for row in content.indicators)
        if key not in self._categories:
            said = category_remarks(key[0], self._template, marked=key[1])
            self._categories[key] = [(code, message(code, text=text)) for code, text in said]
        for code, sentence in self._categories[key]:
            notes.write(Note(code, "indicators", sentence, place))


def _indicators(parts: Sequence[tuple[_Values, Block, range]]) -> tuple[Indicator, ...]:
    found: list[Indicator] = []
    for values, _, rows in parts:
        columns = [column[rows.start : rows.stop] for column in values.columns]
        if not values.blank.isdisjoint(rows):
            kept = [n not in values.blank for n in rows]
            columns = [list(compress(column, kept)) for column in columns]
        found.extend(map(Indicator, *columns))
    return tuple(found)


class _HeadColumn:
    """One field of the head."""

    def __init__(self, column: Column, unit: AmountUnit) -> None:
        self.key = column.key
        self.is_named = column.key in HEAD_FIELDS
        self._column = column
        self._unit = unit
        self._kept: dict[str, _Said] = {}

    def said(self, text: str) -> _Said:
        """What a text says; short ones are kept."""
        if len(text) > _LONGEST_KEPT:
            return self._read(text)
        found = self._kept.get(text)
        if found is None:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            found = self._kept[text] = self._read(text)
        return found

    def _read(self, text: str) -> _Said:
        if self._column.kind in _TEXTS and not SPECIAL.search(text):
            return _Said(text)
        value, noted = _value(text, self._column, self._unit)
        return _Said(value, noted, tuple(text_remarks(str(value))) if self.key in PARAGRAPH_FIELDS else ())


def _value(text: str, column: Column, unit: AmountUnit) -> tuple[Any, bool]:
    """The value of a text, and whether reading it leaves a note."""
    notes = Notebook(_SOMEWHERE)
    value = cell_value(Cell(text, _SOMEWHERE), column, unit, notes)
    return value, bool(notes.notes)


class _RowColumns:
    """The columns that speak of the indicator of a row."""

    def __init__(self, table: FlatTable) -> None:
        self._unit = table.unit
        self._places = [(n, column) for n, column in enumerate(table.columns) if column.part is Part.ROW]
        self._kept: dict[tuple[str, str], tuple[Any, bool]] = {}

    def values(self, block: Block) -> _Values:
        """The values of all rows of a block."""
        columns: dict[str, list[Any]] = {}
        result = _Values([])
        present = [(block.columns[n].all, column) for n, column in self._places if n < len(block.columns)]
        for texts, column in present:
            columns[column.key] = self._column(texts, column, result)
        if "level2" in columns:
            marks = {text: unmarked(text) for text in {*columns["level2"]}}
            plus = {text for text, mark in marks.items() if mark.plus}
            result.noted.update(n for n, text in enumerate(columns["level2"]) if text in plus) if plus else None
            columns["required"] = [marks[text].required for text in columns["level2"]]
            columns["level2"] = [marks[text].text for text in columns["level2"]]
        if not any(all(texts) for texts, _ in present):
            result.blank.update(n for n in range(block.height) if not any(texts[n] for texts, _ in present))
        for key, default in zip(_ORDER, _DEFAULTS, strict=True):
            result.columns.append(columns.get(key) or [default] * block.height)
        return result

    def _column(self, texts: list[str], column: Column, result: _Values) -> list[Any]:
        watched = _WATCHED.get(column.key)
        if watched:
            result.watched.update(n for n, text in enumerate(texts) if watched(text))
        if column.kind in _TEXTS and not SPECIAL.search("".join(texts)):
            return texts
        values = []
        for n, text in enumerate(texts):
            if column.kind in _TEXTS and not SPECIAL.search(text):
                values.append(text)
                continue
            value, noted = self._said(text.strip(), column)
            values.append(value)
            if noted:
                result.noted.add(n)
            if column.key in _REMARKED:
                result.watched.add(n)
        return values

    def _said(self, text: str, column: Column) -> tuple[Any, bool]:
        key = (column.key, text)
        if key not in self._kept:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            self._kept[key] = _value(text, column, self._unit)
        return self._kept[key]


# What makes a text without blanks, quotation marks or unreadable signs worth a look, see `remarks.row_remarks`.
_WATCHED: dict[str, Callable[[str], bool]] = {
    "target": lambda text: text[-1:].isdigit(),
    "explanation": lambda text: text.endswith(NOT_APPLICABLE),
}
_REMARKED = frozenset({"name", "target", "explanation"})
