"""What is wrong with a form template as a whole: sentences for the administrator who put it together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, groupby

from indicators.template import FormTemplate, TemplateCategory, TemplateColumn, TemplateField, fold_label

NEEDED_COLUMNS = ("level1", "level2", "name", "target")

# A name as printed, with every spelling under which it is recognised.
Spelt = tuple[str, frozenset[str]]


def problems(template: FormTemplate) -> tuple[str, ...]:
    """Everything that would make forms of this template unreadable, unprintable or impossible to fill in."""
    return (
        *field_clashes(template.fields),
        *column_clashes(template.columns),
        *category_clashes(template.categories),
        *_level_clashes(template),
        *_missing_parts(template),
        *_column_problems(template),
        *_scheme_problems(template),
    )


def field_clashes(fields: Iterable[TemplateField]) -> list[str]:
    """Fields that a reader could not tell apart by their label."""
    spelt = [(field.label, field.folded_spellings) for field in fields]
    return [f"表头字段“{one}”与“{other}”有相同的写法，导入时无法区分。" for one, other in _clashes(spelt)]


def column_clashes(columns: Iterable[TemplateColumn]) -> list[str]:
    """Columns that a reader could not tell apart by their head."""
    spelt = [(column.label, column.folded_spellings) for column in columns]
    return [f"指标表的列“{one}”与“{other}”有相同的写法，导入时无法区分。" for one, other in _clashes(spelt)]


def category_clashes(categories: Iterable[TemplateCategory]) -> list[str]:
    """Level-2 categories under one level 1 that share a spelling."""
    by_level1 = sorted(categories, key=lambda category: fold_label(category.level1))
    found = []
    for _, group in groupby(by_level1, key=lambda category: fold_label(category.level1)):
        members = list(group)
        spelt = [(category.level2, category.folded_spellings) for category in members]
        level1 = members[0].level1
        found += [f"“{level1}”下的“{one}”与“{other}”有相同的写法，导入时无法区分。" for one, other in _clashes(spelt)]
    return found


def _clashes(spelt: Iterable[Spelt]) -> Iterator[tuple[str, str]]:
    """The pairs that share a spelling."""
    for (one, its), (other, others) in combinations(spelt, 2):
        if its & others:
            yield one, other


def _level_clashes(template: FormTemplate) -> Iterator[str]:
    """A word that may stand for two level 1, or for a level 1 and a level 2: a reader could not place the row."""
    level1: dict[str, frozenset[str]] = {}
    for category in template.categories:
        level1[category.level1] = level1.get(category.level1, frozenset()) | category.folded_level1
    for one, other in _clashes(level1.items()):
        yield f"一级指标“{one}”与“{other}”有相同的写法，导入时无法区分。"
    for name, spellings in level1.items():
        for category in template.categories:
            if spellings & category.folded_spellings:
                yield f"“{name}”和二级指标“{category.level2}”有相同的写法，导入时分不清是哪一级。"


def _missing_parts(template: FormTemplate) -> Iterator[str]:
    if not template.has("name"):
        yield "表头没有项目名称（字段代码 name），请添加。"
    if not template.categories:
        yield "还没有二级指标，请在“指标类别”中添加。"


def _column_problems(template: FormTemplate) -> Iterator[str]:
    wanted = (*NEEDED_COLUMNS, "weight") if template.has_weights else NEEDED_COLUMNS
    missing = [key for key in wanted if template.column(key) is None]
    if missing:
        yield f"指标表缺少这些列：{'、'.join(missing)}，请添加。"
    if template.column("weight") and not template.has_weights:
        yield "指标表有权重列，但没有勾选“填写权重”。"
    width = sum(column.width for column in template.columns)
    if width != 100:
        yield f"指标表各列宽度合计 {width}%，应为 100%，请调整。"


def _scheme_problems(template: FormTemplate) -> Iterator[str]:
    known = {category.level1 for category in template.categories}
    for scheme in template.weight_schemes:
        for level1, _ in scheme.points:
            if level1 not in known:
                yield f"权重方案中的“{level1}”不是本表的一级指标，请与“指标类别”核对。"
