"""From a printed text to a `Target`: one clause, several, or words."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from indicators.targets.clauses import read_clause
from indicators.targets.folding import fold
from indicators.targets.target import Target
from indicators.targets.values import Clause
from indicators.targets.vocabulary import Kind
from indicators.targets.words import NOT_APPLICABLE_WORDS, QUALITATIVE_LETTERS, QUALITATIVE_WORDS, alternatives

# A comma between two digits belongs to a number (or to a slip of one), it does not part clauses.
_JOINT = re.compile(r"((?<![0-9]),|,(?![0-9])|[;、。])")
_QUALITATIVE = re.compile(rf"{alternatives(QUALITATIVE_WORDS)}|级$")
# Forms repeat the same few targets; every rule, page and count would read them anew.
REMEMBERED = 8192
LONGEST_QUALITATIVE = 10
LONGEST_TARGET = 200
"""Longer texts are sentences and are kept as words unread, so that no text takes long."""
MOST_CLAUSES = 12


@lru_cache(maxsize=REMEMBERED)
def parse_target(text: str) -> Target:
    """Parse a printed target value; any text at all is accepted, and kept unchanged in `printed`.

    A blank cell has no clause. Words that are no number, date or level become one clause of kind phrase,
    qualitative or not_applicable.
    """
    folded = fold(text)
    if not folded:
        return Target(text)
    clauses = _read(folded)
    if clauses and "".join(clause.rebuilt for clause in clauses) == folded:
        return Target(text, clauses)
    # Words; and, should a reader ever lose a character, the words rather than a wrong number.
    return Target(text, (_words(folded),))


@lru_cache(maxsize=REMEMBERED)
def says_not_applicable(text: str) -> bool:
    """Whether a text says 不适用 (or 不涉及, N/A) and nothing else: what `parse_target` calls not applicable."""
    return fold(text) in NOT_APPLICABLE_WORDS


def _read(folded: str) -> tuple[Clause, ...]:
    if len(folded) > LONGEST_TARGET:
        return ()
    whole = read_clause(folded)
    return (whole,) if whole else _read_compound(folded)


def _read_compound(folded: str) -> tuple[Clause, ...]:
    """Read the clauses of a text with commas; nothing unless one of them at least is measurable."""
    texts = ["", *_JOINT.split(folded)]
    pieces = list(zip(texts[::2], texts[1::2], strict=True))
    if not 1 < len(pieces) <= MOST_CLAUSES or not all(piece for _, piece in pieces):
        return ()
    clauses = tuple(replace(read_clause(piece) or _words(piece), joint=joint) for joint, piece in pieces)
    return clauses if any(clause.is_measurable for clause in clauses) else ()


def _words(text: str) -> Clause:
    """Make a clause of words without a number."""
    if text in NOT_APPLICABLE_WORDS:
        return Clause(kind=Kind.NOT_APPLICABLE, text=text)
    is_short = len(text) <= LONGEST_QUALITATIVE
    is_qualitative = text in QUALITATIVE_LETTERS or (is_short and _QUALITATIVE.search(text) is not None)
    return Clause(kind=Kind.QUALITATIVE if is_qualitative else Kind.PHRASE, text=text)
