"""A declaration → the rows of its flat tables: what stands in each cell. Pure, before any file.

Texts are those of the declaration, blank lines and all; only markup and control characters are left out, as on paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from declarations.columns import NO, YES, Column, ColumnKind, FlatTable, Part, TableKind, flat_tables, marked
from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.writing.errors import WritingError
from declarations.writing.layout import head_value
from declarations.writing.measure import CELL_LIMIT, cell_length
from declarations.writing.tables import number_text
from declarations.writing.text import has_markup, plain, printable
from indicators.template import FormTemplate

Numbered = Indicator | BudgetLine | PlanYear


@dataclass(frozen=True)
class Shown:
    """One cell: the text that it shows, and what a spreadsheet may keep in place of it, a number or a day."""

    text: str = ""
    number: Decimal | None = None
    day: date | None = None


BLANK = Shown()


def flat_rows(
    number: int, content: DeclarationContent, template: FormTemplate, *, repeat_head: bool
) -> Iterator[tuple[FlatTable, tuple[Shown, ...]]]:
    """Every row of declaration `number` with the table to which it belongs, in the order of the columns.

    The head stands on each row or on the first only; one without indicators has a row all the same. WritingError for
    a text longer than a cell.
    """
    rows: Sequence[Iterable[Numbered]] = (content.indicators or (Indicator(),), content.budget_lines, content.plan)
    for table, lines in zip(flat_tables(template), rows, strict=True):
        head = _head_cells(number, content, template, table)
        for place, line in enumerate(lines):
            shown = repeat_head or place == 0 or table.kind is not TableKind.INDICATORS
            yield table, tuple(_cell(column, line, table, head, shown=shown) for column in table.columns)


def _head_cells(number: int, content: DeclarationContent, template: FormTemplate, table: FlatTable) -> dict[str, Shown]:
    """The cells of the head by the heading of their column."""
    cells: dict[str, Shown] = {}
    for column in table.columns:
        if column.part is Part.NUMBER:
            cells[column.heading] = Shown(str(number), Decimal(number))
        elif column.part is Part.HEAD:
            shown = _shown(head_value(content, template, column.key), column, table)
            cells[column.heading] = _checked(shown, column, content)
    return cells


def _cell(column: Column, line: Numbered, table: FlatTable, head: dict[str, Shown], *, shown: bool) -> Shown:
    if column.part is Part.NUMBER:
        return head[column.heading]
    if column.part is Part.HEAD:
        return head[column.heading] if shown else BLANK
    value = getattr(line, column.key)
    if column.kind is ColumnKind.LEVEL2 and isinstance(line, Indicator):
        value = marked(line.level2, required=line.required)
    return _checked(_shown(value, column, table), column, line)


def _shown(value: Any, column: Column, table: FlatTable) -> Shown:
    if value is None or value == "":
        return BLANK
    if isinstance(value, bool):
        return Shown(YES if value else NO)
    if isinstance(value, Decimal):
        is_money = column.kind in {ColumnKind.AMOUNT, ColumnKind.PRODUCT}
        text = table.unit.format(value) if is_money else number_text(value)
        return Shown(text, Decimal(text.replace(",", "")))
    if isinstance(value, int):
        return Shown(str(value), Decimal(value))
    return Shown(value.isoformat(), day=value) if isinstance(value, date) else Shown(plain_cell(str(value)))


def plain_cell(text: str) -> str:
    """A text for one cell: markup as paragraphs, everything else as it was typed, blank lines too."""
    return plain(text) if has_markup(text) else printable(text).strip()


def _checked(cell: Shown, column: Column, where: DeclarationContent | Numbered) -> Shown:
    length = cell_length(cell.text)
    if length <= CELL_LIMIT:
        return cell
    name = getattr(where, "name", "") or getattr(where, "item", "")
    raise WritingError(
        f"《{name[:60]}》的“{column.heading}”有 {length:,} 字，超过 Excel 单元格 {CELL_LIMIT:,} 字的上限，"
        "无法完整导出。请精简后再导出，或改为导出 PDF。"
    )
