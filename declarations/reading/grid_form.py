"""Recogniser of forms whose cells are still apart: tab-separated text, sheets, tables of other files."""

from __future__ import annotations

from collections.abc import Sequence

from declarations.content import DeclarationContent
from declarations.reading.columns import aligned, columns_of, known_columns, without_side_columns
from declarations.reading.comments import without_comments
from declarations.reading.details import without_details
from declarations.reading.fields import field_values
from declarations.reading.furniture import is_caption, is_page_mark
from declarations.reading.grid import Row
from declarations.reading.head import head_entries, settle
from declarations.reading.indicators import TableRow, indicators_of
from declarations.reading.notes import Notebook
from declarations.reading.pagebreaks import over_pages
from declarations.reading.provenance import with_sources
from declarations.reading.remarks import remark
from declarations.reading.results import ReadForm
from declarations.reading.rows import placed
from declarations.reading.sections import Section, is_table_head, note_heading
from declarations.reading.severallabels import with_labels_apart
from declarations.reading.table import Table, read_table
from declarations.reading.unitlines import without_unit_lines
from declarations.reading.vocabulary import Vocabulary, vocabulary
from declarations.reading.wholeheads import with_whole_heads
from indicators.template import FormTemplate

_MOST_ROWS = 5_000  # of one indicator table


def fits(section: Section, template: FormTemplate) -> bool:
    """The section has a table head in cells, or a label with its value in the next cell."""
    words = vocabulary(template)
    return any(is_table_head(row, words) or _is_labelled(row, words) for row in section.rows)


def read(section: Section, template: FormTemplate) -> ReadForm:
    """The form of a section."""
    words, notes = vocabulary(template), Notebook(section.place)
    note_heading(section, notes)
    rows = over_pages(section.rows, words, notes)
    rows = without_comments(rows, lambda row: _is_content(row, words), notes)
    rows = tuple(with_whole_heads(rows, words, notes))
    _note_cells(rows, notes)
    details = without_details(rows, template.amount_unit, notes)
    above, table = _parted(details.rows, words, notes)
    above, unit = without_unit_lines([*above, *table.head_rows], section, words, notes)
    above = with_labels_apart(above, words)
    entries = settle(head_entries(above, words, notes, is_foreign=section.is_foreign), words, notes)
    fields = [field for field in template.fields if field.key in entries or not section.is_foreign]
    values = field_values(entries, fields, unit or template.amount_unit, notes)
    indicators, places = indicators_of(_rows(table, words, notes), words, notes)
    content = DeclarationContent(
        form=template.title, indicators=indicators, budget_lines=details.budget_lines, plan=details.plan
    ).with_values(values)
    printed = {key: entry.place for key, entry in entries.items()}
    remark(content, template, printed, places, notes, is_foreign=section.is_foreign)
    return with_sources(ReadForm(content, template, notes.notes, section.line), entries, places)


def _note_cells(rows: Sequence[Row], notes: Notebook) -> None:
    """What was lost or rounded in single cells when the file was opened."""
    for row in rows:
        for cell in row.cells:
            for code, text in cell.codes:
                notes.add(code, place=cell.place, text=text)


def _is_labelled(row: Row, words: Vocabulary) -> bool:
    return len(row.filled) > 1 and words.label(row.first) is not None


def _is_content(row: Row, words: Vocabulary) -> bool:
    """A row of the form: several cells, a label or a category."""
    return len(row.filled) > 1 or words.label(row.first) is not None or words.is_level_word(row.first)


def _parted(rows: Sequence[Row], words: Vocabulary, notes: Notebook) -> tuple[list[Row], Table]:
    """The rows of the head, and the indicator table below them."""
    columns = tuple(column.key for column in words.template.columns)
    opens = (n for n, row in enumerate(rows) if is_table_head(row, words) or _opens_table(row, words))
    start = next(opens, len(rows))
    body = rows[start:]
    if body and is_table_head(body[0], words):
        columns = columns_of(body[0], words)
        body = known_columns(aligned(without_side_columns(body, words)), words, notes)[1:]
    elif body:
        notes.add("table_head_missing", place=body[0].place)
    above = []
    last = max((n for n, row in enumerate(rows[:start]) if not row.is_blank), default=-1)
    for n, row in enumerate(rows[:start]):
        if is_page_mark(row.only) or (n == last and is_caption(row.only)):
            notes.add("text_not_placed", place=row.place, text=row.only)
        else:
            above.append(row)
    return above, read_table(body, columns, words, notes)


def _opens_table(row: Row, words: Vocabulary) -> bool:
    """A row of an indicator table whose head is lost."""
    texts = [text for text in row.texts if text]
    return len(texts) > 2 and any(words.is_level_word(text) for text in texts[:2]) and words.label(row.first) is None


def _rows(table: Table, words: Vocabulary, notes: Notebook) -> list[TableRow]:
    """The lines of the table with each text in its column."""
    keys = [key for key in table.keys if key not in {"level1", "level2"}]
    for line in table.lines[_MOST_ROWS:]:
        notes.add("text_not_placed", place=line.place, text=" ".join(line.cells))
    lines = table.lines[:_MOST_ROWS]
    return [TableRow(placed(line.cells, keys, words), line.place, tuple(line.codes)) for line in lines]
