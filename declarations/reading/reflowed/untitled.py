"""Forms of reflowed text whose title is not printed: where each begins, known by the labels above its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from declarations.reading.grid import Row
from declarations.reading.reflowed.labels import Label, labels_in
from declarations.reading.reflowed.rows import table_heads
from declarations.reading.reflowed.stream import Stream, lines_of
from declarations.reading.vocabulary import vocabulary
from indicators.template import FormTemplate, TemplateField, fold_label

_LABELS_OF_A_FORM = 6
_LONGEST_LABEL = 20  # characters of a line that may hold its first label
_LONGEST = 5_000_000  # characters of a document; a thousand forms
_LINES_OF_A_HEAD = 600  # above a table; a form has some forty


def first_form(rows: Sequence[Row], templates: Sequence[FormTemplate]) -> tuple[FormTemplate, int] | None:
    """The template with the most labels above the first table of the rows, and the row where that form begins."""
    likely = [template for template in templates if _may_begin(rows, template)]
    if not likely or _is_endless(rows):
        return None
    stream = Stream(lines_of(rows))
    found = [(template, *opening) for template in likely if (opening := _opening(stream, template))]
    if not found:
        return None
    template, line, _ = max(found, key=lambda each: each[2])
    return template, _with_text(rows)[line]


def _opening(stream: Stream, template: FormTemplate) -> tuple[int, int] | None:
    """The line with the first label of a form above the first table, and how many labels there are."""
    head = next(iter(table_heads(stream, vocabulary(template))), None)
    return None if head is None else _form_within(stream, 0, stream.line_number(head.start), template)


def further_forms(rows: Sequence[Row], template: FormTemplate) -> list[int]:
    """The rows where further forms of `template` begin: between the tables of two of them."""
    if not _may_begin(rows, template, times=2) or _is_endless(rows):
        return []
    stream = Stream(lines_of(rows))
    heads = [stream.line_number(head.start) for head in table_heads(stream, vocabulary(template))]
    numbers = _with_text(rows)
    return [numbers[line] for line in _lines_that_open(stream, heads, template)]


def _lines_that_open(stream: Stream, heads: Sequence[int], template: FormTemplate) -> Iterator[int]:
    for above, below in pairwise(heads):
        opening = _form_within(stream, above + 1, below, template)
        if opening:
            yield opening[0]


def _form_within(stream: Stream, start: int, end: int, template: FormTemplate) -> tuple[int, int] | None:
    """The line with the first label of a form whose table begins at line `end`, and how many labels there are."""
    begin = max(start, end - _LINES_OF_A_HEAD)
    part = Stream(stream.lines[begin:end])
    labels = [label for label in labels_in(part, template) if label.field]
    opening = next((label for label in labels if _opens(label, template)), None)
    if opening is None:
        return None
    count = len({label.field.key for label in labels if label.field and label.start >= opening.start})
    return None if count < _LABELS_OF_A_FORM else (begin + part.line_number(opening.start), count)


def _opens(label: Label, template: FormTemplate) -> bool:
    return label.field in _first_fields(template)


def _first_fields(template: FormTemplate) -> tuple[TemplateField, ...]:
    """The fields on the first line of the form."""
    return template.head_rows[0] if template.head_rows else ()


def _may_begin(rows: Sequence[Row], template: FormTemplate, times: int = 1) -> bool:
    """So many lines begin like the first line of a form: a cheap question before the dear ones."""
    spellings = tuple(spelling for field in _first_fields(template) for spelling in field.folded_spellings)
    likely = (row for row in rows if fold_label(row.only[:_LONGEST_LABEL]).startswith(spellings))
    return len(list(islice(likely, times))) == times


def _is_endless(rows: Sequence[Row]) -> bool:
    return sum(len(cell.text) for row in rows for cell in row.cells) > _LONGEST


def _with_text(rows: Sequence[Row]) -> list[int]:
    """The rows that `lines_of` makes lines of."""
    return [number for number, row in enumerate(rows) if not row.is_blank]
