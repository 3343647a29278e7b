"""A block of cells from Excel or WPS, put into the rows of a table; what finds no place is told. Pure.

The block starts in one cell and goes right and down. Rows below that exist are filled, further ones are made. Columns
with the names of level 1 and level 2 in front say to which category a row belongs (merged cells are blank: the
name above counts); heads and a column of serial numbers are passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from declarations.amounts import UnreadableError
from declarations.blank import blank_row
from declarations.content import BudgetLine, DeclarationContent, PlanYear
from declarations.errors import BadInput
from declarations.forms.operations import checked_key, insert_after, placed_in, remove_rows, row_at, rows_of_category
from declarations.forms.parsing import Cell
from declarations.forms.places import PARTS, WORDS
from declarations.forms.rows import cells_for
from indicators.template import FormTemplate, TemplateCategory, fold_label

MOST_ROWS, MOST_COLUMNS = 500, 60
UNREADABLE_BLOCK = "粘贴的内容看不懂，没有放进表里。请重新复制后再粘贴。"
TOO_LARGE = f"一次最多粘贴 {MOST_ROWS} 行、{MOST_COLUMNS} 列，请分几次粘贴。"
_SERIAL = re.compile(r"\(?\d{1,3}[.、)]?")

Block = tuple[tuple[str, ...], ...]


@dataclass
class Pasted:
    """What became of a block: the content, how many cells were filled, what was left over (place, text)."""

    content: DeclarationContent
    cells: int = 0
    rows: int = 0  # made for it
    rest: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """Where a block goes: the name of the cell in which it starts, and the keys for the rows that it may need."""

    part: str
    key: str
    column: str
    block: Block
    keys: tuple[str, ...]


def wanted_from(text: str) -> Wanted:
    """The post of a block: {"at": name of an input, "block": rows of texts, "keys": …}; BadInput when it is none."""
    try:
        said = json.loads(text)
        prefix, key, column = str(said["at"]).split("-")
        block = tuple(tuple(str(cell) for cell in row) for row in said["block"])
        keys = tuple(checked_key(str(key)) for key in said.get("keys", ()))
        part = PARTS[prefix]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(UNREADABLE_BLOCK) from error
    if len(block) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in block):
        raise BadInput(TOO_LARGE)
    return Wanted(part, key, column, block, keys)


def paste(template: FormTemplate, content: DeclarationContent, wanted: Wanted) -> Pasted:
    """The block in its place."""
    cells = cells_for(template)[wanted.part]
    if wanted.column not in cells:
        raise BadInput(UNREADABLE_BLOCK)
    row_at(f"{wanted.part}[{wanted.key}]")
    return _Placing(template, wanted, cells, Pasted(content), list(wanted.keys)).done()


@dataclass
class _Placing:
    template: FormTemplate
    wanted: Wanted
    cells: dict[str, Cell]
    told: Pasted
    keys: list[str]

    def done(self) -> Pasted:
        rows = [row for row in self.wanted.block if any(cell.strip() for cell in row)]
        columns = list(self.cells)
        columns = columns[columns.index(self.wanted.column) :]
        rows, guide = self._without_guides(rows)
        if guide is None:
            self._down_from(self.wanted.key, rows, columns)
        else:
            self._by_category(rows, guide, list(self.cells))
        return self.told

    def _without_guides(
        self, rows: list[tuple[str, ...]]
    ) -> tuple[list[tuple[str, ...]], list[TemplateCategory] | None]:
        """The rows without heads, levels and serial numbers in front; the category of each row where they say so."""
        rows = [row for row in rows if not self._is_head(row)]
        if self.wanted.part != "indicators" or not rows:
            return self._without_serial(rows), None
        place = next((n for n in range(min(3, max(map(len, rows)))) if self._names_categories(rows, n)), None)
        if place is None:
            return self._without_serial(rows), None
        guide: list[TemplateCategory] = []
        level1 = ""
        for row in rows:
            level1 = (row[place - 1].strip() if place and place <= len(row) else "") or level1
            named = row[place].strip() if place < len(row) else ""
            found = self._category(level1, named)
            guide.append(found or (guide[-1] if guide else self.template.categories[0]))
        return [row[place + 1 :] for row in rows], guide

    def _names_categories(self, rows: list[tuple[str, ...]], place: int) -> bool:
        """Whether that column names level 2: its first row does, and nothing in it is anything else."""
        said = [row[place].strip() if place < len(row) else "" for row in rows]
        named = [text for text in said if text]
        return bool(said[0]) and all(self.template.categories_named(_bare(text)) for text in named)

    def _category(self, level1: str, level2: str) -> TemplateCategory | None:
        if not level2:
            return None
        named = self.template.categories_named(_bare(level2))
        return next(
            (found for found in named if fold_label(level1) in found.folded_level1), named[0] if named else None
        )

    def _is_head(self, row: tuple[str, ...]) -> bool:
        heads = {fold_label(WORDS[column]) for column in self.cells} | {
            "一级指标",
            "二级指标",
            "序号",
            "合计",
            "指标值",
        }
        if self.wanted.part == "indicators":
            heads |= {fold_label(column.label) for column in self.template.columns}
        said = [fold_label(cell).partition("(")[0] for cell in row if cell.strip()]
        return bool(said) and (all(text in heads for text in said) or said[0] == "合计")

    def _without_serial(self, rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """Without a first column of serial numbers, where texts are expected."""
        takes_text = self.wanted.column in {"name", "item"}
        if takes_text and len(rows) > 1 and all(len(row) > 1 and _SERIAL.fullmatch(row[0].strip()) for row in rows):
            return [row[1:] for row in rows]
        return rows

    def _down_from(self, key: str, rows: list[tuple[str, ...]], columns: list[str]) -> None:
        here: Any = next((row for row in self._all() if row.key == key), None)
        if here is None:
            raise BadInput(UNREADABLE_BLOCK)
        category = self.template.category(here.level1, here.level2) if self.wanted.part == "indicators" else None
        same = [row.key for row in self._all() if category is None or self._is_of(row, category)]
        below = same[same.index(key) :]
        last = key
        for number, texts in enumerate(rows):
            if number < len(below):
                last = below[number]
            else:
                last = self._made(category, last)
            self._fill(last, texts, columns)

    def _by_category(self, rows: list[tuple[str, ...]], guide: list[TemplateCategory], columns: list[str]) -> None:
        for texts, category in zip(rows, guide, strict=True):
            if not any(text.strip() for text in texts):
                continue
            there = rows_of_category(self.template, self.told.content, category)
            blank = next((row.key for row in there if row.is_blank), None)
            key = blank or self._made(category, there[-1].key if there else "")
            self._fill(key, texts, columns)
            none = [row.key for row in there if row.is_not_applicable]
            if none and not self._row(key).is_not_applicable:
                self.told.content = remove_rows(self.told.content, "indicators", none)

    def _all(self) -> Sequence[Any]:
        rows: Sequence[Any] = getattr(self.told.content, self.wanted.part)
        return rows

    def _row(self, key: str) -> Any:
        return next(row for row in self._all() if row.key == key)

    def _is_of(self, row: Any, category: TemplateCategory) -> bool:
        return self.template.category(row.level1, row.level2) == category

    def _made(self, category: TemplateCategory | None, after: str) -> str:
        key = self.keys.pop(0) if self.keys else checked_key("")
        if category is not None:
            fresh: Any = replace(blank_row(category), key=key)
        else:
            fresh = BudgetLine(key=key) if self.wanted.part == "budget_lines" else PlanYear(key=key)
        if category is not None and not after:
            self.told.content = placed_in(self.template, self.told.content, [fresh], category)
        else:
            self.told.content = insert_after(self.told.content, self.wanted.part, [fresh], after)
        self.told.rows += 1
        return key

    def _fill(self, key: str, texts: Sequence[str], columns: list[str]) -> None:
        values: dict[str, Any] = {}
        number = next(n for n, row in enumerate(self._all(), start=1) if row.key == key)
        for place, text in enumerate(texts):
            if not text.strip():
                continue
            column = columns[place] if place < len(columns) else ""
            try:
                values[column] = self.cells[column].read(text.strip())
            except (KeyError, UnreadableError):
                self.told.rest.append((f"第 {number} 行{WORDS.get(column, '右边')}", text.strip()))
        values.pop("", None)
        self.told.cells += len(values)
        rows = tuple(replace(row, **values) if row.key == key else row for row in self._all())
        changed: dict[str, Any] = {self.wanted.part: rows}
        self.told.content = replace(self.told.content, **changed)


def _bare(text: str) -> str:
    """A category's name without the mark of a required one and line breaks."""
    return "".join(text.split()).lstrip("*＊+")
