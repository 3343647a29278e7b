"""Characters of a PDF page → lines, and the lines of a cell → its text with paragraphs, wrapped lines joined."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from sys import intern
from typing import Any

from declarations.reading.openers.pdfclips import clip_of
from declarations.reading.openers.pdfturned import is_upright
from declarations.reading.openers.radicals import as_characters

Box = tuple[float, float, float, float]  # left, top, right, bottom in points from the upper left corner

_BLANK_FROM = 0.4  # of the size of the letters: a gap so wide is a blank that was not written
_SAME_PLACE = 0.1  # of the size of a letter
_NARROW = 1.6  # characters: a line that ends nearer to the edge has been wrapped
_NEVER_FIRST = frozenset("，。、；：！？％‰℃》〉」』】〕）〗”’…")  # of a line, as Chinese is set
_NEVER_LAST = frozenset("《〈「『【〔（〖“‘")
_PADDINGS = 8.0  # points: what a cell leaves blank on the left and the right together
_NUMBERED = "(cid:"
_UNREAD = "\ufffd"
# No Chinese text has many of these: signs for steering, letters of other alphabets, signs of private meaning.
_SELDOM, _MOST_SELDOM = frozenset("!\"#$&'*+;<=>?@[\\]^_`{|}~"), 0.15
_CHINESE = re.compile("[\u3400-\u9fff]")
_AT_RANDOM = re.compile("[\x80-\xa6\xa8-\xaf\xb4-\xb6\xb8-\xd6\xd8-\xf6\xf8-\u02af\ue000-\uf8ff\ufb00-\ufb06\ufffd]")
_FULL = 2.5  # characters: so much room the beginning of a number leaves behind a line that it did not fit on


@dataclass(frozen=True, slots=True)
class Char:
    """One character with its place on the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    clip: Box | None = None  # the area in which the page shows it
    style: str = field(default="", compare=False)  # its font, size and colour

    @property
    def middle(self) -> float:
        """Between left and right."""
        return (self.left + self.right) / 2

    @property
    def centre(self) -> float:
        """Between top and bottom."""
        return (self.top + self.bottom) / 2

    @property
    def size(self) -> float:
        """The height of the letter."""
        return self.bottom - self.top

    @property
    def is_hidden(self) -> bool:
        """The page does not show the middle of the letter."""
        clip = self.clip
        return clip is not None and not (clip[0] <= self.middle <= clip[2] and clip[1] <= self.centre <= clip[3])


def chars_of(page: Any, *, is_of_chromium: bool = False) -> list[Char]:
    """The upright characters of a page; what is printed across it is a mark, and no text."""
    found = (
        Char(
            _text_of(char["text"], is_of_chromium=is_of_chromium),
            char["x0"],
            char["top"],
            char["x1"],
            char["bottom"],
            clip_of(char, page),
            intern(f"{char['fontname']} {char['size']:.1f} {char['non_stroking_color']}"),
        )
        for char in page.chars
        if is_upright(char["matrix"])
    )
    return _drawn_once(found)


def _text_of(text: str, *, is_of_chromium: bool) -> str:
    return _UNREAD if text.startswith(_NUMBERED) else as_characters(text, is_of_chromium=is_of_chromium)


def is_unread(text: str) -> bool:
    """A sign of a font that does not say which character it is: pdfminer gives its number, or a character at random."""
    return text.startswith(_NUMBERED) or (not text.isascii() and _AT_RANDOM.search(text) is not None)


def is_scrambled(letters: Collection[str]) -> bool:
    """The letters of a page are signs of a keyboard without sense, as a font of one byte has them for its own."""
    odd = sum(letter in _SELDOM for letter in letters)
    return odd > _MOST_SELDOM * len(letters) and not any(_CHINESE.search(letter) for letter in letters)


def _drawn_once(chars: Iterable[Char]) -> list[Char]:
    """`chars` without those that are drawn once more a hair's breadth away: so some programs print bold letters."""
    kept: list[Char] = []
    drawn: dict[tuple[str, int, int], Char] = {}
    for char in chars:
        column, row = round(char.left), round(char.top)
        near = ((char.text, column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1))
        if not any(_is_same(char, drawn[place]) for place in near if place in drawn):
            kept.append(char)
            drawn[char.text, column, row] = char
    return kept


def _is_same(char: Char, other: Char) -> bool:
    return max(abs(char.left - other.left), abs(char.top - other.top)) < _SAME_PLACE * char.size


def lines_of(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters at one height make a line; lines from top to bottom, characters from left to right."""
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: (char.centre, char.left)):
        if lines and abs(lines[-1][0].centre - char.centre) < max(lines[-1][0].size, char.size) / 2:
            lines[-1].append(char)
        else:
            lines.append([char])
    ordered = [sorted(line, key=lambda char: char.left) for line in lines]
    return [line for line in ordered if line_text(line)]


def line_text(line: Sequence[Char]) -> str:
    """The text of a line; a wide gap becomes a blank."""
    parts: list[str] = []
    before: Char | None = None
    for char in line:
        if before and char.left - before.right > _BLANK_FROM * char.size and not (before.text + char.text).isspace():
            parts.append(" ")
        parts.append(char.text)
        before = char
    return "".join(parts).strip()


def wrapped_text(chars: Sequence[Char], cell: Box) -> str:
    """The text of a cell: a line that reaches the right edge runs on, any other ends a paragraph."""
    lines = lines_of(chars)
    if not lines:
        return ""
    parts = [line_text(lines[0])]
    for above, line in pairwise(lines):
        text = line_text(line)
        room = _room(lines, above, cell)
        first = _first_word(line)
        parts.append(_between(parts[-1], text) if room < max(first, _NARROW * line[0].size) else "\n")
        parts.append(text)
    return "".join(parts)


def is_full(chars: Sequence[Char], cell: Box) -> bool:
    """The last line of a cell reaches its right edge, so that the text may go on elsewhere."""
    lines = lines_of(chars)
    if not lines:
        return False
    before, behind = lines[-1][0].left - cell[0], cell[2] - _last(lines[-1]).right
    is_centred = abs(before - behind) < lines[-1][0].size / 2
    room = before + behind - _PADDINGS if is_centred else _room(lines, lines[-1], cell)
    return room < _FULL * lines[-1][0].size


def _room(lines: Sequence[Sequence[Char]], line: Sequence[Char], cell: Box) -> float:
    """The room behind one of the lines of a cell, which keeps as far from the right edge as from the left."""
    padding = max(min(min(line[0].left for line in lines) - cell[0], 12.0), 0.0)
    return cell[2] - padding - _last(line).right


def _last(line: Sequence[Char]) -> Char:
    return next((char for char in reversed(line) if not char.text.isspace()), line[-1])


def _first_word(line: Sequence[Char]) -> float:
    """The width of what could not be broken at the start of a line: a Latin word, or a character with its marks."""
    end = line[0].right
    for before, char in pairwise(line):
        is_word = char.text.isascii() and not char.text.isspace()
        if not (is_word or char.text in _NEVER_FIRST or before.text in _NEVER_LAST):
            break
        end = char.right
    return end - line[0].left + line[0].size * 0.6


def _between(above: str, below: str) -> str:
    """A blank where a line was broken between two Latin words; a number broken by a narrow cell stays one."""
    end, start = above[-1:], below[:1]
    are_words = (end + start).isascii() and end.isalnum() and start.isalnum()
    return " " if are_words and not (end + start).isdigit() else ""
