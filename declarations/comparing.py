"""What became of a text and of a list of rows since an earlier version, ready to be printed with marks. Pure.

A text comes in pieces (kept, added, removed), cut between numbers and characters so that an amount is never half
changed; a list comes as the rows of now with those that went standing where they stood.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from declarations.changes import arrange
from declarations.content import ROW_FIELDS, DeclarationContent

KEPT, ADDED, REMOVED = "", "ins", "del"
_TOKENS = re.compile(r"\d[\d,.]*\d|[A-Za-z]+|.", re.DOTALL)
# A text of one line and this length is told as a whole: "≥20场" became "≥24场".
SHORT = 16
# The matcher's work grows with the number of equal pairs; two pages that repeat one character are not worth it.
MOST_PAIRS = 200_000
# Below this share of common text a comparison reads worse than the old text beside the new one.
LEAST_ALIKE = 0.35
# An island of fewer kept characters between two changes is noise.
ISLAND = 3


@dataclass(frozen=True)
class Piece:
    """A run of text. `kind`: KEPT, ADDED or REMOVED, which is the name of the HTML element.

    `mark`: what a reader is told of an amount that was read here, `number` which item it belongs to.
    """

    kind: str
    text: str
    mark: str = ""
    number: str = ""


def text_pieces(old: str, new: str) -> tuple[Piece, ...]:
    """`new` with what became of `old`: kept, removed and added runs in reading order, none of them empty."""
    if old == new:
        return (Piece(KEPT, new),) if new else ()
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    if not _is_worth_comparing(old, new, before, after):
        return _joined([Piece(REMOVED, old), Piece(ADDED, new)])
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return _joined([Piece(REMOVED, old), Piece(ADDED, new)])
    return _joined(_steps(matcher.get_opcodes(), before, after))


def _is_worth_comparing(old: str, new: str, before: list[str], after: list[str]) -> bool:
    if max(len(old), len(new)) <= SHORT and "\n" not in old + new:
        return False
    counted = Counter(before)
    return bool(old and new) and sum(counted[token] for token in after) <= MOST_PAIRS


def _steps(opcodes: Sequence[tuple[str, int, int, int, int]], before: list[str], after: list[str]) -> Iterator[Piece]:
    for number, (tag, start, end, from_, to) in enumerate(opcodes):
        old, new = "".join(before[start:end]), "".join(after[from_:to])
        between = 0 < number < len(opcodes) - 1
        if tag == "equal" and not (between and len(new) < ISLAND and "\n" not in new):
            yield Piece(KEPT, new)
        else:
            yield from (Piece(REMOVED, old), Piece(ADDED, new))


def _joined(steps: Iterator[Piece] | list[Piece]) -> tuple[Piece, ...]:
    """Neighbouring changes put together, what went before what came."""
    pieces: list[Piece] = []
    gone = came = ""
    for step in [*steps, Piece(KEPT, "")]:
        if step.kind == REMOVED:
            gone += step.text
        elif step.kind == ADDED:
            came += step.text
        else:
            pieces += [Piece(REMOVED, gone), Piece(ADDED, came), step]
            gone = came = ""
    return tuple(piece for piece in pieces if piece.text)


def excerpt(pieces: Sequence[Piece], around: int) -> tuple[Piece, ...]:
    """The pieces with long kept runs cut to `around` characters beside each change."""
    last = len(pieces) - 1
    cut = [_cut(piece, around, first=n == 0, last=n == last) for n, piece in enumerate(pieces)]
    return tuple(piece for piece in cut if piece.text)


def _cut(piece: Piece, around: int, *, first: bool, last: bool) -> Piece:
    head, tail = (0 if first else around), (0 if last else around)
    if piece.kind != KEPT or len(piece.text) <= head + tail + 1:
        return piece
    return replace(piece, text=f"{piece.text[:head]}…{piece.text[len(piece.text) - tail :]}")


def with_rows_gone(old: DeclarationContent, new: DeclarationContent) -> DeclarationContent:
    """`new` with the rows that only `old` has put back where they stood; rows are matched by key."""
    both: dict[str, Any] = {part: _both(getattr(old, part), getattr(new, part)) for part in ROW_FIELDS}
    return arrange(replace(new, **both), new)


def _both(old: Sequence[Any], new: Sequence[Any]) -> tuple[Any, ...]:
    now = {row.key: row for row in new}
    was = {row.key for row in old}
    return (*(now.get(row.key, row) for row in old), *(row for row in new if row.key not in was))
