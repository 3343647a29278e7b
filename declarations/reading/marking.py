"""A workbook that comes back with its cells coloured and commented, and how it is known again when it is uploaded."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from declarations.reading.openers.packages import BROKEN, archive_in
from declarations.reading.rawtables import CannotOpen

SECONDS = 45  # somebody waits for it, and a request may take sixty
STAMP = "perfgoals-import"
_PROPERTIES = "docProps/custom.xml"
_MOST_PROPERTIES = 100_000
_STAMPED = re.compile(rf'name="{STAMP}"[^>]*>\s*<(?:\w+:)?lpwstr[^>]*>([^<]{{1,80}})<')
_TOP = Path(__file__).resolve().parents[2]
_TOO_LARGE = "太大或结构特殊，没有做成标注文件。请下载原因清单，对照着改。"


@dataclass(frozen=True)
class CellMark:
    """Something to say at a cell. `text` is what the cell meant holds, when it may be another one of the same row.

    `level` is error, warning, hint or note.
    """

    sheet: str
    cell: str
    level: str
    message: str
    text: str = ""


def marked_workbook(path: Path, marks: Sequence[CellMark], stamp: str, *, macros: bool = False) -> BinaryIO:
    """The .xlsx at `path` with the marks, made by a child process with limits: a temporary file.

    The caller closes it. CannotOpen when it cannot be done.
    """
    given = {"marks": [asdict(mark) for mark in marks], "name": STAMP, "stamp": stamp, "macros": macros}
    with ExitStack() as stack:
        output = stack.enter_context(tempfile.TemporaryFile())
        source = stack.enter_context(tempfile.TemporaryFile())
        source.write(json.dumps(given, ensure_ascii=True).encode() + b"\n")
        with path.open("rb") as original:
            shutil.copyfileobj(original, source)
        source.seek(0)
        try:
            ended = subprocess.run(
                [sys.executable, "-E", "-s", "-m", "declarations.reading.marker"],
                stdin=source,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
                cwd=_TOP,
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            )
        except subprocess.TimeoutExpired as problem:
            raise CannotOpen(_TOO_LARGE) from problem
        output.seek(0)
        is_package = output.read(2) == b"PK"
        if ended.returncode != 0 or not is_package:
            raise CannotOpen(_TOO_LARGE)
        output.seek(0)
        source.close()
        stack.pop_all()
    return output


def stamp_of(path: Path) -> str:
    """What `marked_workbook` stamped a file with; "" for any other file. Nothing is believed: who asks checks it."""
    try:
        with path.open("rb") as file, archive_in(file) as package:
            if package.getinfo(_PROPERTIES).file_size > _MOST_PROPERTIES:
                return ""
            found = _STAMPED.search(package.read(_PROPERTIES).decode("utf-8", errors="replace"))
    except (*BROKEN, CannotOpen):
        return ""
    return found[1] if found else ""
