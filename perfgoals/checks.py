"""System checks of the site: what is missing on this machine, in one sentence, and what to do about it.

`manage.py check --database default` says all of them. They are warnings, so that no command refuses to run on a machine
that only lacks a font.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - Django's name
from django.db import connections

from perfgoals.fonts import count_fonts
from perfgoals.models import WorkerHeartbeat

PDF_TAG = "pdf"
FILES_TAG = "files"


@register(PDF_TAG)
def check_chinese_font(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Without a Chinese font the PDF shows boxes, while the text copied out of it still looks right."""
    if count_fonts(":lang=zh-cn") == 0:
        return [
            Warning(
                "本机没有中文字体，导出的 PDF 里汉字会变成方框。",
                hint="请安装中文字体，例如：apt-get install fonts-noto-cjk，然后重新启动。",
                id="perfgoals.W001",
            )
        ]
    return []


@register(PDF_TAG)
def check_pdf_libraries(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Without Pango there is no PDF at all; without the HarfBuzz subsetter each one takes some thirty times longer."""
    try:
        # Not at the top of the module: the import itself fails where Pango is missing, which is to be reported.
        ffi = importlib.import_module("weasyprint.text.ffi")
    except OSError:
        return [
            Warning(
                "本机缺少排版库 Pango，无法导出 PDF。",
                hint="请安装：apt-get install libpangoft2-1.0-0 libharfbuzz-subset0，然后重新启动。",
                id="perfgoals.W002",
            )
        ]
    if ffi.harfbuzz_subset is None:
        return [
            Warning(
                "本机缺少 HarfBuzz 字体子集库，导出 PDF 会慢约三十倍。",
                hint="请安装：apt-get install libharfbuzz-subset0，然后重新启动。",
                id="perfgoals.W003",
            )
        ]
    return []


@register(FILES_TAG)
def check_folders(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The data folder and the folder of uploaded and exported files have to be there and writable."""
    return [message for folder in (settings.DATA_DIR, settings.MEDIA_ROOT) for message in _check_folder(Path(folder))]


def _check_folder(folder: Path) -> list[CheckMessage]:
    if not folder.is_dir():
        return [
            Warning(
                f"文件夹 {folder} 不存在，数据和附件没有地方存放。",
                hint="请运行 python manage.py bootstrap 自动建立，或把环境变量 DATA_DIR 指向已有的文件夹。",
                id="perfgoals.W004",
            )
        ]
    if not os.access(folder, os.W_OK | os.X_OK):
        return [
            Warning(
                f"文件夹 {folder} 不能写入，数据和附件无法保存。",
                hint=f"请让运行本系统的用户拥有它，例如：chown -R perfgoals {folder}",
                id="perfgoals.W005",
            )
        ]
    return []


@register(Tags.database)
def check_worker(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Long tasks wait for a worker; say so when none was seen for two minutes."""
    if "default" not in (databases or ()) or not _tables_exist():
        return []
    if WorkerHeartbeat.objects.alive().exists():
        return []
    return [
        Warning(
            "最近两分钟没有后台进程在线，需要在后台完成的工作会一直排队。",
            hint="请启动后台进程：python manage.py run_worker（正式环境：systemctl start perfgoals-worker）。",
            id="perfgoals.W006",
        )
    ]


def _tables_exist() -> bool:
    """Before the first migration there is nothing to ask."""
    return WorkerHeartbeat._meta.db_table in connections["default"].introspection.table_names()
