"""What is plain about the cells of a flat table, found out once for each text; columns repeat their texts.

A text is plain when no repair and no remark of the careful reader can apply to it, whatever stands beside it. The
questions here are quick and err on the careful side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from declarations.reading.furniture import is_footer, is_page_mark
from declarations.reading.headings import is_table_title
from declarations.reading.vocabulary import Vocabulary
from indicators.template import FormTemplate, fold_label

# Blanks and breaks, HTML, quotation marks, what stands for a character that was not read.
SPECIAL = re.compile(r"[\s<&\"“”＂□■\ufffd？?]")
_WORD = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]{2}")  # folding leaves these characters as they are
_LONGEST_LABEL = 40
_MOST_KEPT = 100_000  # texts, before they are forgotten and found out again


class PlainTexts:
    """The plain texts among the cells of a table that belongs to `words`: a cell that is none is read with care."""

    def __init__(self, words: Vocabulary, templates: Sequence[FormTemplate]) -> None:
        """Start without any text."""
        self._words = words
        self._templates = templates
        self._starts = {folded[:2] for folded in _known(words)}
        self.names: dict[str, str] = {}
        self.targets: dict[str, str] = {}
        self.explanations: dict[str, str] = {"": ""}
        self._first: dict[str, bool] = {}

    def learn(self, names: Iterable[str], targets: Iterable[str], explanations: Iterable[str]) -> None:
        """Find out about the texts of a block, so that the rows of a form need only be looked up."""
        for kept in (self.names, self.targets, self.explanations, self._first):
            if len(kept) > _MOST_KEPT:
                kept.clear()
                self.explanations[""] = ""
        # `difference` looks each new text up; the minus sign would walk over all that are kept.
        for text in {*names}.difference(self.names):
            if not SPECIAL.search(text) and text and not self.is_known(text):
                self.names[text] = text
        for text in {*targets}.difference(self.targets):
            if not SPECIAL.search(text) and text and not text[-1].isdigit():
                self.targets[text] = text
        for text in {*explanations}.difference(self.explanations):
            if not SPECIAL.search(text) and not text.endswith("不适用") and not self.is_known(text):
                self.explanations[text] = text

    def is_known(self, text: str) -> bool:
        """A category, the head of a column or a label: a text that may say what its row is."""
        if len(text) > _LONGEST_LABEL or (_WORD.match(text) and text[:2] not in self._starts):
            return False
        words = self._words
        return words.is_level_word(text) or words.column(text) is not None or words.label(text) is not None

    def may_stand_first(self, text: str) -> bool:
        """The text may be the first of a row without being taken for a title or a line below the table."""
        if text not in self._first:
            self._first[text] = not (
                is_footer(text)
                or is_page_mark(text)
                or is_table_title(text, self._templates)
                or self._words.starts_level2(text)
            )
        return self._first[text]


def _known(words: Vocabulary) -> Iterable[str]:
    """All folded words of a template that is_known asks for."""
    yield from words.level1_words
    yield from words.level2_words
    for column in words.template.columns:
        yield from column.folded_spellings
    for field in words.template.fields:
        yield from field.folded_spellings


class PlainValues:
    """The values of the head that no label can be read into."""

    def __init__(self, words: Vocabulary, labels: Sequence[str]) -> None:
        """`labels` are the heads of the field columns."""
        self._words = words
        known = {folded for field in words.template.fields for folded in field.folded_spellings}
        ends = {fold_label(label) for label in labels}
        self._halves = {word.removesuffix(end) for word in known for end in ends if word.endswith(end)} - {""}
        self._starts = {word[:2] for word in (*known, *self._halves, *words.level1_words, *words.level2_words)}

    def is_plain(self, text: str) -> bool:
        """The text is no label, and no beginning that the label below would complete."""
        if len(text) > _LONGEST_LABEL:
            return True
        if _WORD.match(text) and text[:2] not in self._starts:
            return True
        words = self._words
        return words.label(text) is None and fold_label(text) not in self._halves and not words.is_level_word(text)
