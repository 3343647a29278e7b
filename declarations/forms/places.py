"""Field paths as the page knows them: name and id of the input, the line for notes under it, a label in words. Pure.

A path is one of changes.py: "name", "extra[contact]", "indicators[k3f9].target". Inputs are named "f-name" in the head
and "ind-k3f9-target" in rows; the note line under a head field is "note-name", under a row "note-ind-k3f9".
"""

from __future__ import annotations

from dataclasses import dataclass

from declarations.changes import split_path
from declarations.content import DeclarationContent
from indicators.template import FormTemplate

HEAD = "f"
ROWS = {"indicators": "ind", "budget_lines": "line", "plan": "plan"}
PARTS = {prefix: part for part, prefix in ROWS.items()}
TABLES = {"indicators": "绩效指标", "budget_lines": "测算明细", "plan": "分年度计划"}
CELLS = {
    "indicators": ("name", "target", "explanation", "weight"),
    "budget_lines": ("item", "quantity", "unit", "price", "months", "share"),
    "plan": ("year", "amount"),
}
WORDS = {
    "name": "三级指标",
    "target": "目标值",
    "explanation": "指标解释",
    "weight": "权重",
    "item": "支出事项",
    "quantity": "数量",
    "unit": "单位",
    "price": "单价",
    "months": "月数",
    "share": "比例",
    "year": "年度",
    "amount": "金额",
}
WHOLE_PAPER = "note-paper"


@dataclass(frozen=True)
class Place:
    """Where on the page a field is: the line for its notes, what a link jumps to, and its name in words."""

    slot: str
    anchor: str
    label: str


def head_name(key: str) -> str:
    """Name and id of the input of a head field."""
    return f"{HEAD}-{key}"


def row_name(part: str, key: str, column: str) -> str:
    """Name and id of the input of a row's cell."""
    return f"{ROWS[part]}-{key}-{column}"


def row_id(part: str, key: str) -> str:
    """Id of a row of the page."""
    return f"row-{ROWS[part]}-{key}"


def row_slot(part: str, key: str) -> str:
    """Id of the note line that a row's cells share."""
    return f"note-{ROWS[part]}-{key}"


def name_of(path: str) -> str:
    """The name of the input that a path's value is typed into; "" for a whole row."""
    part, key, column = split_path(path)
    if part in ROWS:
        return row_name(part, key, column) if column else ""
    return head_name(key if part == "extra" else part)


def place_of(template: FormTemplate, content: DeclarationContent, path: str) -> Place:
    """Where a path (rows by key) stands on the page of that content."""
    part, key, column = split_path(path)
    if part in ROWS:
        return _row_place(template, content, part, key, column)
    head = key if part == "extra" else part
    field = template.field(head)
    if field is None:
        return Place(WHOLE_PAPER, "paper", head)
    return Place(f"note-{head}", head_name(head), field.label)


def _row_place(template: FormTemplate, content: DeclarationContent, part: str, key: str, column: str) -> Place:
    if not key:
        return Place(f"note-{part}", part, TABLES[part])
    label = f"{_row_label(content, part, key)}{_column_label(template, part, column)}"
    slot = row_slot(part, key) if part == "indicators" else f"note-{part}"
    row = next((row for row in getattr(content, part) if row.key == key), None)
    has_input = column in CELLS[part] and not (part == "indicators" and row is not None and row.is_not_applicable)
    return Place(slot, row_name(part, key, column) if has_input else row_id(part, key), label)


def _row_label(content: DeclarationContent, part: str, key: str) -> str:
    rows = getattr(content, part)
    place = next((place for place, row in enumerate(rows) if row.key == key), None)
    if place is None:
        return f"{TABLES[part]}（已删除的一行）"
    if part != "indicators":
        return f"{TABLES[part]} 第 {place + 1} 行"
    row = rows[place]
    return f"{row.level2}“{row.name.strip()}”" if row.name.strip() else f"{row.level2} 第 {place + 1} 行"


def _column_label(template: FormTemplate, part: str, column: str) -> str:
    if not column:
        return ""
    found = template.column(column) if part == "indicators" else None
    return f"的{found.label if found else WORDS.get(column, column)}"
