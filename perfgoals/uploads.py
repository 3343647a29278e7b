"""Uploads that meet a full disk: the rest is taken and thrown away, and the view is told."""

from __future__ import annotations

import errno
from typing import Any

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_MARK = "_upload_met_a_full_disk"


class CarefulUploadHandler(TemporaryFileUploadHandler):
    """Django's handler for large files; a disk that is full ends the upload and not the request."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(*args, **kwargs)
        except OSError as problem:
            self._stop(problem)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        try:
            return super().receive_data_chunk(raw_data, start)
        except OSError as problem:
            self._stop(problem)
        return None

    def file_complete(self, file_size: int) -> Any:
        try:
            return super().file_complete(file_size)
        except OSError as problem:
            self._stop(problem)
        return None

    def _stop(self, problem: OSError) -> None:
        if problem.errno not in FULL:
            raise problem
        setattr(self.request, _MARK, True)
        raise StopUpload(connection_reset=False) from problem


def met_full_disk(request: HttpRequest) -> bool:
    """Whether the files of this request could not be taken in for want of space."""
    return bool(request.FILES is not None and getattr(request, _MARK, False))
