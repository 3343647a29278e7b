"""The printed declaration as plain data: what stands in which cell, for PDF and Excel alike.

`declaration_layout` is the one place that decides what is printed and in which order; the writers only draw. The
tables follow the published forms: the head (labels and values side by side), then 测算明细 and 分年度计划 where the
declaration has any, then the indicators with level 1 and level 2 merged over consecutive rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from declarations.content import DeclarationContent
from declarations.writing.layout_rows import budget_table, indicator_table, plan_table
from declarations.writing.tables import Cell, Row, Table, label, number_cell, widths_of
from declarations.writing.text import paragraphs, plain
from indicators.template import FormTemplate, TemplateField


@dataclass(frozen=True)
class Layout:
    """Everything that is printed of a declaration, except the circumstances of the printout."""

    title: str
    name: str  # of the project, in one line
    amount_unit: str
    tables: tuple[Table, ...]

    def table(self, kind: str) -> Table | None:
        """The table of that kind (head, budget, plan, indicators), or None."""
        return next((table for table in self.tables if table.kind == kind), None)


def declaration_layout(content: DeclarationContent, template: FormTemplate) -> Layout:
    """The printed declaration: its title and its tables, in the order of the page."""
    indicators = indicator_table(content, template)
    tables = [head_table(content, template, indicators.edges)]
    if content.budget_lines:
        tables.append(budget_table(content.budget_lines, template))
    if content.plan:
        tables.append(plan_table(content.plan, template))
    name = " ".join(paragraphs(content.name))
    return Layout(template.title, name, template.amount_unit.value, (*tables, indicators))


def head_table(content: DeclarationContent, template: FormTemplate, guides: Sequence[int]) -> Table:
    """The fields of the template, line by line; a short line's last value reaches to the right edge.

    `guides` are edges of the indicator table, which the columns meet where they come near.
    """
    pairs = max((len(fields) for fields in template.head_rows), default=1)
    return Table(
        kind="head",
        widths=widths_of(_head_edges(pairs, guides)),
        header=(),
        rows=tuple(_head_row(content, template, fields, pairs) for fields in template.head_rows),
    )


def _head_row(
    content: DeclarationContent, template: FormTemplate, fields: tuple[TemplateField, ...], pairs: int
) -> Row:
    cells: list[Cell] = []
    for field in fields:
        colspan = 2 * (pairs - len(fields)) + 1 if field is fields[-1] else 1
        value = _value_cell(head_value(content, template, field.key), template, colspan)
        cells += (label(plain(field.label_in(template.amount_unit))), value)
    return tuple(cells)


def head_value(content: DeclarationContent, template: FormTemplate, key: str) -> Any:
    """The value to print; a form that has only one of 申请单位 and 主管单位 prints the unit under that label."""
    if key in {"applicant_unit", "supervising_unit"} and not (
        template.has("applicant_unit") and template.has("supervising_unit")
    ):
        return content.get(key) or content.unit_printed
    return content.get(key)


def _value_cell(value: Any, template: FormTemplate, colspan: int) -> Cell:
    if isinstance(value, Decimal):
        return number_cell(template.amount_unit.format(value), colspan=colspan)
    return Cell(_value_text(value), colspan=colspan)


def _value_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else plain(str(value))


def _head_edges(pairs: int, guides: Sequence[int]) -> tuple[int, ...]:
    """The right edges of the labels and values of so many pairs; each takes a guide that is near enough."""
    pair = 100 / pairs
    # Half of the narrowest column at most, so that no two edges meet.
    reach = min(3, int(pair / 8))
    wanted = [round(pair * n + part) for n in range(pairs) for part in (min(18, pair * 0.4), pair)][:-1]
    return (*(_near(edge, [guide for guide in guides if abs(guide - edge) <= reach]) for edge in wanted), 100)


def _near(edge: int, guides: Sequence[int]) -> int:
    return min(guides, key=lambda guide: abs(guide - edge), default=edge)
