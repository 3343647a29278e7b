"""The words of one template as a reader meets them: labels, categories, columns, however they are spelt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from indicators.template import FormTemplate, TemplateCategory, TemplateField, fold_label

_NUMBER = re.compile(r"\s*(?:[(（][\d一二三四五六七八九十]{1,3}[)）]|[\d一二三四五六七八九十]{1,3}[.．、)）])\s*(?=\D)")
_BRACKETED = re.compile(r"\([^()]*\)")
_SUFFIX = re.compile(r"(指标|目标)$")
_LONGEST_LABEL = 40
_MARKS = "*＊﹡∗✱+＋﹢"
_PLUS = "+＋﹢"
_ALIKE = 0.5


@dataclass(frozen=True)
class LabelMatch:
    """A label of the template; `variant` when it is worded otherwise than any known spelling."""

    field: TemplateField
    variant: bool = False


@dataclass(frozen=True)
class Marked:
    """A category word without its printed mark of a required category."""

    text: str
    required: bool = False
    plus: bool = False


def unmarked(printed: str) -> Marked:
    """A category cell without its mark (* or +, before or after, perhaps escaped) and without blanks inside."""
    word = "".join(printed.replace("\\", "").split())
    bare = word.strip(_MARKS)
    marks = word.replace(bare, "", 1) if bare else word
    return Marked(bare, bool(marks), bool(set(marks) & set(_PLUS)))


def without_brackets(folded: str) -> str:
    """A folded label without what it says in brackets: units, limits, conditions."""
    return _BRACKETED.sub("", folded)


class Vocabulary:
    """Looks words of a document up in one template."""

    def __init__(self, template: FormTemplate) -> None:
        self.template = template
        self.order = {field.key: number for number, field in enumerate(template.fields)}
        self.value_keys = tuple(column.key for column in template.columns if column.key not in {"level1", "level2"})

    @cached_property
    def _labels(self) -> dict[str, TemplateField]:
        return {folded: field for field in self.template.fields for folded in field.folded_spellings}

    @cached_property
    def _bare_labels(self) -> dict[str, TemplateField]:
        bare: dict[str, TemplateField] = {}
        for folded, field in self._labels.items():
            bare.setdefault(without_brackets(folded), field)
        return bare

    def label(self, printed: str) -> LabelMatch | None:
        """The field of a label in a known spelling."""
        if len(printed) > _LONGEST_LABEL:
            return None
        field = self._labels.get(fold_label(printed))
        return LabelMatch(field) if field else None

    def label_like(self, printed: str) -> LabelMatch | None:
        """The field of a label whose words in brackets differ from every known spelling."""
        if len(printed) > _LONGEST_LABEL:
            return None
        bare = without_brackets(fold_label(printed))
        field = self._bare_labels.get(bare) if bare else None
        return LabelMatch(field, variant=True) if field else None

    def label_numbered(self, printed: str) -> LabelMatch | None:
        """The field of a label behind a number that counts the labels: 一、项目名称."""
        number = _NUMBER.match(printed)
        return (self.label(printed[number.end() :]) or self.label_like(printed[number.end() :])) if number else None

    def completes_label(self, start: str, rest: str) -> bool:
        """`start` alone is no label, or lacks its bracket; `start` and `rest` together are one."""
        folded = fold_label(start)
        if len(folded) < 2 or len(start) + len(rest) > _LONGEST_LABEL:
            return False
        if folded in self._labels and not rest.startswith(("(", "（")):
            return False
        return fold_label(start + rest) in self._labels

    def resembles(self, printed: str, field: TemplateField) -> bool:
        """`printed` shares most of its characters with a spelling of `field`."""
        bare = without_brackets(fold_label(printed))
        known = (without_brackets(folded) for folded in field.folded_spellings)
        return any(SequenceMatcher(None, bare, word, autojunk=False).ratio() >= _ALIKE for word in known)

    @cached_property
    def _level1(self) -> dict[str, str]:
        categories = self.template.categories
        return _with_stems((folded, category.level1) for category in categories for folded in category.folded_level1)

    @cached_property
    def _level2(self) -> dict[str, str]:
        categories = self.template.categories
        return _with_stems((folded, category.level2) for category in categories for folded in category.folded_spellings)

    def level1(self, printed: str) -> str | None:
        """The template's name of a level-1 word, or None."""
        return self._level1.get(_folded_word(printed))

    def level2(self, printed: str) -> str | None:
        """The template's name of a level-2 word, or None; two level 1 may share it."""
        return self._level2.get(_folded_word(printed))

    @property
    def level1_words(self) -> frozenset[str]:
        """Every level-1 word, folded, with and without 指标 or 目标."""
        return frozenset(self._level1)

    @property
    def level2_words(self) -> frozenset[str]:
        """Every level-2 word, folded, with and without 指标 or 目标."""
        return frozenset(self._level2)

    @staticmethod
    def is_full_word(word: str) -> bool:
        """The word ends in 指标 or 目标, so that it is no ordinary word with which a text may begin."""
        return _SUFFIX.search(word) is not None

    def categories_of(self, level2: str) -> tuple[TemplateCategory, ...]:
        """The categories of a level-2 word, under whatever level 1."""
        name = self.level2(level2)
        return tuple(category for category in self.template.categories if name is not None and category.level2 == name)

    def is_level_word(self, printed: str) -> bool:
        """A level-1 or level-2 word in a known spelling."""
        return self.level1(printed) is not None or self.level2(printed) is not None

    def is_stem(self, printed: str) -> bool:
        """A category word without the 指标 or 目标 with which the template writes it, and without a mark."""
        names = [name for name in (self.level1(printed), self.level2(printed)) if name]
        return bool(names) and not self.is_full_word(printed) and all(map(self.is_full_word, names))

    def starts_level2(self, printed: str) -> bool:
        """The beginning of a level-2 word that was broken over lines: marked, or most of the word."""
        word = _folded_word(printed)
        marked = unmarked(printed).required
        longer = [known for known in self._level2 if known.startswith(word) and word != known]
        return len(word) > 1 and any(marked or len(word) * 2 > len(known) for known in longer)

    @cached_property
    def _gluing_words(self) -> tuple[str, ...]:
        words = {folded for folded in (*self._level1, *self._level2) if _SUFFIX.search(folded)}
        return tuple(sorted(words, key=len, reverse=True))

    def unglued(self, printed: str) -> tuple[str, str] | None:
        """A category word with its mark, and the text glued to it; None when nothing is glued.

        Without a mark the word must end in 指标 or 目标: 质量抽查率 is a name of its own.
        """
        mark = _leading_mark(printed)
        bare = printed[len(mark) :].lstrip()
        words = (*self._gluing_words, *sorted(self._level2, key=len, reverse=True)) if mark else self._gluing_words
        for word in words:
            if bare.startswith(word) and len(bare) > len(word):
                return mark + word, bare[len(word) :].strip()
        return None

    @cached_property
    def head_starts(self) -> frozenset[str]:
        """The first characters of the heads that say name or target; no other head makes a row a table's."""
        heads = (column.folded_spellings for column in self.template.columns if column.key in {"name", "target"})
        return frozenset(_MARKS).union(folded[:1] for folded in frozenset().union(*heads))

    def may_be_head(self, texts: Iterable[str]) -> bool:
        """Some text begins like the head of a name or a target: a cheap question before the dear ones."""
        return any(text[:1] in self.head_starts and len(text) <= _LONGEST_LABEL for text in texts if text)

    def column(self, printed: str) -> str | None:
        """The key of a column from its head, or None."""
        if len(printed) > _LONGEST_LABEL:
            return None
        folded = fold_label(printed)
        return next((column.key for column in self.template.columns if folded in column.folded_spellings), None)


@lru_cache(maxsize=32)
def vocabulary(template: FormTemplate) -> Vocabulary:
    """The words of `template`; a document of a hundred forms needs them a hundred times."""
    return Vocabulary(template)


def _folded_word(printed: str) -> str:
    return fold_label(unmarked(printed).text) if len(printed) <= _LONGEST_LABEL else ""


def _leading_mark(printed: str) -> str:
    bare = printed.lstrip("\\ " + _MARKS)
    return printed[: len(printed) - len(bare)]


def _with_stems(words: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Folded words, and what is left of them without 指标 or 目标 where that is no other word."""
    known = dict(words)
    stems: dict[str, str] = {}
    for folded, name in known.items():
        stems.setdefault(_SUFFIX.sub("", folded), name)
    longer = {f"{stem}{suffix}": name for stem, name in stems.items() for suffix in ("指标", "目标")}
    return {folded: name for folded, name in {**longer, **stems, **known}.items() if folded}
