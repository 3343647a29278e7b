"""From the text to a verdict: which sum the text supports, and whether it is an amount of the form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from declarations.basis import words
from declarations.basis.figures import MOST_FIGURES
from declarations.basis.items import Part, added, lines_of, parts_of
from declarations.basis.outline import Node, outline
from declarations.basis.slips import unit_slip
from declarations.basis.stretches import Answer, Certainty, read_stretch
from declarations.basis.terms import Role, Text
from declarations.basis.values import UNIT, Item, Misstatement, Reading, Verdict, Worth, total

YEAR, TOTAL = "year_amount", "total_amount"
MOST_SUMS = 256  # different sums that an unsure text is tried for
LONGEST = 20_000  # characters


@dataclass(frozen=True)
class Amounts:
    """What the form says, in yuan; None is blank."""

    year: Decimal | None
    whole: Decimal | None
    years: int = 1

    def keys_of(self, worth: Worth) -> Iterator[tuple[str, int]]:
        """The amounts that a sum is: the year's, the total, or one of equal years of the total."""
        if self.year is not None and worth.is_about(self.year):
            yield YEAR, 1
        if self.whole is not None and worth.is_about(self.whole):
            yield TOTAL, 1
        if self.whole is not None and self.years > 1 and worth.times(Decimal(self.years)).is_about(self.whole):
            yield TOTAL, self.years

    def may_be(self, worth: Worth) -> bool:
        """Whether a sum could be one of them, given what 约 leaves open."""
        return any(amount is not None and worth.may_be(amount) for amount in (self.year, self.whole))

    def nearest(self, yuan: Decimal) -> tuple[str, Decimal]:
        """The amount that a sum comes closest to; the year's where both are as near."""
        known = [(key, amount) for key, amount in ((YEAR, self.year), (TOTAL, self.whole)) if amount is not None]
        return min(known, key=lambda pair: abs(pair[1] - yuan))


def read(
    original: str,
    *,
    year: int | None = None,
    year_amount: Decimal | None = None,
    total_amount: Decimal | None = None,
    period_years: int | None = None,
) -> Reading:
    """What a 测算依据 adds up to, held against the two amounts (yuan) of the form. `year` is the declaration's.

    Never raises; what cannot be told is UNCLEAR with the reason in Chinese.
    """
    if len(original) > LONGEST:
        return Reading(Verdict.UNCLEAR, reason="文字太长，没有核对")
    text = Text(original, year)
    if len(text.figures) > MOST_FIGURES:
        return Reading(Verdict.UNCLEAR, reason="数字太多，没有核对")
    if not text.terms:
        return Reading(Verdict.UNCLEAR, reason="没有写金额")
    amounts = Amounts(_finite(year_amount), _finite(total_amount), period_years or 1)
    return _judged(_Whole.of(text), amounts)


def _finite(amount: Decimal | None) -> Decimal | None:
    return amount if amount is not None and amount.is_finite() and amount > 0 else None


@dataclass(frozen=True)
class _Whole:
    """The items of a text and what else it says about the whole."""

    parts: tuple[Part, ...]
    answer: Answer  # of the parts together
    said: tuple[Answer, ...]  # totals before or behind the list; each may be the reading instead
    is_list: bool

    @classmethod
    def of(cls, text: Text) -> _Whole:
        root = outline(text.folded)
        if root.children:
            return cls._of_list(text, root)
        lines = lines_of(text, 0, root.end)
        whole = read_stretch(text, 0, root.end)
        if len(lines) > 1 and all(part.answer.worth is not None for part in lines):
            return cls(tuple(lines), added(lines), (whole,) if whole.worth else (), is_list=True)
        return cls((Part("", whole, 0, root.end),), whole, (), is_list=False)

    @classmethod
    def _of_list(cls, text: Text, root: Node) -> _Whole:
        until = _closing(text, root)
        parts = parts_of(text, root.children, until)
        said = [read_stretch(text, 0, root.own_end)]
        if until < root.end:
            said.append(read_stretch(text, until, root.end))
        return cls(tuple(parts), added(parts), tuple(answer for answer in said if answer.worth is not None), is_list=True)


