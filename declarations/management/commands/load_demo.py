"""`load_demo`: a demo year with people of every role, for trying the product out."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from declarations import demo


class Command(BaseCommand):
    """Make what is missing of the demo and print who can sign in; never part of `bootstrap`."""

    help = "建立演示年度：各种角色的人员和各种状态的申报（可以重复执行）。正式环境不要使用。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Load in one transaction and print the sign-ins, one a line."""
        with transaction.atomic():
            people = demo.load()
        self.stdout.write(f"演示人员（密码都是 {demo.PASSWORD}）：")
        for person in people:
            self.stdout.write(f"  {person.username:<12}{person.role}　{person.name}　{person.unit}")
