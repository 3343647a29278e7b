"""How far the reading of an import has come, within a large file too: in bytes, with an allowance for each file."""

from __future__ import annotations

import time
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum

from declarations.importflow import BatchState
from declarations.importing.leases import Lease
from declarations.models import ImportFile
from declarations.models.imports import WORK_PER_FILE, FileState

SECONDS = 1.0  # between two things that are written down for the page


class Work:
    """What there is to read and what has been read, kept for the page while a file goes on."""

    def __init__(self, lease: Lease) -> None:
        """Of the import that the lease is for."""
        self._lease = lease
        self._before = 0  # of the files that are done
        self._file = 0
        self._share = 0.0
        self._told = time.monotonic()

    @property
    def done(self) -> int:
        """The bytes that have been read."""
        return self._before + int(self._file * self._share)

    def begin(self, file: ImportFile) -> dict[str, Any]:
        """A file is begun, perhaps anew: the columns of the import that say how much there is. One query."""
        over = Q(state__in=(FileState.READ, FileState.REFUSED))
        found = file.batch.files.exclude(state=FileState.UNPACKED).aggregate(
            bytes=Sum("size"), count=Count("pk"), read=Sum("size", filter=over), over=Count("pk", filter=over)
        )
        self._before = (found["read"] or 0) + found["over"] * WORK_PER_FILE
        self._file, self._share = file.work, 0.0
        return {"work_total": (found["bytes"] or 0) + found["count"] * WORK_PER_FILE, "work_done": self.done}

    def tell(self, share: float) -> None:
        """So much of the file has been read; written down now and then, should no form come for long."""
        self._share = share
        if time.monotonic() - self._told >= SECONDS:
            self._told = time.monotonic()
            with transaction.atomic():
                self._lease.hold(BatchState.READING, work_done=self.done)

    def end(self) -> int:
        """The file is done: the bytes that have been read."""
        self._share = 1.0
        return self.done
