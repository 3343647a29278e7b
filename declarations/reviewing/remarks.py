"""Findings at their place on the read-only paper, with what the author said about them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from declarations.changes import keyed_path
from declarations.content import DeclarationContent
from declarations.forms.notes import Mark, Notes, notes_for
from declarations.rules import Report
from indicators.template import FormTemplate


@dataclass(frozen=True)
class Remark:
    """One finding: where it stands, and the author's sentence ("" when there is none)."""

    mark: Mark
    explanation: str = ""


@dataclass(frozen=True)
class Remarks:
    """All findings on one paper, in form order."""

    notes: Notes
    listed: tuple[Remark, ...]

    def at(self, slot: str) -> tuple[Remark, ...]:
        """Those that belong under the field or row with that note line."""
        return tuple(remark for remark in self.listed if remark.mark.slot == slot)

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """(icon, word, number) of each kind that there is."""
        return self.notes.counts()


def remarks_for(
    template: FormTemplate, content: DeclarationContent, report: Report, said: Mapping[str, str]
) -> Remarks:
    """The findings of `report` with `said`, the author's sentences by `checking.finding_key`."""
    notes = notes_for(template, content, report, problems={})
    listed = tuple(
        Remark(mark, said.get(f"{finding.code}@{keyed_path(content, finding.field)}", ""))
        for mark, finding in zip(notes.marks, report.findings, strict=True)
    )
    return Remarks(notes, listed)
