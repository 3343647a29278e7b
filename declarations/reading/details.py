"""测算明细 and 分年度计划, the two small tables that a declaration may print between its head and its indicators."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from declarations.content import BudgetLine, PlanYear
from declarations.reading.grid import Cell, Row
from declarations.reading.notes import Notebook
from declarations.reading.values import amount_of, printed_unit
from indicators.template import AmountUnit, fold_label

_TOTAL = "合计"
_BUDGET_HEADS = {
    "支出事项": "item",
    "数量": "quantity",
    "单位": "unit",
    "单价": "price",
    "月数": "months",
    "比例": "share",
}
_PLAN_HEADS = {"年度": "year", "金额": "amount"}
_YEAR = re.compile(r"-?\d{1,5}")  # as many digits as the form takes
_MONEY = frozenset({"price", "amount"})
_NUMBERS = frozenset({"quantity", "months", "share"})


@dataclass(frozen=True)
class Details:
    """The lines of both tables, and the rows of the form without them."""

    rows: tuple[Row, ...]
    budget_lines: tuple[BudgetLine, ...] = ()
    plan: tuple[PlanYear, ...] = ()


def without_details(rows: Sequence[Row], unit: AmountUnit, notes: Notebook) -> Details:
    """Both tables taken out of `rows`; amounts whose head names no unit are in `unit`."""
    kept, budget = _taken(rows, "测算明细", _BUDGET_HEADS, unit, notes)
    kept, plan = _taken(kept, "分年度计划", _PLAN_HEADS, unit, notes)
    return Details(
        tuple(kept),
        tuple(BudgetLine(**values) for values in budget),
        tuple(PlanYear(**values) for values in plan),
    )


def _taken(
    rows: Sequence[Row], title: str, heads: Mapping[str, str], unit: AmountUnit, notes: Notebook
) -> tuple[list[Row], list[dict[str, Any]]]:
    """`rows` without the table under `title`, and its lines; a title without the heads below it is text."""
    start = next((n for n in range(len(rows) - 1) if _opens(rows, n, title, heads)), None)
    if start is None:
        return list(rows), []
    columns = _columns(rows[start + 1], heads)
    end = start + 2
    lines: list[dict[str, Any]] = []
    while end < len(rows) and _is_line(rows[end], columns):
        if fold_label(rows[end].first) == _TOTAL:
            end += 1
            break
        if not rows[end].is_blank and not _repeats_heads(rows[end], title, heads):
            lines.append(_values(rows[end], columns, unit, notes))
        end += 1
    return [*rows[:start], *rows[end:]], lines


def _opens(rows: Sequence[Row], n: int, title: str, heads: Mapping[str, str]) -> bool:
    return fold_label(rows[n].only) == title and len(_columns(rows[n + 1], heads)) == len(rows[n + 1].filled) > 1


def _repeats_heads(row: Row, title: str, heads: Mapping[str, str]) -> bool:
    """The title or the heads again, on a further page."""
    return fold_label(row.only) == title or len(_columns(row, heads)) == len(row.filled) > 1


def _columns(row: Row, heads: Mapping[str, str]) -> dict[int, tuple[str, AmountUnit | None]]:
    """Column → (key, printed unit) for the heads in a row; a column that is only the product of others has key ""."""
    found: dict[int, tuple[str, AmountUnit | None]] = {}
    for column, cell in row.filled:
        word = fold_label(cell.words).partition("(")[0]
        if word in heads or word == "金额":
            found[column] = (heads.get(word, ""), printed_unit(cell.words))
    return found


def _is_line(row: Row, columns: Mapping[int, object]) -> bool:
    """A row of the table: every text stands in one of its columns; a blank row ends it only when none follows."""
    return fold_label(row.first) == _TOTAL or all(column in columns for column, _ in row.filled)


def _values(
    row: Row, columns: Mapping[int, tuple[str, AmountUnit | None]], unit: AmountUnit, notes: Notebook
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column, cell in row.filled:
        key, printed = columns[column]
        if not key:
            continue
        values[key] = _value(cell, key, printed or unit)
        if values[key] is None:
            notes.add("value_not_read", place=cell.place, text=cell.words)
    return values


def _value(cell: Cell, key: str, unit: AmountUnit) -> Any:
    readers: dict[str, Callable[[str], Any]] = dict.fromkeys(_MONEY, lambda text: amount_of(text, unit))
    readers |= dict.fromkeys(_NUMBERS, _number)
    readers["year"] = _year
    read = readers.get(key)
    # A number too long for its cell is broken over lines.
    return read("".join((cell.exact if key in _MONEY else cell.words).split())) if read else cell.words


def _number(text: str) -> Decimal | None:
    return amount_of(text.rstrip("%％"), AmountUnit.YUAN)


def _year(text: str) -> int | None:
    digits = text.strip().removesuffix("年度").removesuffix("年")
    return int(digits) if _YEAR.fullmatch(digits) else None
