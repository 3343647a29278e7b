"""A folder as it is handed in: forms as files of every kind, a few of them broken, locked or something else.

`python -m tests.importing.mixed FILE.zip 500` writes one to be tried out by hand.
"""

from __future__ import annotations

import sys
import zipfile
from functools import cache
from itertools import cycle
from pathlib import Path

from declarations.content import DeclarationContent
from tests.importing.workbooks import HEAD, flat_workbook, rows_of
from tests.reading.factories import printed, read, template
from tests.reading.kinds_of_file import COMMAS, DOCX, ET, ODS, PDF, REFLOWED, TAB, WRITERS, XLS, XLSX_MERGED

BROKEN_EVERY = 50
KINDS = (XLSX_MERGED, DOCX, XLSX_MERGED, TAB, PDF, XLS, DOCX, COMMAS, ODS, ET)
_REFUSED = Path(__file__).resolve().parents[1] / "documents" / "should_refuse"


@cache
def _broken() -> tuple[tuple[str, bytes], ...]:
    kept = ("locked-workbook.xlsx", "locked-pages.pdf", "picture.txt", "noise.txt", "self-evaluation.txt")
    return (
        ("断.xlsx", b"PK\x03\x04 broken"),
        ("照片.jpg", b"\xff\xd8\xff\xe0" + bytes(500)),
        *((name, (_REFUSED / name).read_bytes()) for name in kept),
        ("半个.docx", WRITERS[DOCX](_printed_rows(1))[:2_000]),
    )


def _content(number: int) -> DeclarationContent:
    lines = [HEAD, *rows_of(number, rows=15)]
    return read("\n".join("\t".join(map(str, line)) for line in lines)).forms[0].content


def _printed_rows(number: int) -> list[list[str]]:
    return [line.split("\t") for line in printed(_content(number), template("project-2024")).splitlines()]


def mixed_zip(path: Path, count: int, broken_every: int = BROKEN_EVERY) -> int:
    """Write a .zip of so many files, each with one form; returns how many of them can be read."""
    kinds, broken = cycle(KINDS), cycle(_broken())
    good = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(1, count + 1):
            if number % broken_every == 0:
                name, data = next(broken)
                archive.writestr(f"坏/{number} {name}", data)
                continue
            good += 1
            if number % 25 == 0:
                archive.writestr(f"清单/{number}.xlsx", flat_workbook(1, first=number))
                continue
            kind = next(kinds)
            folder = "粘贴" if kind == REFLOWED else "表"
            archive.writestr(f"{folder}/{number}{kind.split()[0]}", WRITERS[kind](_printed_rows(number)))
    return good


if __name__ == "__main__":
    sys.stdout.write(f"{mixed_zip(Path(sys.argv[1]), int(sys.argv[2]))}\n")
