"""What one item, or a text without items, comes to this year: the amounts it names, reduced to one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from declarations.basis.answers import MOST_OTHERS, Answer, Certainty
from declarations.basis.contracts import contract_slips
from declarations.basis.doubts import bare_slips, doubted, prices_of, without_live
from declarations.basis.figures import Kind
from declarations.basis.parts import without_parts
from declarations.basis.shares import with_shares
from declarations.basis.subtotals import with_products_plain
from declarations.basis.terms import DEAD, Role, Term, Text, is_yearly
from declarations.basis.values import PARTS, Misstatement, Worth, total

MOST_PARTS = 8  # amounts before a total that are tried together


def read_stretch(text: Text, start: int, end: int) -> Answer:
    """The amounts between two places."""
    inside = text.terms_between(start, end)
    parted = without_parts(text, inside, end)
    shared = with_shares(text, parted.terms, start, end)
    terms = shared.terms
    if any(term.role is Role.PRICE for term in terms):
        terms = with_products_plain(text, terms)
        terms = sorted([*terms, *prices_of(text, terms, start, end)], key=lambda term: term.start)
    slips = (*parted.slips, *(term.misstatement for term in terms if term.misstatement is not None))
    if len(terms) > 1:
        slips += tuple(contract_slips(text, terms))
    if text.calculations:
        slips += tuple(bare_slips(text, start, end))
    live = [term for term in terms if term.role not in DEAD]
    answer = _only(text, live[0]) if len(live) == 1 and not shared.used else None
    answer = answer or _Choice(text, live, shared.used).answer()
    if slips or parted.others:
        answer = answer._replace(slips=(*slips, *answer.slips), others=answer.others + parted.others)
    if not live:
        return without_live(answer, terms)
    allotted = tuple(term.worth for term in terms if term.role is Role.ALLOTTED)
    if allotted:
        certainty = min(answer.certainty, Certainty.LIKELY)
        answer = answer._replace(certainty=certainty, others=(*answer.others, *allotted))
    if shared.is_loose:
        answer = answer._replace(
            certainty=Certainty.UNCLEAR, is_year=False, reason="写的是支付到百分之几，没有写以前支付了多少"
        )
    return doubted(text, answer, terms, shared.open, start, end)


def _only(text: Text, term: Term) -> Answer | None:
    """The answer where one amount is left, and it is no contract; the usual case."""
    if term.role is Role.BASE or term.misstatement is not None:
        return None
    is_year = term.year is not None and term.year == text.year
    return Answer(term.worth, (term,), is_year=is_year, is_total=term.role is Role.SUM and not is_year)


class _Choice:
    """From live amounts to one worth; each step is one way in which people write."""

    def __init__(self, text: Text, live: Sequence[Term], used: frozenset[int]) -> None:
        self.text, self.used, self.slips = text, used, list[Misstatement]()
        self.all = [term for term in live if term.start not in used]
        self.bases = [term for term in live if term.start in used]

    def answer(self) -> Answer:
        terms, verified = self._with_totals(_without_repeats(self.all))
        base = self._base(terms)
        chosen = self._chosen(terms, verified)
        return chosen._replace(base=base, slips=tuple(self.slips))

    def _base(self, terms: Sequence[Term]) -> Worth | None:
        bases = [*self.bases, *(term for term in terms if term.role is Role.BASE)]
        distinct = {term.worth.yuan: term.worth for term in bases}
        return total(distinct.values()) if distinct else None

    def _with_totals(self, terms: Sequence[Term]) -> tuple[list[Term], set[int]]:
        """The terms with the addends of each stated total taken out; and the totals that proved right."""
        stack: list[Term] = []
        verified: set[int] = set()
        for term in terms:
            if term.role in (Role.SUM, Role.EQUALS) or (term.role is Role.BUDGET and stack):
                addends = _addends(stack, term)
                if addends:
                    stack = [each for each in stack if each not in addends]
                    verified.add(term.start)
                elif term.role is Role.SUM:
                    self._note_wrong_total(stack, term)
            stack.append(term)
        return stack, verified

    def _note_wrong_total(self, stack: Sequence[Term], term: Term) -> None:
        """A total of two or more plain amounts that they do not come to, in one sentence."""
        start = self.text.sentence_start(term.start)
        addends = [each for each in stack if each.start >= start]
        plain = all(each.role in (Role.PLAIN, Role.PAY) for each in addends)
        strange = any(
            figure.kind in (Kind.PERCENT, Kind.RANGE, Kind.COUNT, Kind.NUMBER)
            for figure in self.text.between(start, term.start)
        )
        if len(addends) < 2 or not plain or strange or len(addends) != len(stack) or term.worth.below or self.used:
            return
        computed = total(each.worth for each in addends)
        if computed.below and computed.may_be(term.worth.yuan):
            return
        span = term.places[0]._replace(start=addends[0].start)
        printed = self.text.original[span.start : span.end]
        self.slips.append(Misstatement(PARTS, span, printed, term.worth.yuan, computed.yuan))

    def _chosen(self, terms: list[Term], verified: set[int]) -> Answer:
        if not terms:
            return Answer(None)
        last = terms[-1]
        if last.start in verified and last.role in (Role.SUM, Role.EQUALS, Role.BUDGET):
            certainty = Certainty.CLEAR if _only_bases(terms[:-1]) else Certainty.LIKELY
            return self._of([last], terms, certainty, is_total=True)
        named = [term for term in terms if self._is_years(term)]
        if named:
            return self._payments(named, terms, is_year=True)
        paid = [term for term in terms if term.role is Role.PAY]
        if paid:
            return self._payments(paid, terms, is_year=False)
        return self._costs(terms)

    def _is_years(self, term: Term) -> bool:
        product = bool(term.spans) and term.role is Role.PAY
        return (term.year is not None and term.year == self.text.year) or product

    def _payments(self, chosen: list[Term], terms: list[Term], *, is_year: bool) -> Answer:
        """The year's payments; other payments are added, contracts and totals are not."""
        more = [term for term in terms if term not in chosen and term.role is Role.PAY]
        rest = [term for term in terms if term not in chosen and term not in more and term.role is not Role.BASE]
        asked = [term for term in chosen if term.role is not Role.PAY]
        if len({term.year_at for term in chosen}) == 1 and not more:
            asked = []  # one list behind one year
        addends = sorted([*chosen, *more], key=lambda term: term.start)
        if (len(asked) == 1 and len(addends) > 1) or len(asked) > 1:
            last = addends[-1]
            return self._of(
                [last], terms, Certainty.UNCLEAR, is_year=is_year, reason="写有几个本年度的金额", addends=addends
            )
        certainty = Certainty.CLEAR if not rest else Certainty.LIKELY
        if rest and not all(term.start < addends[0].start for term in rest):
            certainty = Certainty.UNCLEAR
        return self._of(addends, terms, certainty, is_year=is_year, reason="除本年度支付的金额外，还写有别的金额")

    def _costs(self, terms: list[Term]) -> Answer:
        """No payment and no year: one cost, a list of costs, or contracts."""
        plain = [term for term in terms if term.role is not Role.BASE]
        if not plain:
            reason = "只写了合同、总价或每年的费用，没有写本年度支付多少"
            yearly = all(is_yearly(term.per) for term in terms)
            chosen = terms if yearly else terms[-1:]
            return self._of(chosen, terms, Certainty.UNCLEAR, reason=reason, addends=terms)
        if len(terms) == 1:
            return self._of(terms, terms, Certainty.CLEAR, is_total=terms[0].role is Role.SUM)
        sums = [term for term in plain if term.role in (Role.SUM, Role.EQUALS)]
        if sums:
            return self._of(sums[-1:], terms, Certainty.UNCLEAR, reason="所写的合计与前面的金额对不上", addends=plain)
        if sum(term.role is Role.BUDGET for term in plain) > 1:
            return self._of(plain[-1:], terms, Certainty.UNCLEAR, reason="写有几个预算金额", addends=plain)
        if len(plain) < len(terms):
            return self._of(plain, terms, Certainty.UNCLEAR, reason="既写有合同金额，又写有别的金额", addends=plain)
        return self._of(plain, terms, Certainty.LIKELY)

    def _of(
        self,
        chosen: Sequence[Term],
        terms: Sequence[Term],
        certainty: Certainty,
        *,
        is_year: bool = False,
        is_total: bool = False,
        reason: str = "",
        addends: Sequence[Term] = (),
    ) -> Answer:
        worth = total(term.worth for term in chosen)
        slips = [term.misstatement for term in chosen if term.misstatement is not None]
        others = [worth._replace(yuan=worth.yuan - slip.stated + slip.computed) for slip in slips]
        others += [total(term.worth for term in self.all), *(term.worth for term in self.all)]
        others += [total(term.worth for term in addends)] if addends else []
        fresh = tuple(other for other in dict.fromkeys(others) if other.yuan != worth.yuan)[:MOST_OTHERS]
        kept = fresh if certainty is not Certainty.CLEAR else tuple(others[: len(slips)])
        return Answer(worth, tuple(chosen), certainty, kept, is_year, None, reason, is_total=is_total)


