"""Text → the cells of its rows, parted by tabs, or by commas when the cells show that it is a .csv."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from declarations.reading.blocks import cut, is_tidy, tidy
from declarations.reading.flatsource import TextSource
from declarations.reading.frame import frame_of
from declarations.reading.grid import Cell, Row, parts_of_text
from declarations.reading.own import OwnTable
from declarations.reading.own_heads import own_head
from declarations.reading.own_rows import OwnRows
from declarations.reading.rawtables import Tell, nobody
from declarations.reading.results import WHOLE_DOCUMENT, Place
from declarations.reading.sections import is_table_head
from declarations.reading.vocabulary import vocabulary
from indicators.template import FormTemplate

_DELIMITERS = ",;"  # Excel writes the second where the system's list separator says so
_FEWEST_CELLS = 3
_MOST_CELLS = 200
# A cell in quotation marks, as a spreadsheet program writes one that holds a line break, a comma or such marks itself.
_QUOTED = re.compile(r'(?:(?<=[\t\r\n])|\A)"([^"\t]*(?:""[^"\t]*)*)"(?=[\t\r\n]|\Z)')
_REASONS = re.compile(r'[\r\n,"]')
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")  # with its end
_PROTECTED = re.compile(r"^'(?='*(?:[=+\-@\t]|\d{16,}$))")  # as writing/flat.py puts it there

Parts = Iterable[tuple[int, list[str]]]


@dataclass(frozen=True)
class TextRows:
    """The cells of a text row by row, and the line on which each row begins."""

    lines: Sequence[int]
    rows: Sequence[Sequence[str]]


def rows_of_text(text: str, templates: Sequence[FormTemplate]) -> TextRows:
    """The rows of a text: by tabs where those give the head of an indicator table, else by commas where they do."""
    return _gathered(parts_with_head(text, templates) or parts_of_text(text))


def parts_with_head(text: str, templates: Sequence[FormTemplate]) -> Parts | None:
    """(line, cells) of the rows of a text, one after the other, parted so that one of them holds the heads of an
    indicator table; None when they cannot be.
    """
    if _is_quoted(text) and _has_head(_rows(text, "\t"), templates):
        return _rows(text, "\t")
    if _has_head(parts_of_text(text), templates):
        return parts_of_text(text)
    for delimiter in _DELIMITERS:
        if text.count(delimiter) >= _FEWEST_CELLS and _has_head(_rows(text, delimiter), templates):
            return _rows(text, delimiter)
    return None


def _is_quoted(text: str) -> bool:
    """A spreadsheet program parted cells by tabs and quoted those which need it, or all of them.

    Any other quotation mark belongs to the text that it stands in: many an old document has it round a cell.
    """
    if '"' not in text or "\t" not in text:
        return False
    quoted = _QUOTED.findall(text)
    rest = _QUOTED.sub("", text)
    if not quoted or '"' in rest:
        return False
    if not rest.strip():
        return True
    need = all(map(_REASONS.search, quoted))
    return need and ("," not in rest or any("\n" in cell or "\r" in cell for cell in quoted))


def own_table_of_commas(text: str, templates: Sequence[FormTemplate], tell: Tell = nobody) -> OwnTable | None:
    """The table of ours that a .csv holds, or None; the apostrophes before unsafe cells are taken off."""
    for delimiter in _DELIMITERS:
        head = own_head(list(_cells(_gathered(islice(_rows(text, delimiter), 1)))), templates)
        if head:
            read = _gathered((line, list(map(_bare, cells))) for line, cells in _rows(text, delimiter))
            source = TextSource(read.lines, read.rows)
            blocks = (source.load(block) for block in cut(read.rows, tell))
            return OwnTable(head.template, head.table, OwnRows(source, blocks, 1), coming=True, last=True)
    return None


def _cells(read: TextRows) -> Iterator[Row]:
    for line, texts in zip(read.lines, read.rows, strict=True):
        place = Place(line=line)
        yield Row(tuple(Cell(text, place) for text in texts), place)


def _bare(text: str) -> str:
    return _PROTECTED.sub("", text) if text.startswith("'") else text


def _gathered(parts: Parts) -> TextRows:
    lines, rows = [], []
    for line, cells in parts:
        lines.append(line)
        rows.append(_tidied(cells))
    return TextRows(lines, rows)


def _tidied(cells: list[str]) -> list[str]:
    return cells if is_tidy("".join(cells)) else [tidy(cell) for cell in cells]


def _has_head(parts: Parts, templates: Sequence[FormTemplate]) -> bool:
    """Some row holds the heads of an indicator table."""
    if not templates:
        return False
    frame = frame_of(templates[0], tuple(templates))  # it knows the columns of all, and of cities without a template
    known = [vocabulary(template) for template in (*templates, frame)]
    starts = frozenset().union(*(words.head_starts for words in known))
    for _, found in parts:
        cells = _tidied(found) if len(found) >= _FEWEST_CELLS else []
        if not any(cell.strip()[:1] in starts for cell in cells):
            continue
        row = Row(tuple(Cell(cell, WHOLE_DOCUMENT) for cell in cells), WHOLE_DOCUMENT)
        if len(row.filled) >= _FEWEST_CELLS and any(is_table_head(row, words) for words in known):
            return True
    return False


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Quoted cells may hold delimiters and line breaks; a row stands on the line where it begins."""
    reader = csv.reader((line[0] for line in _LINE.finditer(text)), delimiter=delimiter)
    has_returns = "\r" in text
    line = 1
    try:
        for cells in reader:
            kept = cells[:_MOST_CELLS]
            yield line, [_with_newlines(cell) for cell in kept] if has_returns else kept
            line = reader.line_num + 1
    except csv.Error:  # a quotation mark that is never closed: what came before it is kept
        return


def _with_newlines(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")
