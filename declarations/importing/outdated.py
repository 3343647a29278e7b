"""Blank workbooks of ours whose form has changed since they were taken: refused by name."""

from __future__ import annotations

from collections.abc import Iterable

from declarations.stamps import Stamp
from indicators.template import FormTemplate


def outdated(stamp: Stamp | None, templates: Iterable[FormTemplate]) -> str:
    """Why a filled-in workbook cannot be brought in; "" when it can, or is none of ours."""
    if stamp is None or stamp.is_current(templates):
        return ""
    return (
        f"文件是按旧的{stamp.name}填写的（版本 {stamp.version}），这张表样后来有改动，不能导入。"
        "请重新下载模板，把内容抄过去再导入"
    )
