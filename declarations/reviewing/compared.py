"""The findings of each submission as they were then, beside today's. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from declarations.changes import keyed_path
from declarations.content import DeclarationContent
from declarations.rules import Report, Severity


@dataclass(frozen=True)
class Line:
    """One finding: as it was said, the author's sentence then, and whether it stands elsewhere too."""

    code: str
    severity: Severity
    message: str
    explanation: str
    waiver: str
    stays: bool  # of a submission: it stands today too; of today: it stood at the last submission

    @property
    def icon(self) -> str:
        """Name of the icon."""
        return "waived" if self.waiver else str(self.severity)

    @property
    def word(self) -> str:
        """The word that stands for the icon."""
        return "已豁免" if self.waiver else self.severity.word


@dataclass(frozen=True)
class Stand:
    """The findings at one moment; `lines` is None for a submission older than the record of findings."""

    title: str
    at: datetime | None
    lines: tuple[Line, ...] | None
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """(icon, word, number) of each kind that there is."""
        kinds = [(line.icon, line.word) for line in self.lines or ()]
        return [(*kind, kinds.count(kind)) for kind in dict.fromkeys(kinds)]


@dataclass(frozen=True)
class Submission:
    """What was stored with one submission."""

    number: int
    at: datetime
    report: Mapping[str, Any]


def stands(submissions: Sequence[Submission], content: DeclarationContent, report: Report) -> list[Stand]:
    """Today's findings first, then those of each submission, the latest first."""
    now = report.to_json()
    for finding in now["findings"]:
        finding["key"] = f"{finding['code']}@{keyed_path(content, finding['field'])}"
    today = _keys(now)
    last = max(submissions, key=lambda each: each.number, default=None)
    earlier = _keys(last.report) if last else frozenset()
    found = [Stand("现在", None, _lines(now, earlier), tuple(now["notes"]))]
    for each in sorted(submissions, key=lambda each: -each.number):
        lines = _lines(each.report, today) if "findings" in each.report else None
        found.append(Stand(f"第 {each.number} 次提交", each.at, lines, tuple(each.report.get("notes", ()))))
    return found


def _keys(report: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(finding["key"] for finding in report.get("findings", ()))


def _lines(report: Mapping[str, Any], elsewhere: Iterable[str]) -> tuple[Line, ...]:
    return tuple(
        Line(
            code=finding["code"],
            severity=Severity(finding["severity"]),
            message=finding["message"],
            explanation=finding.get("explanation", ""),
            waiver=finding.get("waiver", ""),
            stays=finding["key"] in elsewhere,
        )
        for finding in report["findings"]
    )
