"""`write_rules`: writes docs/rules.md from the rules; run after a rule was added or changed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from declarations.rules.handbook import handbook

PAGE = Path(settings.BASE_DIR) / "docs" / "rules.md"


class Command(BaseCommand):
    help = "由规则生成 docs/rules.md；增加或修改规则后运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        PAGE.write_text(handbook(), encoding="utf-8")
        self.stdout.write(f"已写入 {PAGE}。")
