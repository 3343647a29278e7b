"""Small questions that many rules ask: texts compared, amounts and rows in words, the category of a row."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from declarations.content import REMEMBERED, DeclarationContent, Indicator, fold_text
from declarations.rules.context import RuleContext
from indicators.targets import Clause, Kind
from indicators.template import TemplateCategory, fold_label

PEEP = 60  # characters
_BRACKETS_AT_END = re.compile(r"\([^()]*\)$")
_RATE = re.compile(
    r"(?<![频功速倍汇效税])(?<!分辨)(?<!容积)(?<![年月日款]利)(?<!^利)率$"
    r"|(?<![长宽高厚深精速浓密温湿力强硬亮角坡跨年季制额限态调])度$"
)

_LABELS = {
    "name": "项目名称",
    "code": "项目编码",
    "applicant_unit": "申请单位",
    "budget_unit": "一级预算单位",
    "supervising_unit": "主管单位",
    "project_type": "项目类型",
    "total_amount": "项目总金额",
    "year_amount": "本年度项目金额",
    "fiscal_appropriation": "财政拨款资金",
    "other_funds": "其他资金",
    "central_transfer": "中央转移支付资金",
    "service_procurement": "政府购买服务资金",
    "fixed_asset_amount": "固定资产采购金额",
    "procurement_items": "采购品目",
    "policy_basis": "政策依据",
    "calculation_basis": "测算依据",
    "annual_goal": "年度目标",
    "long_term_goal": "长期目标",
    "explanation": "指标解释",
    "weight": "权重",
}


fold = fold_text


def same_text(one: str, other: str) -> bool:
    """Whether two texts are the same but for white space and width; what begins differently is not folded whole."""
    if one == other:
        return True
    first, other_first = one.lstrip()[:1], other.lstrip()[:1]
    if first != other_first and _is_plain(first) and _is_plain(other_first):
        return False
    start, other_start = fold(one[:PEEP]), fold(other[:PEEP])
    shared = min(len(start), len(other_start)) - 1  # the last character may be half of a composed one
    return start[:shared] == other_start[:shared] and fold(one) == fold(other)


def _is_plain(character: str) -> bool:
    """Whether folding leaves the character as it is."""
    return character.isascii() or "一" <= character <= "鿿"


def label(context: RuleContext, key: str) -> str:
    """The name of a field or column as the form prints it."""
    found = context.template.field(key) or context.template.column(key)
    return found.label if found else _LABELS.get(key, key)


def decimal_places(number: Decimal) -> int:
    """How many decimals a finite number is printed with: 2 for 25.00, 0 for 25, -3 for 25E3."""
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def yuan(amount: Decimal) -> str:
    """An amount with thousands separators: "2,565,378.90 元"; more decimals only where it has them."""
    return f"{amount:,.{max(2, decimal_places(amount.normalize()))}f} 元"


def money(content: DeclarationContent, key: str) -> Decimal | None:
    """The amount of a head field in yuan; None when it is blank or no finite number."""
    amount = content.get(key)
    return amount if isinstance(amount, Decimal) and amount.is_finite() else None


def cell(number: int, column: str) -> str:
    """The place of a cell of the indicator table."""
    return f"indicators[{number}].{column}"


def row_words(number: int, row: Indicator) -> str:
    """A row in words: 第 4 行“车辆维护达标率”."""
    name = row.name.strip()
    return f"第 {number + 1} 行“{name}”" if name else f"第 {number + 1} 行"


def target_words(number: int, row: Indicator) -> str:
    """A target in words: 第 4 行“车辆维护达标率”的目标值“1”."""
    return f"{row_words(number, row)}的目标值“{row.target.strip()}”"


def real_rows(content: DeclarationContent) -> tuple[tuple[int, Indicator], ...]:
    """The rows that promise something by a name or a target, each with its place."""
    return content.named_or_aimed


def aimed(content: DeclarationContent, *kinds: Kind) -> Iterator[tuple[int, Indicator, Clause]]:
    """Those of them whose target is one clause of such a kind."""
    aims = content.aims
    for kind in kinds:
        for number, row, clause in aims.get(kind, ()):
            if clause is not None:
                yield number, row, clause


def category_of(context: RuleContext, row: Indicator) -> TemplateCategory | None:
    """The template's category of a row; one that stands under another level 1 counts when its name is unique."""
    return context.template.category_meant(row.level1, row.level2)


def measures(context: RuleContext, row: Indicator, what: str) -> bool:
    """Whether the row stands in a category that measures `what` (see `TemplateCategory.measures`)."""
    category = context.template.category_meant(row.level1, row.level2)
    return category is not None and category.measures == what


def level2_key(context: RuleContext, row: Indicator) -> tuple[str, str]:
    """What two rows of the same level-2 category share, however it is spelt."""
    category = context.template.category_meant(row.level1, row.level2)
    if category is not None:
        return category.key
    return fold_label(row.level1), fold_label(row.level2)


@lru_cache(maxsize=REMEMBERED)
def bare_name(name: str) -> str:
    """An indicator's name, folded and without a closing bracket such as (%)."""
    return _BRACKETS_AT_END.sub("", fold(name)).rstrip("。.;,:")


@lru_cache(maxsize=REMEMBERED)
def is_rate_name(name: str) -> bool:
    """Whether the name is a rate (…率, …度) and not a measure such as 频率 or 长度."""
    return bool(_RATE.search(bare_name(name)))
