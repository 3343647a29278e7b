"""The cells of our own flat tables → values, each by the kind of its column; what cannot be read is noted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from declarations.columns import Column, ColumnKind
from declarations.content import Indicator
from declarations.reading.grid import Cell
from declarations.reading.notes import Notebook
from declarations.reading.texts import plain_text
from declarations.reading.values import amount_of, date_of, printed_unit, weight_of, whole_number_of, yes_or_no
from declarations.reading.vocabulary import unmarked
from indicators.template import AmountUnit

_WHOLE = re.compile(r"([+-]?\d{1,6})(?:\.0+)?\s*(?:个?年度?)?")

Parts = Mapping[str, tuple[Column, Cell]]


def cell_value(cell: Cell, column: Column, unit: AmountUnit, notes: Notebook, where: str = "") -> Any:
    """The value of a cell; "" or None when it is blank. `where` names it in notes, as `Note.field`."""
    text = cell.words
    if column.kind is ColumnKind.CODE:
        return "".join(text.split()).removeprefix("'")
    read = _reader(column, unit)
    if read is None:
        return _text(cell, notes, where)
    value = read(text) if text else None
    if text and value is None:
        notes.add("value_not_read", where, cell.place, text=text)
    return value


def indicator_of(parts: Parts, unit: AmountUnit, notes: Notebook, where: str) -> Indicator:
    """An indicator from the cells of its row."""
    values = {key: cell_value(cell, column, unit, notes, f"{where}.{key}") for key, (column, cell) in parts.items()}
    marked = unmarked(values.get("level2", ""))
    if marked.plus:
        notes.add("plus_for_star", f"{where}.level2", parts["level2"][1].place)
    return Indicator(**values | {"level2": marked.text, "required": marked.required})


def _text(cell: Cell, notes: Notebook, where: str) -> str:
    """The text of a cell, blank lines and all; HTML that somebody pasted becomes paragraphs."""
    text = plain_text(cell.words)
    if text.text.split() == cell.words.split():
        return cell.words
    for code in text.codes:
        notes.add(code, where, cell.place)
    return text.text


def _reader(column: Column, unit: AmountUnit) -> Callable[[str], Any] | None:
    """How a cell of the column is read; None for a text."""
    printed = printed_unit(column.heading) or unit
    readers: Mapping[ColumnKind, Callable[[str], Any]] = {
        ColumnKind.AMOUNT: lambda text: amount_of(text, printed),
        ColumnKind.NUMBER: _number,
        ColumnKind.INTEGER: _whole,
        ColumnKind.YES_NO: yes_or_no,
        ColumnKind.DATE: date_of,
    }
    return readers.get(column.kind)


def _number(text: str) -> Decimal | None:
    return weight_of(text) or amount_of(text.rstrip("%％"), AmountUnit.YUAN)


def _whole(text: str) -> int | None:
    found = _WHOLE.fullmatch(unicodedata.normalize("NFKC", text).replace(",", ""))
    return int(found[1]) if found else whole_number_of(text)
