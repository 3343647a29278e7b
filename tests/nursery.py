"""Processes that need not start from nothing: a nursery imports once what they import, and each is a fork of it.

What a process does is done by a process of its own, under its own limits, and dies alone; only the start is shared,
which takes ten times as long as the work in most tests. `python -m tests.nursery SOCKET MODULE...` is the nursery; it
runs `main(*arguments)` of the first module for whoever asks over the socket, and ends with who has started it.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from threading import Lock, Timer
from types import TracebackType
from typing import IO, Any

TOP = Path(__file__).resolve().parents[1]
LONGEST_SECONDS = 120  # a process that takes longer hangs
_MOST = 4096  # bytes of a request: a few words


class Nursery:
    """Where processes that run `main` of a module come from; it starts with the first of them."""

    def __init__(self, module: str, *imported: str, options: tuple[str, ...] = (), env: dict[str, str]) -> None:
        self._command = [sys.executable, *options, "-m", "tests.nursery"]
        self._modules = (module, *imported)
        self._env = env
        self._door: socket.socket | None = None
        self._turn = Lock()

    def start(self, *arguments: str, stdin: IO[bytes] | None = None) -> Process:
        """A process that reads `stdin` and whose standard output is read here; like Popen, it wants `with`."""
        mine, its = os.pipe()
        with ExitStack() as stack:
            nothing = stack.enter_context(Path(os.devnull).open("r+b"))
            stack.callback(os.close, its)
            pid = self.ask(["start", *arguments], [(stdin or nothing).fileno(), its, nothing.fileno()])
        return Process(self, pid, os.fdopen(mine, "rb", buffering=0))

    def run(self, *arguments: str) -> int:
        """Let a process run to its end: how it ended, as `Popen.returncode` says it."""
        with self.start(*arguments) as process:
            too_long = Timer(LONGEST_SECONDS, process.kill)
            too_long.start()
            process.stdout.read()
            too_long.cancel()
        return process.returncode

    def ask(self, words: list[str], files: list[int] | None = None) -> int:
        """Send a request and its files, and return the number that is answered."""
        with self._turn:
            self._door = self._door or self._open()
            socket.send_fds(self._door, [json.dumps(words).encode()], files or [])
            return int(self._door.recv(_MOST))

    def close(self) -> None:
        """Let it end, and wait for that: its time is part of the time of the tests."""
        if self._door:
            self._door.close()
            self._process.wait()
            self._door = None

    def _open(self) -> socket.socket:
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with its:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [*self._command, str(its.fileno()), *self._modules],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd=TOP,
                env=self._env,
                pass_fds=[its.fileno()],
            )
        return ours


class Process:
    """A fork of the nursery; what the site uses of a Popen."""

    def __init__(self, nursery: Nursery, pid: int, stdout: IO[bytes]) -> None:
        self._nursery = nursery
        self.pid = pid
        self.stdout = stdout
        self.returncode = 0

    def kill(self) -> None:
        """End it; nothing happens when it has ended: its number is kept until it is waited for."""
        os.kill(self.pid, signal.SIGKILL)

    def __enter__(self) -> Process:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.stdout.close()
        self.returncode = self._nursery.ask(["wait", str(self.pid)])


def serve(door: socket.socket, main: Any) -> None:
    """Answer what is asked until nobody is there any more."""
    while True:
        request, files, _, _ = socket.recv_fds(door, _MOST, 3)
        if not request:
            return
        what, *words = json.loads(request)
        if what == "wait":
            _, status = os.waitpid(int(words[0]), 0)
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = os.fork()
            if answer == 0:
                door.close()
                live(main, words, files)
        for file in files:
            os.close(file)
        door.send(str(answer).encode())


def live(main: Any, words: list[str], files: list[int]) -> None:
    """What the fork does, with the files given to it as its standard ones."""
    code = 1
    try:
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        main(*words)
        sys.stdout.flush()
        code = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)


if __name__ == "__main__":
    first, *_ = [import_module(name) for name in sys.argv[2:]]
    serve(socket.socket(fileno=int(sys.argv[1])), first.main)
