"""Words that hold two cells, nothing between them: a name that fills its cell and the target behind it, 满意度≥90%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from declarations.reading.reflowed.cells import Word, target_worth

_MOST_TRIED = 4  # words of a row; its name and its target stand in front
_IS_TARGET = 85
_SHORTEST = 2
# A target begins with an operator, or with a number behind a Chinese character or a bracket.
_BEGINS_TARGET = re.compile(r"[≥≤≧≦><＞＜±]|不(?:少|小|低|高|大|超|多)于|不超过|(?<=[\u4e00-\u9fff）)》])\d")
_ENDS_TARGET = re.compile(
    r"[%％](?=[\u4e00-\u9fff])|(?<=\d[^\d\W])(?=反映|考察|考核|该指标|指)|(?<=\d)(?=反映|考察|考核)"
)


def unglued(words: Sequence[Word]) -> Iterator[list[Word]]:
    """`words` with one of the first parted in two or three where a target begins or ends inside it."""
    for n, word in enumerate(words[:_MOST_TRIED]):
        for bounds in _bounds(word.text):
            yield [*words[:n], *_parts(word, bounds), *words[n + 1 :]]


def _bounds(text: str) -> Iterator[tuple[int, ...]]:
    """Where a word may be cut."""
    for begin in (0, *(found.start() for found in _BEGINS_TARGET.finditer(text) if found.start() >= _SHORTEST)):
        ends = {found.end() for found in _ENDS_TARGET.finditer(text, begin)} | {len(text)}
        for end in sorted(ends):
            if end - begin < len(text) and end > begin and target_worth(text[begin:end]) >= _IS_TARGET:
                yield (0, begin, end, len(text))


def _parts(word: Word, bounds: tuple[int, ...]) -> Iterator[Word]:
    last = len(word.text)
    for begin, end in pairwise(bounds):
        if begin < end:
            begins, ends = word.begins and not begin, word.ends and end == last
            yield replace(word, text=word.text[begin:end], begins=begins, ends=ends, glued=begin > 0)
