"""The last line of `make test`."""

from __future__ import annotations

import sys
from pathlib import Path

from bin.checks import Counts, Step, read_counts, run

REPORT = """<?xml version="1.0" encoding="utf-8"?>
<testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="20"/></testsuites>
"""


def step(code: str, *, report: bool) -> Step:
    return Step("a step", [sys.executable, "-c", code], report=report)


def test_a_report_is_summed_up(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text(REPORT, encoding="utf-8")
    assert str(read_counts(path)) == "14 passed, 3 failed, 3 skipped"


def test_counts_add_up() -> None:
    assert Counts(1, 2, 3) + Counts(10, 20, 30) == Counts(11, 22, 33)


def test_a_failed_step_without_tests_counts_as_one_failure(tmp_path: Path) -> None:
    assert run(step("raise SystemExit(2)", report=False), tmp_path, tmp_path / "r.xml") == (False, Counts(failed=1))


def test_a_test_run_that_breaks_off_counts_as_one_failure(tmp_path: Path) -> None:
    assert run(step("raise SystemExit(3)", report=True), tmp_path, tmp_path / "r.xml") == (False, Counts(failed=1))


def test_a_step_that_goes_well_counts_nothing_by_itself(tmp_path: Path) -> None:
    assert run(step("pass", report=False), tmp_path, tmp_path / "r.xml") == (True, Counts())


def test_the_variables_of_a_developer_do_not_reach_the_steps(tmp_path: Path) -> None:
    code = f"import os; assert os.environ['DATA_DIR'] == {str(tmp_path)!r} and 'SECRET_KEY' not in os.environ"
    assert run(step(code, report=False), tmp_path, tmp_path / "r.xml") == (True, Counts())
