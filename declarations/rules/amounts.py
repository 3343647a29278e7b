"""Rules about the amounts of the head."""

from collections.abc import Iterator
from decimal import Decimal

from declarations.basis import Verdict
from declarations.content import DeclarationContent, says_nothing
from declarations.rules.arithmetic import reading_of
from declarations.rules.basis import FORM_NOTE, TARGET_REVIEW
from declarations.rules.context import RuleContext
from declarations.rules.finding import Severity
from declarations.rules.rule import Fault, rule
from declarations.rules.support import decimal_places, label, money, yuan

PROJECT_AMOUNTS = ("total_amount", "year_amount")
PARTS_OF_YEAR = ("service_procurement", "fixed_asset_amount")
FEN_PLACES = 2
TOO_LARGE = Decimal(10) ** 13
# 元 taken for 万元 is a factor of 10 000; what lies between is the growth of a project from year to year.
UNIT_FACTOR = Decimal(10_000)
GROWTH = Decimal(3)
ROUNDING = Decimal("1.01")


@rule(
    "amount-missing",
    Severity.ERROR,
    "没有填写项目金额",
    basis=FORM_NOTE,
    example="本年度项目金额一栏是空白的。",
)
def amount_missing(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """One of the two project amounts is blank (form note)."""
    for key in PROJECT_AMOUNTS:
        if context.template.has(key) and money(content, key) is None:
            yield Fault(key, f"{label(context, key)}是空白的，请填写。")


@rule(
    "amount-not-positive",
    Severity.ERROR,
    "金额不大于零",
    basis=FORM_NOTE,
    example="本年度项目金额是 0.00 元。",
)
def amount_not_positive(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A project amount is not above zero, or one of its parts is below (form note)."""
    for key, amount in content.amounts:
        if key in PROJECT_AMOUNTS and amount <= 0:
            yield Fault(key, f"{label(context, key)}是 {yuan(amount)}，应大于 0，请核对。")
        elif amount < 0:
            yield Fault(key, f"{label(context, key)}是 {yuan(amount)}，不能小于 0，请核对。")


@rule(
    "amount-too-large",
    Severity.ERROR,
    "金额过大",
    basis="系统限制：金额小于 10 万亿元",
    example="项目总金额是 85,290,000,000,000.00 元，可能把元当成了万元。",
)
def amount_too_large(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """An amount of 10^13 yuan or more, which no project has and the database does not hold."""
    for key, amount in content.amounts:
        if amount >= TOO_LARGE:
            yield Fault(key, f"{label(context, key)}是 {yuan(amount)}，达到了 10 万亿元，请核对单位是元还是万元。")


@rule(
    "amount-too-precise",
    Severity.WARNING,
    "金额精确到分以下",
    basis="会计记账以分为最小单位",
    example="本年度项目金额是 1,234.567 元，多于两位小数。",
)
def amount_too_precise(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """An amount with parts of a fen."""
    for key, amount in content.amounts:
        if decimal_places(amount) > FEN_PLACES and decimal_places(amount.normalize()) > FEN_PLACES:
            yield Fault(key, f"{label(context, key)}是 {yuan(amount)}，分以下还有小数，请按分取整。")


@rule(
    "year-amount-exceeds-total",
    Severity.ERROR,
    "本年度项目金额大于项目总金额",
    basis=f"{FORM_NOTE}：项目总金额含本年度项目金额",
    example="本年度项目金额 300,000.00 元，项目总金额 250,000.00 元。",
)
def year_amount_exceeds_total(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """The year asks for more than the whole project costs (form note)."""
    total, year = money(content, "total_amount"), money(content, "year_amount")
    if total is not None and year is not None and year > total:
        yield Fault(
            "year_amount",
            f"{label(context, 'year_amount')} {yuan(year)}，大于{label(context, 'total_amount')} {yuan(total)}，"
            f"多 {yuan(year - total)}，请核对两个金额。",
        )


@rule(
    "single-year-amounts-differ",
    Severity.ERROR,
    "一年期项目的两个金额不同",
    basis=f"{FORM_NOTE}：实施期限一年的项目，项目总金额就是本年度项目金额",
    example="实施期限为 1 年，项目总金额 500,000.00 元，本年度项目金额 250,000.00 元。",
)
def single_year_amounts_differ(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A project of one year whose year amount is not its total (form note)."""
    total, year = money(content, "total_amount"), money(content, "year_amount")
    if content.period_years == 1 and total is not None and year is not None and total != year:
        yield Fault(
            "year_amount",
            f"实施期限为 1 年，{label(context, 'year_amount')} {yuan(year)} 应等于{label(context, 'total_amount')} "
            f"{yuan(total)}，请核对金额或实施期限。",
        )


@rule(
    "funding-sum-differs",
    Severity.ERROR,
    "资金来源合计与项目总金额不同",
    basis=f"{FORM_NOTE}：项目总金额＝财政拨款资金＋其他资金",
    example="财政拨款资金 80 万元，其他资金 10 万元，项目总金额 100 万元。",
)
def funding_sum_differs(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """财政拨款资金 and 其他资金 do not add up to 项目总金额 (2021 form)."""
    total = money(content, "total_amount")
    public, other = money(content, "fiscal_appropriation"), money(content, "other_funds")
    if total is None or (public is None and other is None):
        return
    together = (public or Decimal(0)) + (other or Decimal(0))
    if together != total:
        yield Fault(
            "fiscal_appropriation" if public is not None else "other_funds",
            f"{label(context, 'fiscal_appropriation')}与{label(context, 'other_funds')}合计 {yuan(together)}，"
            f"{label(context, 'total_amount')}是 {yuan(total)}，相差 {yuan(abs(total - together))}，请核对。",
        )


@rule(
    "part-exceeds-year-amount",
    Severity.WARNING,
    "其中项大于本年度项目金额",
    basis=f"{FORM_NOTE}：政府购买服务资金、固定资产采购金额是本年度项目金额的一部分",
    example="政府购买服务资金 120 万元，本年度项目金额 100 万元。",
)
def part_exceeds_year_amount(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """政府购买服务资金 or 固定资产采购金额 is above 本年度项目金额 (2021 form)."""
    year = money(content, "year_amount")
    for key in PARTS_OF_YEAR:
        part = money(content, key)
        if year is not None and part is not None and part > year:
            yield Fault(
                key,
                f"{label(context, key)} {yuan(part)}，大于{label(context, 'year_amount')} {yuan(year)}，请核对。",
            )


@rule(
    "procurement-items-missing",
    Severity.WARNING,
    "有固定资产采购但没有采购品目",
    basis=f"{FORM_NOTE}：有固定资产采购的填写采购品目",
    example="固定资产采购金额 20 万元，采购品目是空白的。",
)
def procurement_items_missing(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """Fixed assets are bought and 采购品目 says nothing (2021 form)."""
    amount = money(content, "fixed_asset_amount")
    if amount is None or amount <= 0 or not context.template.has("procurement_items"):
        return
    if says_nothing(content.procurement_items):
        yield Fault(
            "procurement_items",
            f"{label(context, 'fixed_asset_amount')}为 {yuan(amount)}，"
            f"{label(context, 'procurement_items')}没有填写，请补充。",
        )


def _is_unit_slip(amount: Decimal, earlier: Decimal, room: Decimal = GROWTH) -> bool:
    """Whether one amount is about 10 000 times the other, give or take the factor `room`."""
    ratio = max(amount, earlier) / min(amount, earlier)
    return UNIT_FACTOR / room <= ratio <= UNIT_FACTOR * room


@rule(
    "amount-unit-suspect",
    Severity.WARNING,
    "金额单位可能有误",
    basis=f"{TARGET_REVIEW}：适当性（资金匹配）",
    example="上一年度本年度项目金额 85 万元，今年是 85 元，可能按万元填写了；或者测算依据的合计是 85 万元。",
)
def amount_unit_suspect(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """An amount is about 10 000 times last year's or what 测算依据 adds up to, or a ten-thousandth (review sheet)."""
    if context.last_year is not None:
        against = list(_against_last_year(content, context, context.last_year))
        yield from against
        if any(fault.field == "year_amount" for fault in against):
            return
    reading, amount = reading_of(content, context.year), money(content, "year_amount")
    if reading.verdict is not Verdict.DIFFERS or not reading.sum or reading.sum <= 0 or not amount or amount <= 0:
        return
    if _is_unit_slip(amount, reading.sum, ROUNDING):
        yield Fault(
            "year_amount",
            f"{label(context, 'year_amount')}是 {yuan(amount)}，{label(context, 'calculation_basis')}合计 "
            f"{yuan(reading.sum)}，相差约一万倍，请核对单位是元还是万元。",
        )


def _against_last_year(
    content: DeclarationContent, context: RuleContext, last_year: DeclarationContent
) -> Iterator[Fault]:
    for key, amount in content.amounts:
        earlier = money(last_year, key)
        if earlier is None or amount <= 0 or earlier <= 0 or not _is_unit_slip(amount, earlier):
            continue
        yield Fault(
            key,
            f"{label(context, key)}是 {yuan(amount)}，上一年度是 {yuan(earlier)}，相差约一万倍，"
            "请核对单位是元还是万元。",
        )
