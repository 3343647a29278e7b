"""Where attached files lie: in a private folder that no address serves, under names that say nothing.

A file is written beside its place, flushed to the disk and then moved there, so that a name either has the whole file
or does not exist.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

FOLDER = "evidence"


@dataclass(frozen=True)
class Stored:
    """A file that was written: its name in the store, its size in bytes, its SHA-256."""

    key: str
    size: int
    digest: str


def keep(data: bytes) -> Stored:
    """Write a file to the store."""
    key = secrets.token_hex(16)
    place = _place(key)
    place.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=place.parent, prefix=".writing-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o640)
        Path(temporary).replace(place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _flush_folder(place.parent)
    return Stored(key, len(data), hashlib.sha256(data).hexdigest())


def open_file(key: str) -> BinaryIO:
    """The file, to be read; FileNotFoundError when it is gone."""
    return _place(key).open("rb")


def drop(key: str) -> None:
    """Remove a file; one that is gone already is no matter."""
    _place(key).unlink(missing_ok=True)


def _place(key: str) -> Path:
    if not (key.isascii() and key.isalnum()):
        raise ValueError(key)
    return Path(settings.MEDIA_ROOT) / FOLDER / key[:2] / key


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
