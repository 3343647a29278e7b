"""Something done again and again beside a worker's own work."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections, connection

logger = logging.getLogger(__name__)


class Repeating:
    """Between `start` and `stop`, `do` is called every `seconds`, for the first time when they are over.

    It has a thread and a database connection of its own: whoever starts it is busy. A database that is away for
    a moment is no reason to stop; the log then gets `complaint`, which says in Chinese what did not work.
    """

    def __init__(self, name: str, seconds: float, do: Callable[[], object], complaint: str) -> None:
        self._seconds = seconds
        self._do = do
        self._complaint = complaint
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to wait for the first call."""
        self._thread.start()

    def stop(self) -> None:
        """Wait for a call that is under way; there is none after it."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stopped.wait(self._seconds):
                self._once()
        finally:
            connection.close()

    def _once(self) -> None:
        close_old_connections()
        try:
            self._do()
        except DatabaseError:
            logger.warning("%s，稍后重试。", self._complaint, exc_info=True)
