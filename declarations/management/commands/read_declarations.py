"""`read_declarations FILE... [--format json|table] [--template CODE]`: prints what documents say; changes nothing."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from declarations.management.files import chosen_templates, document_in
from declarations.reading import (
    ReadDocument,
    ReadForm,
    ReadingRefused,
    document_as_json,
    refusal_as_json,
)
from indicators.template import FormTemplate

REFUSED = 2  # exit status when any file could not be read


class Command(BaseCommand):
    help = "读取绩效目标申报表文件并打印读到的内容，不改动数据库。"
    requires_system_checks: tuple[str, ...] = ()  # they load all pages and the PDF library, and none is used here

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE..., --format, --template."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="文件，可以有几个")
        parser.add_argument("--format", choices=["json", "table"], default="json", help="打印成 JSON（默认）或表格")
        parser.add_argument("--template", metavar="CODE", help="只按这一个模板读取，例如 project-2024")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every file; refused ones are named on stderr and make the exit status 2."""
        templates = chosen_templates(options["template"])
        results = [(path, self._read(path, templates, options["template"])) for path in options["files"]]
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_json(results), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n\n".join(as_table(path, result) for path, result in results))
        if any(isinstance(result, ReadingRefused) for _, result in results):
            raise SystemExit(REFUSED)

    def _read(self, path: Path, templates: tuple[FormTemplate, ...], code: str | None) -> ReadDocument | ReadingRefused:
        try:
            return document_in(path, templates, code)
        except ReadingRefused as problem:
            refusal = problem
        self.stderr.write(str(refusal))
        return refusal


Results = list[tuple[Path, ReadDocument | ReadingRefused]]


def as_json(results: Results) -> dict[str, Any]:
    """The object of a single file, or {"files": [...]} for several."""
    objects = [
        refusal_as_json(result) if isinstance(result, ReadingRefused) else document_as_json(result)
        for _, result in results
    ]
    if len(objects) == 1:
        return objects[0]
    return {"files": [{"file": path.name, **item} for (path, _), item in zip(results, objects, strict=True)]}


def as_table(path: Path, result: ReadDocument | ReadingRefused) -> str:
    """A file for the eye: a line a form, then its notes."""
    if isinstance(result, ReadingRefused):
        return f"{path.name}：没有读取。"
    lines = [f"{path.name}：{len(result.forms)} 张表"]
    for number, form in enumerate(result.forms, start=1):
        lines.append(_form_line(number, form))
        lines.extend(f"      {note.place} [{note.code}] {note.message}" for note in form.notes)
    lines.extend(f"  {note.place} [{note.code}] {note.message}" for note in result.notes)
    return "\n".join(lines)


def _form_line(number: int, form: ReadForm) -> str:
    content, unit = form.content, form.template.amount_unit
    parts = [
        content.code or "（无编码）",
        content.name or "（无名称）",
        content.unit_printed or "（无单位）",
        f"总 {unit.format(content.total_amount) or '—'} {unit.value}",
        f"本年 {unit.format(content.year_amount) or '—'} {unit.value}",
        f"{len(content.real_indicators)}/{len(content.indicators)} 条指标",
        f"{len(form.notes)} 条说明",
    ]
    return f"{number:4d}. {form.place}　" + "　".join(parts)
