"""`read_declarations FILE... [--format json|table] [--template CODE]`: prints what documents say; changes nothing."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.core.management.base import BaseCommand

from declarations.management.files import chosen_templates, parts_in
from declarations.reading import Note, ReadForm, ReadingRefused, form_as_json
from indicators.template import FormTemplate

REFUSED = 2  # exit status when any file could not be read


class Command(BaseCommand):
    help = "读取绩效目标申报表文件并打印读到的内容，不改动数据库。"
    requires_system_checks: tuple[str, ...] = ()  # they load all pages and the PDF library, and none is used here

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE..., --format, --template."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="文件，可以有几个")
        parser.add_argument("--format", choices=[*PRINTERS], default="json", help="打印成 JSON（默认）或表格")
        parser.add_argument("--template", metavar="NAME", help="只按这一个模板读取：代码（如 project-2024）或标题")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every file; refused ones are named on stderr and make the exit status 2."""
        templates = chosen_templates(options["template"])
        printer = PRINTERS[options["format"]]
        said = [self._read(path, printer, templates, options["template"]) for path in options["files"]]
        self.stdout.write(printer.whole(said))
        if any(each.is_refused for each in said):
            raise SystemExit(REFUSED)

    def _read(self, path: Path, printer: Printer, templates: tuple[FormTemplate, ...], code: str | None) -> Said:
        """What is printed of a file. A form becomes text as soon as it is read: ten thousand are too many to keep."""
        said = Said(path.name)
        try:
            for part in parts_in(path, templates, code):
                if isinstance(part, ReadForm):
                    said.forms.append(printer.form(len(said.forms) + 1, part))
                else:
                    said.notes.append(part)
        except ReadingRefused as problem:
            self.stderr.write(str(problem))
            return Said(path.name, notes=[*problem.notes], is_refused=True)
        return said


@dataclass
class Said:
    """What a file says: each form as it is printed, and the notes that belong to none."""

    name: str
    forms: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    is_refused: bool = False


class Printer(Protocol):
    """A way to print what was read."""

    def form(self, number: int, form: ReadForm) -> str:
        """A form, counted from 1."""

    def whole(self, said: Sequence[Said]) -> str:
        """All files."""


class AsJson:
    """The object of a single file, or {"files": [...]} for several; a line for each form."""

    def form(self, number: int, form: ReadForm) -> str:
        """Its object."""
        return json.dumps(form_as_json(form), ensure_ascii=False)

    def whole(self, said: Sequence[Said]) -> str:
        """See the class."""
        if len(said) == 1:
            return f"{{{self._members(said[0])}}}"
        named = (f'{{"file": {json.dumps(each.name, ensure_ascii=False)}, {self._members(each)}}}' for each in said)
        return f'{{"files": {_list(named)}}}'

    def _members(self, said: Said) -> str:
        notes = (json.dumps(note.to_json(), ensure_ascii=False) for note in said.notes)
        return f'"forms": {_list(said.forms)},\n"notes": {_list(notes)}'


def _list(items: Iterable[str]) -> str:
    inner = ",\n".join(items)
    return f"[\n{inner}\n]" if inner else "[]"


class AsTable:
    """A file for the eye: a line a form, then its notes."""

    def form(self, number: int, form: ReadForm) -> str:
        """Its line and its notes."""
        return "\n".join([_form_line(number, form), *(f"      {_note(note)}" for note in form.notes)])

    def whole(self, said: Sequence[Said]) -> str:
        """See the class."""
        return "\n\n".join(map(self._file, said))

    def _file(self, said: Said) -> str:
        if said.is_refused:
            return f"{said.name}：没有读取。"
        return "\n".join(
            [f"{said.name}：{len(said.forms)} 张表", *said.forms, *(f"  {_note(note)}" for note in said.notes)]
        )


PRINTERS: dict[str, Printer] = {"json": AsJson(), "table": AsTable()}


def _note(note: Note) -> str:
    return f"{note.place} [{note.code}] {note.message}"


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