def _closing(text: Text, root: Node) -> int:
    """Where behind the last item a sentence begins that sums up the whole list; the end when there is none."""
    last = root.children[-1]
    while last.children:
        last = last.children[-1]
    at = text.sentence_end(last.start) + 1
    earlier = parts_of(text, root.children[:-1], root.end)
    while at < root.end:
        if words.WHOLE.match(text.folded, at) or words.WHOLE.match(text.folded[at : at + 40]):
            own = read_stretch(text, last.start, at)
            behind = read_stretch(text, at, root.end)
            if _sums_up(text, earlier, own, behind, at):
                return at
        at = text.sentence_end(at) + 1
    return root.end


def _sums_up(text: Text, earlier: Sequence[Part], own: Answer, behind: Answer, at: int) -> bool:
    """Whether what stands behind is about the whole list and not about its last item."""
    if own.worth is None or behind.worth is None:
        return False
    stated = behind.base or behind.worth
    if own.worth.is_about(stated.yuan) or stated.is_about(own.worth.yuan) or stated.is_about(sum(o.yuan for o in own.others)):
        return False
    whole = added(earlier)
    if whole.worth is not None and (whole.worth + own.worth).is_about(stated.yuan):
        return True
    if whole.worth is not None and whole.worth.is_about(stated.yuan):
        return True
    shares = any(part.answer.is_year or part.answer.base is not None for part in earlier)
    return bool(words.SUMS_UP.match(text.folded[at : at + 40])) and not shares


def _judged(whole: _Whole, amounts: Amounts) -> Reading:
    slips = _slips(whole)
    items = tuple(_items(whole))
    if amounts.year is None and amounts.whole is None:
        return Reading(Verdict.UNCLEAR, items, _yuan(whole.answer), reason="项目金额没有填写", misstatements=slips)
    return _agreeing(whole, amounts, items, slips) or _disagreeing(whole, amounts, items, slips)


def _yuan(answer: Answer) -> Decimal | None:
    return answer.worth.yuan if answer.worth is not None else None


def _slips(whole: _Whole) -> tuple[Misstatement, ...]:
    found = [*whole.answer.slips, *(slip for answer in whole.said for slip in answer.slips)]
    return tuple(sorted(dict.fromkeys(found), key=lambda slip: slip.span))


def _items(whole: _Whole) -> Iterator[Item]:
    for part in whole.parts:
        if part.answer.worth is None:
            continue
        terms = part.answer.terms
        if not part.label and len(terms) > 1:
            for term in terms:
                yield Item("", term.worth, term.places, term.formula)
            continue
        formula = "＋".join(f"{term.formula or ''}" for term in terms if term.formula)
        spans = tuple(span for term in terms for span in term.places)
        yield Item(part.label, part.answer.worth, spans, formula)


def _agreeing(
    whole: _Whole, amounts: Amounts, items: tuple[Item, ...], slips: tuple[Misstatement, ...]
) -> Reading | None:
    """The reading that gives an amount of the form, when there is one."""
    answer = whole.answer
    for worth in (answer.worth, answer.base if not whole.is_list else None):
        key = next(amounts.keys_of(worth), None) if worth is not None else None
        if worth is not None and key is not None:
            shown = items if worth is answer.worth else ()
            return Reading(
                Verdict.AGREES, shown, worth.yuan, key[0], years=key[1], misstatements=slips
            )
    other = _other_sum(whole, amounts)
    if other is None:
        return None
    parts, worth, key = other
    if key is None:
        reason = "各项有几种理解，其中一种与项目金额一致"
        return Reading(Verdict.UNCLEAR, items, _yuan(answer), reason=reason, misstatements=slips)
    return Reading(Verdict.AGREES, parts or items, worth.yuan, key[0], years=key[1], misstatements=slips)


