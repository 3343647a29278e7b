"""From the text to a verdict: which sum the text supports, and whether it is an amount of the form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from declarations.basis.answers import Answer, Certainty
from declarations.basis.doubts import bare_slips
from declarations.basis.figures import MOST_FIGURES
from declarations.basis.items import Part
from declarations.basis.slips import unit_slip
from declarations.basis.terms import Role, Text
from declarations.basis.values import NOTHING, PARTS, Item, Misstatement, Reading, Verdict, Worth
from declarations.basis.wholes import Whole, items_of, slips_of

YEAR, TOTAL = "year_amount", "total_amount"
CLOSE = Decimal(50)  # yuan: a sum found by trying must be this near
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

    @property
    def known(self) -> tuple[Decimal, ...]:
        """Those that are filled in."""
        return tuple(amount for amount in (self.year, self.whole) if amount is not None)

    def of(self, key: str) -> Decimal:
        """The amount of that key, nought when it is blank."""
        return (self.year if key == YEAR else self.whole) or Decimal(0)

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
        slips = tuple(bare_slips(text, 0, len(original)))
        return Reading(Verdict.UNCLEAR, reason="没有写金额", misstatements=slips)
    amounts = Amounts(_finite(year_amount), _finite(total_amount), period_years or 1)
    return _judged(text, Whole.of(text), amounts)


def _finite(amount: Decimal | None) -> Decimal | None:
    return amount if amount is not None and amount.is_finite() and amount > 0 else None


def _judged(text: Text, whole: Whole, amounts: Amounts) -> Reading:
    found = Reading(Verdict.UNCLEAR, tuple(items_of(text, whole)), _yuan(whole.answer), misstatements=slips_of(whole))
    if amounts.year is None and amounts.whole is None:
        return found._replace(reason="项目金额没有填写")
    return _agreeing(whole, amounts, found) or _disagreeing(text, whole, amounts, found)


def _yuan(answer: Answer) -> Decimal | None:
    return answer.worth.yuan if answer.worth is not None else None


def _agreeing(whole: Whole, amounts: Amounts, found: Reading) -> Reading | None:
    """The reading that gives an amount of the form, when there is one."""
    answer = whole.answer
    for worth in (answer.worth, answer.base if not whole.is_list else None):
        key = next(amounts.keys_of(worth), None) if worth is not None else None
        if worth is not None and key is not None:
            items = found.items if worth is answer.worth else ()
            return found._replace(verdict=Verdict.AGREES, items=items, sum=worth.yuan, against=key[0], years=key[1])
    return _agreeing_otherwise(whole, amounts, found)


def _agreeing_otherwise(whole: Whole, amounts: Amounts, found: Reading) -> Reading | None:
    """Another way to add up that gives an amount of the form: to the yuan, or it may be chance."""
    near = False
    for worth, items in _sums(whole):
        for key, years in amounts.keys_of(worth):
            if years == 1 and abs(worth.yuan - amounts.of(key)) <= CLOSE:
                return found._replace(verdict=Verdict.AGREES, items=items, sum=worth.yuan, against=key)
            near = True
    if near or _count_sums(whole) > MOST_SUMS:
        return found._replace(reason="各项有几种理解，其中一种与项目金额相近")
    return None


def _choices(part: Part) -> list[Worth]:
    known = [worth for worth in (part.answer.worth, *part.answer.others) if worth is not None]
    return list(dict.fromkeys(known))


def _count_sums(whole: Whole) -> int:
    count = 1
    for part in whole.parts:
        count = min(count * max(1, len(_choices(part))), MOST_SUMS + 1)
    return count


def _sums(whole: Whole) -> list[tuple[Worth, tuple[Item, ...]]]:
    """Every sum that the items allow; none when there are too many ways."""
    if _count_sums(whole) > MOST_SUMS:
        return []
    sums: list[tuple[Worth, tuple[Item, ...]]] = [(NOTHING, ())]
    for part in whole.parts:
        choices = _choices(part) or [NOTHING]
        sums = [(worth + choice, (*items, _as_item(part, choice))) for worth, items in sums for choice in choices]
    return sums


def _as_item(part: Part, choice: Worth) -> Item:
    terms = part.answer.terms if choice == part.answer.worth else ()
    return Item(part.label, choice, tuple(span for term in terms for span in term.places))


def _disagreeing(text: Text, whole: Whole, amounts: Amounts, found: Reading) -> Reading:
    """Differs where the text is clear, unclear with the reason everywhere else."""
    answer = whole.answer
    if answer.worth is None:
        return found._replace(reason=answer.reason or "没有写本年度的金额")
    unit = unit_slip([part.answer for part in whole.parts], amounts.known)
    if unit is not None:
        return _differs(answer.worth, amounts, found._replace(misstatements=(*found.misstatements, unit)))
    said = _said_otherwise(whole, amounts, found)
    if said is not None:
        return said
    reason = _doubt(whole, amounts) or _said_somewhere(text, amounts)
    return found._replace(reason=reason) if reason else _differs(answer.worth, amounts, found)


def _said_somewhere(text: Text, amounts: Amounts) -> str:
    """A form's amount that the text does name, in a role that was perhaps misread; "" when there is none."""
    named = (term for term in text.terms if term.role is not Role.ALLOTTED)
    return "文中另有一个金额等于项目金额" if any(term.worth.yuan in amounts.known for term in named) else ""


