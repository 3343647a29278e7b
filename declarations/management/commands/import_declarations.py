"""`import_declarations FILE --year 2024`: a published document becomes approved declarations of that year."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from declarations.importing import direct as importing
from declarations.importing.years import year_for
from declarations.management.files import document_in
from declarations.reading import ReadDocument, ReadingRefused
from indicators.loading import load_templates
from indicators.models import TemplateRecord


class Command(BaseCommand):
    """Read a document, show what would be created, and create it: all or nothing, safe to run again."""

    help = "把已公开的绩效目标申报表文件导入为某一年度的已批复申报（全部成功或全部不变，可以重复执行）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, --year, --create-units, --force-year, --dry-run."""
        parser.add_argument("file", type=Path, help="文件")
        parser.add_argument("--year", type=int, required=True, help="申报年度，例如 2024")
        parser.add_argument("--create-units", action="store_true", help="单位表里没有的单位直接建立")
        parser.add_argument("--force-year", action="store_true", help="项目编码的年度晚于申报年度也照样导入")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import in one transaction; problems are listed and nothing is changed."""
        path: Path = options["file"]
        if not 2000 <= options["year"] <= 2100:
            raise CommandError(f"年度 {options['year']} 不对，应是 2000 到 2100 之间的四位年份。")
        try:
            document = document_in(path, load_templates())
        except ReadingRefused as problem:
            raise CommandError(f"{path.name}：{problem}") from problem
        if not options["force_year"]:
            self._refuse_later_codes(options["year"], document)
        with transaction.atomic():
            self._load(importing.Source(path.name, _digest(path), path.stat().st_size), document, options)
            if options["dry_run"]:
                transaction.set_rollback(True)
                self.stdout.write("只核对：以上都没有写入。")

    def _refuse_later_codes(self, year: int, document: ReadDocument) -> None:
        late = importing.codes_after(year, document)
        if late:
            lines = "\n".join(f"  - {code}" for code in late)
            raise CommandError(
                f"没有导入任何申报：{len(late)} 个项目编码的年度（第 7、8 位）晚于 --year {year}，请核对年度。"
                f"确认年度无误，请加 --force-year。\n{lines}"
            )

    def _load(self, source: importing.Source, document: ReadDocument, options: dict[str, Any]) -> None:
        book = importing.UnitBook()
        if options["create_units"]:
            importing.create_missing_units(document, book)
        plan = importing.preview(options["year"], document, book)
        if plan.problems:
            lines = "\n".join(f"  - {problem}" for problem in plan.problems)
            raise CommandError(f"没有导入任何申报，{len(plan.problems)} 处需要处理：\n{lines}")
        year = year_for(options["year"], TemplateRecord.objects.get(code=document.forms[0].template.code))
        outcome = importing.load(importing.OPERATOR, year, plan, source, book)
        self._report(source.name, outcome, document)

    def _report(self, name: str, outcome: importing.Outcome, document: ReadDocument) -> None:
        for unit in outcome.units:
            self.stdout.write(f"新建单位：{unit.code} {unit.name}")
        for declaration in outcome.created:
            found = f"{declaration.error_count} 错误 {declaration.warning_count} 提醒"
            self.stdout.write(f"导入：{declaration.code or '（无编码）'} {declaration.title}  {found}")
        notes = len(document.notes) + sum(len(form.notes) for form in document.forms)
        self.stdout.write(
            f"{name}：读出 {len(document.forms)} 份，新增 {len(outcome.created)} 份，相同 {outcome.same} 份，"
            f"读取时的修复和疑点 {notes} 处（read_declarations 可逐条查看）。"
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
