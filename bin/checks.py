"""Runs every check and every test, tells what failed, and ends with one line of counts.

Usage: python bin/checks.py [lint|test]

Checks of the code run beside the tests, which leave processors idle where they wait for each other. A step that fails
does not keep the later ones from running; whoever stops this program stops all of them. The last line counts tests,
one that ran on both databases twice; a failed step without a
failed test of its own (ruff, mypy, a crash) counts as one failure, so "0 failed" always means that all is well.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
from types import FrameType

TOP = Path(__file__).resolve().parent.parent
BIN = TOP / ".venv" / "bin"
MANAGE = [str(BIN / "python"), "manage.py"]
# Two at least: while one waits for the database or a child process, another works. More than four gain nothing.
WORKERS = str(min(max(os.cpu_count() or 2, 2), 4))
PYTEST = [str(BIN / "pytest"), "-q", "-n", WORKERS]
BROWSER = ["tests/browser", "-m", "browser", "--screenshot=only-on-failure", "--output=test-results"]
# Leaves out what cannot reach a database, as pytest-django sees to it; tests/conftest.py says how that is decided.
DATABASE_ONLY = "--database-only"
POSTGRES = [str(TOP / "bin" / "postgres-for-tests")]

# Set on a developer's machine they would change what is tested.
SITE_VARIABLES = (
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL",
    "DEBUG",
    "HSTS_SECONDS",
    "HTTPS",
    "LOG_LEVEL",
    "PRODUCT_NAME",
    "SECRET_KEY",
    "TRUSTED_PROXIES",
    "DJANGO_SETTINGS_MODULE",
    # Else each worker of each run compiles every test again.
    "PYTHONDONTWRITEBYTECODE",
)
PATIENCE = 20  # seconds in which what is stopped may clean up
PRODUCTION = {
    "ALLOWED_HOSTS": "goals.example.gov.cn",
    "CSRF_TRUSTED_ORIGINS": "https://goals.example.gov.cn",
    "HTTPS": "1",
    "SECRET_KEY": "only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
    "TRUSTED_PROXIES": "1",
}


@dataclass(frozen=True)
class Step:
    """One command; `report` says that it is a pytest run whose tests are counted."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    report: bool = False


@dataclass(frozen=True)
class Counts:
    """Tests that passed, failed (or broke) and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


LINT = (
    Step("ruff check", [str(BIN / "ruff"), "check", "."]),
    Step("ruff format", [str(BIN / "ruff"), "format", "--check", "."]),
    Step("mypy", [str(BIN / "mypy")]),
)
TEST = (
    *LINT,
    Step("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
    Step("check --deploy", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    Step("tests on SQLite", PYTEST, report=True),
    Step("tests on PostgreSQL", [*POSTGRES, *PYTEST, DATABASE_ONLY], report=True),
    Step("browser tests on SQLite", [*PYTEST, *BROWSER], report=True),
    Step("browser tests on PostgreSQL", [*POSTGRES, *PYTEST, *BROWSER, DATABASE_ONLY], report=True),
)


def main(arguments: list[str]) -> int:
    """Run the steps of `lint` or `test` (the default) and return the exit status."""
    steps = LINT if arguments == ["lint"] else TEST
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stopped)
    with tempfile.TemporaryDirectory(prefix="perfgoals-checks-") as scratch:
        with Run(Path(scratch)) as run:
            if steps is LINT:
                run.aloud(LINT)
            else:
                beside = Thread(target=run.quietly, args=[[step for step in steps if not step.report]])
                beside.start()
                run.aloud([step for step in steps if step.report])
                beside.join()
        run.tell()
    done = [run.done[step.name] for step in steps]
    total = sum((each.counts for each in done), Counts())
    print("\n=== summary", *done, sep="\n")
    print(total, flush=True)
    return 1 if total.failed else 0


def stopped(number: int, frame: FrameType | None) -> None:
    """End as after Ctrl-C, so that nothing stays behind."""
    raise SystemExit(128 + number)


@dataclass(frozen=True)
class Done:
    """A step that has run."""

    step: Step
    ok: bool
    counts: Counts
    seconds: float

    def __str__(self) -> str:
        told = f"  {self.counts}" if self.step.report else ""
        return f"{'ok    ' if self.ok else 'FAILED'} {self.step.name:<28} {self.seconds:5.0f} s{told}"


class Run:
    """Steps on their way, some of them side by side; none is left behind."""

    def __init__(self, scratch: Path) -> None:
        self.done: dict[str, Done] = {}
        self._scratch = scratch
        self._data = scratch / "data"
        (self._data / "media").mkdir(parents=True)
        self._working: set[subprocess.Popen[bytes]] = set()
        self._said: list[Path] = []  # by steps that ran quietly, not yet told
        self._is_over = False
        self._turn = Lock()

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        """Stop what is still working."""
        with self._turn:
            self._is_over = True
        for number in (signal.SIGTERM, signal.SIGKILL):
            for process in tuple(self._working):
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, number)
            for process in tuple(self._working):
                with suppress(subprocess.TimeoutExpired):
                    process.wait(PATIENCE)

    def aloud(self, steps: Sequence[Step]) -> None:
        """Run steps one after the other, and let them say what they say."""
        for step in steps:
            print(f"\n=== {step.name}", flush=True)
            self._run(step, None)
            self.tell()

    def quietly(self, steps: Sequence[Step]) -> None:
        """Run steps one after the other, and keep what they say for `tell`."""
        for number, step in enumerate(steps):
            said = self._scratch / f"said-{number}"
            with said.open("wb") as output:
                output.write(f"\n=== {step.name}\n".encode())
                output.flush()
                self._run(step, output.fileno())
            self._said.append(said)

    def tell(self) -> None:
        """Say what those have said that ran quietly."""
        while self._said:
            print(self._said.pop(0).read_text(encoding="utf-8", errors="replace"), end="", flush=True)

    def _run(self, step: Step, output: int | None) -> None:
        """Run one step to its end."""
        started = time.monotonic()
        report = self._scratch / "report.xml"
        command = [*step.command, f"--junitxml={report}"] if step.report else step.command
        with self._turn:
            if self._is_over:
                return
            process = self._start(command, step.environment, output)
            self._working.add(process)
        ok = process.wait() == 0
        self._working.discard(process)
        counts = read_counts(report) if step.report else Counts()
        if step.report:
            report.unlink(missing_ok=True)
        if not ok and not counts.failed:
            counts += Counts(failed=1)
        self.done[step.name] = Done(step, ok, counts, time.monotonic() - started)

    def _start(self, command: list[str], environment: dict[str, str], output: int | None) -> subprocess.Popen[bytes]:
        """Start a command with the site's variables cleared, in a group that is stopped with all it has started."""
        inherited = {name: value for name, value in os.environ.items() if name not in SITE_VARIABLES}
        return subprocess.Popen(
            command,
            cwd=TOP,
            env={**inherited, "DATA_DIR": str(self._data), **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=None if output is None else subprocess.STDOUT,
            start_new_session=True,
        )


def read_counts(report: Path) -> Counts:
    """Sum up the suites of a JUnit report; nothing when the run broke off before it wrote one."""
    if not report.exists():
        return Counts()
    counts = Counts()
    for suite in ET.parse(report).iter("testsuite"):  # noqa: S314 - reads only what pytest has just written
        tests, skipped, failures, errors = (
            int(suite.get(name, "0")) for name in ("tests", "skipped", "failures", "errors")
        )
        failed = failures + errors
        counts += Counts(max(tests - failed - skipped, 0), failed, skipped)
    return counts


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