def _doubt(whole: Whole, amounts: Amounts) -> str:
    """Why the sum may not be held against the form; "" when it may."""
    answer = whole.answer
    missing = next((part for part in whole.parts if part.answer.worth is None), None)
    if missing is not None:
        return f"“{missing.label}”{missing.answer.reason or '没有写金额'}"
    if answer.certainty is Certainty.UNCLEAR:
        return answer.reason
    if answer.worth is not None and amounts.may_be(answer.worth):
        return "有的金额只是约数或上限，合计与项目金额的差在其范围之内"
    if not whole.is_list and not _may_accuse(answer):
        return "没有说清哪些金额是本年度的"
    return ""


def _said_otherwise(whole: Whole, amounts: Amounts, found: Reading) -> Reading | None:
    """What the sentences before or behind a list say of the whole."""
    for said in whole.said:
        if said.worth is None:
            continue
        stated = said.base if said.is_year and said.base is not None else said.worth
        if any(amounts.keys_of(said.worth)) or any(amounts.keys_of(stated)):
            return _wrong_total(whole, amounts, found, said)
        if said.is_year and said.certainty is Certainty.CLEAR and not amounts.may_be(said.worth):
            items = tuple(Item("", term.worth, term.places, term.formula) for term in said.terms)
            return _differs(said.worth, amounts, found._replace(items=items))
    return None


def _wrong_total(whole: Whole, amounts: Amounts, found: Reading, said: Answer) -> Reading:
    """The text states a total that is the form's amount, and its items add up to something else."""
    answer = whole.answer
    sure = answer.certainty is Certainty.CLEAR and len(whole.parts) > 1 and said is whole.closing and said.is_total
    if answer.worth is None or said.worth is None or not sure or answer.worth.below or said.worth.below:
        return found._replace(reason="文中写的总数与项目金额一致，但读出的各项相加不是这个数，可能没有列全")
    place = said.terms[-1]
    slip = Misstatement(PARTS, place.places[0], place.formula, said.worth.yuan, answer.worth.yuan)
    return _differs(answer.worth, amounts, found._replace(misstatements=(*found.misstatements, slip)))


def _may_accuse(answer: Answer) -> bool:
    """A running text is held against the form only where it says what the year pays, a firm total, or a plain list."""
    if answer.is_year or answer.is_total:
        return True
    if any(term.firm for term in answer.terms):
        return True
    return len(answer.terms) > 1 and all(term.role in (Role.PLAIN, Role.BUDGET, Role.PAY) for term in answer.terms)


def _differs(worth: Worth, amounts: Amounts, found: Reading) -> Reading:
    key, amount = amounts.nearest(worth.yuan)
    difference = worth.yuan - amount
    return found._replace(verdict=Verdict.DIFFERS, sum=worth.yuan, against=key, difference=difference)
