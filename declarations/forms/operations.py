"""What the named buttons and boxes of the form do to a content: rows come and go, a category becomes 不适用. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from declarations.blank import blank_row, new_key, not_applicable_row
from declarations.content import ROW_FIELDS, BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.errors import BadInput
from indicators.template import FormTemplate, TemplateCategory

_KEY = re.compile(r"[0-9a-f]{10}")
NO_SUCH_CATEGORY = "本表没有这个类别，请刷新页面后再试。"
NO_SUCH_ROW = "这一行已经不在表里了，请刷新页面看最新内容。"


def category_at(template: FormTemplate, index: str) -> TemplateCategory:
    """The category with that posted number; BadInput when the template has none."""
    if index not in {str(number) for number in range(len(template.categories))}:
        raise BadInput(NO_SUCH_CATEGORY)
    return template.categories[int(index)]


def rows_of_category(
    template: FormTemplate, content: DeclarationContent, category: TemplateCategory
) -> tuple[Indicator, ...]:
    """The rows under a category of the template, however it is spelt."""
    return tuple(row for row in content.indicators if template.category(row.level1, row.level2) == category)


def checked_key(key: str) -> str:
    """The key that the page gives a new row, or one of ours; BadInput when it looks otherwise."""
    if key and not _KEY.fullmatch(key):
        raise BadInput(NO_SUCH_ROW)
    return key or new_key()


def add_indicator(
    template: FormTemplate, content: DeclarationContent, index: str, key: str = "", after: str = ""
) -> tuple[DeclarationContent, str]:
    """A blank row of a category, behind the row `after` or at the end, and its key.

    A category that says 不适用 no longer does. A row whose `key` is there already is not added again.
    """
    category = category_at(template, index)
    fresh = replace(blank_row(category), key=checked_key(key))
    if has_row(content, "indicators", fresh.key):
        return content, fresh.key
    rows = rows_of_category(template, content, category)
    replaced = {row.key for row in rows if row.is_not_applicable}
    if after in {row.key for row in rows}:
        added = insert_after(content, "indicators", [fresh], after)
    else:
        added = placed_in(template, content, [fresh], category)
    return remove_rows(added, "indicators", sorted(replaced)), fresh.key


def set_not_applicable(template: FormTemplate, content: DeclarationContent, index: str) -> DeclarationContent:
    """The category's rows replaced by one that says 不适用."""
    category = category_at(template, index)
    if category.required:
        raise BadInput(f"“{category.level2}”是必填项，不能写“不适用”。")
    gone = [row.key for row in rows_of_category(template, content, category)]
    return remove_rows(placed_in(template, content, [not_applicable_row(category)], category), "indicators", gone)


def filled_rows(template: FormTemplate, content: DeclarationContent, index: str) -> int:
    """How many rows of a category would be lost by writing 不适用."""
    return sum(row.is_real for row in rows_of_category(template, content, category_at(template, index)))


def says_not_applicable(template: FormTemplate, content: DeclarationContent, index: str) -> bool:
    """Whether every row of the category says 不适用."""
    rows = rows_of_category(template, content, category_at(template, index))
    return bool(rows) and all(row.is_not_applicable for row in rows)


def has_row(content: DeclarationContent, part: str, key: str) -> bool:
    """Whether a table has a row of that key."""
    return any(row.key == key for row in getattr(content, part))


def insert_after(content: DeclarationContent, part: str, rows: Sequence[Any], after: str) -> DeclarationContent:
    """`content` with rows behind the one of that key, at the end when there is none."""
    there: tuple[Any, ...] = getattr(content, part)
    place = next((number for number, row in enumerate(there, start=1) if row.key == after), len(there))
    changed: dict[str, Any] = {part: (*there[:place], *rows, *there[place:])}
    return replace(content, **changed)


def placed_in(
    template: FormTemplate, content: DeclarationContent, rows: list[Indicator], category: TemplateCategory
) -> DeclarationContent:
    """`content` with rows after the last one of their category, or of an earlier category."""
    order = {found: n for n, found in enumerate(template.categories)}
    place = 0
    for number, row in enumerate(content.indicators, start=1):
        found = template.category(row.level1, row.level2)
        if found is not None and order[found] <= order[category]:
            place = number
    return replace(content, indicators=(*content.indicators[:place], *rows, *content.indicators[place:]))


def add_line(content: DeclarationContent, key: str = "", after: str = "") -> tuple[DeclarationContent, str]:
    """A blank row of 测算明细 behind `after` or at the end, and its key."""
    key = checked_key(key)
    if has_row(content, "budget_lines", key):
        return content, key
    return insert_after(content, "budget_lines", [BudgetLine(key=key)], after), key


def add_plan_year(
    content: DeclarationContent, first_year: int, key: str = "", after: str = ""
) -> tuple[DeclarationContent, str]:
    """The next year of 分年度计划, and the key of its row."""
    key = checked_key(key)
    if has_row(content, "plan", key):
        return content, key
    years = [row.year for row in content.plan if row.year is not None]
    fresh = PlanYear(year=max(years, default=first_year - 1) + 1, key=key)
    return insert_after(content, "plan", [fresh], after), key


def remove_rows(content: DeclarationContent, part: str, keys: Sequence[str]) -> DeclarationContent:
    """`content` without these rows; BadInput when one is not there."""
    rows: tuple[Any, ...] = getattr(content, part)
    if set(keys) - {row.key for row in rows}:
        raise BadInput(NO_SUCH_ROW)
    changed: dict[str, Any] = {part: tuple(row for row in rows if row.key not in keys)}
    return replace(content, **changed)


def remove_row(content: DeclarationContent, path: str) -> DeclarationContent:
    """`content` without the row at a path such as "indicators[k3f9]"."""
    part, key = row_at(path)
    return remove_rows(content, part, [key])


def row_at(path: str) -> tuple[str, str]:
    """(part, key) of the path of a row; BadInput when it is none."""
    part, _, rest = path.partition("[")
    if part not in ROW_FIELDS or not rest.endswith("]"):
        raise BadInput(NO_SUCH_ROW)
    return part, rest.removesuffix("]")
