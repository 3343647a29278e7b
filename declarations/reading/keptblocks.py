"""Blocks set aside in a temporary file while the rest of a document is read, to be walked over more than once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

from declarations.reading.blocks import Block, packed, unpacked


class KeptBlocks:
    """Blocks in a file of their own, which goes when the `with` ends."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        """Write all of them."""
        self._file = TemporaryFile()  # noqa: SIM115 - closed by `__exit__`
        for block in blocks:
            head, body = packed(block)
            self._file.write(json.dumps(head).encode("ascii") + b"\n" + body)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[Block]:
        position = 0
        while True:
            self._file.seek(position)
            line = self._file.readline()
            if not line:
                return
            head = json.loads(line)
            body = self._file.read(head[-1])
            position = self._file.tell()
            yield unpacked(head, body)
