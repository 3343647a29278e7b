"""`manage.py bootstrap`: makes the database named by DATABASE_URL ready for work; safe to run again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from perfgoals.seeding import FixtureError, SeedResult, load_fixtures

NAMES = {
    "form_templates.json": "申报表模板",
    "rubric.json": "审核评分表",
    "units.json": "单位",
    "indicator_library.json": "指标库",
}


class Command(BaseCommand):
    help = "建立数据表并导入预置数据（不含演示数据）；可以重复运行，管理员改过或删除的内容不会被覆盖。"
    # The folders that the checks ask for are made here; the checks have their say at the end.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in (settings.DATA_DIR, settings.MEDIA_ROOT):
            Path(folder).mkdir(parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        self.stdout.write(f"数据表已是最新（{connection.vendor}）。")
        try:
            for result in load_fixtures():
                self.stdout.write(describe(result))
        except FixtureError as error:
            raise CommandError(str(error)) from error
        self.check(display_num_errors=False)


def describe(result: SeedResult) -> str:
    """Say in one line what loading a file did."""
    line = f"{NAMES[result.name]}：新增 {result.added} 条，已有 {result.kept} 条未改动"
    if result.dropped:
        line += f"，{result.dropped} 条因上级已被管理员改名或删除而略过"
    return f"{line}。"
