"""A whole text: its items, what they come to together, and what it says of the whole beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from declarations.basis import words
from declarations.basis.answers import Answer, Certainty
from declarations.basis.items import Part, added, label_before, lines_of, parts_of
from declarations.basis.outline import Node, outline
from declarations.basis.stretches import read_stretch
from declarations.basis.terms import Text
from declarations.basis.values import Item, Misstatement


class Whole(NamedTuple):
    """The items of a text and what else it says about the whole."""

    parts: tuple[Part, ...]
    answer: Answer  # of the parts together
    said: tuple[Answer, ...]  # totals before or behind the list; each may be the reading instead
    is_list: bool
    closing: Answer | None = None  # the one of `said` that stands behind the list

    @classmethod
    def of(cls, text: Text) -> Whole:
        root = outline(text.folded)
        if root.children:
            return cls._of_list(text, root)
        lines = lines_of(text, 0, root.end)
        whole = read_stretch(text, 0, root.end)
        if len(lines) > 1 and all(part.answer.worth is not None for part in lines):
            *items, last = lines
            if len(items) > 1 and words.SUMS_UP.match(text.folded, last.start):
                return cls(
                    tuple(items),
                    added(items),
                    (last.answer, *((whole,) if whole.worth else ())),
                    is_list=True,
                    closing=last.answer,
                )
            return cls(tuple(lines), added(lines), (whole,) if whole.worth else (), is_list=True)
        if len(whole.terms) == 1 and whole.terms[0].firm and not whole.others:
            whole = whole._replace(certainty=max(whole.certainty, Certainty.LIKELY), is_total=True)
        return cls((Part("", whole, 0, root.end),), whole, (), is_list=False)

    @classmethod
    def _of_list(cls, text: Text, root: Node) -> Whole:
        until = _closing(text, root)
        parts = parts_of(text, root.children, until)
        closing = read_stretch(text, until, root.end) if until < root.end else None
        has_preface = bool(text.terms) and text.terms[0].start < root.own_end
        preface = read_stretch(text, 0, root.own_end) if has_preface else None
        said = tuple(answer for answer in (closing, preface) if answer is not None)
        return cls(tuple(parts), added(parts), said, is_list=True, closing=closing)


def _closing(text: Text, root: Node) -> int:
    """Where behind the last item a sentence begins that sums up the whole list; the end when there is none."""
    last = root.children[-1]
    while last.children:
        last = last.children[-1]
    for at in _sentences(text, last.start, root.end):
        own, behind = read_stretch(text, last.start, at), read_stretch(text, at, root.end)
        if _sums_up(text, parts_of(text, root.children[:-1], root.end), own, behind, at):
            return at
    return root.end


def _sentences(text: Text, start: int, end: int) -> Iterator[int]:
    """Where sentences begin that may speak of the whole, and clauses with 以上 or 上述."""
    at = text.sentence_end(start) + 1
    starts = {match.end() for match in words.CLAUSE_ABOVE.finditer(text.folded, start, end)}
    while at < end:
        if words.WHOLE.match(text.folded, at):
            starts.add(at)
        at = text.sentence_end(at) + 1
    yield from sorted(starts)


def _sums_up(text: Text, earlier: Sequence[Part], own: Answer, behind: Answer, at: int) -> bool:
    """Whether what stands behind is about the whole list and not about its last item."""
    if own.worth is None or behind.worth is None:
        return False
    stated = behind.base or behind.worth
    if own.worth.is_about(stated.yuan) or stated.is_about(own.worth.yuan):
        return False
    whole = added(earlier)
    if whole.worth is not None and (whole.worth + own.worth).is_about(stated.yuan):
        return True
    if whole.worth is not None and whole.worth.is_about(stated.yuan):
        return True
    if text.folded[at - 1] == ",":
        return False
    shares = any(part.answer.is_year or part.answer.base is not None for part in earlier)
    return bool(words.SUMS_UP.match(text.folded, at)) and not shares


def items_of(text: Text, whole: Whole) -> Iterator[Item]:
    """The addends as the reader is shown them."""
    for part in whole.parts:
        if part.answer.worth is None:
            continue
        terms = part.answer.terms
        if not part.label:
            for term in terms:
                yield Item(label_before(text, term), term.worth, term.places, term.formula)
            continue
        formula = "＋".join(f"{term.formula or ''}" for term in terms if term.formula)
        spans = tuple(span for term in terms for span in term.places)
        yield Item(part.label, part.answer.worth, spans, formula)


def slips_of(whole: Whole) -> tuple[Misstatement, ...]:
    """What is wrong within the text, in its order."""
    found = [*whole.answer.slips, *(slip for answer in whole.said for slip in answer.slips)]
    return tuple(sorted(dict.fromkeys(found), key=lambda slip: slip.span))
