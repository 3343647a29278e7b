"""The head of the read-only paper: the template's lines with labels, values and remarks; tables of amounts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import Any

from declarations.amounts import beside
from declarations.basis import Reading
from declarations.comparing import REMOVED, Piece
from declarations.forms.basis import marked
from declarations.forms.parsing import cell_of
from declarations.forms.places import TABLES, WORDS, head_name, row_id, row_name
from declarations.forms.progress import is_required
from declarations.forms.rows import cells_for
from declarations.reviewing.changed import Changed
from declarations.reviewing.remarks import Remark, Remarks
from declarations.rules.arithmetic import FIELD
from indicators.template import AmountUnit, FieldKind, FormTemplate, TemplateField, to_fen

PAIRS = 2
# Table columns of the head: a label and a value for each pair.
COLUMNS = 2 * PAIRS


@dataclass(frozen=True)
class HeadCell:
    """One field: its label, its value in pieces, what is said about it. `beside`: the amount in the other unit."""

    key: str
    label: str
    required: bool
    pieces: tuple[Piece, ...]
    kind: str  # CSS class of the value: num, long or ""
    beside: str
    remarks: tuple[Remark, ...]
    span: int = 1  # columns of the value

    @property
    def anchor(self) -> str:
        """What links to a finding jump to."""
        return head_name(self.key)


@dataclass(frozen=True)
class HeadRow:
    """One line of the head table: one or two fields."""

    cells: tuple[HeadCell, ...]

    @property
    def is_noted(self) -> bool:
        """Whether a line with remarks follows."""
        return any(cell.remarks for cell in self.cells)


@dataclass(frozen=True)
class AmountCell:
    """One cell of a table of amounts."""

    id: str
    pieces: tuple[Piece, ...]
    figures: bool


@dataclass(frozen=True)
class AmountRow:
    """One row of a table of amounts, its amount last."""

    id: str
    cells: tuple[AmountCell, ...]
    is_gone: bool = False  # only the earlier version has it


@dataclass(frozen=True)
class AmountTable:
    """测算明细 or 分年度计划; `heads` are (CSS class, words)."""

    part: str
    title: str
    unit: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[AmountRow, ...]
    total: str
    remarks: tuple[Remark, ...]


def head_blocks(
    template: FormTemplate, changed: Changed, remarks: Remarks, reading: Reading
) -> list[HeadRow | AmountTable]:
    """The head line by line; the plan behind the amounts, 测算明细 behind 测算依据, whose amounts are marked."""
    rows = [_with_marks(row, template, changed, reading) for row in _head_rows(template, changed, remarks)]
    placed = [
        (_last_of(rows, "total_amount", "year_amount"), _plan_table(template, changed, remarks)),
        (_last_of(rows, "calculation_basis"), _budget_table(template, changed, remarks)),
    ]
    tables = [(place if place >= 0 else len(rows) - 1, table) for place, table in placed if table is not None]
    blocks: list[HeadRow | AmountTable] = []
    for number, row in enumerate(rows):
        blocks += [row, *(table for place, table in tables if place == number)]
    return blocks


def _last_of(rows: list[HeadRow], *keys: str) -> int:
    return max((n for n, row in enumerate(rows) for cell in row.cells if cell.key in keys), default=-1)


def _head_rows(template: FormTemplate, changed: Changed, remarks: Remarks) -> Iterator[HeadRow]:
    for line in template.head_rows:
        fields = iter(line)
        while pair := tuple(islice(fields, PAIRS)):
            span = COLUMNS - 2 * len(pair) + 1
            yield HeadRow(tuple(_head_cell(template, field, changed, remarks, span) for field in pair))


def _head_cell(template: FormTemplate, field: TemplateField, changed: Changed, remarks: Remarks, span: int) -> HeadCell:
    unit, value = template.amount_unit, changed.content.get(field.key)
    is_money = field.kind is FieldKind.MONEY
    return HeadCell(
        key=field.key,
        label=field.label_in(unit),
        required=is_required(field, changed.content),
        pieces=changed.head(field.key, cell_of(field.kind, unit)),
        kind="num" if is_money else "long" if field.kind is FieldKind.LONG_TEXT else "",
        beside=beside(value, unit) if is_money else "",
        remarks=remarks.at(f"note-{field.key}"),
        span=span,
    )


def _with_marks(row: HeadRow, template: FormTemplate, changed: Changed, reading: Reading) -> HeadRow:
    """The line, with the amounts marked where it holds 测算依据 as it was read."""
    return HeadRow(
        tuple(
            replace(cell, pieces=marked(cell.pieces, reading, template.amount_unit))
            if cell.key == FIELD and _text_now(cell.pieces) == changed.content.calculation_basis
            else cell
            for cell in row.cells
        )
    )


def _text_now(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != REMOVED)


def _budget_table(template: FormTemplate, changed: Changed, remarks: Remarks) -> AmountTable | None:
    """测算明细 in yuan; months and share only where a row has them. None when there are no rows."""
    rows = changed.printed.budget_lines
    if not rows:
        return None
    told = [name for name in ("months", "share") if any(getattr(row, name) is not None for row in rows)]
    columns = ["item", "quantity", "unit", "price", *told]
    return _table(template, changed, remarks, "budget_lines", columns, AmountUnit.YUAN)


def _plan_table(template: FormTemplate, changed: Changed, remarks: Remarks) -> AmountTable | None:
    """分年度计划 in the form's unit; None when there are no rows."""
    if not changed.printed.plan:
        return None
    return _table(template, changed, remarks, "plan", ["year"], template.amount_unit)


def _table(
    template: FormTemplate, changed: Changed, remarks: Remarks, part: str, columns: list[str], unit: AmountUnit
) -> AmountTable:
    cells = cells_for(template)[part]

    def show(amount: Decimal | None) -> str:
        return "" if amount is None else unit.format(to_fen(amount))

    def row_cells(row: Any) -> Iterator[AmountCell]:
        for column in columns:
            pieces = changed.of_row(part, row, column, cells[column])
            yield AmountCell(row_name(part, row.key, column), pieces, cells[column].figures)
        yield AmountCell(row_name(part, row.key, "amount"), changed.of_amount(part, row, show), figures=True)

    rows = [
        AmountRow(row_id(part, row.key), tuple(row_cells(row)), changed.is_gone(part, row.key))
        for row in getattr(changed.printed, part)
    ]
    total = sum((row.amount or Decimal(0) for row in getattr(changed.content, part)), Decimal(0))
    heads = tuple((f"t-{column}", _words(column, unit)) for column in (*columns, "amount"))
    slot = f"note-{part}"
    return AmountTable(part, TABLES[part], unit.value, heads, tuple(rows), show(total), remarks.at(slot))


def _words(column: str, unit: AmountUnit) -> str:
    units = {"price": f"（{unit.value}）", "amount": f"（{unit.value}）", "share": "（%）"}
    return f"{WORDS[column]}{units.get(column, '')}"
