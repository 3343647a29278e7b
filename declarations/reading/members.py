"""Files as they lie on disk, before they are read: whether they are archives, and the documents of one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from declarations.reading.archive import documents_in
from declarations.reading.kinds import ARCHIVE, kind_of
from declarations.reading.opening import shown_name
from declarations.reading.rawtables import CannotOpen
from declarations.reading.results import ReadingRefused
from declarations.reading.source import FILE_LIMIT, opened


def is_archive(path: Path, name: str) -> bool:
    """Whether the file is a .zip of documents, and not an office file, which is a .zip too.

    ReadingRefused as in `kind_of`, with its name.
    """
    with path.open("rb") as stream:
        if not stream.read(4).startswith(b"PK"):
            return False
        return kind_of(stream, shown_name(name)) == ARCHIVE


def members_of(path: Path, name: str) -> Iterator[tuple[str, BinaryIO]]:
    """(name, file) of each document of an archive, one after the other, each open until the next is asked for.

    ReadingRefused when the archive is damaged, locked or holds too many.
    """
    shown = shown_name(name)
    try:
        with opened(path, shown) as stream:
            for member, file in documents_in(stream, FILE_LIMIT):
                yield shown_name(member), file
    except CannotOpen as problem:
        raise ReadingRefused(f"“{shown}”{problem}") from problem
