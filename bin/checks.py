"""Runs every check and every test, tells what failed, and ends with one line of counts.

Usage: python bin/checks.py [lint|test]

A step that fails does not keep the later ones from running. The last line counts tests; a failed step without a
failed test of its own (ruff, mypy, a crash) counts as one failure, so "0 failed" always means that all is well.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
BIN = TOP / ".venv" / "bin"
MANAGE = [str(BIN / "python"), "manage.py"]
# Two at least: while one waits for the database or a child process, another works. More than four gain nothing.
WORKERS = str(min(max(os.cpu_count() or 2, 2), 4))
PYTEST = [str(BIN / "pytest"), "-q", "-n", WORKERS]
BROWSER = ["-m", "browser", "--screenshot=only-on-failure", "--output=test-results"]
DATABASE_ONLY = "--database-only"  # tests/conftest.py
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
)
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
    # What needs no database has just been tested.
    Step("tests on PostgreSQL", [*POSTGRES, *PYTEST, DATABASE_ONLY], report=True),
    Step("browser tests on SQLite", [*PYTEST, *BROWSER], report=True),
    Step("browser tests on PostgreSQL", [*POSTGRES, *PYTEST, *BROWSER, DATABASE_ONLY], report=True),
)


def main(arguments: list[str]) -> int:
    """Run the steps of `lint` or `test` (the default) and return the exit status."""
    steps = LINT if arguments == ["lint"] else TEST
    total = Counts()
    summary: list[str] = []
    with tempfile.TemporaryDirectory(prefix="perfgoals-checks-") as scratch:
        data = Path(scratch) / "data"
        (data / "media").mkdir(parents=True)
        for step in steps:
            print(f"\n=== {step.name}", flush=True)
            started = time.monotonic()
            ok, counts = run(step, data, report=Path(scratch) / "report.xml")
            total += counts
            told = f"  {counts}" if step.report else ""
            summary.append(f"{'ok    ' if ok else 'FAILED'} {step.name:<28} {time.monotonic() - started:5.0f} s{told}")
    print("\n=== summary", *summary, sep="\n")
    print(total, flush=True)
    return 1 if total.failed else 0


def run(step: Step, data: Path, report: Path) -> tuple[bool, Counts]:
    """Run one step with the site's variables cleared; return whether it went well, and its tests."""
    inherited = {name: value for name, value in os.environ.items() if name not in SITE_VARIABLES}
    environment = {**inherited, "DATA_DIR": str(data), **step.environment}
    report.unlink(missing_ok=True)
    command = [*step.command, f"--junitxml={report}"] if step.report else step.command
    done = subprocess.run(command, cwd=TOP, env=environment, stdin=subprocess.DEVNULL, check=False)
    ok = done.returncode == 0
    counts = read_counts(report) if step.report else Counts()
    if not ok and not counts.failed:
        counts += Counts(failed=1)
    return ok, counts


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
