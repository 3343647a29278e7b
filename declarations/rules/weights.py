"""Rules about weights, for templates that have them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from declarations.content import DeclarationContent, Indicator
from declarations.rules.basis import INDICATOR_GUIDE
from declarations.rules.context import RuleContext
from declarations.rules.finding import Severity
from declarations.rules.rule import Fault, rule
from declarations.rules.support import category_of, cell, label, real_rows, row_words

Rows = Sequence[tuple[int, Indicator]]


def _weight(row: Indicator) -> Decimal:
    return row.weight if row.weight is not None and row.weight.is_finite() else Decimal(0)


def _sum(rows: Rows) -> Decimal:
    return sum((_weight(row) for _, row in rows), Decimal(0))


def _differ(what: str, rows: Rows, expected: Decimal, context: RuleContext) -> Iterator[Fault]:
    """The rows do not add up to the points that are expected of them together."""
    if _sum(rows) == expected:
        return
    together, points = (f"{amount.normalize():f}" for amount in (_sum(rows), expected))
    yield Fault(
        cell(rows[0][0], "weight") if rows else "indicators",
        f"{what}各指标的{label(context, 'weight')}合计 {together}，应为 {points}，请调整。",
    )


def _level2_faults(rows: Rows, context: RuleContext) -> Iterator[Fault]:
    """The rows of a level 2 do not add up to its points, where it has some."""
    for category in context.template.categories:
        mine = [(number, row) for number, row in rows if category_of(context, row) is category]
        if mine and category.weight is not None:
            yield from _differ(f"“{category.level2}”", mine, category.weight, context)


def _level1_faults(rows: Rows, context: RuleContext) -> Iterator[Fault]:
    """The rows of a level 1 do not add up to its points, or, without such points, the table to the template's."""
    by_level1: dict[str, list[tuple[int, Indicator]]] = defaultdict(list)
    for number, row in rows:
        by_level1[context.template.level1_named(row.level1) or row.level1].append((number, row))
    expected = context.template.level1_points(by_level1)
    for level1, points in expected.items():
        yield from _differ(f"“{level1}”", by_level1.get(level1, []), points, context)
    if not expected and context.template.total_weight is not None:
        yield from _differ("全表", rows, context.template.total_weight, context)


@rule(
    "weights-differ",
    Severity.ERROR,
    "指标权重与模板不一致",
    basis=f"{INDICATOR_GUIDE}：绩效指标权重",
    example="“产出指标”各指标的权重合计 45，应为 50。",
)
def weights_differ(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A weight is not above zero, or children do not add up to their parent's points (财预〔2021〕101号)."""
    if not context.template.has_weights:
        return
    rows = real_rows(content)
    for number, row in rows:
        if _weight(row) <= 0:
            yield Fault(
                cell(number, "weight"), f"{row_words(number, row)}的{label(context, 'weight')}应大于 0，请填写。"
            )
    yield from _level2_faults(rows, context)
    yield from _level1_faults(rows, context)
