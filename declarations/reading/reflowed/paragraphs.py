"""Lines of one cell → its text: a line that stops well before the cell's edge ends a paragraph, others run on."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from declarations.reading.texts import run_on

_CHINESE = "\u2e80-\u2fff\u3005-\u3007\u3400-\u9fff\uf900-\ufaff"
_MARKS = "，。、；：？！（）《》〈〉【】「」『』〔〕“”‘’…—·％＝～"
_SOLID = rf"{_CHINESE}{_MARKS}"
# A blank beside a Chinese character, with Chinese, a digit or a Chinese mark on its other side.
_FONT_BLANK = re.compile(
    rf"(?<=[{_CHINESE}])[ \u3000\u00a0]+(?=[{_SOLID}0-9])|(?<=[{_SOLID}0-9])[ \u3000\u00a0]+(?=[{_CHINESE}])"
    rf"|(?<=[{_MARKS}])[ \u3000\u00a0]+(?=[{_MARKS}])"
)
_UNBROKEN = re.compile(r"[!-~]+")  # Latin words and numbers are not broken over lines
_LONGEST_UNBROKEN = 24
_SLACK, _SLACK_SHARE = 4, 25  # half characters, and one in so many: fonts are not exactly as wide as counted
_MOST_ROOM = 20
_ENDS_SENTENCE = tuple("。；;：:！!？?")
_SENTENCE_END = re.compile(r"[。；;：:！!？?]\s*")
_NUMERALS, _DIGITS = re.compile("[一二三四五六七八九十]+"), re.compile(r"\d+")
_NUMBERED = re.compile(r"\d{1,2}[.、．)）](?!\d)|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十\d]{1,3}[)）]")


@lru_cache(maxsize=4096)
def width(text: str) -> int:
    """How wide a line is, in half characters."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def without_font_blanks(text: str) -> str:
    """`text` without the blanks that a change of font leaves in Chinese."""
    return _FONT_BLANK.sub("", text)


class CellEdge:
    """The right edge of cells that are equally wide, as far as their lines show it."""

    def __init__(self, cells: Iterable[Sequence[str]], known: int = 0) -> None:
        """`cells` are the lines of each cell, without blanks of the font; the edge is `known` at the least."""
        lines = [list(lines) for lines in cells]
        self.edge = max((width(line) for cell in lines for line in cell), default=known)
        # A line that breaks off in the middle of a sentence has reached the edge.
        broken = [width(line) for cell in lines for line, _ in pairwise(cell) if not line.endswith(_ENDS_SENTENCE)]
        self.is_proven = max(broken, default=0) + _SLACK >= self.edge

    def stops_before(self, line: str, following: str) -> bool:
        """What begins the following line would have had room behind `line`."""
        return self._room(line, following) >= 0

    def room_behind(self, line: str, following: str) -> int:
        """How many half characters are left when what begins the following line is put behind `line`, 20 at most."""
        return max(0, min(self._room(line, following), _MOST_ROOM))

    def _room(self, line: str, following: str) -> int:
        unbroken = _UNBROKEN.match(following)
        needed = min(len(unbroken[0]), _LONGEST_UNBROKEN) if unbroken else width(following[:1])
        return self.edge - width(line) - needed - max(_SLACK, self.edge // _SLACK_SHARE)

    def text_of(self, lines: Sequence[str]) -> str:
        """The lines of one cell as paragraphs."""
        if not lines:
            return ""
        paragraphs = [[lines[0]]]
        lists = self._lists_of_lines(lines)
        for line, following in pairwise(lines):
            begins_item = line.endswith(_ENDS_SENTENCE) and _numbering(following) in lists
            if begins_item or self.stops_before(line, following):
                paragraphs.append([following])
            else:
                paragraphs[-1].append(following)
        return "\n".join(run_on(*parts) for parts in paragraphs)

    def _lists_of_lines(self, lines: Sequence[str]) -> set[str]:
        """The numberings whose items begin lines, and never follow a sentence inside one.

        An item behind a sentence that happens to reach the edge begins a paragraph then.
        """
        begun = Counter(map(_numbering, lines))
        inside = {_numbering(rest) for line in lines for rest in _SENTENCE_END.split(line)[1:]}
        enough = 2 if self.is_proven else 1
        return {item for item, count in begun.items() if item and count >= enough and item not in inside}


def _numbering(line: str) -> str:
    """How a line that begins a numbered item writes its numbers: "1.", "一、", "(1)"; "" for any other line."""
    number = _NUMBERED.match(line)
    return _DIGITS.sub("1", _NUMERALS.sub("一", number[0].strip())) if number else ""
