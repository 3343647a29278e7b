"""Files that are no text, opened by a child process with limits: if it dies, the site does not."""

from __future__ import annotations

import fcntl
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO

from declarations.reading.blocks import Block
from declarations.reading.rawtables import BROKEN_OFF, CannotOpen, RawTable, Tell, nobody, parts_of, tables_of

SECONDS = 90  # of waiting for the child; a hundred forms take a few
OUTPUT = 256 * 1024 * 1024  # bytes that are read from it, one block at a time
_TOP = Path(__file__).resolve().parents[2]
_PIPE = 1024 * 1024  # bytes that the child may be ahead
_PIECE = 64 * 1024


def tables_in(file: bytes | BinaryIO, kind: str) -> list[RawTable]:
    """The tables of a file of `kind` (a key of `child`). CannotOpen with the reason in Chinese."""
    return tables_of(parts_in(file, kind))


def parts_in(file: bytes | BinaryIO, kind: str, tell: Tell = nobody) -> Iterator[RawTable | Block]:
    """The same tables without rows, each followed by the blocks of its rows as soon as they are read.

    The child works ahead while the caller looks at a block; it ends with this iterator.
    """
    with _on_disk(file) as document:
        child = start(kind, document)
    with child:
        try:
            yield from parts_of(_Pipe(child.stdout), tell)
        finally:
            child.kill()


def start(kind: str, file: BinaryIO) -> subprocess.Popen[bytes]:
    """The child at work on that file, without anything of our environment."""
    return subprocess.Popen(  # noqa: S603 - our own module, and a word of our own
        [sys.executable, "-E", "-s", "-m", "declarations.reading.child", kind],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd=_TOP,
        env={"PATH": os.defpath, "LANG": "C.UTF-8"},
    )


@contextmanager
def _on_disk(file: bytes | BinaryIO) -> Iterator[BinaryIO]:
    """The file at its beginning, as the child can take it over: no byte of it has to be here."""
    source = BytesIO(file) if isinstance(file, bytes) else file
    source.seek(0)
    try:
        number = source.fileno()
    except OSError:  # it is in memory
        pass
    else:
        source.flush()
        os.lseek(number, 0, os.SEEK_SET)  # the child knows nothing of what is buffered here
        yield source
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(source, copy)
        copy.seek(0)
        yield copy


class _Pipe:
    """What the child writes, as long as it does not take too long or write too much."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        assert stream is not None  # noqa: S101 - it was asked for
        self._number = stream.fileno()
        self._ready = select.poll()
        self._ready.register(self._number, select.POLLIN | select.POLLHUP)
        self._here = b""
        self._seconds = float(SECONDS)
        self._bytes = 0
        fcntl.fcntl(self._number, fcntl.F_SETPIPE_SZ, _PIPE)

    def line(self) -> bytes:
        """The next line, b"" at the end."""
        pieces: list[bytes] = []
        while True:
            head, end, rest = self._here.partition(b"\n")
            pieces += [head, end]
            self._here = rest
            if end or not self._fill():
                return b"".join(pieces)

    def exactly(self, size: int) -> bytearray:
        """So many bytes; fewer when there are no more."""
        whole = bytearray(self._here[:size])
        self._here = self._here[size:]
        here = len(whole)
        whole.extend(bytes(size - here))
        with memoryview(whole) as room:
            while here < size and (more := self._wait(partial(self._read_into, room, here))):
                here += more
        del whole[here:]
        return whole

    def _read_into(self, room: memoryview, start: int) -> int:
        with room[start:] as rest:
            return os.readv(self._number, [rest])

    def _fill(self) -> bool:
        """Wait for more bytes; False when there are none."""
        self._here = b""
        return self._wait(self._read_more) > 0

    def _read_more(self) -> int:
        self._here = os.read(self._number, _PIECE)
        return len(self._here)

    def _wait(self, read: Callable[[], int]) -> int:
        """How many bytes `read` found, after waiting for them."""
        before = time.monotonic()
        ready = self._ready.poll(max(self._seconds, 0) * 1000)
        self._seconds -= time.monotonic() - before
        if not ready:
            raise CannotOpen(f"读了 {SECONDS} 秒还没有读完，已停止。请分成几个小文件再导入。")
        found = read()
        self._bytes += found
        if self._bytes > OUTPUT:
            raise CannotOpen(BROKEN_OFF)
        return found
