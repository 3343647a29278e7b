"""`manage.py run_worker`: runs what waits in the background until it is told to stop."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands import db_worker

from perfgoals.heartbeat import Heartbeat


class Command(db_worker.Command):
    help = "运行后台进程：依次执行需要在后台完成的工作，并定时报告自己在线；收到停止信号后做完手头任务再退出。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        # A reloading worker runs in a child process, and this one would report for a child that may be gone.
        parser.set_defaults(reload=False)

    def handle(self, *args: Any, worker_id: str, **options: Any) -> None:
        with Heartbeat(worker_id):
            super().handle(worker_id=worker_id, **options)
