"""Whether the lines of neighbouring cells are printed in turns, so that the words of a cell no longer stand together.

Programs that put a page's text line by line, or block by block, leave such text (pdftotext, pdfplumber, recognised
scans). It cannot be led back to its cells with certainty. What gives it away: a category or a label that is broken over
lines, with another cell between its two parts; the heads of the columns apart from each other; labels in a row,
and their values behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from declarations.reading.reflowed.cells import target_worth
from declarations.reading.reflowed.labels import Label
from declarations.reading.reflowed.rows import RowStart, table_heads
from declarations.reading.reflowed.stream import Line, Piece, Stream
from declarations.reading.vocabulary import Vocabulary, unmarked, vocabulary
from indicators.template import FieldKind, FormTemplate, fold_label

_SHORTEST_PART = 2  # characters of the first part of a broken category
_SHORTEST_LABEL_PART = 3
_LONGEST_PART = 24
_LINES_OF_CATEGORY, _LINES_OF_LABEL = 12, 4  # within which the second part follows
_CATEGORY_WORDS, _MOST_WORDS = 2, 12  # in front of a line
_COLUMNS_APART, _CATEGORIES_ABOVE, _LABELS_WITHOUT_VALUE, _ROWS_WITHOUT_CELLS = 3, 2, 2, 3
_IS_TARGET = 85
_FIGURES = frozenset({FieldKind.MONEY, FieldKind.INTEGER, FieldKind.DATE, FieldKind.BOOLEAN})
_FIGURE = re.compile(r"[\d,.]*\d|\d+年?|[\d-]{8,10}|是|否")
_YES_OR_NO = frozenset("是否")
_CHINESE = re.compile("[\u4e00-\u9fff]")

Parts = dict[str, frozenset[str]]


def broken_in_turns(lines: Sequence[Line], words: Vocabulary) -> bool:
    """A category or a label of the head is broken over lines, and another cell stands between its parts."""
    said = [[fold_label(unmarked(word).text) for word in _words_in_front(line)] for line in lines]
    categories, labels = _parts_of_categories(words.template), _parts_of_labels(words.template)
    return any(
        _is_parted(said, n, categories, _CATEGORY_WORDS, _LINES_OF_CATEGORY)
        or _is_parted(said, n, labels, _MOST_WORDS, _LINES_OF_LABEL)
        for n in range(len(said))
    )


def _words_in_front(line: Line) -> list[str]:
    """The first words of a line; no row of labels or heads has more, and a hostile line may have a million."""
    return line.text.split(maxsplit=_MOST_WORDS)[:_MOST_WORDS]


def _is_parted(said: Sequence[Sequence[str]], number: int, parts: Parts, first: int, within: int) -> bool:
    """Among the `first` words of a line is one begun, whose rest begins a later line and not the next word."""
    here, below = said[number], said[number + 1 : number + 1 + within]
    for at, word in enumerate(here[:first]):
        rests = parts.get(word)
        if not rests or not below:
            continue
        goes_on = here[at + 1] in rests if at + 1 < len(here) else _begins_with_rest(below[0], rests)
        if not goes_on and _rest_follows(word, rests, below, first):
            return True
    return False


def _rest_follows(word: str, rests: Iterable[str], below: Sequence[Sequence[str]], first: int) -> bool:
    """A rest begins a line before the word is begun again."""
    for line in below:
        if line and line[0] in rests:
            return True
        if word in line[:first]:
            return False
    return False


def _begins_with_rest(line: Sequence[str], rests: Iterable[str]) -> bool:
    """The line begins with a rest, or with the beginning of one."""
    return bool(line) and any(rest.startswith(line[0]) or line[0].startswith(rest) for rest in rests)


@lru_cache(maxsize=32)
def _parts_of_categories(template: FormTemplate) -> Parts:
    """The beginnings of category words that are none themselves, each with the rests that make it one."""
    words = vocabulary(template)
    names = {fold_label(name) for category in template.categories for name in (category.level1, category.level2)}
    parts = _parts(words.level1_words | words.level2_words, _SHORTEST_PART)
    return {begun: rests for begun, rests in parts.items() if begun not in names}


@lru_cache(maxsize=32)
def _parts_of_labels(template: FormTemplate) -> Parts:
    return _parts({folded for field in template.fields for folded in field.folded_spellings}, _SHORTEST_LABEL_PART)


def _parts(words: Iterable[str], shortest: int) -> Parts:
    found: dict[str, set[str]] = {}
    for word in words:
        for end in range(shortest, min(len(word), _LONGEST_PART)):
            found.setdefault(word[:end], set()).add(word[end:])
    return {begun: frozenset(rests) for begun, rests in found.items()}


def heads_apart(stream: Stream, words: Vocabulary) -> bool:
    """The heads of the columns stand each by itself, other text between them; or categories stand above them."""
    heads = table_heads(stream, words)
    said = {words.column(word) for line in stream.lines for word in _words_in_front(line)} - {None}
    if not heads:
        return len(said) >= _COLUMNS_APART
    if any(words.column(line.text.strip()) not in {None, *heads[0].keys} for line in stream.lines):
        return True
    above = "\n".join(line.text for line in stream.lines[: stream.line_number(heads[0].start)])
    return len(_categories_alone(words.template).findall(above)) >= _CATEGORIES_ABOVE


@lru_cache(maxsize=32)
def _categories_alone(template: FormTemplate) -> re.Pattern[str]:
    """Level 1 with lines of its own."""
    names = {category.level1 for category in template.categories}
    words = "|".join(r"\s*".join(map(re.escape, name)) for name in names)
    return re.compile(rf"^\s*(?:{words})\s*$", re.MULTILINE)


def values_apart(labels: Sequence[Label], values: Sequence[Sequence[Piece]], words: Vocabulary) -> bool:
    """Labels stand behind one another without a value, and one that follows has those of several."""
    gaps = [piece.after_gap for pieces in values for piece in pieces if piece.begins]
    if all(gaps):
        return False
    empty = 0
    for label, pieces in zip(labels, values, strict=True):
        if label.field is None:
            continue
        if len(pieces) > 1 and _holds_another_cell(label.field.kind, pieces, words):
            return True
        enough = _LABELS_WITHOUT_VALUE if label.field.kind is FieldKind.LONG_TEXT else 1
        if empty >= enough and {piece.after_gap for piece in pieces[1:]} == {True, False}:
            return True
        if empty >= _LABELS_WITHOUT_VALUE and enough == 1 and len(pieces) > empty:
            return True
        empty = 0 if pieces else empty + 1
    return False


def _holds_another_cell(kind: FieldKind, pieces: Sequence[Piece], words: Vocabulary) -> bool:
    """A figure and Chinese text on a line below it, 是 or 否 below a text, a label or a category at its end."""
    if kind is FieldKind.LONG_TEXT:
        last = pieces[-1].text
        is_category = words.is_full_word(last) and words.is_level_word(last)
        return words.label(last) is not None or words.column(last) is not None or is_category
    first, *others = pieces
    if kind in _FIGURES:
        return _FIGURE.fullmatch(first.text) is not None and any(_CHINESE.search(piece.text) for piece in others)
    return any(piece.text in _YES_OR_NO for piece in others)


def rows_apart(starts: Sequence[RowStart], bodies: Sequence[Sequence[Piece]]) -> bool:
    """Categories stand behind one another without cells, and one that follows has the targets of several."""
    empty = sum(not body and not below for body, below in pairwise(bodies))
    full = any(sum(target_worth("".join(p.text.split())) >= _IS_TARGET for p in body) > 1 for body in bodies)
    return len(starts) > 1 and empty >= _ROWS_WITHOUT_CELLS - 1 and full
