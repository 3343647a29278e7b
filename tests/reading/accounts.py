"""The books of reading: what a document prints against what is said of it, character by character.

Nothing may be lost: what is printed stands in a value, or a note quotes it. Nothing may be invented: what stands in a
value is printed. Blanks and markup do not count, nor do the words of the template itself: titles, labels, heads,
categories.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from html import unescape
from typing import NamedTuple

from declarations.reading import Note, ReadDocument, ReadForm
from declarations.reading.headings import is_form_title
from declarations.reading.notes import LEFT_OUT, MESSAGES
from declarations.reading.provenance import AS_PRINTED
from declarations.reading.values import unit_line
from declarations.reading.vocabulary import Vocabulary, unmarked, vocabulary
from indicators.template import FormTemplate
from tests.reading.factories import templates

# Notes that quote what stands in no value, and words of the template that were printed in pieces or otherwise.
_QUOTING = LEFT_OUT | {"label_wrapped", "label_variant", "level2_wrapped", "table_head_wrapped"}
_MARKS = "*+＊"  # of required categories; whether they are read is no question of characters
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
_UNSEEN = re.compile(r"[\s\u200b\ufeff\x00-\x1f\x7f]")


class Account(NamedTuple):
    """Characters that are printed and said nowhere, and characters that are said and printed nowhere."""

    lost: str
    invented: str


def account(cells: Iterable[str], document: ReadDocument) -> Account:
    """The books of a document: `cells` are its printed texts, each once."""
    printed = [text for cell in cells if (text := bare(cell).lstrip(_MARKS))]
    known = [vocabulary(template) for template in _templates_of(document)]
    rows = [row for form in document.forms for row in form.content.indicators]
    levels = {bare(word) for row in rows for word in (row.level1, row.level2)}
    quoted = [*document.notes, *(note for form in document.forms for note in form.notes)]
    source, own = Counter[str](), Counter[str]()
    for text in printed:
        rest = _without_own_words(text, known, levels)
        source.update(rest)
        own.update(Counter(text) - Counter(rest))
    values = Counter(char for form in document.forms for text in values_of(form) for char in bare(text).lstrip(_MARKS))
    said = Counter(char for note in quoted for text in _quotes(note, known) for char in bare(text))
    return Account(_text(source - values - said), _text(values - source - own))


def bare(text: str) -> str:
    """A text without blanks, markup and escapes."""
    return _UNSEEN.sub("", unescape(_MARKUP.sub("", text)))


def values_of(form: ReadForm) -> Iterator[str]:
    """What each value of a form says as it is printed; numbers and dates are checked against what is printed."""
    words = vocabulary(form.template)
    for field in form.template.fields:
        value = form.content.get(field.key)
        if value in ("", None):
            continue
        if field.kind in AS_PRINTED:
            yield str(value)
        else:
            said = _without_label(form.printed[field.key], words)
            # Behind a value that can be read there may be text that belongs to none.
            beginnings = (said[: found.end()] for found in re.finditer(r"\S+", said))
            # Before it there may be a label that is known by its place alone, and a note quotes.
            ends = (said[found.start() :] for found in re.finditer(r"\S+", said))
            yield next(each for each in (said, *beginnings, *ends) if _figures(value, each))
    for row in form.content.indicators:
        yield from (row.name, row.target, row.explanation)
        yield "" if row.weight is None else str(row.weight)


def quotes_of(note: Note) -> Iterator[str]:
    """The texts that the sentence of a note quotes."""
    sentence = re.escape(MESSAGES.get(note.code, ""))
    found = re.fullmatch(re.sub(r"\\{\w+\\}", "(.*)", sentence), note.message, re.DOTALL)
    yield from found.groups() if found else ()


def _quotes(note: Note, known: list[Vocabulary]) -> Iterator[str]:
    for text in quotes_of(note):
        if note.code in _QUOTING:
            yield "" if note.code == "head_repeated" and any(words.label(text) for words in known) else text
        elif note.code == "columns_glued":
            yield _words_before(text, known)


def _words_before(text: str, known: list[Vocabulary]) -> str:
    """The category words with which a text begins, or which it is; without the mark before the first."""
    if any(words.is_level_word(text) for words in known):
        return text.lstrip(_MARKS)
    parts = next((parts for words in known if (parts := words.unglued(text))), None)
    if parts is None:
        return ""
    mark = parts[1][: len(parts[1]) - len(parts[1].lstrip(_MARKS))]
    behind = _words_before(parts[1], known)
    return parts[0].lstrip(_MARKS) + (mark + behind if behind else "")


def _templates_of(document: ReadDocument) -> list[FormTemplate]:
    return list({form.template.code: form.template for form in document.forms}.values()) or list(templates())


def _without_own_words(text: str, known: list[Vocabulary], levels: set[str]) -> str:
    """A cell without what the template says itself: all of a label or category, the label before a colon."""
    if is_form_title(text, templates()) or not text.strip("#") or unit_line(text) or unmarked(text).text in levels:
        return ""
    for words in known:
        if words.is_level_word(text) or words.label(text) or words.column(text):
            return ""
        label, colon, value = re.sub(r"[:：]", "：", text, count=1).partition("：")
        if colon and words.label(label):
            return value
    return text


def _without_label(printed: str, words: Vocabulary) -> str:
    """An amount or date without the label before it, which may hold blanks itself."""
    cuts = [found.start() for found in re.finditer(" ", printed)]
    return next(
        (printed[cut:] for cut in cuts if words.label(printed[:cut]) or words.label_like(printed[:cut])), printed
    )


def _figures(value: object, printed: str) -> bool:
    """An amount says the figures that are printed, wherever its unit puts the point."""
    if not isinstance(value, Decimal):
        return True
    figures = re.sub(r"\D", "", unicodedata.normalize("NFKC", printed))
    return figures.strip("0") == re.sub(r"\D", "", f"{value:f}").strip("0")


def _text(characters: Counter[str]) -> str:
    return "".join(sorted(characters.elements()))
