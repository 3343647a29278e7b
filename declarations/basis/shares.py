"""Shares of an amount: 首款30%, 2025年支付70%，即79.1万元; and prices times what is counted."""

from __future__ import annotations

from collections.abc import Sequence, Set
from decimal import Decimal
from typing import NamedTuple

from declarations.basis import words
from declarations.basis.figures import Figure, Kind
from declarations.basis.terms import Role, Term, Text, year_of
from declarations.basis.values import SHARE, Misstatement, Span, Worth

FAR = 26  # characters between a percentage and the amount that states it
NEAR = 6
TOLERANCE = Decimal("0.0006")  # of a share that somebody rounded: 33.33% of an amount
_BASES = (Role.BASE, Role.BUDGET, Role.SUM)


class Shared(NamedTuple):
    """The terms of a stretch after its shares were worked out.

    `terms` has the stated shares marked as payments and the others put in as products; `used` are the starts of the
    amounts that serve as a base only; `open` says that a percentage could not be placed.
    """

    terms: list[Term]
    used: frozenset[int]
    open: bool
    is_loose: bool  # a share up to which is paid: what was paid before is not said


def with_shares(text: Text, terms: Sequence[Term], start: int, end: int) -> Shared:
    """The terms between two places, with the shares that the text speaks of there."""
    found, used, is_open, is_loose = list(terms), set[int](), False, False
    stated_at = set[int]()
    percentages = [figure for figure in text.percentages if start <= figure.start < end]
    if not percentages:
        return Shared(found, frozenset(), False, False)
    for figure in percentages:
        if not _is_share(text, figure):
            is_open = is_open or _changes_amounts(text, figure)
            continue
        stated = _stated(text, found, figure)
        if stated is not None:
            _replace(found, stated, _as_payment(text, found, stated, figure, stated_at))
            stated_at.add(stated.start)
            continue
        if _only_explains(text, figure):
            continue
        product = _product(text, found, figure)
        if product is None:
            is_open = True
            continue
        is_loose = is_loose or bool(words.UP_TO.search(_window(text, figure)))
        used.add(product[0].start)
        found.append(product[1])
    found.sort(key=lambda term: term.start)
    return Shared(found, frozenset(used), is_open, is_loose)


def _replace(terms: list[Term], old: Term, new: Term) -> None:
    terms[terms.index(old)] = new


def _window(text: Text, figure: Figure) -> str:
    end = min(text.clause_end(figure.end), figure.end + NEAR)
    return text.folded[text.clause_start(figure.start) : end]


def _is_share(text: Text, figure: Figure) -> bool:
    around = text.folded[max(0, figure.start - NEAR) : figure.start] + text.folded[figure.end : figure.end + 4]
    return bool(words.SHARE.search(_window(text, figure))) and not words.NO_SHARE.search(around)


def _changes_amounts(text: Text, figure: Figure) -> bool:
    """Whether a percentage may raise, lower or divide an amount (税, 下浮, 由街道负担) without being paid."""
    return not words.QUALITY.search(_window(text, figure))


def _stated(text: Text, terms: Sequence[Term], figure: Figure) -> Term | None:
    """The amount that a percentage comes to, where the text goes on to say it."""
    later = next((term for term in terms if term.start >= figure.end), None)
    if later is None or later.start - figure.end > FAR or later.role in (Role.ALLOTTED, Role.PRICE, Role.HISTORY):
        return None
    gap = text.folded[figure.end : later.start]
    return later if words.STATED_BEHIND.match(gap) else None


def _only_explains(text: Text, figure: Figure) -> bool:
    """Whether it stands in a bracket without a word of paying: 30万元（30%）, （5%质保金）."""
    opened = text.bracket_before(figure.start)
    return opened is not None and not words.PAID_SHARE.search(text.folded[opened : figure.start])


def _base(terms: Sequence[Term], figure: Figure) -> Term | None:
    """What the percentage is of: the last amount before it that can be a base, or the only one."""
    before = [term for term in terms if term.end <= figure.start and term.is_live and not term.formula.endswith("%")]
    named = [term for term in before if term.role in _BASES]
    if named:
        return named[-1]
    return before[0] if len(before) == 1 else None


