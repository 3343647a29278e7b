"""The limits of a child process that opens a document from anywhere; it starts without Django."""

from __future__ import annotations

import resource

MEMORY = 1536 * 1024 * 1024  # bytes of address space
SECONDS = 60  # of processor time


def limit(file_size: int) -> None:
    """Set the limits, with that many bytes for a file it writes; a stricter one that the process has already stays."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (wanted, wanted))
