"""How well words make the cell of a column: by the shapes of targets and names, by their lines, by the column's edge.

Two facts of reflowed tables decide. A cell on one line shares that line with its neighbours, a cell on several lines
has them to itself, or its first or last one. And a target has a shape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, lru_cache
from itertools import pairwise

from declarations.content import NOT_APPLICABLE
from declarations.reading.reflowed.paragraphs import CellEdge, width
from declarations.reading.reflowed.stream import Piece
from declarations.reading.values import weight_of
from indicators.targets import Clause, Kind, Shape, parse_target

_REACHES = re.compile(r"达到|得到|保持|有效|显著|明显")
_ENDS_AS_NAME = re.compile(r"(?:数|量|率|度|性|情况|时间|金额|指标|比例|程度)$")
_BEGINS_NO_CELL = re.compile(r"[%％。，、；;,）)》」』】”’!！?？~～+*/=²³]|[的及和与或等]|以[上下内]|之[内前]")
_PER_CENT_SAID = re.compile(r"[(（][%％][)）]")
_ENDS_NO_CELL = re.compile(
    r"(?:[≥≤≧≦><＞＜±约（(、，,/=+*-]|不(?:少|小|低|高|大|超|多)于|不超过|[大小高低优]于|至少|至多|达)$"
)
# A blank inside a cell for certain: before a mark that begins none, behind one that ends none.
_JOINT = re.compile(
    r"\s+(?=[，。、；：！？）》」』】”’%％²³])|(?<=[≥≤≧≦><＞＜±（《「『【“‘，、：])\s+"
    r"|(?<=\d)\s+(?=[年月日](?:\s*\d|\s*[前底]|\s|$))|(?<=\d[年月])\s+(?=\d{1,2}\s*[月日])"
)
_KEPT = "\x00"
_PAIRS = ("(（", "《", "“"), (")）", "》", "”")
_HOLDS_LIMIT = re.compile(r"[%％≥≤≧≦><＞＜]")
_SENTENCE = re.compile(r"[。；]")
_ENDED = re.compile(r"[。；;：:！!？?]$")
_STRANGE, _UNUSUAL = 40, 4
_ROOM_LEFT = -2  # a half character behind a line of a name or a target that goes on
_SECOND_IS_TARGET = -25  # of a text: then the first is likelier to be a name
_LOOKS_LIKE_TARGET, _IS_TARGET = 45, 85
_BROKEN_ELSEWHERE = -60  # a cell on several lines that shares one with another cell
_SHARES_LOOSELY, _ALONE = -14, -20
_BLANK_INSIDE = -40
_BLANK_OF_FONT = -22  # between a Chinese character and a Latin one
_BLANK_INSIDE_TARGET = -25
_BROKEN_TARGET, _BROKEN_NAME = -8, -10
_NAMELIKE, _UNBALANCED = 10, -20
EMPTY = {"name": -70, "target": -50, "weight": -20, "explanation": -20}
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Word:
    """One word of a row. `begins` and `ends` say whether it is the first and the last of its printed line.

    `glued`: nothing parts it from the word before it.
    """

    text: str
    piece: Piece
    begins: bool
    ends: bool
    glued: bool = False


class Lay(Enum):
    """How the cells of one row stand to each other: whether a cell begins a printed line behind one that is broken
    over lines, whether it does when it is broken itself, and how much better the rows must fit than centred ones.

    LOOSE: now so, now otherwise. JOINED: two lines of a cell are printed as one, a blank between them.
    """

    CENTRE = (True, True, 0)
    TOP = (True, False, 30)
    BOTTOM = (False, True, 30)
    LOOSE = (None, None, 60)
    JOINED = (None, None, 90)

    @property
    def price(self) -> int:
        """How much better the rows of a table must fit for it to be laid out so: most are centred."""
        price: int = self.value[2]
        return price

    def joint_worth(self, before: bool | None, broken: bool, begins: bool) -> int:
        """What a cell loses that begins a printed line, or does not, behind one that is broken over lines, or not.

        `before` is None where nobody knows.
        """
        behind_broken, if_broken, _ = self.value
        if behind_broken is None:
            return _SHARES_LOOSELY * (not begins and bool(broken or before))
        if (behind_broken and before) or (if_broken and broken):
            return 0 if begins else _BROKEN_ELSEWHERE
        return _ALONE if begins and before is not None else 0


@dataclass(frozen=True)
class Sheet:
    """What the rows of one table show of its columns: the edge of the last, how wide the cells of the others get."""

    edge: CellEdge
    widest: Mapping[str, int] = field(default_factory=dict)
    lay: Lay = Lay.CENTRE

    @cached_property
    def edges(self) -> dict[str, CellEdge]:
        """The edge of each column before the last, as far as it is known."""
        return {key: CellEdge([], known) for key, known in self.widest.items()}

    def lines(self, words: Sequence[Word]) -> list[str]:
        """The words of one cell line by line."""
        return [word.text for word in words] if self.lay is Lay.JOINED else lines_of(words)


def words_of(pieces: Sequence[Piece]) -> list[Word]:
    """The words of lines, each with its place on the line; what cannot begin a cell belongs to the word before."""
    words: list[Word] = []
    for piece in pieces:
        parts = [part.replace(_KEPT, " ") for part in _JOINT.sub(_KEPT, piece.text).split()]
        for n, part in enumerate(parts):
            last = n == len(parts) - 1
            words.append(Word(part, piece, piece.begins and not n, piece.ends and last))
    return words


def lines_of(words: Sequence[Word]) -> list[str]:
    """The words of one cell line by line."""
    lines: list[list[str]] = []
    for n, word in enumerate(words):
        if n and word.piece is words[n - 1].piece:
            lines[-1].append(word.text)
        else:
            lines.append([word.text])
    return [" ".join(line) for line in lines]


def is_broken(words: Sequence[Word]) -> bool:
    """The words stand on several printed lines."""
    return words[0].piece is not words[-1].piece


def cell_worth(key: str, words: Sequence[Word], sheet: Sheet) -> int:
    """How well words make the cell of a column that stands before the last."""
    if not words:
        return EMPTY.get(key, -50)
    lines = sheet.lines(words)
    text = "".join("".join(word.text.split()) for word in words)
    worth = 0
    if len(words) > 1 and any(word.text == NOT_APPLICABLE for word in words):
        worth += 2 * _BROKEN_ELSEWHERE
    if edge := sheet.edges.get(key):
        worth += sum(edge.room_behind(line, after) for line, after in pairwise(lines)) * _ROOM_LEFT
    if key == "name":
        return worth + _name_worth(text) + _blanks_worth(words) + (len(lines) - 1) * _BROKEN_NAME
    if key == "target":
        return worth + _broken_target_worth(text, words, len(lines) - 1)
    if key == "weight":
        return worth + (60 if weight_of(text) is not None else -60) + (len(words) - 1) * _BLANK_INSIDE
    return worth


def _blanks_worth(words: Sequence[Word]) -> int:
    """What the blanks inside a name take from it."""
    pairs = [(a.text[-1], b.text[0]) for a, b in pairwise(words) if a.piece is b.piece]
    return sum(_BLANK_OF_FONT if a.isascii() != b.isascii() else _BLANK_INSIDE for a, b in pairs)


def opening_worth(words: Sequence[Word]) -> int:
    """How well the first two words of a text open it."""
    if not words:
        return 0
    if _BEGINS_NO_CELL.match(words[0].text) or _holds_target(words):
        return _BLANK_INSIDE
    return _SECOND_IS_TARGET if _is_second_a_target(words) else 0


def _is_second_a_target(words: Sequence[Word]) -> bool:
    return len(words) > 1 and words[1].piece is words[0].piece and target_worth(words[1].text) >= _IS_TARGET


def _broken_target_worth(text: str, words: Sequence[Word], line_ends: int) -> int:
    """The worth of a target with its line ends and blanks; where its last word is one by itself, that is likelier."""
    target = parse_target(text)
    blanks = len(words) - 1 - line_ends
    worth = target_worth(text) + line_ends * _BROKEN_TARGET
    last = "".join(words[-1].text.split())
    if len(words) > 1 and len(target.clauses) == 1 and target_worth(last) >= _IS_TARGET:
        return worth - 20 + blanks * _BLANK_INSIDE
    return worth + blanks * (_BLANK_INSIDE_TARGET if target.is_measurable else _BLANK_INSIDE)


def _holds_target(words: Sequence[Word]) -> bool:
    """A target stands in front, parted from the rest by a blank or a line end."""
    if len(words) < 2:
        return False
    on_one_line = words[1].piece is words[0].piece
    return target_worth("".join(words[0].text.split())) >= (_LOOKS_LIKE_TARGET if on_one_line else _IS_TARGET)


def shortness(line: str, after: str, edge: CellEdge) -> int:
    """How strange it is that a text goes on behind a line that stops before the edge: the shorter, the stranger."""
    if not edge.stops_before(line, after):
        return 0
    if _ENDED.search(line):
        return 0 if 4 * width(line) > edge.edge or line.endswith((":", "：")) else -_STRANGE
    return -_STRANGE if 2 * width(line) < edge.edge else -_UNUSUAL


@lru_cache(maxsize=4096)
def _name_worth(text: str) -> int:
    worth = -2 * max(len(text) - _LONGEST_NAME, 0)
    worth += _NAMELIKE if _ENDS_AS_NAME.search(text) else 0
    if _SENTENCE.search(text[:-1]):
        worth += _BLANK_INSIDE
    if _is_unbalanced(text):
        worth += _UNBALANCED
    if _ENDS_NO_CELL.search(text) or _BEGINS_NO_CELL.match(text):
        worth += _BROKEN_ELSEWHERE
    if _HOLDS_LIMIT.search(_PER_CENT_SAID.sub("", text)):
        return worth + _BLANK_INSIDE
    return worth - (30 if parse_target(text).is_measurable and target_worth(text) > _IS_TARGET - 5 else 0)


def _is_unbalanced(text: str) -> bool:
    return any(
        sum(map(text.count, opening)) != sum(map(text.count, closing)) for opening, closing in zip(*_PAIRS, strict=True)
    )


@lru_cache(maxsize=4096)
def target_worth(text: str) -> int:
    """How much a text looks like a target value: 100 for ≥90% or 不适用, less for words, below 0 for a sentence."""
    target = parse_target(text)
    if target.kind is Kind.NOT_APPLICABLE:
        return 100
    if _ENDS_NO_CELL.search(text) or _BEGINS_NO_CELL.match(text) or re.search("。.", text):
        return -20
    if target.is_measurable and len(target.clauses) == 1:
        return _clause_worth(target.clauses[0], target.shape)
    if target.is_measurable and target.shape is Shape.COMPOUND:
        return 85 - len(text) // 4 - 15 * sum(not _is_limit(clause) for clause in target.clauses)
    if target.kind is Kind.QUALITATIVE:
        return 54 - 2 * max(len(text), 2) - (25 if _ENDS_AS_NAME.search(text) and not _REACHES.match(text) else 0)
    return _phrase_worth(text)


def _is_limit(clause: Clause) -> bool:
    return clause.kind is Kind.PERCENT or bool(clause.mark or clause.suffix)


def _clause_worth(clause: Clause, shape: Shape) -> int:
    worth = 90 if shape in {Shape.BARE_INTEGER, Shape.BARE_DECIMAL, Shape.NUMBER_UNIT, Shape.DURATION_BARE} else 100
    return worth - 4 * len(clause.lead + clause.label) - 3 * len(clause.tail) - 3 * max(len(clause.unit) - 3, 0)


def _phrase_worth(text: str) -> int:
    length = len(text)
    if text.isascii():
        return -20
    worth = 30 if length <= 6 else 22 if length <= 12 else 8 if length <= 20 else -length
    return worth - (20 if _ENDS_AS_NAME.search(text) else 0) - (40 if _SENTENCE.search(text) else 0)
