"""Cells of a form's head that hold several labels with their values → a cell each: 项目编码：4403… 项目名称：读书月."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from declarations.reading.grid import Cell, Row
from declarations.reading.vocabulary import Vocabulary
from indicators.template import FieldKind

_COLON = re.compile(r"[:：]")
_GAP = re.compile(r"\s+")


def with_labels_apart(rows: Sequence[Row], words: Vocabulary) -> list[Row]:
    """`rows` with a cell for each label of a cell that begins with one and holds more behind blanks.

    Long texts stay whole, whatever they begin with and whatever labels they mention.
    """
    return [_apart(row, words) for row in rows]


def _apart(row: Row, words: Vocabulary) -> Row:
    if not any(len(_COLON.findall(cell.text)) > 1 for _, cell in row.filled):
        return row
    cells = [part for cell in row.cells for part in _parts(cell, words)]
    return Row(tuple(cells), row.place) if len(cells) > len(row.cells) else row


def _parts(cell: Cell, words: Vocabulary) -> list[Cell]:
    text = cell.words
    if not _opens(text, words):
        return [cell]
    cuts = [found.end() for found in _GAP.finditer(text) if _opens(text[found.end() :], words)]
    parts = [text[start:end].strip() for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return [replace(cell, text=part) for part in parts]


def _opens(text: str, words: Vocabulary) -> bool:
    """The text begins with the label of a short value and a colon."""
    colon = _COLON.search(text)
    match = words.label(text[: colon.start()]) if colon else None
    return match is not None and match.field.kind is not FieldKind.LONG_TEXT