def _only_bases(terms: Iterable[Term]) -> bool:
    return all(term.role is Role.BASE for term in terms)


def _without_repeats(terms: Sequence[Term]) -> list[Term]:
    """An amount that is said twice is meant once, unless both are payments or both plain costs."""
    kept: list[Term] = []
    for term in terms:
        twin = next((other for other in kept if other.worth.yuan == term.worth.yuan), None)
        worked_out = twin is not None and bool(twin.spans) and not term.spans
        if twin is None or (not worked_out and _kind(twin) == _kind(term) and term.role is not Role.EQUALS):
            kept.append(term)
        elif _rank(term) > _rank(twin):
            kept[kept.index(twin)] = term
    return kept


def _kind(term: Term) -> tuple[Role, int | None]:
    return term.role, term.year


def _rank(term: Term) -> tuple[bool, bool, bool]:
    return term.year is not None, term.role in (Role.PAY, Role.SUM), term.role is not Role.BASE


def _addends(stack: Sequence[Term], goal: Term) -> tuple[Term, ...]:
    """The amounts before a total that come to it: the nearest ones, else any of the last few with the nearest."""
    for start in range(len(stack) - 1, -1, -1):
        if _comes_to(stack[start:], goal):
            return tuple(stack[start:])
    near = stack[-MOST_PARTS:]
    for size in range(2, len(near)):
        for others in combinations(near[:-1], size - 1):
            if _comes_to((*others, near[-1]), goal):
                return (*others, near[-1])
    return ()


def _comes_to(addends: Sequence[Term], goal: Term) -> bool:
    added = total(term.worth for term in addends)
    return abs(added.yuan - goal.worth.yuan) <= max(added.slack, goal.worth.slack) and (
        len(addends) > 1 or added.yuan == goal.worth.yuan
    )
