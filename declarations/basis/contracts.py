"""What a text says of a contract that cannot be: 每年20万元，三年共计80万元; more paid as the rest than is left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from declarations.basis import words
from declarations.basis.numerals import read_chinese
from declarations.basis.terms import Role, Term, Text, is_yearly
from declarations.basis.values import LEFT, WRITTEN, Misstatement, Span, total

_EACH_YEAR = re.compile(r"(?:每年度?|每一?年|年均)[^,;。\n()\d]{0,8}$")
_ALL_YEARS = re.compile(
    r" ?(?:/年)?[^;。\n\d]{0,6}?(?P<years>[二两三四五六七八九十]|\d{1,2})个?年(?:度|期)?"
    r"(?:合共|共计?|总计|合计|总(?:价|额|金额|费用))[^,;。\n()\d]{0,4}$"
)
_REST = re.compile(r"(?:剩余|余款|其余)[^,;。\n()\d%]{0,8}$")
MOST_YEARS = 20


def contract_slips(text: Text, terms: Sequence[Term]) -> Iterator[Misstatement]:
    """The slips among the amounts of one item, in their order."""
    for number in range(1, len(terms)):
        slip = _yearly_slip(text, terms[number - 1], terms[number]) or _rest_slip(text, terms[: number + 1])
        if slip is not None:
            yield slip


def _yearly_slip(text: Text, each: Term, whole: Term) -> Misstatement | None:
    """So much each year and so much in so many years, said one right after the other."""
    lead = text.folded[text.clause_start(each.start) : each.start]
    if not (is_yearly(each.per) or _EACH_YEAR.search(lead)) or each.formula or whole.formula:
        return None
    found = _ALL_YEARS.fullmatch(text.folded, each.end, whole.start)
    years = _count(found["years"]) if found else 0
    if not 1 < years <= MOST_YEARS or each.worth.above or whole.worth.above:
        return None
    meant = total([each.worth] * years)
    if abs(meant.yuan - whole.worth.yuan) <= meant.slack + whole.worth.slack:
        return None
    span = Span(each.start, whole.end)
    return Misstatement(WRITTEN, span, text.original[span.start : span.end], whole.worth.yuan, meant.yuan)


def _count(printed: str) -> int:
    return int(printed) if printed.isdigit() else int(read_chinese(printed) or 0)


def _rest_slip(text: Text, terms: Sequence[Term]) -> Misstatement | None:
    """A contract, what was paid of it, and a rest that is more than is left; less may be one of several payments."""
    rest = terms[-1]
    sentence = text.paragraph_start(rest.start)
    before = [term for term in terms[:-1] if term.start >= sentence]
    bases = [term for term in before if term.role is Role.BASE]
    paid = [term for term in before if term.role is Role.HISTORY]
    if len(bases) != 1 or not paid or len(before) != 1 + len(paid) or before[0] is not bases[0]:
        return None
    if not rest.is_live or not _REST.search(text.folded, text.clause_start(rest.start), rest.start):
        return None
    if not all(words.PAID.is_in(text.folded[text.clause_start(term.start) : term.start]) for term in paid):
        return None
    spent = total(term.worth for term in paid)
    left = bases[0].worth.yuan - spent.yuan
    room = bases[0].worth.slack + spent.slack + rest.worth.slack
    loose = any(term.worth.below or term.worth.above for term in (bases[0], *paid, rest))
    if loose or left <= 0 or rest.worth.yuan <= left + room:
        return None
    span = Span(bases[0].start, rest.end)
    return Misstatement(LEFT, span, text.original[span.start : span.end], rest.worth.yuan, left)
