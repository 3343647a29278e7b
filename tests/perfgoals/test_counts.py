"""The last line of `make test`."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path
from threading import Thread

import pytest

from bin.checks import Counts, Run, Step, read_counts

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


def done(each: Step, scratch: Path) -> tuple[bool, Counts]:
    """Whether a step alone goes well, and its tests."""
    with Run(scratch) as run:
        run.aloud([each])
    return run.done["a step"].ok, run.done["a step"].counts


def test_a_failed_step_without_tests_counts_as_one_failure(tmp_path: Path) -> None:
    assert done(step("raise SystemExit(2)", report=False), tmp_path) == (False, Counts(failed=1))


def test_a_test_run_that_breaks_off_counts_as_one_failure(tmp_path: Path) -> None:
    assert done(step("raise SystemExit(3)", report=True), tmp_path) == (False, Counts(failed=1))


def test_a_step_that_goes_well_counts_nothing_by_itself(tmp_path: Path) -> None:
    assert done(step("pass", report=False), tmp_path) == (True, Counts())


def test_the_variables_of_a_developer_do_not_reach_the_steps(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    code = f"import os; assert os.environ['DATA_DIR'] == {data!r} and 'SECRET_KEY' not in os.environ"
    assert done(step(code, report=False), tmp_path) == (True, Counts())


def test_what_runs_beside_the_tests_is_told_whole_and_counted(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with Run(tmp_path) as run:
        run.quietly([step("print('wrong here'); raise SystemExit(1)", report=False)])
        assert capfd.readouterr().out == ""
        run.tell()
    assert capfd.readouterr().out == "\n=== a step\nwrong here\n"
    assert run.done["a step"].counts == Counts(failed=1)


def test_whoever_stops_it_stops_all_that_works(tmp_path: Path) -> None:
    """A step with a child of its own, in the middle of its work when the program is told to stop."""
    ready = tmp_path / "ready"
    os.mkfifo(ready)
    sleeping = "import time; time.sleep(600)"
    starting = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {sleeping!r}])"
    code = f"{starting}; open({str(ready)!r}, 'w').write(str(child.pid)); child.wait()"
    (tmp_path / "scratch").mkdir()
    with Run(tmp_path / "scratch") as run:
        beside = Thread(target=run.quietly, args=[[step(code, report=False), step(code, report=False)]])
        beside.start()
        child = int(ready.read_text())
        watched = os.pidfd_open(child)
    beside.join()
    assert select.select([watched], [], [], 60)[0], "the child of the step lives"
    os.close(watched)
    assert not run.done["a step"].ok
