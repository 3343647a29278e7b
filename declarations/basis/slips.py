"""An amount in the wrong unit: 97.7元 among items of 万元."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from declarations.basis.answers import Answer, Certainty
from declarations.basis.terms import Term
from declarations.basis.values import UNIT, Misstatement, Span

TEN_THOUSAND = Decimal(10_000)
SMALL = Decimal(1000)  # yuan; an item of less among items of more than 10 000 yuan
UNCLEAR = Certainty.UNCLEAR
OUT_OF_PLACE = 50  # an item so many times smaller or larger than all others together
CLOSE = Decimal(50)  # yuan: with the right unit the sum must be this near
FEWEST = 2  # other items that print 万元


def unit_slip(answers: Sequence[Answer], amounts: Iterable[Decimal]) -> Misstatement | None:
    """The one item whose unit is wrong; `amounts` are those of the form."""
    if len(answers) < FEWEST or any(answer.worth is None or answer.certainty is UNCLEAR for answer in answers):
        return None
    whole = sum(answer.worth.yuan for answer in answers if answer.worth is not None)
    known = tuple(amounts)
    for answer in answers:
        if len(answer.terms) != 1 or answer.terms[0].formula:
            continue
        term = answer.terms[0]
        rest = whole - term.worth.yuan
        too_small = term.factor == 1 and term.worth.yuan * OUT_OF_PLACE < rest
        too_large = term.factor > 1 and rest * OUT_OF_PLACE < term.worth.yuan
        meant = term.worth.yuan * TEN_THOUSAND if too_small else term.worth.yuan / TEN_THOUSAND
        mends = (too_small or too_large) and any(abs(rest + meant - amount) <= CLOSE for amount in known)
        if mends or _stands_out(term, answers):
            return Misstatement(UNIT, Span(term.start, term.end), "", term.worth.yuan, meant)
    return None


def _stands_out(term: Term, answers: Sequence[Answer]) -> bool:
    """Less than a thousand yuan with decimals, and every other item many times as much, most of them in 万元."""
    others = [other for answer in answers for other in answer.terms if other is not term]
    odd = term.factor == 1 and term.worth.yuan < SMALL and term.worth.yuan != int(term.worth.yuan)
    in_ten_thousands = sum(other.factor == TEN_THOUSAND for other in others)
    return odd and in_ten_thousands >= FEWEST and all(other.worth.yuan >= TEN_THOUSAND for other in others)
