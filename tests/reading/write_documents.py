"""Writes the corpus of single damages: `python -m tests.reading.write_documents`, where LibreOffice is installed.

Each file of tests/documents/should_read/one_damage/ is a form with one class of damage, as another program saved it;
its name is the class. `test_one_damage.py` reads them: the tests need no LibreOffice.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from tests.reading.builders import docx_of, sheet_of_rows
from tests.reading.damage_classes import CLASSES
from tests.reading.kinds_of_file import COMMAS, DOCX, ODS, PDF, REFLOWED, TAB, WRITERS, XLS, XLSX_MERGED
from tests.reading.paper import Rows

FOLDER = Path(__file__).resolve().parents[1] / "documents" / "should_read" / "one_damage"
# Kind → the ending of its files; what LibreOffice saves it from, by which filter.
TEXTS = {TAB: ".txt", REFLOWED: ".reflowed.txt", COMMAS: ".csv"}
SAVED = {
    XLSX_MERGED: (".xlsx", XLSX_MERGED, "xlsx:Calc MS Excel 2007 XML"),
    XLS: (".xls", XLSX_MERGED, "xls:MS Excel 97"),
    ODS: (".ods", XLSX_MERGED, "ods:calc8"),
    DOCX: (".docx", DOCX, "docx:MS Word 2007 XML"),
    PDF: (".pdf", DOCX, "pdf:writer_pdf_Export"),
}


# In a table with ruling lines over several pages the blank cells of the short row are printed as well: nothing there
# says that the next row belongs to it, and it is noted as slipped to the left.
_NOT_ON_PAGES = frozenset({"name_wrapped"})


def occurs(code: str, kind: str) -> bool:
    """The class of damage can occur in files of that kind."""
    return kind not in CLASSES[code].never and not (kind == PDF and code in _NOT_ON_PAGES)


def written(kind: str, rows: Rows) -> bytes:
    """The file that LibreOffice opens."""
    return docx_of(sheet_of_rows(rows), titles_outside=False) if kind == DOCX else WRITERS[kind](rows)


def convert(files: Iterable[Path], target: str, folder: Path, profile: Path) -> None:
    """Save these files as `target` into the folder."""
    program = shutil.which("soffice")
    if program is None:
        sys.exit("LibreOffice is not installed: apt-get install libreoffice-calc libreoffice-writer")
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", target]
    subprocess.run([*command, "--outdir", str(folder), *map(str, files)], check=True, capture_output=True)  # noqa: S603 - a program of the system


def without_picture(path: Path) -> None:
    """Take the picture of its first page out of an .ods: it is most of the file."""
    with zipfile.ZipFile(path) as whole:
        kept = [
            (entry, whole.read(entry)) for entry in whole.infolist() if not entry.filename.startswith("Thumbnails/")
        ]
    with zipfile.ZipFile(path, "w") as smaller:
        for entry, data in kept:
            smaller.writestr(entry, data)


def main() -> None:
    """Write all of them."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for kind, ending in TEXTS.items():
        for code, case in CLASSES.items():
            if occurs(code, kind):
                (FOLDER / f"{code}{ending}").write_bytes(WRITERS[kind](case.rows(kind)))
    with tempfile.TemporaryDirectory() as scratch:
        for kind, (_, source, target) in SAVED.items():
            folder = Path(scratch, target.partition(":")[0])
            folder.mkdir()
            ending = ".docx" if source == DOCX else ".xlsx"
            files = []
            for code, case in CLASSES.items():
                if occurs(code, kind):
                    files.append(folder / f"{code}{ending}")
                    files[-1].write_bytes(written(source, case.rows(kind)))
            convert(files, target, FOLDER, Path(scratch, "profile"))
    for path in FOLDER.glob("*.ods"):
        without_picture(path)
    sys.stdout.write(f"{len(list(FOLDER.iterdir()))} files in {FOLDER}\n")


if __name__ == "__main__":
    main()
