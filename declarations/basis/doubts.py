"""What makes the reading of an item less sure: cuts, markups, ranges, shares of nothing named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from declarations.basis import words
from declarations.basis.answers import MOST_OTHERS, Answer, Certainty
from declarations.basis.figures import Kind
from declarations.basis.shares import priced
from declarations.basis.terms import Role, Term, Text
from declarations.basis.values import WRITTEN, Misstatement, Span, Worth


def bare_slips(text: Text, start: int, end: int) -> Iterator[Misstatement]:
    """Calculations without any unit that are wrong: 6000*12=7200. Sizes are often converted on the way."""
    for calculation in text.calculations:
        stated, computed = calculation.stated, calculation.computed
        if not start <= calculation.start < end or calculation.is_money or stated is None or computed is None:
            continue
        if stated.kind is not Kind.NUMBER or words.SIZES.search(text.folded, calculation.start, calculation.end + 4):
            continue
        span = Span(calculation.start, calculation.end)
        printed = text.original[span.start : span.end].strip()
        yield Misstatement(WRITTEN, span, printed, stated.value, computed, is_money=False)


def without_live(answer: Answer, terms: Sequence[Term]) -> Answer:
    """The answer of a stretch without any amount of this year."""
    roles = {term.role for term in terms}
    if not roles - {Role.ALLOTTED, Role.AGAIN}:
        return answer._replace(is_silent=True, certainty=Certainty.CLEAR, reason="" if roles else "没有写金额")
    others = tuple(term.worth for term in terms)[:MOST_OTHERS]
    return answer._replace(certainty=Certainty.UNCLEAR, others=others, reason="没有写本年度的金额")


def doubted(text: Text, answer: Answer, terms: Sequence[Term], share_open: bool, start: int, end: int) -> Answer:
    """The answer, less sure where the stretch has something that was not understood."""
    folded = text.folded[start:end]
    firm = answer.is_year or answer.is_total
    if any(term.role is Role.REDUCED for term in terms) or words.REDUCED.is_in(folded):
        others = (*answer.others, Worth(Decimal(0)), *_reduced(answer, terms))
        return answer._replace(certainty=Certainty.UNCLEAR, others=others, reason="写有核减、追加或结余")
    if share_open and not firm:
        return answer._replace(certainty=Certainty.UNCLEAR, reason="写有比例，没有写比例的基数或结果")
    if words.OPEN.is_in(folded) and not firm:
        return answer._replace(certainty=Certainty.UNCLEAR, reason="写有浮动、优惠或未定的金额")
    if not firm and _has_bare_or_range(text, start, end):
        return answer._replace(certainty=Certainty.UNCLEAR, reason="写有没有单位的金额或金额范围")
    if answer.worth is not None and words.MEASURED.is_in(folded):
        worth = answer.worth
        reach = max(worth.below, worth.yuan / 5)
        return answer._replace(worth=worth._replace(below=reach, above=max(worth.above, worth.yuan / 5)))
    return answer


def _reduced(answer: Answer, terms: Sequence[Term]) -> Iterator[Worth]:
    for term in terms:
        if term.role is Role.REDUCED and answer.worth is not None:
            yield Worth(answer.worth.yuan - term.worth.yuan, answer.worth.slack + term.worth.slack)
            yield answer.worth + term.worth


def _has_bare_or_range(text: Text, start: int, end: int) -> bool:
    """Whether there is a range, or a number without a unit that a word of paying stands before."""
    for figure in text.between(start, end):
        if figure.kind is Kind.RANGE:
            return True
        if figure.kind is Kind.NUMBER and words.PAY.search(text.folded, max(start, figure.start - 6), figure.start):
            return True
    return False


def prices_of(text: Text, terms: Sequence[Term], start: int, end: int) -> Iterator[Term]:
    """For each sentence that has prices and no other amount: prices times counts."""
    at = start
    while at < end:
        until = min(text.sentence_end(at), end)
        inside = [term for term in terms if at <= term.start < until]
        if any(term.role is Role.PRICE for term in inside) and not any(term.is_live for term in inside):
            product = priced(text, inside, at, until)
            if product is not None:
                yield product
        at = until + 1
