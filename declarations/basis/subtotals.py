"""A sum behind one price: 120户，每户2.8万元，合计336万元 adds nothing up, it is what the price comes to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import prod

from declarations.basis.figures import Kind
from declarations.basis.terms import ONE, Role, Term, Text

MOST_COUNTS = 5  # counts of one sentence that are tried as factors
MONTHS = 12  # of a price by the month whose number of months is not said


def with_products_plain(text: Text, terms: Sequence[Term]) -> list[Term]:
    """The terms; of several, those called a sum that are the product of the one price before them as plain amounts."""
    found = list(terms)
    if sum(term.is_live for term in terms) < 2:
        return found
    for number, term in enumerate(terms):
        if term.role not in (Role.SUM, Role.EQUALS) or term.formula:
            continue
        start = text.sentence_start(term.start)
        before = [each for each in terms[:number] if each.start >= start]
        if len(before) == 1 and before[0].role is Role.PRICE and _is_product(text, before[0], term, start):
            found[number] = term._replace(role=Role.PLAIN)
    return found


def _is_product(text: Text, price: Term, stated: Term, start: int) -> bool:
    """Whether the price times some of the counts of its sentence is the amount."""
    counts = [
        figure
        for figure in text.between(start, stated.start)
        if figure.kind is Kind.COUNT and not price.start <= figure.start < price.end
    ]
    if not counts or len(counts) > MOST_COUNTS or any(figure.loose for figure in counts) or price.worth.above:
        return False
    by_month = any(unit in ("月", "个月") for unit in price.per)
    for size in range(1, len(counts) + 1):
        for chosen in combinations(counts, size):
            factor = prod((figure.value for figure in chosen), start=ONE)
            for times in (factor, factor * MONTHS) if by_month else (factor,):
                product = price.worth.times(times)
                if abs(product.yuan - stated.worth.yuan) <= stated.worth.slack:
                    return True
    return False
