"""测算明细 and 分年度计划 as the page prints them: inputs, what each row comes to, and the total. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from declarations.amounts import amount_text
from declarations.content import DeclarationContent
from declarations.forms.inputs import attributes
from declarations.forms.notes import Notes
from declarations.forms.parsing import Cell
from declarations.forms.places import TABLES, WORDS, row_id, row_name
from declarations.forms.rows import cells_for
from indicators.template import AmountUnit, FormTemplate

TOO_LARGE = Decimal(10) ** 20  # products of huge quantities and prices have more digits than can be rounded


@dataclass(frozen=True)
class TableCell:
    """One input."""

    column: str
    name: str
    label: str
    text: str
    figures: bool
    note: str
    state: str

    @property
    def is_text(self) -> bool:
        """Whether it wraps: what is paid for is said in words."""
        return self.column == "item"

    @property
    def attributes(self) -> SafeString:
        """Everything in the tag of its input but the text."""
        more = {"rows": "1", "data-grow": ""} if self.is_text else {"autocomplete": "off"}
        if self.figures:
            more["inputmode"] = "decimal"
        return attributes(
            name=self.name, label=self.label, note=self.note, state=self.state, figures=self.figures, more=more
        )


@dataclass(frozen=True)
class TableRow:
    """One row; `amount` is what it comes to, "" while that cannot be told."""

    id: str
    path: str
    label: str
    cells: tuple[TableCell, ...]
    amount: str
    is_filled: bool


@dataclass(frozen=True)
class Table:
    """A table of amounts with its total in `unit`; `heads` are (column, words)."""

    part: str
    title: str
    unit: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[TableRow, ...]
    total: str
    shows_amounts: bool

    @property
    def button(self) -> str:
        """Name of the button that adds a row."""
        return {"budget_lines": "add-line", "plan": "add-plan"}[self.part]

    @property
    def shape(self) -> tuple[str, ...]:
        """What the page has to print anew when it changes."""
        return tuple(row.id for row in self.rows)


@dataclass(frozen=True)
class TableMaker:
    """Makes one table of a page; `texts` are what stands in inputs where that is not the content."""

    part: str
    unit: AmountUnit
    cells: Mapping[str, Cell]
    notes: Notes
    texts: Mapping[str, str]

    def table(self, rows: tuple[Any, ...]) -> Table:
        """The table of these rows."""
        total = sum((row.amount or Decimal(0) for row in rows), Decimal(0)) if rows else None
        heads = tuple((column, _head(column, self.unit)) for column in self.cells)
        made = tuple(self._row(number, row) for number, row in enumerate(rows, start=1))
        computed = "amount" not in self.cells
        return Table(self.part, TABLES[self.part], self.unit.value, heads, made, self._rounded(total), computed)

    def _row(self, number: int, row: Any) -> TableRow:
        label = f"{TABLES[self.part]} 第 {number} 行"
        cells = tuple(self._cells(row, label))
        filled = any(cell.text.strip() for cell in cells)
        path = f"{self.part}[{row.key}]"
        return TableRow(row_id(self.part, row.key), path, label, cells, self._rounded(row.amount), filled)

    def _cells(self, row: Any, label: str) -> Iterator[TableCell]:
        for column, cell in self.cells.items():
            name = row_name(self.part, row.key, column)
            yield TableCell(
                column=column,
                name=name,
                label=f"{label} {WORDS[column]}",
                text=self.texts.get(name, cell.show(getattr(row, column))),
                figures=cell.figures,
                note=f"note-{self.part}",
                state=self.notes.state(name),
            )

    def _rounded(self, amount: Decimal | None) -> str:
        """The amount to the fen in yuan; quantity × price × share may end beyond it."""
        if amount is None or abs(amount) >= TOO_LARGE:
            return "" if amount is None else "金额太大"
        return amount_text(round(amount, 2), self.unit)


def budget_table(
    template: FormTemplate, content: DeclarationContent, notes: Notes, texts: Mapping[str, str]
) -> Table | None:
    """测算明细, always in yuan; None on a form that has none (unless there are rows all the same)."""
    if not (template.has_budget_lines or content.budget_lines):
        return None
    cells = cells_for(template)["budget_lines"]
    return TableMaker("budget_lines", AmountUnit.YUAN, cells, notes, texts).table(content.budget_lines)


def plan_table(
    template: FormTemplate, content: DeclarationContent, notes: Notes, texts: Mapping[str, str]
) -> Table | None:
    """分年度计划 in the form's unit; None on a form that has none (unless there are rows all the same)."""
    if not (template.has_yearly_plan or content.plan):
        return None
    cells = cells_for(template)["plan"]
    return TableMaker("plan", template.amount_unit, cells, notes, texts).table(content.plan)


def _head(column: str, unit: AmountUnit) -> str:
    units = {"price": f"（{unit.value}）", "amount": f"（{unit.value}）", "share": "（%）"}
    return f"{WORDS[column]}{units.get(column, '')}"
