"""A file that is to be read, as an open stream: it stays on disk, and is looked at only as far as its kind needs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from declarations.reading.kinds import is_packed
from declarations.reading.opening import TEXT_LIMIT
from declarations.reading.results import ReadingRefused

FILE_LIMIT = 50 * 1024 * 1024  # bytes; a thousand forms in one workbook are a few megabytes
_HEAD = 4096  # bytes that show what kind a file is

Source = bytes | Path | BinaryIO


@contextmanager
def opened(source: Source, shown: str) -> Iterator[BinaryIO]:
    """The file at its beginning. ReadingRefused, with `shown` as its name, when it is larger than its kind may be."""
    if isinstance(source, Path):
        with source.open("rb") as stream:
            _refuse_large(stream, shown)
            yield stream
    elif isinstance(source, bytes):
        with BytesIO(source) as held:
            _refuse_large(held, shown)
            yield held
    elif source.seekable() and source.tell() == 0:
        _refuse_large(source, shown)
        yield source
    else:
        with BytesIO(source.read(FILE_LIMIT + 1)) as held:
            _refuse_large(held, shown)
            yield held


def _refuse_large(stream: BinaryIO, shown: str) -> None:
    """Raise ReadingRefused for more bytes behind this place than a file of its kind may have; nothing is read of it."""
    here = stream.tell()
    head = stream.read(_HEAD)
    size = stream.seek(0, os.SEEK_END) - here
    stream.seek(here)
    limit = FILE_LIMIT if is_packed(head) else TEXT_LIMIT
    if size > limit:
        raise ReadingRefused(f"“{shown}”超过 {limit // 1024 // 1024} MB，没有打开。请分成几个文件再导入。")
