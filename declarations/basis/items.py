"""The items of an enumeration, each with what it comes to; sub-items are added up and held against their heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from declarations.basis.answers import Answer, Certainty
from declarations.basis.outline import Node
from declarations.basis.stretches import read_stretch
from declarations.basis.terms import Term, Text
from declarations.basis.values import PARTS, Misstatement, Span, Worth, total

LONGEST_LABEL = 22
_LABEL_END = re.compile(r"[:,;。\n(]|\d[\d,.]*\s*(?:[亿万千百]*元|[万亿])")
_LABEL_TAIL = re.compile(r"(?:共计|合计|预计|共|约|为|需|是|[:：￥])+$")


class Part(NamedTuple):
    """One item: its label and what was read of it."""

    label: str
    answer: Answer
    start: int
    end: int


def parts_of(text: Text, nodes: Sequence[Node], until: int) -> list[Part]:
    """The items of a list; what stands behind `until` belongs to none of them."""
    parts = [
        Part(_label(text, node.start, node.end), _answer(text, node, until), node.mark, node.end) for node in nodes
    ]
    return [part for part in parts if not (part.answer.is_silent and not part.answer.reason)]


def lines_of(text: Text, start: int, end: int) -> list[Part]:
    """The lines that name amounts, as items."""
    return [
        Part(_label(text, *place), answer, *place)
        for place in _lines(text, start, end)
        if not (answer := read_stretch(text, *place)).is_silent
    ]


def _lines(text: Text, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    while at < end:
        found = text.folded.find("\n", at, end)
        until = end if found < 0 else found
        if until > at:
            yield at, until
        at = until + 1


def _label(text: Text, start: int, end: int) -> str:
    """The first words of an item, up to its first amount or break."""
    stop = min(end, start + 4 * LONGEST_LABEL)
    begin = start + len(text.folded[start:stop]) - len(text.folded[start:stop].lstrip())
    found = _LABEL_END.search(text.folded, begin + 2, stop)
    return _shown(text.original[begin : found.start() if found else stop])


def label_before(text: Text, term: Term) -> str:
    """The words before an amount of a running text."""
    start = max(text.clause_start(term.start), text.sentence_start(term.start))
    return _shown(text.original[start : term.start])


def _shown(words: str) -> str:
    words = _LABEL_TAIL.sub("", words.strip()).strip(" ：:，,。；;")
    return words if len(words) <= LONGEST_LABEL else f"{words[:LONGEST_LABEL]}…"


def _answer(text: Text, node: Node, until: int) -> Answer:
    own = read_stretch(text, node.start, min(node.own_end, until))
    if not node.children:
        return own
    parts = parts_of(text, node.children, until)
    below = added(parts)
    if own.worth is None:
        return below._replace(slips=own.slips + below.slips)
    if below.worth is None:
        return own._replace(slips=own.slips + below.slips)
    return _with_heading(text, node, own, below, own.worth, below.worth)


def added(parts: Sequence[Part]) -> Answer:
    """Several items as one: their sum, as sure as the least sure of them."""
    answers = [part.answer for part in parts]
    counted = [answer for answer in answers if answer.worth is not None]
    slips = tuple(slip for answer in answers for slip in answer.slips)
    if not counted:
        return Answer(None, slips=slips, is_silent=all(answer.is_silent for answer in answers))
    unsure = [part for part in parts if part.answer.certainty is Certainty.UNCLEAR or part.answer.worth is None]
    worth = total(answer.worth for answer in counted if answer.worth is not None)
    others = [
        worth._replace(yuan=worth.yuan - answer.worth.yuan + other.yuan)
        for answer in counted
        if answer.worth is not None
        for other in answer.others
    ]
    reason = f"“{unsure[0].label}”{unsure[0].answer.reason}" if unsure else ""
    return Answer(
        worth,
        tuple(term for answer in counted for term in answer.terms),
        Certainty.UNCLEAR if unsure else min(answer.certainty for answer in counted),
        tuple(dict.fromkeys(others))[:24],
        reason=reason,
        slips=slips,
    )


def _with_heading(text: Text, node: Node, own: Answer, below: Answer, stated: Worth, added_up: Worth) -> Answer:
    """An item whose heading names an amount and whose sub-items name theirs."""
    slips = own.slips + below.slips
    if abs(stated.yuan - added_up.yuan) <= max(stated.slack, added_up.slack):
        return own._replace(certainty=Certainty.CLEAR, slips=slips, others=())
    certain = min(own.certainty, below.certainty)
    sure = certain is Certainty.CLEAR and not stated.below and not added_up.below
    if sure and len(own.terms) == 1 and len(node.children) > 1 and own.terms[0].end <= node.children[0].mark:
        span = Span(own.terms[0].start, max(term.end for term in below.terms))
        printed = text.original[span.start : own.terms[0].end]
        slips = (*slips, Misstatement(PARTS, span, printed, stated.yuan, added_up.yuan))
        return own._replace(certainty=Certainty.LIKELY, others=(added_up, *own.others), slips=slips)
    others = (added_up, stated + added_up, *own.others)
    reason = "标题所写的金额与各分项之和不同"
    return own._replace(certainty=Certainty.UNCLEAR, others=others, slips=slips, reason=reason)
