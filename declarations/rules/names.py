"""Rules about the names of indicators."""

from collections import Counter
from collections.abc import Iterator

from declarations.content import DeclarationContent, Indicator, says_nothing
from declarations.rules.basis import FORM_NOTE, INDICATOR_GUIDE, TARGET_REVIEW
from declarations.rules.context import RuleContext
from declarations.rules.finding import Severity
from declarations.rules.rule import Fault, rule
from declarations.rules.support import cell, fold, level2_key, real_rows, row_words


@rule(
    "indicator-name-missing",
    Severity.ERROR,
    "指标没有名称",
    basis=FORM_NOTE,
    example="第 4 行有目标值“≥95%”，三级指标是空白的。",
)
def indicator_name_missing(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A row with a target has no name (form note)."""
    for number, row in real_rows(content):
        if says_nothing(row.name):
            yield Fault(
                cell(number, "name"),
                f"第 {number + 1} 行有目标值“{row.target.strip()}”，没有指标名称，请填写名称或删去这一行。",
            )


@rule(
    "indicator-name-too-long",
    Severity.ERROR,
    "指标名称超过字数限制",
    basis=f"{FORM_NOTE}：指标名称应简明，限 100 字以内",
    example="第 4 行的指标名称共 118 字，超过 100 字。",
)
def indicator_name_too_long(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A name is longer than the template allows."""
    limit = context.template.name_max_length
    for number, row in enumerate(content.indicators):
        length = len(row.name.strip())
        if length > limit:
            yield Fault(
                cell(number, "name"),
                f"第 {number + 1} 行“{row.name.strip()[:20]}…”的名称共 {length} 字，最多 {limit} 字，请缩短。",
            )


def _namesakes(content: DeclarationContent) -> list[tuple[int, Indicator, str]]:
    """The real rows whose name another row has too, each with the name folded."""
    named = [(number, row, fold(row.name)) for number, row in real_rows(content) if not says_nothing(row.name)]
    count = Counter(name for _, _, name in named)
    return [found for found in named if count[found[2]] > 1] if len(count) < len(named) else []


@rule(
    "indicator-duplicated",
    Severity.ERROR,
    "同一个二级指标下有同名指标",
    basis=f"{TARGET_REVIEW}：完整性（规范完整）",
    example="“质量指标”下有两行都叫“项目验收合格率”。",
)
def indicator_duplicated(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """The same name twice in one level 2 (review sheet: completeness)."""
    first: dict[tuple[tuple[str, str], str], int] = {}
    for number, row, name in _namesakes(content):
        earlier = first.setdefault((level2_key(context, row), name), number)
        if earlier != number:
            yield Fault(
                cell(number, "name"),
                f"{row_words(number, row)}与第 {earlier + 1} 行同名，且同在“{row.level2.strip()}”之下，"
                "请删去一行，或改成能区分的名称。",
            )


@rule(
    "indicator-repeated",
    Severity.WARNING,
    "不同二级指标下有同名指标",
    basis=f"{INDICATOR_GUIDE}：同一指标不重复设置",
    example="“工作正常运行率”在“社会效益指标”和“可持续影响指标”下各有一行。",
)
def indicator_repeated(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """The same name in two level-2 categories (财预〔2021〕101号)."""
    seen: dict[str, dict[tuple[str, str], int]] = {}
    for number, row, name in _namesakes(content):
        places = seen.setdefault(name, {})
        key = level2_key(context, row)
        if places and key not in places:
            earlier = next(iter(places.values()))
            yield Fault(
                cell(number, "name"),
                f"{row_words(number, row)}与第 {earlier + 1} 行同名，分别在“{row.level2.strip()}”和"
                f"“{content.indicators[earlier].level2.strip()}”之下，请换成各自衡量的内容。",
            )
        places.setdefault(key, number)
