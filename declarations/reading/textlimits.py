"""Long texts in which hardly a form stands, known before their cells fill the memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from declarations.reading.commas import Parts, parts_with_head
from declarations.reading.flat import head_of
from declarations.reading.grid import Cell, Row, parts_of_text
from declarations.reading.headings import headings
from declarations.reading.results import Place, ReadingRefused
from declarations.reading.sections import is_table_head
from declarations.reading.vocabulary import Vocabulary, vocabulary
from indicators.template import FormTemplate

_SHORT = 128 * 1024  # characters: some hundred forms, which may as well be read
_TABLE = "表"  # with which the titles of all other tables end
_ROWS = 1_000  # that are looked at together
_GLANCE, _PASSED = 100, 1_500  # rows at a glance, and those that are left out where one shows the beginning of a form
_LONGEST_FORM = 5_000  # rows with text; the longest known has two hundred
_LINES_KEPT = 2_000


def without_noise(text: str, shown: str, templates: Sequence[FormTemplate]) -> str:
    """The text, or its first lines, when it is long and has neither a title nor the head of a table anywhere: what they
    show is true of all of it. Raises ReadingRefused when something that begins like a form goes on without an end.

    A flat table may be as long as it likes, it is read row by row.
    """
    if len(text) < _SHORT:
        return text
    known = [vocabulary(template) for template in templates]
    headed = parts_with_head(text, templates)
    if headed is None:
        may_go_on = _may_have_titles(text, templates)
        return _checked(parts_of_text(text), text, shown, templates, ()) if may_go_on else _first_lines(text)
    if _is_full_of_forms(headed, templates, known):
        return text
    return _checked(parts_with_head(text, templates) or (), text, shown, templates, known)


def _is_full_of_forms(parts: Parts, templates: Sequence[FormTemplate], known: Sequence[Vocabulary]) -> bool:
    """Wherever one looks a form begins soon: of an ordinary text nothing else needs to be known."""
    coming = iter(parts)
    without = 0
    while some := list(islice(coming, _GLANCE)):
        if _beginnings(_rows(some), templates, known):
            without = 0
            next(islice(coming, _PASSED, _PASSED), None)
        else:
            without += len(some)
            if without > _LONGEST_FORM // 2:
                return False
    return True


def _checked(
    parts: Parts, text: str, shown: str, templates: Sequence[FormTemplate], known: Sequence[Vocabulary]
) -> str:
    """See `without_noise`; without `known` there are no heads of tables."""
    begun: Place | None = None
    count = 0
    for rows in _windows(parts):
        if any(head_of(row, known) for row in rows):
            return text
        begins = _beginnings(rows, templates, known)
        for n, row in enumerate(rows[:_ROWS]):
            if n in begins:
                begun, count = row.place, 0
            count += not row.is_blank
            if begun and count > _LONGEST_FORM:
                raise ReadingRefused(
                    f"“{shown}”{begun}起的一张表超过 {_LONGEST_FORM} 行，长得不正常，没有读取。请检查文件。"
                )
    return text if begun else _first_lines(text)


def _may_have_titles(text: str, templates: Sequence[FormTemplate]) -> bool:
    """Some character stands in the text that ends a title."""
    ends = {title[-1:] for template in templates for title in template.folded_titles}
    return any(end in text for end in (_TABLE, *ends))


def _windows(parts: Parts) -> Iterator[list[Row]]:
    """The rows some at a time, and the one behind them, should a title be broken there."""
    coming = iter(parts)
    behind: list[Row] = []
    while rows := [*behind, *_rows(islice(coming, _ROWS + 1 - len(behind)))]:
        yield rows
        behind = rows[_ROWS:]


def _rows(parts: Parts) -> list[Row]:
    placed = ((Place(line=line), cells) for line, cells in parts)
    return [Row(tuple(Cell(cell, place) for cell in cells), place) for place, cells in placed]


def _beginnings(rows: Sequence[Row], templates: Sequence[FormTemplate], known: Sequence[Vocabulary]) -> set[int]:
    """Where a title stands, or the head of a table."""
    heads = {n for n, row in enumerate(rows) if any(is_table_head(row, words) for words in known)}
    return heads | {heading.start for heading in headings(rows, templates)}


def _first_lines(text: str) -> str:
    end = 0
    for _ in range(_LINES_KEPT):
        following = text.find("\n", end) + 1
        if not following or following > _SHORT:
            break
        end = following
    return text[: end or _SHORT]
