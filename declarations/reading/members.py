"""Files as they lie on disk, before they are read: their bytes within the limit, and the documents of an archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from declarations.reading.archive import documents_in
from declarations.reading.files import FILE_LIMIT
from declarations.reading.kinds import ARCHIVE, kind_of
from declarations.reading.opening import shown_name
from declarations.reading.rawtables import CannotOpen
from declarations.reading.results import ReadingRefused


def is_archive(path: Path) -> bool:
    """Whether the file is a .zip of documents, and not an office file, which is a .zip too."""
    with path.open("rb") as stream:
        if not stream.read(4).startswith(b"PK"):
            return False
    return kind_of(bytes_of(path, path.name), path.name) == ARCHIVE


def members_of(path: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each document of an archive. ReadingRefused when it is damaged, locked or holds too many."""
    shown = shown_name(name)
    try:
        for member, data in documents_in(bytes_of(path, shown), FILE_LIMIT):
            yield shown_name(member), data
    except CannotOpen as problem:
        raise ReadingRefused(f"“{shown}”{problem}") from problem


def bytes_of(path: Path, shown: str) -> bytes:
    """The bytes of a file; ReadingRefused for more than `FILE_LIMIT`, before they are in memory."""
    if path.stat().st_size > FILE_LIMIT:
        raise ReadingRefused(f"“{shown}”超过 {FILE_LIMIT // 1024 // 1024} MB，没有打开。请分成几个文件再导入。")
    return path.read_bytes()
