"""The whole page of the form as one plain value, made from a content, its findings and what was typed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from declarations.content import DeclarationContent
from declarations.forms.adjusting import Adjusted, adjustments
from declarations.forms.basis import BasisView, basis_view
from declarations.forms.conflicts import Conflict
from declarations.forms.grid import Grid, GridMaker
from declarations.forms.head import HeadForm
from declarations.forms.last_year import Line, comparison, identity
from declarations.forms.layout import helper_for
from declarations.forms.notes import Note, Notes, notes_for
from declarations.forms.parsing import cell_of
from declarations.forms.places import WHOLE_PAPER, head_name, row_name, row_slot
from declarations.forms.progress import Section, sections
from declarations.forms.rows import cells_for
from declarations.forms.sums import SumLine, sum_lines
from declarations.forms.tables import Table, budget_table, plan_table
from declarations.rules import Report
from indicators.template import FieldKind, FormTemplate


@dataclass(frozen=True)
class Paper:
    """The page of `content` at `version`. `texts` are what stands in inputs where that is not the content."""

    template: FormTemplate
    content: DeclarationContent
    report: Report
    year: int
    version: int
    texts: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    settled: Mapping[str, int] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    asked: frozenset[int] = frozenset()
    last_year: DeclarationContent | None = None
    adjusted: DeclarationContent | None = None  # what an adjustment starts from

    @cached_property
    def notes(self) -> Notes:
        """Everything said about the page, place by place."""
        return notes_for(
            self.template,
            self.content,
            self.report,
            problems=self.problems,
            conflicts=self.conflicts,
            slots=self._slots(),
        )

    def _slots(self) -> Iterator[str]:
        yield from (f"note-{spec.key}" for spec in self.template.fields)
        yield from (row_slot("indicators", row.key) for row in self.content.indicators)
        yield "note-indicators"
        if self.template.has_budget_lines or self.content.budget_lines:
            yield "note-budget_lines"
        if self.template.has_yearly_plan or self.content.plan:
            yield "note-plan"

    @cached_property
    def lines(self) -> Table | None:
        """测算明细."""
        return budget_table(self.template, self.content, self.notes, self.texts)

    @cached_property
    def plan(self) -> Table | None:
        """分年度计划."""
        return plan_table(self.template, self.content, self.notes, self.texts)

    @property
    def tables(self) -> list[Table]:
        """The tables of amounts that the form has."""
        return [table for table in (self.plan, self.lines) if table is not None]

    @cached_property
    def head(self) -> HeadForm:
        """The head, ready for {% crispy %}."""
        form = HeadForm(self.template, self.content, texts=self.texts)
        form.helper = helper_for(form, self.content, self.notes, self.plan, self.lines)
        return form

    @cached_property
    def grid(self) -> Grid:
        """The indicator table."""
        earlier = None if self.last_year is None else last_year_targets(self.template, self.content, self.last_year)
        maker = GridMaker(self.template, self.content, self.notes, self.texts, self.asked, earlier, self.year - 1)
        return maker.grid()

    @cached_property
    def sections(self) -> list[Section]:
        """How far each section is."""
        return sections(self.template, self.content, self.notes)

    @cached_property
    def basis(self) -> BasisView | None:
        """The amounts that were read in 测算依据."""
        return basis_view(self.template, self.content, self.year)

    @property
    def reads_basis(self) -> bool:
        """Whether the form has a 测算依据 to be read."""
        return self.template.has("calculation_basis")

    @property
    def whole_note(self) -> Note:
        """What is said about the paper as a whole, or about a field that this form does not print."""
        return self.notes.at(WHOLE_PAPER)

    @property
    def grid_note(self) -> Note:
        """What is said about the indicator table as a whole."""
        return self.notes.at("note-indicators")

    @property
    def sums(self) -> tuple[SumLine, ...]:
        """The arithmetic of the tables."""
        return sum_lines(self.template, self.content, self.year)

    @cached_property
    def adjustments(self) -> list[Adjusted]:
        """What an adjustment changes, place by place."""
        return [] if self.adjusted is None else adjustments(self.template, self.adjusted, self.content)

    @property
    def comparison(self) -> list[Line]:
        """What differs from last year's; empty when there is none."""
        if self.last_year is None:
            return []
        return comparison(self.template, self.content, self.last_year, self.year)


def input_texts(template: FormTemplate, content: DeclarationContent) -> dict[str, str]:
    """What every input of the page of `content` would show, by its name."""
    texts = {
        head_name(spec.key): cell_of(spec.kind, template.amount_unit).show(content.get(spec.key))
        for spec in template.fields
        if spec.kind is not FieldKind.SYSTEM
    }
    for part, cells in cells_for(template).items():
        for row in getattr(content, part):
            for column, cell in cells.items():
                texts[row_name(part, row.key, column)] = cell.show(getattr(row, column))
    return texts


def shapes(template: FormTemplate, content: DeclarationContent) -> dict[str, Any]:
    """Which rows each part of the page has; a part whose shape differs has to be printed anew."""
    nothing = Notes()
    parts: dict[str, Any] = {
        group.id: group.shape() for group in GridMaker(template, content, nothing, {}).grid().groups
    }
    tables = (budget_table(template, content, nothing, {}), plan_table(template, content, nothing, {}))
    return parts | {table.part: table.shape for table in tables if table is not None}


def last_year_targets(
    template: FormTemplate, content: DeclarationContent, last_year: DeclarationContent
) -> dict[str, str]:
    """Last year's target of the same indicator (category and name), by row key; "" when there was none."""
    earlier = {identity(template, row): row.target for row in last_year.indicators if row.is_real}
    return {row.key: earlier.get(identity(template, row), "") if row.name.strip() else "" for row in content.indicators}
