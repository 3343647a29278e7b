"""Amounts that only break down the one before them: （原合同37.92万元，新合同56.88万元）, 其中：…"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from declarations.basis import words
from declarations.basis.terms import Role, Term, Text
from declarations.basis.values import PARTS, Misstatement, Span, Worth, total

CLOSE = 6  # characters between an amount and the bracket that breaks it down


class Parted(NamedTuple):
    """The terms with parts marked as such, what was found wrong, and how else an amount may be read."""

    terms: list[Term]
    slips: tuple[Misstatement, ...]
    others: tuple[Worth, ...]


def without_parts(text: Text, terms: Sequence[Term], end: int) -> Parted:
    """Mark the amounts that break down another."""
    if len(terms) < 2:
        return Parted(list(terms), (), ())
    found = list(terms)
    slips: list[Misstatement] = []
    others: list[Worth] = []
    for number, whole in enumerate(terms):
        parts = _parts_of(text, terms, number, end)
        if not parts or found[number].role is Role.PART:
            continue
        if any(part.year == text.year and part.year is not None for part in parts) and whole.year != text.year:
            found[number] = whole._replace(role=Role.BASE)  # a contract, and what of it this year pays
            continue
        inner = [part for part in parts if part.is_live]
        for part in parts:
            place = terms.index(part)
            found[place] = part._replace(role=Role.PART) if part.is_live else part
        slip = _slip(text, whole, inner)
        if slip is not None:
            slips.append(slip)
            others.append(Worth(slip.computed, total(part.worth for part in inner).slack))
    return Parted(found, tuple(slips), tuple(others))


def _parts_of(text: Text, terms: Sequence[Term], number: int, end: int) -> list[Term]:
    """The amounts in the bracket right behind an amount, or behind 其中."""
    whole = terms[number]
    if not whole.is_live or number + 1 == len(terms):
        return []
    following = text.folded[whole.end : whole.end + CLOSE]
    opened = following.find("(")
    if opened >= 0 and not set(following[:opened]) & set(",;。\n:"):
        return _in_bracket(text, terms, number, whole.end + opened)
    gap = text.folded[whole.end : terms[number + 1].start]
    keyword = words.PART.search(gap)
    if keyword is None or "。" in gap[: keyword.start()] or "\n" in gap[: keyword.start()]:
        return []
    return _after_keyword(text, terms, number, whole.end + keyword.end())


def _in_bracket(text: Text, terms: Sequence[Term], number: int, opened: int) -> list[Term]:
    closed = min(text.closing(opened), text.paragraph_end(opened))
    return [term for term in terms[number + 1 :] if term.start < closed]


def _after_keyword(text: Text, terms: Sequence[Term], number: int, at: int) -> list[Term]:
    """To the end of the sentence; to 。 where the amounts up to there come to the whole."""
    stop = text.paragraph_end(at)
    long = [term for term in terms[number + 1 :] if term.start < stop]
    if long and _adds_up(terms[number], [term for term in long if term.is_live]):
        return long
    short = text.sentence_end(at)
    return [term for term in long if term.start < short]


def _adds_up(whole: Term, parts: Sequence[Term]) -> bool:
    added = total(part.worth for part in parts)
    return abs(added.yuan - whole.worth.yuan) <= max(added.slack, whole.worth.slack)


def _slip(text: Text, whole: Term, parts: Sequence[Term]) -> Misstatement | None:
    """Parts that come to more than the whole. Less is no fault: a text need not name every part."""
    wordings = {part.role for part in parts}
    if len(parts) < 2 or wordings & {Role.SUM, Role.EQUALS, Role.BASE} or any(part.formula for part in parts):
        return None
    if any(part.worth.yuan >= whole.worth.yuan for part in parts):
        return None
    added = total(part.worth for part in parts)
    same = {part.worth.yuan for part in parts}
    if (
        added.yuan - added.slack - whole.worth.slack <= whole.worth.yuan + whole.worth.above
        or len(same) < len(parts) - 1
    ):
        return None
    span = Span(whole.start, parts[-1].end)
    return Misstatement(PARTS, span, text.original[span.start : span.end], whole.worth.yuan, added.yuan)
