"""`write_handbooks`: writes docs/rules.md and docs/reading.md; run after a rule or a note on reading was changed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from declarations.reading import handbook as of_reading
from declarations.rules import handbook as of_rules

FOLDER = Path(settings.BASE_DIR) / "docs"
PAGES = {"rules.md": of_rules.handbook, "reading.md": of_reading.handbook}


class Command(BaseCommand):
    help = "生成 docs/rules.md（审核规则）和 docs/reading.md（文件怎样读入）；改动规则或读取说明后运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the pages."""
        for name, page in PAGES.items():
            (FOLDER / name).write_text(page(), encoding="utf-8")
            self.stdout.write(f"已写入 {FOLDER / name}。")
