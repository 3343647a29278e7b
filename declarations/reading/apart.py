"""Files that are no text, opened by a child process with limits: if it dies, the site does not."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from declarations.reading.rawtables import CannotOpen, RawTable, tables_of

SECONDS = 90  # on the clock; a hundred forms take a few
_TOP = Path(__file__).resolve().parents[2]


def tables_in(data: bytes, kind: str) -> list[RawTable]:
    """The tables of a file of `kind` (a key of `child`). CannotOpen with the reason in Chinese."""
    command = [sys.executable, "-E", "-s", "-m", "declarations.reading.child", kind]
    with tempfile.TemporaryFile() as output:
        try:
            subprocess.run(  # noqa: S603 - our own module, and a word of our own
                command,
                input=data,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
                cwd=_TOP,
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            )
        except subprocess.TimeoutExpired as problem:
            raise CannotOpen(f"读了 {SECONDS} 秒还没有读完，已停止。请分成几个小文件再导入。") from problem
        output.seek(0)
        return tables_of(line.decode("ascii") for line in output)
