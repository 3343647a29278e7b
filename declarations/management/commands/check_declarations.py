"""`check_declarations FILE... --year YYYY [--format json|table]`: prints the findings on documents; stores nothing."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from declarations.inspecting import Inspection, inspect
from declarations.management.files import chosen_templates, document_in
from declarations.reading import ReadDocument, ReadForm, ReadingRefused, refusal_as_json
from declarations.rules import Finding, Report

REFUSED = 2  # exit status when any file could not be read


@dataclass(frozen=True)
class Checked:
    """What came of one file."""

    path: Path
    document: ReadDocument | None
    inspection: Inspection
    refusal: ReadingRefused | None = None

    @property
    def pairs(self) -> list[tuple[ReadForm, Report]]:
        """Every form with what was found on it."""
        forms = self.document.forms if self.document else ()
        return list(zip(forms, self.inspection.reports, strict=True))


class Command(BaseCommand):
    help = "按审核规则核对绩效目标申报表文件，逐份打印结果，轻重按现在填报计；不改动数据库。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE..., --year, --format, --template."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="文件，可以有几个")
        parser.add_argument("--year", type=int, required=True, help="申报年度，例如 2025；表上没有印")
        parser.add_argument("--format", choices=["json", "table"], default="json", help="打印成 JSON（默认）或表格")
        parser.add_argument("--template", metavar="NAME", help="只按这一个模板读取：代码（如 project-2024）或标题")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings on every file; refused ones are named on stderr and make the exit status 2."""
        year: int = options["year"]
        if not 2000 <= year <= 2100:
            raise CommandError(f"年度 {year} 不对，应是 2000 到 2100 之间的四位年份。")
        templates = chosen_templates(options["template"])
        results = [self._check(path, templates, options["template"], year) for path in options["files"]]
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_json(results), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n\n".join(as_table(result) for result in results))
        if any(result.refusal for result in results):
            raise SystemExit(REFUSED)

    def _check(self, path: Path, templates: Any, code: str | None, year: int) -> Checked:
        try:
            document = document_in(path, templates, code)
        except ReadingRefused as problem:
            refusal = problem
        else:
            return Checked(path, document, inspect(document.forms, year))
        self.stderr.write(str(refusal))
        return Checked(path, None, Inspection(()), refusal)


def as_json(results: list[Checked]) -> dict[str, Any]:
    """The object of a single file, or {"files": [...]} for several."""
    if len(results) == 1:
        return _object(results[0])
    return {"files": [{"file": result.path.name, **_object(result)} for result in results]}


def _object(result: Checked) -> dict[str, Any]:
    if result.refusal:
        return refusal_as_json(result.refusal)
    return {
        "forms": [
            {"name": form.content.name, "findings": [finding.to_json() for finding in report.findings]}
            for form, report in result.pairs
        ],
        "notes": _notes(result.inspection),
    }


def _notes(inspection: Inspection) -> list[dict[str, Any]]:
    """What was not checked, each thing once."""
    off = [{"need": "setting", "message": inspection.off}] if inspection.off else []
    return [note.to_json() for note in inspection.not_run] + off


def as_table(result: Checked) -> str:
    """A file for the eye: a line a form, its findings below, then how often each rule fired and what did not run."""
    if result.refusal:
        return f"{result.path.name}：没有读取。"
    lines = [f"{result.path.name}：{len(result.pairs)} 张表"]
    for number, (form, report) in enumerate(result.pairs, start=1):
        lines.append(f"{number:4d}. {form.place}　{form.content.name or '（无名称）'}　{_counts(report)}")
        lines.extend(f"      {_line(finding)}" for finding in report.findings)
    fired = Counter(finding.code for _, report in result.pairs for finding in report.findings)
    lines.extend(f"  {code}：{count} 处" for code, count in fired.most_common())
    lines.extend(f"  {note['message']}" for note in _notes(result.inspection))
    return "\n".join(lines)


def _counts(report: Report) -> str:
    found = Counter(finding.severity for finding in report.findings)
    return "　".join(f"{found[severity]} {severity.word}" for severity in found) or "没有发现问题"


def _line(finding: Finding) -> str:
    return f"[{finding.severity.word} {finding.code}] {finding.message}（依据：{finding.basis}）"
