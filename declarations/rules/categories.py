"""Rules about the level-1 and level-2 categories of the indicator table."""

from collections.abc import Iterator

from declarations.content import DeclarationContent
from declarations.rules.basis import FORM_NOTE, INDICATOR_GUIDE, TARGET_REVIEW
from declarations.rules.context import RuleContext
from declarations.rules.finding import Severity
from declarations.rules.rule import Fault, rule
from declarations.rules.support import category_of, cell, level2_key, real_rows, row_words
from indicators.template import fold_label

FEWEST, MOST = 5, 25


@rule(
    "category-unknown",
    Severity.ERROR,
    "二级指标不在申报表模板中",
    basis=INDICATOR_GUIDE,
    example="二级指标写作“创新指标”，模板中没有这一类。",
)
def category_unknown(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A level 2 that the template does not have, said once for each, or none on a real row (财预〔2021〕101号)."""
    real = {number for number, _ in real_rows(content)}
    said: set[tuple[str, str]] = set()
    for number, row in enumerate(content.indicators):
        if context.template.categories_named(row.level2):
            continue
        key = fold_label(row.level1), fold_label(row.level2)
        if key in said:
            continue
        if not key[1]:
            if number in real:
                yield Fault(cell(number, "level2"), f"{row_words(number, row)}没有二级指标，请选择所属的二级指标。")
            continue
        said.add(key)
        yield Fault(
            cell(number, "level2"),
            f"{row_words(number, row)}的二级指标“{row.level2.strip()}”不在“{context.template.title}”中，"
            "请从模板的二级指标中选择。",
        )


@rule(
    "category-misplaced",
    Severity.ERROR,
    "二级指标放错了一级指标",
    basis=INDICATOR_GUIDE,
    example="“数量指标”放在“效益指标”之下，应在“产出指标”之下。",
)
def category_misplaced(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A level 2 that stands under another level 1 than the template's (form, 财预〔2021〕101号)."""
    said: set[tuple[str, str]] = set()
    for number, row in enumerate(content.indicators):
        meant = category_of(context, row)
        if meant is not None and meant.level1 == row.level1:
            continue
        key = fold_label(row.level1), fold_label(row.level2)
        named = context.template.categories_named(row.level2)
        if not key[0] or key in said or not named or context.template.category(row.level1, row.level2):
            continue
        said.add(key)
        places = "、".join(f"“{category.level1}”" for category in named)
        yield Fault(
            cell(number, "level2"),
            f"{row_words(number, row)}的二级指标“{row.level2.strip()}”放在“{row.level1.strip()}”之下，"
            f"应在{places}之下，请移到那里。",
        )


@rule(
    "required-category-empty",
    Severity.ERROR,
    "必填的二级指标没有指标",
    basis=f"{FORM_NOTE}：带 * 的二级指标必填",
    example="“时效指标”只写了“不适用”。",
)
def required_category_empty(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A required level 2 without one real indicator (form note: * is required)."""
    filled = {level2_key(context, row) for _, row in real_rows(content)}
    for category in context.template.categories:
        key = fold_label(category.level1), fold_label(category.level2)
        if not category.required or key in filled:
            continue
        places = (n for n, row in enumerate(content.indicators) if level2_key(context, row) == key)
        place = next((cell(number, "name") for number in places), "indicators")
        yield Fault(
            place, f"“{category.level1}”下的“{category.level2}”是必填项，现在没有指标，请至少填写一个（“不适用”不算）。"
        )


@rule(
    "too-few-indicators",
    Severity.WARNING,
    "指标过少",
    basis=f"{TARGET_REVIEW}：完整性（规范完整）",
    example="全表只有 3 个指标。",
)
def too_few_indicators(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """Fewer real indicators than can describe a project (review sheet: completeness)."""
    count = len(real_rows(content))
    if count < FEWEST:
        yield Fault("indicators", f"全表共 {count} 个指标，少于 {FEWEST} 个，请补充能反映产出、效益和满意度的指标。")


@rule(
    "too-many-indicators",
    Severity.WARNING,
    "指标过多",
    basis=f"{INDICATOR_GUIDE}：指标应当精简、突出核心",
    example="全表有 31 个指标。",
)
def too_many_indicators(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """More real indicators than anybody can follow (财预〔2021〕101号: core indicators)."""
    count = len(real_rows(content))
    if count > MOST:
        yield Fault("indicators", f"全表共 {count} 个指标，多于 {MOST} 个，请保留能反映核心产出和效果的指标。")
