"""The words behind the categories of one row → its cells: the cut that the shapes of targets and the lines support.

Two facts of reflowed tables decide. A cell on one line shares that line with its neighbours, a cell on several lines
has them to itself. And a target has a shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from declarations.content import NOT_APPLICABLE
from declarations.reading.reflowed.paragraphs import CellEdge, width
from declarations.reading.reflowed.stream import Piece
from declarations.reading.values import weight_of
from indicators.targets import Clause, Kind, Shape, parse_target

_MOST_WORDS = 14  # before the last cell of a row
_MOST_WEIGHED = 80  # words of a row; the others belong to the last cell
_ENDS_AS_NAME = re.compile(r"(?:数|量|率|度|性|情况|时间|金额|指标|比例|程度)$")
_BEGINS_NO_CELL = re.compile(r"[%％。，、；;,）)!！?？~～+*/=²³]")
_ENDS_NO_CELL = re.compile(
    r"(?:[≥≤≧≦><＞＜±约（(、，,/=+*-]|不(?:少|小|低|高|大|超|多)于|不超过|[大小高低优]于|至少|至多|达)$"
)
# A blank inside a cell for certain: before a mark that begins none, behind one that ends none.
_JOINT = re.compile(
    r"\s+(?=[，。、；：！？）》」』】”’%％²³])|(?<=[≥≤≧≦><＞＜±（《「『【“‘，、：])\s+"
    r"|(?<=\d)\s+(?=[年月日](?:\s*\d|\s*[前底]|\s|$))|(?<=\d[年月])\s+(?=\d{1,2}\s*[月日])"
)
_KEPT = "\x00"
_HOLDS_LIMIT = re.compile(r"[%％≥≤≧≦><＞＜]")
_SENTENCE = re.compile(r"[。；]")
_ENDED = re.compile(r"[。；;：:！!？?]$")
_STRANGE, _UNUSUAL = 40, 4
_LOOKS_LIKE_TARGET, _IS_TARGET = 45, 85
_BROKEN_ELSEWHERE = -60  # a cell on several lines that shares one with another cell
_BLANK_INSIDE = -40
_BLANK_INSIDE_TEXT = -8
_BLANK_INSIDE_TARGET = -25
_BROKEN_TARGET, _BROKEN_NAME = -8, -10
_NAMELIKE, _UNBALANCED = 4, -20
_EMPTY = {"name": -70, "target": -50, "weight": -20, "explanation": -20}
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Word:
    """One word of a row. `begins` and `ends` say whether it is the first and the last of its printed line."""

    text: str
    piece: Piece
    begins: bool
    ends: bool


@dataclass(frozen=True)
class Sheet:
    """What the rows of one table show of its columns: the edge of the last, how wide the cells of the others get."""

    edge: CellEdge
    widest: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Cut:
    """The words of a row, parted into cells in the order of the columns, and how well that fits."""

    cells: tuple[tuple[Word, ...], ...]
    worth: int


def words_of(pieces: Sequence[Piece]) -> list[Word]:
    """The words of lines, each with its place on the line; what cannot begin a cell belongs to the word before."""
    words: list[Word] = []
    for piece in pieces:
        parts = [part.replace(_KEPT, " ") for part in _JOINT.sub(_KEPT, piece.text).split()]
        for n, part in enumerate(parts):
            last = n == len(parts) - 1
            words.append(Word(part, piece, piece.begins and not n, piece.ends and last))
    return words


def best_cut(words: Sequence[Word], keys: Sequence[str], sheet: Sheet) -> Cut:
    """The likeliest cells for `keys`; of equals the one with the shortest cells on the left."""
    near, far = tuple(words[:_MOST_WEIGHED]), tuple(words[_MOST_WEIGHED:])
    best = max(_cuts(near, tuple(keys), sheet), key=lambda cut: cut.worth)
    return Cut((*best.cells[:-1], best.cells[-1] + far), best.worth)


def _cuts(words: tuple[Word, ...], keys: tuple[str, ...], sheet: Sheet) -> Iterator[Cut]:
    if len(keys) == 1:
        yield Cut((words,), _worth(keys[0], words, sheet))
        return
    room = min(len(words), _MOST_WORDS)
    for end in range(room + 1):
        here = _worth(keys[0], words[:end], sheet)
        rest = max(_cuts(words[end:], keys[1:], sheet), key=lambda cut: cut.worth)
        yield Cut((words[:end], *rest.cells), here + rest.worth)


def _worth(key: str, words: Sequence[Word], sheet: Sheet) -> int:
    """How well words make the cell of a column."""
    if not words:
        return _EMPTY.get(key, -50)
    lines = lines_of(words)
    worth = _worth_of_lines(words, lines)
    text = "".join("".join(word.text.split()) for word in words)
    blanks = len(words) - len(lines)
    if key != "explanation" and len(words) > 1 and any(word.text == NOT_APPLICABLE for word in words):
        worth += 2 * _BROKEN_ELSEWHERE
    if key in sheet.widest:
        worth += _worth_of_short_lines(lines, CellEdge([], sheet.widest[key]))
    if key == "name":
        return worth + _name_worth(text) + blanks * _BLANK_INSIDE + (len(lines) - 1) * _BROKEN_NAME
    if key == "target":
        return worth + _broken_target_worth(text, words, len(lines) - 1)
    if key == "weight":
        return worth + (60 if weight_of(text) is not None else -60) + (len(words) - 1) * _BLANK_INSIDE
    if _BEGINS_NO_CELL.match(text) or _holds_target(words):
        worth += _BLANK_INSIDE
    return worth + _worth_of_short_lines(lines, sheet.edge) + max(blanks * _BLANK_INSIDE_TEXT, 2 * _BLANK_INSIDE_TEXT)


def lines_of(words: Sequence[Word]) -> list[str]:
    """The words of one cell line by line."""
    lines: list[list[str]] = []
    for n, word in enumerate(words):
        if n and word.piece is words[n - 1].piece:
            lines[-1].append(word.text)
        else:
            lines.append([word.text])
    return [" ".join(line) for line in lines]


def _worth_of_lines(words: Sequence[Word], lines: Sequence[str]) -> int:
    if len(lines) < 2:
        return 0
    return _BROKEN_ELSEWHERE * ((not words[0].begins) + (not words[-1].ends))


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


def _worth_of_short_lines(lines: Sequence[str], edge: CellEdge) -> int:
    """Lines that stop before the edge without ending a sentence, of a text that goes on: the shorter, the stranger."""
    return -sum(_strangeness(line, edge) for line, after in pairwise(lines) if edge.stops_before(line, after))


def _strangeness(line: str, edge: CellEdge) -> int:
    if _ENDED.search(line):
        return 0 if 4 * width(line) > edge.edge or line.endswith((":", "：")) else _STRANGE
    return _STRANGE if 2 * width(line) < edge.edge else _UNUSUAL


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
    if _HOLDS_LIMIT.search(text):
        return worth + _BLANK_INSIDE
    return worth - (30 if parse_target(text).is_measurable and target_worth(text) > _IS_TARGET - 5 else 0)


def _is_unbalanced(text: str) -> bool:
    return text.count("(") + text.count("（") != text.count(")") + text.count("）")


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
        return 54 - 2 * max(len(text), 2) - (25 if _ENDS_AS_NAME.search(text) else 0)
    return _phrase_worth(text)


def _is_limit(clause: Clause) -> bool:
    return clause.kind is Kind.PERCENT or bool(clause.mark or clause.suffix)


def _clause_worth(clause: Clause, shape: Shape) -> int:
    worth = 90 if shape in {Shape.BARE_INTEGER, Shape.BARE_DECIMAL, Shape.NUMBER_UNIT, Shape.DURATION_BARE} else 100
    return worth - 4 * len(clause.lead + clause.label) - 3 * len(clause.tail) - 3 * max(len(clause.unit) - 3, 0)


def _phrase_worth(text: str) -> int:
    length = len(text)
    worth = 30 if length <= 6 else 22 if length <= 12 else 8 if length <= 20 else -length
    return worth - (20 if _ENDS_AS_NAME.search(text) else 0) - (40 if _SENTENCE.search(text) else 0)
