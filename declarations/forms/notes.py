"""What is said under the fields and in the panel: findings, texts that could not be read, conflicts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from declarations.changes import keyed_path, split_path
from declarations.content import ROW_FIELDS, DeclarationContent
from declarations.forms.conflicts import Conflict
from declarations.forms.places import WHOLE_PAPER, place_of
from declarations.rules import Finding, Report, Severity
from indicators.template import FormTemplate

UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Mark:
    """One sentence about one place of the page."""

    severity: Severity
    message: str
    slot: str
    anchor: str
    label: str
    code: str = UNREADABLE
    basis: str = ""
    is_gap: bool = False  # something not filled in yet: said quietly while the form is being filled in
    waiver: str = ""  # who waived the rule for this declaration, and why

    @property
    def icon(self) -> str:
        """Name of the icon, and of the CSS class behind "is-"."""
        if self.waiver:
            return "waived"
        return "part" if self.is_gap else str(self.severity)

    @property
    def word(self) -> str:
        """The word that stands for the icon."""
        if self.waiver:
            return "已豁免"
        return "未填" if self.is_gap else self.severity.word

    @property
    def stops(self) -> bool:
        """Whether it stops a submission."""
        return self.severity is Severity.ERROR and not self.waiver

    @property
    def asks(self) -> bool:
        """Whether it asks for a correction or a sentence."""
        return self.severity is Severity.WARNING and not self.waiver

    @property
    def unsaved(self) -> bool:
        """Whether the text in the field could not be read and therefore not be saved."""
        return self.code == UNREADABLE


@dataclass(frozen=True)
class Note:
    """The line under one field or row; always there, mostly empty."""

    slot: str
    marks: tuple[Mark, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Notes:
    """All that is said about one page. `marks` are in form order."""

    marks: tuple[Mark, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    slots: frozenset[str] = field(default_factory=frozenset)  # those that the page has; others go to the paper's own

    def at(self, slot: str) -> Note:
        """The note line with that id."""
        return Note(
            slot,
            tuple(mark for mark in self.marks if self._home(mark.slot) == slot),
            tuple(found for found in self.conflicts if self._home(found.slot) == slot),
        )

    def _home(self, slot: str) -> str:
        return slot if slot in self.slots else WHOLE_PAPER

    def all(self) -> list[Note]:
        """Every note line of the page."""
        return [self.at(slot) for slot in sorted(self.slots | {WHOLE_PAPER})]

    def state(self, anchor: str) -> str:
        """How an input should be marked: "error", "warning" or ""."""
        here = [mark for mark in self.marks if mark.anchor == anchor and not mark.is_gap]
        if any(mark.stops for mark in here):
            return "error"
        return "warning" if any(mark.asks for mark in here) else ""

    def listed(self) -> list[Mark]:
        """For the panel: errors, warnings, hints, then what is not filled in yet, then what is waived."""
        return sorted(self.marks, key=lambda mark: (bool(mark.waiver), mark.is_gap, -mark.severity.weight))

    def counts(self) -> list[tuple[str, str, int]]:
        """(icon, word, number) of each kind that there is."""
        kinds = dict.fromkeys((mark.icon, mark.word) for mark in self.listed())
        return [(*kind, sum((mark.icon, mark.word) == kind for mark in self.marks)) for kind in kinds]

    @property
    def stopping(self) -> int:
        """How many of them stop a submission."""
        return sum(mark.stops for mark in self.marks)

    @property
    def unsaved(self) -> int:
        """How many fields hold a text that could not be read."""
        return sum(mark.unsaved for mark in self.marks)


def notes_for(
    template: FormTemplate,
    content: DeclarationContent,
    report: Report,
    *,
    problems: Mapping[str, str],
    conflicts: Iterable[Conflict] = (),
    slots: Iterable[str] = (),
) -> Notes:
    """Findings on `content`, and `problems` (sentences by field path), each at its place."""
    unreadable = [_problem(template, content, path, message) for path, message in problems.items()]
    taken = {mark.anchor for mark in unreadable}
    findings = [mark for mark in _findings(template, content, report.findings) if mark.anchor not in taken]
    return Notes((*unreadable, *findings), tuple(conflicts), frozenset(slots))


def _problem(template: FormTemplate, content: DeclarationContent, path: str, message: str) -> Mark:
    place = place_of(template, content, path)
    return Mark(Severity.ERROR, f"{message}这一格还没有保存。", place.slot, place.anchor, place.label)


def _findings(template: FormTemplate, content: DeclarationContent, findings: Iterable[Finding]) -> Iterator[Mark]:
    for finding in findings:
        path = keyed_path(content, finding.field)
        place = place_of(template, content, path)
        gap = finding.severity is not Severity.HINT and not finding.waiver and is_blank_at(content, path)
        yield Mark(
            finding.severity,
            finding.message,
            place.slot,
            place.anchor,
            place.label,
            finding.code,
            finding.basis,
            is_gap=gap,
            waiver=finding.waiver,
        )


def is_blank_at(content: DeclarationContent, path: str) -> bool:
    """Whether nothing is written at that place yet: a blank head field, a blank row, a table without rows."""
    part, key, _ = split_path(path)
    if part not in ROW_FIELDS:
        return _is_blank(content.get(key if part == "extra" else part))
    rows = [row for row in getattr(content, part) if not key or row.key == key]
    return part == "indicators" and not any(row.is_real for row in rows)


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
