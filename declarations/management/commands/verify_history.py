"""`verify_history`: check the hash chain of every declaration."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from declarations.evidence.verifying import faults
from declarations.history import breaks
from declarations.models import Declaration


class Command(BaseCommand):
    """Recompute every hash; exit with an error and the places when one does not fit."""

    help = "核对每份申报的历史记录和附件：逐条重算校验值，并与现存内容、状态和文件比对；有改动或缺失就列出来。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Optional primary keys of declarations."""
        parser.add_argument("declarations", nargs="*", type=int, metavar="编号", help="只核对这些申报（默认全部）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each break, then the counts."""
        chosen = Declaration.objects.order_by("pk")
        if options["declarations"]:
            chosen = chosen.filter(pk__in=options["declarations"])
        checked = events = broken = 0
        for declaration in (
            chosen.with_content().prefetch_related("events", "waivers", "evidence").iterator(chunk_size=100)
        ):
            checked += 1
            events += declaration.event_count
            found = [*breaks(declaration, declaration.events.all()), *faults(declaration, declaration.events.all())]
            broken += bool(found)
            for sentence in found:
                self.stderr.write(f"申报 {declaration.pk}《{declaration.title}》：{sentence}")
        if broken:
            raise CommandError(f"核对了 {checked} 份申报，{broken} 份的历史记录不完整或被改动过。")
        self.stdout.write(f"核对了 {checked} 份申报、{events} 条历史记录，全部完整。")
