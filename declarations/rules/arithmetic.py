"""Rules about the amounts in the free text of 测算依据, which `declarations.basis` reads."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from declarations.basis import Item, Misstatement, Reading, Verdict, read
from declarations.basis.values import LEFT, PARTS, SHARE, UNIT
from declarations.content import DeclarationContent
from declarations.rules.basis import TARGET_REVIEW
from declarations.rules.context import RuleContext
from declarations.rules.finding import Severity
from declarations.rules.rule import Fault, rule
from declarations.rules.support import label, money, yuan

FIELD = "calculation_basis"
MOST_NAMED = 5  # items that a message names; the pages show them all
LONGEST_NAME = 14
LONGEST_QUOTE = 40
REMEMBERED = 512  # texts; several rules and the pages ask for the same one


def reading_of(content: DeclarationContent, year: int | None) -> Reading:
    """What 测算依据 adds up to, held against the two amounts; `year` is the declaration's."""
    amounts = (money(content, "year_amount"), money(content, "total_amount"))
    return _read(content.calculation_basis, year, *amounts, content.period_years)


@lru_cache(maxsize=REMEMBERED)
def _read(text: str, year: int | None, this: Decimal | None, whole: Decimal | None, years: int | None) -> Reading:
    return read(text, year=year, year_amount=this, total_amount=whole, period_years=years)


@rule(
    "basis-sum-differs",
    Severity.WARNING,
    "测算依据的合计与项目金额不同",
    basis=f"{TARGET_REVIEW}：适当性（资金匹配）",
    example="测算依据写着租赁 12 万元、采购 8.5 万元，合计 20.5 万元，本年度项目金额是 21.5 万元。",
)
def basis_sum_differs(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """The text of 测算依据 adds up in one clear way, and to neither amount (review sheet: money fits the target)."""
    reading = reading_of(content, context.year)
    if reading.verdict is not Verdict.DIFFERS or reading.sum is None:
        return
    sums = f"{label(context, FIELD)}{_items(reading)}{yuan(reading.sum)}"
    yield Fault(
        FIELD,
        f"{sums}，{_gap(content, context, reading)}。请核对各项金额，或写明没有列出的部分。",
    )


def _items(reading: Reading) -> str:
    """The addends in words, up to the word before the sum."""
    if len(reading.items) < 2:
        return "写的是 " if not reading.items or not reading.items[0].formula else f"按“{reading.items[0].formula}”是 "
    named = [f"{_name(item)} {yuan(item.yuan).removesuffix(' 元')}" for item in reading.items[:MOST_NAMED]]
    more = f"等 {len(reading.items)} 项" if len(reading.items) > MOST_NAMED else ""
    return f"写的是{'、'.join(named)}{more}，合计 "


def _name(item: Item) -> str:
    name = item.label or "一项"
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME].rstrip('…')}…"


def _gap(content: DeclarationContent, context: RuleContext, reading: Reading) -> str:
    """How far the sum is from the nearer amount, and that it is not the other either."""
    other = "total_amount" if reading.against == "year_amount" else "year_amount"
    near, far = money(content, reading.against), money(content, other)
    more = "多" if reading.difference > 0 else "少"
    words = f"比{label(context, reading.against)} {yuan(near or Decimal(0))}{more} {yuan(abs(reading.difference))}"
    if far is None or far == near:
        return words
    return f"{words}，也不等于{label(context, other)} {yuan(far)}"


@rule(
    "basis-item-misstated",
    Severity.WARNING,
    "测算依据中有算错的一项",
    basis=f"{TARGET_REVIEW}：适当性（资金匹配）",
    example="测算依据写着“6000元*12=7200元”，应为 72,000 元；或者其他各项都是万元，有一项写成 97.7 元。",
)
def basis_item_misstated(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A product, sum or share written out is not what it says, or one amount has another unit than its neighbours."""
    for slip in reading_of(content, context.year).misstatements:
        yield Fault(FIELD, f"{label(context, FIELD)}中{_slip_words(content, slip)}，请核对。")


def _slip_words(content: DeclarationContent, slip: Misstatement) -> str:
    printed = slip.text or content.calculation_basis[slip.span.start : slip.span.end]
    quoted = " ".join(printed.split())
    quoted = quoted if len(quoted) <= LONGEST_QUOTE else f"{quoted[:LONGEST_QUOTE]}…"
    computed, stated = _figure(slip.computed, slip), _figure(slip.stated, slip)
    if slip.kind == UNIT:
        return f"“{quoted}”的单位可能有误，可能是 {computed}"
    if slip.kind == LEFT:
        return f"“{quoted}”付剩余的 {stated}，而合同减去已付的只剩 {computed}"
    if slip.kind == PARTS:
        gap = _figure(abs(slip.computed - slip.stated), slip)
        return f"“{quoted}”的各部分相加是 {computed}，写的是 {stated}，相差 {gap}"
    by = "按所写的比例" if slip.kind == SHARE else "按所写的算式"
    return f"“{quoted}”{by}应为 {computed}，写的是 {stated}"


def _figure(amount: Decimal, slip: Misstatement) -> str:
    return yuan(amount) if slip.is_money else f"{amount.normalize():,f}"