def _product(text: Text, terms: Sequence[Term], figure: Figure) -> tuple[Term, Term] | None:
    base = _base(terms, figure)
    if base is None:
        return None
    year = year_of(text, figure.start)
    role = _role_in(year, text.year)
    before = text.folded[text.clause_start(figure.start) : figure.start]
    if words.PAID.is_in(before) and not words.UNPAID.is_in(before):
        role = Role.HISTORY
    printed = f"{text.original[base.start : base.end].strip()}×{text.original[figure.start : figure.end].strip()}"
    return base, Term(
        figure.start,
        figure.end,
        base.worth.times(figure.value),
        role,
        year=year,
        formula=printed,
        spans=(*base.places, Span(figure.start, figure.end)),
    )


def _role_in(year: int | None, this_year: int | None) -> Role:
    if year is None or this_year is None or year == this_year:
        return Role.PAY
    return Role.HISTORY if year < this_year else Role.FUTURE


def _as_payment(text: Text, terms: Sequence[Term], stated: Term, figure: Figure, earlier: Set[int]) -> Term:
    """The stated amount as a payment of the percentage's year; with its slip where it is not that share of its base.

    `earlier` are the starts of amounts that other percentages were found to state.
    """
    year = year_of(text, figure.start)
    role = stated.role if not stated.is_live else _role_in(year if year is not None else stated.year, text.year)
    before = [term for term in terms if term.end <= figure.start and term.start not in earlier]
    slip = stated.misstatement or _slip(text, before, stated, figure)
    return stated._replace(role=role, year=year if year is not None else stated.year, misstatement=slip)


def _slip(text: Text, before: Sequence[Term], stated: Term, figure: Figure) -> Misstatement | None:
    """The slip of a share, only against a contract or total that stands before it alone."""
    bases = [term for term in before if term.role is Role.BASE]
    rest = [term for term in before if term.is_live and term.role is not Role.BASE]
    if len(bases) != 1 or rest or not _speaks_of_whole(text, figure) or words.UP_TO.search(_window(text, figure)):
        return None
    share = bases[0].worth.times(figure.value)
    room = share.slack + stated.worth.slack + share.below + stated.worth.below + abs(share.yuan) * TOLERANCE
    if abs(share.yuan - stated.worth.yuan) <= room:
        return None
    printed = text.original[figure.start : stated.end]
    return Misstatement(SHARE, Span(figure.start, stated.end), printed, stated.worth.yuan, share.yuan)


def _speaks_of_whole(text: Text, figure: Figure) -> bool:
    """Not a share of what is left, or of something else that is named."""
    window = text.folded[text.clause_start(figure.start) : figure.start]
    return not words.OTHER_BASE.search(window)


def priced(text: Text, terms: Sequence[Term], start: int, end: int) -> Term | None:
    """The prices of one sentence times what is counted there; None unless there is one way to do it."""
    prices = [term for term in terms if term.role is Role.PRICE]
    counts = [
        figure for figure in text.between(start, end) if figure.kind is Kind.COUNT and not _is_within(figure, prices)
    ]
    if len(prices) != 1:
        return None
    price = prices[0]
    factors = _factors(price.per, counts)
    if factors is None:
        return None
    worth = price.worth
    for figure in factors:
        worth = worth.times(figure.value)
    parts = sorted([Span(price.start, price.end), *(Span(figure.start, figure.end) for figure in factors)])
    formula = "×".join(text.original[part.start : part.end].strip() for part in parts)
    return Term(
        price.start,
        price.end,
        Worth(worth.yuan, worth.slack, worth.below, worth.above),
        Role.PLAIN,
        year=price.year,
        formula=formula,
        spans=tuple(parts),
    )


def _is_within(figure: Figure, prices: Sequence[Term]) -> bool:
    return any(price.start <= figure.start < price.end for price in prices)


def _factors(per: Sequence[str], counts: Sequence[Figure]) -> list[Figure] | None:
    """One count for each unit of a price; None when a unit has none, or several."""
    if any(figure.loose for figure in counts):
        return None
    named = [_unit(unit) for unit in per if unit and _unit(unit) != "年"]
    if not named:
        return list(counts) if len(counts) == 1 and not is_time(counts[0]) else None
    found: list[Figure] = []
    for unit in named:
        matching = [figure for figure in counts if _unit(figure.per[0]) == unit]
        if len(matching) != 1:
            return None
        found += matching
    left = [figure for figure in counts if figure not in found and not is_time(figure)]
    return found if not left else None


def is_time(figure: Figure) -> bool:
    """Whether a count counts years or days, which are rarely a factor."""
    return figure.per[0] in ("年", "天", "日", "小时")


def _unit(unit: str) -> str:
    return {"个月": "月", "名": "人", "位": "人", "年度": "年", "个人": "人"}.get(unit, unit)
