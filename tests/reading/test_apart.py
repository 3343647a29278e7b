"""The child that opens a file starts from nothing on the site, and out of a nursery in most tests: both do the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from declarations.reading import apart
from declarations.reading.apart import tables_in
from declarations.reading.child import OPENERS
from tests.nursery import Process
from tests.reading.kinds_of_file import WRITERS
from tests.reading.paper import paper_2024


@pytest.mark.parametrize("kind", OPENERS)
def test_it_gives_the_same_tables_wherever_it_starts(kind: str, request: pytest.FixtureRequest) -> None:
    data = next(write for name, write in WRITERS.items() if name.startswith(f".{kind}"))(paper_2024().rows)
    tables = tables_in(data, kind)
    assert tables
    request.getfixturevalue("own_start")
    assert tables_in(data, kind) == tables


@pytest.mark.usefixtures("own_start")
def test_on_the_site_it_starts_from_nothing() -> None:
    with Path(__file__).open("rb") as file, apart.start("docx", file) as process:
        assert isinstance(process, subprocess.Popen)
        assert process.args == [sys.executable, "-E", "-s", "-m", "declarations.reading.child", "docx"]


def test_out_of_the_nursery_it_is_a_process_of_its_own_that_dies_alone() -> None:
    mine, its = os.pipe()
    with os.fdopen(mine, "rb") as endless, os.fdopen(its, "wb"):
        for _ in range(2):
            started = apart.start("docx", endless)
            assert isinstance(started, Process)
            with started as process:
                process.kill()
            assert process.returncode == -9
