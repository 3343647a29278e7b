"""Characters of a PDF page → lines, and the lines of a cell → its text with paragraphs, wrapped lines joined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from declarations.reading.openers.radicals import as_characters

Box = tuple[float, float, float, float]  # left, top, right, bottom in points from the upper left corner

_BLANK_FROM = 0.4  # of the size of the letters: a gap so wide is a blank that was not written
_NARROW = 1.6  # characters: a line that ends nearer to the edge has been wrapped
_FULL = 2.5  # characters: so much room the beginning of a number leaves behind a line that it did not fit on


@dataclass(frozen=True, slots=True)
class Char:
    """One character with its place on the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

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


def chars_of(found: Iterable[Mapping[str, Any]]) -> list[Char]:
    """The upright characters of a page; what is printed across it is a mark, and no text."""
    return [
        Char(as_characters(char["text"]), char["x0"], char["top"], char["x1"], char["bottom"])
        for char in found
        if char["upright"] and not (char["matrix"][1] or char["matrix"][2])
    ]


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
    return bool(lines) and _room(lines, lines[-1], cell) < _FULL * lines[-1][0].size


def _room(lines: Sequence[Sequence[Char]], line: Sequence[Char], cell: Box) -> float:
    """The room behind one of the lines of a cell, which keeps as far from the right edge as from the left."""
    padding = max(min(min(line[0].left for line in lines) - cell[0], 12.0), 0.0)
    return cell[2] - padding - _last(line).right


def _last(line: Sequence[Char]) -> Char:
    return next((char for char in reversed(line) if not char.text.isspace()), line[-1])


def _first_word(line: Sequence[Char]) -> float:
    """The width of what could not be broken at the start of a line: a Latin word, or a character with its marks."""
    end = line[0].right
    for char in line[1:]:
        if not (char.text.isascii() and not char.text.isspace()):
            break
        end = char.right
    return end - line[0].left + line[0].size * 0.6


def _between(above: str, below: str) -> str:
    """A blank where a line was broken between two Latin words; a number broken by a narrow cell stays one."""
    end, start = above[-1:], below[:1]
    are_words = (end + start).isascii() and end.isalnum() and start.isalnum()
    return " " if are_words and not (end + start).isdigit() else ""
