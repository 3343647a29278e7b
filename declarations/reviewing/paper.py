"""The whole read-only page of one declaration as one plain value. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from declarations.content import DeclarationContent
from declarations.forms.basis import BasisView, basis_view
from declarations.forms.paper import last_year_targets
from declarations.reviewing.changed import Changed, Section, sections
from declarations.reviewing.grid import Grid, GridMaker
from declarations.reviewing.head import AmountTable, HeadRow, head_blocks
from declarations.reviewing.remarks import Remark, Remarks, remarks_for
from declarations.rules import Report
from declarations.rules.arithmetic import reading_of
from indicators.template import FormTemplate


@dataclass(frozen=True)
class ReadOnlyPaper:
    """What `content` says, what is wrong with it, and what changed since `earlier` (None: nothing is compared).

    `said` are the author's sentences by `checking.finding_key`; `last_year` is the same project's form of the year
    before, None when there is none.
    """

    template: FormTemplate
    content: DeclarationContent
    report: Report
    year: int
    said: Mapping[str, str] = field(default_factory=dict)
    earlier: DeclarationContent | None = None
    last_year: DeclarationContent | None = None

    @cached_property
    def changed(self) -> Changed:
        """The content beside what it was."""
        return Changed(self.content, self.earlier)

    @cached_property
    def remarks(self) -> Remarks:
        """The findings at their places."""
        return remarks_for(self.template, self.content, self.report, self.said)

    @cached_property
    def head(self) -> list[HeadRow | AmountTable]:
        """The head, and the tables of amounts in their place."""
        return head_blocks(self.template, self.changed, self.remarks, reading_of(self.content, self.year))

    @cached_property
    def basis(self) -> BasisView | None:
        """The amounts that were read in 测算依据."""
        return basis_view(self.template, self.content, self.year)

    @cached_property
    def grid(self) -> Grid:
        """The indicator table."""
        targets = None
        if self.last_year is not None:
            targets = last_year_targets(self.template, self.changed.printed, self.last_year)
        return GridMaker(self.template, self.changed, self.remarks, self.year, targets).grid()

    @cached_property
    def sections(self) -> list[Section]:
        """The sections with their changes."""
        return sections(self.template, self.changed)

    @property
    def change_count(self) -> int:
        """Head fields and rows that differ."""
        return len(self.changed.places)

    @cached_property
    def strays(self) -> tuple[Remark, ...]:
        """Findings on fields that this form does not print: they stand above the paper."""
        return self.remarks.at("note-paper")
