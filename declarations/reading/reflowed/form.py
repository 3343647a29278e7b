"""One form as reflowed text: fits a section whose lines hold labels or table heads, and reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from declarations.content import DeclarationContent
from declarations.reading.comments import is_comment, without_comments
from declarations.reading.fields import field_values
from declarations.reading.furniture import is_caption, is_page_mark
from declarations.reading.grid import Row
from declarations.reading.head import settle
from declarations.reading.indicators import TableRow, indicators_of
from declarations.reading.notes import Notebook
from declarations.reading.provenance import with_sources
from declarations.reading.reflowed.head import head_of
from declarations.reading.reflowed.interleaved import broken_in_turns, heads_apart
from declarations.reading.reflowed.labels import labels_in
from declarations.reading.reflowed.rows import TableHead, row_starts, table_heads
from declarations.reading.reflowed.stream import Line, Stream, lines_of
from declarations.reading.reflowed.table import table_rows
from declarations.reading.remarks import remark
from declarations.reading.results import ReadForm
from declarations.reading.rows import reads_as_target
from declarations.reading.sections import Section, note_heading
from declarations.reading.unitlines import noted_unit, units_beside
from declarations.reading.values import unit_line
from declarations.reading.vocabulary import Vocabulary, vocabulary
from indicators.template import AmountUnit, FormTemplate

_LABELS_OF_A_FORM = 3
_MOST_ROWS = 5_000
_LONGEST = 1_000_000  # characters of one form; the longest published one has some five thousand
_LONGEST_NAME = 6  # of the author of a comment, in Chinese characters
_BEGINS_LIKE_A_COMMENT = ("系统", "由系统")


def fits(section: Section, template: FormTemplate) -> bool:
    """The section has the heads of an indicator table behind one another, or labels at the places of labels."""
    lines = lines_of(section.rows)
    if sum(len(line.text) for line in lines) > _LONGEST:
        return False
    stream = Stream(lines)
    if table_heads(stream, vocabulary(template)):
        return True
    return len(labels_in(stream, template)) >= _LABELS_OF_A_FORM


def read(section: Section, template: FormTemplate) -> ReadForm:
    """The form of a section."""
    words, notes = vocabulary(template), Notebook(section.place)
    note_heading(section, notes)
    rows = _content(section.rows, words, notes)
    lines = lines_of(rows)
    if broken_in_turns(lines, words) or heads_apart(Stream(lines), words):
        notes.add("cells_interleaved")
    above, keys, below = _parted(lines, words, notes)
    above, unit = _unit_lines(above, section, notes)
    entries = settle(head_of(Stream(above), template, notes), words, notes)
    fields = [field for field in template.fields if field.key in entries or not section.is_foreign]
    values = field_values(entries, fields, unit or template.amount_unit, notes)
    table = _limited(table_rows(Stream(below), keys, words, notes), notes)
    indicators, places = indicators_of(table, words, notes)
    if not indicators:
        notes.add("table_missing", "indicators")
    content = DeclarationContent(form=template.title, indicators=indicators).with_values(values)
    printed = {key: entry.place for key, entry in entries.items()}
    remark(content, template, printed, places, notes, is_foreign=section.is_foreign)
    return with_sources(ReadForm(content, template, notes.notes, section.line), entries, places)


def _content(rows: Sequence[Row], words: Vocabulary, notes: Notebook) -> list[Row]:
    """The rows without page numbers and the comments of a workbook."""
    kept = []
    rests = {row.place for row in _last_lines(rows)}
    for row in without_comments(
        rows, lambda row: row.place in rests or _is_content(row, words), notes, _is_surely_comment
    ):
        if is_page_mark(row.only):
            notes.add("text_not_placed", place=row.place, text=row.only)
        else:
            kept.append(row)
    return kept


def _is_surely_comment(text: str) -> bool:
    """A comment, and not a line of an explanation that begins with 系统自动."""
    return is_comment(text) and (not text.startswith(_BEGINS_LIKE_A_COMMENT) or text.endswith(("填写", "录入")))


def _is_content(row: Row, words: Vocabulary) -> bool:
    """A line with a label or a category in front, or with the cells of an indicator."""
    said = row.first.split()
    if not said:
        return False
    is_indicator = len(said) > 2 or (len(said) > 1 and any(map(reads_as_target, said)))
    is_long = sum(not character.isascii() for character in row.first) > _LONGEST_NAME
    return is_indicator or is_long or words.is_level_word(said[0]) or words.label(said[0]) is not None


def _last_lines(rows: Sequence[Row]) -> Iterator[Row]:
    """Lines right below a line of the form, with a gap behind them: the author of a comment stands before it."""
    for above, row, below in zip(rows, rows[1:], rows[2:], strict=False):
        if not row.is_blank and below.is_blank and not above.is_blank and not _is_surely_comment(above.only):
            yield row


def _parted(
    lines: Sequence[Line], words: Vocabulary, notes: Notebook
) -> tuple[tuple[Line, ...], tuple[str, ...], tuple[Line, ...]]:
    """The lines of the head, the columns of the table, and the lines below its head without heads printed again."""
    stream = Stream(lines)
    heads = table_heads(stream, words)
    for again in heads[1:]:
        notes.add("table_header_repeated", place=stream.line_at(again.start).place)
    if heads:
        below = [line for start, end in _between(heads, stream) for line in _lines_within(stream, start, end)]
        return _without_caption(_lines_within(stream, 0, heads[0].start), notes), heads[0].keys, tuple(below)
    keys = tuple(column.key for column in words.template.columns)
    starts = [start for start in row_starts(stream, words) if start.level1 and start.level2]
    if not starts:
        return tuple(lines), keys, ()
    notes.add("table_head_missing", place=starts[0].place)
    number = stream.line_number(starts[0].start)
    return tuple(lines[:number]), keys, tuple(lines[number:])


def _without_caption(above: list[Line], notes: Notebook) -> tuple[Line, ...]:
    """The lines above the table but for the last, when that only says what follows."""
    if above and is_caption(above[-1].text):
        notes.add("text_not_placed", place=above[-1].place, text=above[-1].text)
        above = above[:-1]
    return tuple(above)


def _between(heads: Sequence[TableHead], stream: Stream) -> list[tuple[int, int]]:
    ends = [*(head.start for head in heads[1:]), len(stream.text)]
    return [(head.end, end) for head, end in zip(heads, ends, strict=True)]


def _lines_within(stream: Stream, start: int, end: int) -> list[Line]:
    return [Line(piece.text, piece.place, piece.after_gap) for piece in stream.pieces(start, end)]


def _unit_lines(lines: Sequence[Line], section: Section, notes: Notebook) -> tuple[tuple[Line, ...], AmountUnit | None]:
    """`lines` without those that say the unit of all amounts, and that unit, also from beside the title."""
    found = units_beside(section)
    found += [(unit, line.place) for line in lines if (unit := unit_line(line.text))]
    return tuple(line for line in lines if unit_line(line.text) is None), noted_unit(found, notes)


def _limited(rows: Sequence[TableRow], notes: Notebook) -> Sequence[TableRow]:
    for row in rows[_MOST_ROWS:]:
        notes.add("text_not_placed", place=row.place, text=" ".join(row.row.values.values()))
    return rows[:_MOST_ROWS]
