"""Changes in short, as the list of an import shows them: label, old and new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from declarations.amounts import shorten
from declarations.changes import Change, split_path
from declarations.content import MONEY_FIELDS, ROW_FIELDS, DeclarationContent
from indicators.template import FormTemplate

MOST_SHOWN = 4
LONGEST = 24
QUOTED = 40  # characters of a value that a record quotes
_ROWS = {"indicators": "指标", "budget_lines": "测算明细", "plan": "分年度计划"}


def changes_in_short(
    template: FormTemplate, content: DeclarationContent, changes: Sequence[Change]
) -> list[dict[str, str]]:
    """The first changes as {"label", "old", "new"}; a long text has {"label", "words"} instead."""
    return [_told(template, content, change) for change in changes[:MOST_SHOWN]]


def _told(template: FormTemplate, content: DeclarationContent, change: Change) -> dict[str, str]:
    label = label_of(template, content, change)
    part, _, column = split_path(change.field)
    if part in ROW_FIELDS and not column:
        name = (change.new or change.old or {}).get("name", "")
        return {"label": label, "words": f"{'增加' if change.old is None else '删去'}一行 {name}".strip()}
    old, new = shown(part, change.old), shown(part, change.new)
    if max(len(old), len(new)) > LONGEST:
        return {"label": label, "words": f"改写（{len(old)} → {len(new)} 字）"}
    return {"label": label, "old": old, "new": new}


def label_of(template: FormTemplate, content: DeclarationContent, change: Change) -> str:
    """What the form calls the place of a change; a row is called by its name."""
    part, key, column = split_path(change.field)
    if part not in ROW_FIELDS:
        return next((field.label for field in template.fields if field.key in (change.field, key)), change.field)
    row = next((row for row in getattr(content, part) if row.key == key), None)
    name = str(getattr(row, "name", "") or getattr(row, "item", "") or getattr(row, "year", "") or "")
    found = template.column(column) if part == "indicators" and column else None
    heading = "" if found is None or column == "target" else f"·{found.label}"
    return f"{name or _ROWS[part]}{heading}"


def shown(key: str, value: object) -> str:
    """A value as the list shows it."""
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:,.2f}" if key in MONEY_FIELDS else str(value)


def fixes_in_history(fixes: Sequence[Mapping[str, Any]]) -> str:
    """The corrections of a form, as the history of its declaration tells them; "" for none."""
    said = "、".join(
        f"{one['label']}“{in_short(one['read'])}”改为“{in_short(one['set'])}”（{one['by']}）" for one in fixes
    )
    return f"；核对时改正：{said}" if said else ""


def in_short(words: str) -> str:
    """A value as a record quotes it."""
    return shorten(words, QUOTED) or "（空白）"
