"""Uploads that are too large or meet a full disk: the rest is taken and thrown away, so that the page can say why.

A server that stops listening in the middle of an upload is seen as a broken connection: no browser shows a sentence
then. So everything is listened to, and no more is kept than any page takes.
"""

from __future__ import annotations

import errno
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
MOST_BYTES = 50 * 1024 * 1024  # of one file: no page takes more
MOST_TOGETHER = 200 * 1024 * 1024  # of all files of a request; docs/operations.md lets nginx take a little more
MOST_FILES = 500  # of a request: each has an open file until it is answered
_MARK = "_upload_met_a_full_disk"


class CarefulUploadHandler(TemporaryFileUploadHandler):
    """Django's handler for large files, which keeps of each one byte more than a page takes, and not all of too many.

    `size` is what was sent, however much of it is kept: a page that looks at it refuses what is too large. A disk that
    is full ends the upload and not the request.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._files = 0
        self._kept = 0  # bytes of all files

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self._files += 1
        if self._files > MOST_FILES or self._kept > MOST_TOGETHER:
            super(TemporaryFileUploadHandler, self).new_file(*args, **kwargs)
            self.file: Any = UploadedFile(BytesIO(), self.file_name, self.content_type)
            return
        try:
            super().new_file(*args, **kwargs)
        except OSError as problem:
            self._stop(problem)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self._files > MOST_FILES or self._kept > MOST_TOGETHER or start > MOST_BYTES:
            return None
        self._kept += len(raw_data)
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

    def upload_interrupted(self) -> None:
        if self._files and not isinstance(self.file.file, BytesIO):
            super().upload_interrupted()

    def _stop(self, problem: OSError) -> None:
        if problem.errno not in FULL:
            raise problem
        setattr(self.request, _MARK, True)
        raise StopUpload(connection_reset=False) from problem


def met_full_disk(request: HttpRequest) -> bool:
    """Whether the files of this request could not be taken in for want of space."""
    return bool(request.FILES is not None and getattr(request, _MARK, False))
