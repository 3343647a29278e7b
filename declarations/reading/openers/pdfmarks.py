"""Watermarks of a PDF: letters of a look of their own, drawn in one go over or under the tables of its pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from declarations.reading.openers.pdftext import Char

_MOST_LETTERS = 400  # a word printed all over a page
_FEWEST_PAGES = 2  # what stands at one place on so many, and on half of all, is no value of one form
_LARGE = 2.0  # times the letters of the tables: on a single page nothing else tells
_IS_CHINESE = re.compile("[\u4e00-\u9fff]{2}")
_OF_A_FORM = re.compile("指标|绩效|目标|项目|金额|资金|预算|申报|单位|部门|[:：]")  # heads, titles and labels


@dataclass(frozen=True)
class Mark:
    """The only letters of their look on a page, with their places, and how large they are in points."""

    text: str
    places: tuple[tuple[int, int], ...]
    size: int
    style: str


def marks_of(chars: Iterable[Char]) -> tuple[list[Mark], int]:
    """What could be watermarks on a page, and the size of most other letters in points."""
    visible = [char for char in chars if not char.text.isspace()]
    looks = Counter(char.style for char in visible)
    if len(looks) < _FEWEST_PAGES:
        return [], 0
    most = looks.most_common(1)[0][0]
    runs = [(style, list(run)) for style, run in groupby(visible, lambda char: char.style)]
    once = {style for style, count in Counter(style for style, _ in runs).items() if count == 1} - {most}
    found = [_mark(style, run) for style, run in runs if style in once and len(run) <= _MOST_LETTERS]
    return found, next(round(char.size) for char in visible if char.style == most)


def _mark(style: str, run: Sequence[Char]) -> Mark:
    places = tuple((round(char.left), round(char.top)) for char in run)
    return Mark("".join(char.text for char in run), places, round(run[0].size), style)


def watermarks(pages: Sequence[tuple[Sequence[Mark], int, Collection[Char]]]) -> frozenset[Mark]:
    """Those of the marks of each page that lie on other letters or on lines.

    `pages` holds for each its marks, the size of its other letters, and the letters that touch others or a line.
    """
    touched = [(marks, size, Counter(char.style for char in spilled)) for marks, size, spilled in pages]
    often = Counter(mark for marks, _, _ in touched for mark in marks)
    least = max(_FEWEST_PAGES, len(pages) / 2)
    found = set()
    for marks, size, touching in touched:
        for mark in marks:
            is_repeated = often[mark] >= least
            lies_across = mark.size >= _LARGE * size and 2 * touching[mark.style] >= len(mark.text)
            if touching[mark.style] and (is_repeated or lies_across) and _is_foreign(mark.text):
                found.add(mark)
    return frozenset(found)


def _is_foreign(text: str) -> bool:
    return bool(_IS_CHINESE.search(text)) and not _OF_A_FORM.search(text)


def without(chars: Sequence[Char], marks: Collection[Mark]) -> list[Char]:
    """The letters of a page but for those of the watermarks."""
    styles = {mark.style for mark in marks_of(chars)[0] if mark in marks} if marks else set()
    return [char for char in chars if char.style not in styles]
