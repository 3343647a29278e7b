"""Uploaded files on disk: by digest, outside every served folder, whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from declarations.errors import ActionRefused

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
INCOMING = "incoming-"  # begins the name of a file that is being written
DISK_FULL = "服务器磁盘空间不足，文件没有存下来，也没有开始导入。请联系系统管理员清理磁盘后再上传。"


class CannotStore(ActionRefused):
    """The server could not keep a file; nothing of it is left."""


@dataclass(frozen=True)
class StoredFile:
    """A file that is safely on disk: its SHA-256 and its bytes."""

    digest: str
    size: int


def folder() -> Path:
    """Where uploaded files lie."""
    return Path(settings.DATA_DIR) / "uploads"


def path_of(digest: str) -> Path:
    """The place of the file with that digest."""
    return folder() / digest[:2] / digest


def store(chunks: Iterable[bytes]) -> StoredFile:
    """Keep a file; the same bytes are kept once. CannotStore when the disk is full or cannot be written.

    It is written under another name, flushed to the disk and only then given its own: after a power cut there is the
    whole file or none.
    """
    try:
        return _store(chunks)
    except OSError as problem:
        if problem.errno in _FULL:
            raise CannotStore(DISK_FULL) from problem
        raise CannotStore(f"服务器存不了文件（{problem.strerror}），没有开始导入。请联系系统管理员。") from problem


def _store(chunks: Iterable[bytes]) -> StoredFile:
    folder().mkdir(parents=True, exist_ok=True, mode=0o750)
    handle, name = tempfile.mkstemp(prefix=INCOMING, dir=folder())
    draft = Path(name)
    try:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        _put(draft, path_of(digest.hexdigest()))
    finally:
        draft.unlink(missing_ok=True)
    return StoredFile(digest.hexdigest(), size)


def _put(draft: Path, place: Path) -> None:
    """Give the finished file its own name, for good."""
    place.parent.mkdir(exist_ok=True, mode=0o750)
    draft.chmod(0o640)
    draft.replace(place)
    handle = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
