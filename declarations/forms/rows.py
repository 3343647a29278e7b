"""The tables of the paper (indicators, 测算明细, 分年度计划): posted cells become rows. Pure.

Only cells come from the post: a row's key and category are those of the content that the page showed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from declarations.amounts import UnreadableError
from declarations.content import DeclarationContent
from declarations.errors import BadInput
from declarations.forms.parsing import LINE, QUANTITY, SHARE, TEXT, WEIGHT, WHOLE, Cell, is_untouched, money
from declarations.forms.places import PARTS, ROWS, row_name
from indicators.template import AmountUnit, FormTemplate

GONE = "页面上有一行已经不在这份申报里。请刷新页面后再改，其他内容都已保存。"


def cells_for(template: FormTemplate) -> dict[str, dict[str, Cell]]:
    """The cells of a row of each table that people fill in."""
    indicator = {"name": TEXT, "target": LINE, "explanation": TEXT}
    return {
        "indicators": indicator | ({"weight": WEIGHT} if template.has_weights else {}),
        "budget_lines": {
            "item": LINE,
            "quantity": QUANTITY,
            "unit": LINE,
            "price": money(AmountUnit.YUAN),
            "months": QUANTITY,
            "share": SHARE,
        },
        "plan": {"year": WHOLE, "amount": money(template.amount_unit)},
    }


@dataclass
class RowReader:
    """Reads the posted cells of every table; `problems` gathers what could not be read, by field path."""

    template: FormTemplate
    post: Mapping[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    def read(self, base: DeclarationContent, current: DeclarationContent) -> DeclarationContent:
        """`base` with the posted cells in its rows.

        A row that came meanwhile may be posted too. BadInput for a cell of a row that neither has.
        """
        self._refuse_strangers(base, current)
        parts: dict[str, Any] = {
            part: tuple(self._rows(part, _known_rows(part, base, current, self._keys(part)))) for part in ROWS
        }
        return replace(base, **parts)

    def _keys(self, part: str) -> set[str]:
        start = f"{ROWS[part]}-"
        return {name.removeprefix(start).rpartition("-")[0] for name in self.post if name.startswith(start)}

    def _refuse_strangers(self, base: DeclarationContent, current: DeclarationContent) -> None:
        for part in PARTS.values():
            known = {row.key for content in (base, current) for row in getattr(content, part)}
            if self._keys(part) - known:
                raise BadInput(GONE)

    def _rows(self, part: str, rows: Iterable[Any]) -> Iterable[Any]:
        cells = cells_for(self.template)[part]
        for row in rows:
            typed = {column: self._value(part, row, column, cell) for column, cell in cells.items()}
            yield replace(row, **typed)

    def _value(self, part: str, row: Any, column: str, cell: Cell) -> Any:
        before = getattr(row, column)
        posted = self.post.get(row_name(part, row.key, column))
        if posted is None or is_untouched(cell, posted, cell.show(before)):
            return before
        try:
            return cell.read(posted)
        except UnreadableError as error:
            self.problems[f"{part}[{row.key}].{column}"] = str(error)
            return before


def _known_rows(part: str, base: DeclarationContent, current: DeclarationContent, posted: set[str]) -> Sequence[Any]:
    """The rows of `base`, and those of `current` that are on the page as well, in their place."""
    rows = list(getattr(base, part))
    there = {row.key for row in rows}
    before = ""
    for row in getattr(current, part):
        if row.key in posted and row.key not in there:
            place = next((n + 1 for n, known in enumerate(rows) if known.key == before), len(rows))
            rows.insert(place, row)
        before = row.key
    return rows
