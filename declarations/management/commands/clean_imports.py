"""`clean_imports`: give up imports that nobody confirms and remove the files of imports that were given up."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.template.defaultfilters import filesizeformat

from declarations.importing.cleaning import clean


class Command(BaseCommand):
    """Says what it removed; the background worker does the same once a day."""

    help = "清理没有人继续的导入：过期未确认的自动放弃，已放弃的删除上传文件和读出的内容；已导入的永远保留。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The age, and a way to look first."""
        kept = settings.IMPORT_KEEP_DAYS
        parser.add_argument("--days", type=int, help=f"保留天数（默认 {kept}，由 IMPORT_KEEP_DAYS 设置）")
        parser.add_argument("--dry-run", action="store_true", help="只说会清理什么，不动任何内容")

    def handle(self, *args: Any, **options: Any) -> None:
        """Clean, then tell."""
        told = clean(days=options["days"], dry_run=options["dry_run"])
        self.stdout.write(
            f"{'将' if options['dry_run'] else '已'}放弃 {told.expired} 批过期未确认的导入，清理 {told.batches} 批，"
            f"删除 {told.files} 个文件（{filesizeformat(told.size)}）。"
        )