def _other_sum(
    whole: _Whole, amounts: Amounts
) -> tuple[tuple[Item, ...], Worth, tuple[str, int] | None] | None:
    """Another way to add up that gives an amount of the form; without a key where it may be chance."""
    sums: list[tuple[Worth, tuple[Item, ...]]] = [(Worth(Decimal(0)), ())]
    for part in whole.parts:
        choices = [worth for worth in (part.answer.worth, *part.answer.others) if worth is not None]
        if not choices:
            continue
        sums = [
            (worth + choice, (*items, _as_item(part, choice)))
            for worth, items in sums
            for choice in dict.fromkeys(choices)
        ]
        if len(sums) > MOST_SUMS:
            break
    fits = [(worth, items, key) for worth, items in sums for key in amounts.keys_of(worth)]
    if len(sums) > MOST_SUMS:
        return ((), Worth(Decimal(0)), None)
    if not fits:
        return None
    worth, items, key = fits[0]
    return items, worth, key


def _as_item(part: Part, choice: Worth) -> Item:
    spans = tuple(
        span for term in part.answer.terms if choice is part.answer.worth for span in term.places
    )
    return Item(part.label, choice, spans)


def _disagreeing(
    whole: _Whole, amounts: Amounts, items: tuple[Item, ...], slips: tuple[Misstatement, ...]
) -> Reading:
    answer = whole.answer

    def unclear(reason: str) -> Reading:
        return Reading(Verdict.UNCLEAR, items, _yuan(answer), reason=reason, misstatements=slips)

    if answer.worth is None:
        return unclear(answer.reason or "没有写本年度的金额")
    unit = _with_right_unit(whole, amounts)
    if unit is not None:
        return _differs(answer.worth, amounts, items, (*slips, unit))
    missing = next((part for part in whole.parts if part.answer.worth is None), None)
    if missing is not None:
        return unclear(f"“{missing.label}”{missing.answer.reason or '没有写金额'}")
    if answer.certainty is Certainty.UNCLEAR:
        return unclear(answer.reason)
    if amounts.may_be(answer.worth):
        return unclear("有的金额只是约数或上限，合计与项目金额的差在其范围之内")
    return _held_against_totals(whole, amounts, items, slips) or _differs(answer.worth, amounts, items, slips)


def _held_against_totals(
    whole: _Whole, amounts: Amounts, items: tuple[Item, ...], slips: tuple[Misstatement, ...]
) -> Reading | None:
    """What the sentences about the whole say: a total of their own, or the share that is paid this year."""
    answer = whole.answer
    assert answer.worth is not None
    for said in whole.said:
        if said.worth is None:
            continue
        if any(amounts.keys_of(said.worth)) or (said.base is not None and any(amounts.keys_of(said.base))):
            reason = "文中写的总数与项目金额一致，但各项相加不是这个数，可能没有列全"
            return Reading(Verdict.UNCLEAR, items, answer.worth.yuan, reason=reason, misstatements=slips)
        if said.is_year and said.certainty is not Certainty.UNCLEAR:
            shown = tuple(Item("", term.worth, term.places, term.formula) for term in said.terms)
            return _differs(said.worth, amounts, shown, slips)
    if not whole.is_list and not _may_accuse(answer):
        reason = "文中没有说清哪些金额是本年度的"
        return Reading(Verdict.UNCLEAR, items, answer.worth.yuan, reason=reason, misstatements=slips)
    return None


def _may_accuse(answer: Answer) -> bool:
    """A running text is held against the form only where it says what the year pays, a firm total, or a plain list."""
    if answer.is_year or answer.is_total:
        return True
    if any(term.firm for term in answer.terms):
        return True
    return len(answer.terms) > 1 and all(term.role in (Role.PLAIN, Role.BUDGET, Role.PAY) for term in answer.terms)


def _differs(
    worth: Worth, amounts: Amounts, items: tuple[Item, ...], slips: tuple[Misstatement, ...]
) -> Reading:
    key, amount = amounts.nearest(worth.yuan)
    return Reading(Verdict.DIFFERS, items, worth.yuan, key, worth.yuan - amount, misstatements=slips)


def _with_right_unit(whole: _Whole, amounts: Amounts) -> Misstatement | None:
    """An item in a wrong unit: with the right one everything adds up, or it stands out from all others."""
    return unit_slip([part.answer for part in whole.parts], lambda worth: any(amounts.keys_of(worth)))


__all__ = ["TOTAL", "UNIT", "YEAR", "Amounts", "read", "replace", "total"]
