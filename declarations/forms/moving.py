"""What the menu of a row does to a content: duplicate, move, bring back; all of it may be asked for twice. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from declarations.content import ROW_FIELDS, DeclarationContent
from declarations.errors import BadInput
from declarations.forms.operations import (
    NO_SUCH_ROW,
    category_at,
    checked_key,
    has_row,
    insert_after,
    placed_in,
    remove_rows,
    row_at,
    rows_of_category,
)
from indicators.template import FormTemplate

GONE_FOR_GOOD = "找不到这一行原来的内容，不能撤销删除；请看历史。"


def duplicate_row(content: DeclarationContent, path: str, key: str = "") -> tuple[DeclarationContent, str]:
    """A copy of a row right behind it, and the copy's key."""
    part, original = row_at(path)
    key = checked_key(key)
    if has_row(content, part, key):
        return content, key
    return insert_after(content, part, [replace(_row(content, part, original), key=key)], original), key


def restore_row(
    template: FormTemplate, content: DeclarationContent, path: str, cells: Mapping[str, Any] | None, after: str
) -> tuple[DeclarationContent, str]:
    """A removed row as it was, and its key: behind the row `after`, in front when that is blank, else at the end."""
    part, key = row_at(path)
    if has_row(content, part, key):
        return content, key
    if cells is None:
        raise BadInput(GONE_FOR_GOOD)
    back = insert_after(content, part, [ROW_FIELDS[part](**cells)], after)
    return back if after else move_row(template, back, path, ""), key


def move_row(template: FormTemplate, content: DeclarationContent, path: str, after: str) -> DeclarationContent:
    """The row behind the row `after`, in front of all rows of its table or category when that is blank."""
    part, key = row_at(path)
    row = _row(content, part, key)
    rest = remove_rows(content, part, [key])
    if after:
        _row(rest, part, after)
        return insert_after(rest, part, [row], after)
    there: tuple[Any, ...] = getattr(rest, part)
    place = 0
    if part == "indicators":
        own = template.category(row.level1, row.level2)
        same = [n for n, each in enumerate(there) if template.category(each.level1, each.level2) == own]
        place = same[0] if same else next(n for n, each in enumerate(content.indicators) if each.key == key)
    changed: dict[str, Any] = {part: (*there[:place], row, *there[place:])}
    return replace(rest, **changed)


def move_to_category(template: FormTemplate, content: DeclarationContent, path: str, index: str) -> DeclarationContent:
    """The indicator at the end of another category, in the place of a blank row or of 不适用 there."""
    category = category_at(template, index)
    part, key = row_at(path)
    if part != "indicators":
        raise BadInput(NO_SUCH_ROW)
    row = _row(content, part, key)
    if template.category(row.level1, row.level2) == category:
        return content
    rest = remove_rows(content, part, [key])
    gone = [each.key for each in rows_of_category(template, rest, category) if not each.is_real]
    moved = replace(row, level1=category.level1, level2=category.level2, required=category.required)
    return remove_rows(placed_in(template, rest, [moved], category), part, gone)


def _row(content: DeclarationContent, part: str, key: str) -> Any:
    for row in getattr(content, part):
        if row.key == key:
            return row
    raise BadInput(NO_SUCH_ROW)
