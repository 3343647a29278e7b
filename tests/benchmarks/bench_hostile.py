"""Hostile files: how long each takes to be refused, and how much the process that asks grows.

    python tests/benchmarks/bench_hostile.py

Every file is read in a process of its own that has read an ordinary workbook before; what is asserted is how far its
highest memory rises above that, and that it is refused in seconds.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.reading import test_files, test_hostile  # noqa: E402 - after the path

MOST_GROWTH = 50  # megabytes
MOST_SECONDS = 20  # on the clock of a busy machine; the child's own limits are 60 and 90
MEGABYTE = 1024 * 1024
LOCKED = sorted((ROOT / "tests/documents/should_refuse").glob("locked-*"))

# Reads argv[1], then argv[2]; prints what the second cost. The peak counted is that of the program itself: the one of
# getrusage begins with that of whoever started it.
PROBE = """
import json, re, sys, time
from pathlib import Path
from declarations.reading import ReadingRefused, read_document
from tests.reading.factories import templates

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024

read_document(Path(sys.argv[1]), "ordinary.xlsx", templates())
before, began, said = peak(), time.perf_counter(), "read"
try:
    read_document(Path(sys.argv[2]), "hostile.xlsx", templates())
except ReadingRefused as refusal:
    said = str(refusal)
print(json.dumps({"seconds": time.perf_counter() - began, "before": before, "grown": peak() - before, "said": said}))
"""


def two_hundred_megabytes() -> bytes:
    return bytes(200 * MEGABYTE)


def noise_of_49_megabytes() -> bytes:
    return test_hostile.noise("49") * (49 * MEGABYTE // 100_000)


def longest_line() -> bytes:
    """As long as a text may be, all in one line."""
    return ("项目名称,".encode() * MEGABYTE)[: 9 * MEGABYTE]


def many_lines() -> bytes:
    """Lines upon lines of cells in which nothing is to be found; a flat table may be as long."""
    return "项目\t名称\t\t一\n".encode() * 150_000


def cases() -> dict[str, Callable[[], bytes]]:
    """Every hostile file of the tests, the locked ones, and those too large for a test."""
    known = {name: build for table in (test_files.REFUSED, test_hostile.HOSTILE) for name, (build, _) in table.items()}
    locked = {path.name: path.read_bytes for path in LOCKED}
    large = (two_hundred_megabytes, noise_of_49_megabytes, longest_line, many_lines)
    return known | locked | {build.__name__: build for build in large}


def measured(ordinary: Path, hostile: Path) -> dict[str, float | str]:
    """Seconds, megabytes and the sentence."""
    command = [sys.executable, "-c", PROBE, str(ordinary), str(hostile)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603 - ours
    result: dict[str, float | str] = json.loads(done.stdout)
    return result


def report() -> dict[str, dict[str, float | str]]:
    """Measure every case and print it; a file that is read needs not be refused."""
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        ordinary, hostile = Path(folder, "ordinary.xlsx"), Path(folder, "hostile.bin")
        ordinary.write_bytes(test_files.one_sheet())
        for name, build in cases().items():
            hostile.write_bytes(build())
            results[name] = result = measured(ordinary, hostile)
            line = f"{name:32} {result['seconds']:6.2f} s  {result['grown']:6.1f} MB  {str(result['said'])[13:50]}"
            sys.stdout.write(f"{line}\n")
    return results


def test_hostile_files_are_refused_in_seconds_and_leave_the_process_as_it_was() -> None:
    results = report()
    assert {name for name, result in results.items() if result["said"] == "read"} == set()
    assert {name: result["grown"] for name, result in results.items() if float(result["grown"]) > MOST_GROWTH} == {}
    assert {
        name: result["seconds"] for name, result in results.items() if float(result["seconds"]) > MOST_SECONDS
    } == {}


if __name__ == "__main__":
    report()
