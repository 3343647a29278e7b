"""An amount in the wrong unit: 97.7元 among items of 万元."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from declarations.basis.answers import Answer
from declarations.basis.terms import Term
from declarations.basis.values import UNIT, Misstatement, Span, Worth, total

TEN_THOUSAND = Decimal(10_000)
SMALL = Decimal(1000)  # yuan; an item of less among items of more than 10 000 yuan
FEWEST = 2  # other items that print 万元


def unit_slip(answers: Sequence[Answer], agrees: Callable[[Worth], bool]) -> Misstatement | None:
    """The one item whose unit is wrong; `agrees` tells whether a sum is an amount of the form."""
    if len(answers) < FEWEST or any(answer.worth is None for answer in answers):
        return None
    worth = total(answer.worth for answer in answers if answer.worth is not None)
    for answer in answers:
        if len(answer.terms) != 1 or answer.terms[0].formula:
            continue
        term = answer.terms[0]
        factor = TEN_THOUSAND if term.factor == 1 else 1 / TEN_THOUSAND
        meant = term.worth.times(factor)
        rest = Worth(worth.yuan - term.worth.yuan, worth.slack - term.worth.slack)
        if agrees(rest + meant) or _stands_out(term, answers):
            return Misstatement(UNIT, Span(term.start, term.end), "", term.worth.yuan, meant.yuan)
    return None


def _stands_out(term: Term, answers: Sequence[Answer]) -> bool:
    """Less than a thousand yuan with decimals, and every other item many times as much, most of them in 万元."""
    others = [other for answer in answers for other in answer.terms if other is not term]
    odd = term.factor == 1 and term.worth.yuan < SMALL and term.worth.yuan != int(term.worth.yuan)
    in_ten_thousands = sum(other.factor == TEN_THOUSAND for other in others)
    return odd and in_ten_thousands >= FEWEST and all(other.worth.yuan >= TEN_THOUSAND for other in others)
