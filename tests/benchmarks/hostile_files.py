"""Hostile files too large for a test, written to disk piece by piece, and all others by their names."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import repeat
from pathlib import Path

from tests.reading import harmful, test_files, test_hostile

ROOT = Path(__file__).resolve().parents[2]
LOCKED = sorted((ROOT / "tests/documents/should_refuse").glob("locked-*"))
MEGABYTE = 1024 * 1024
Writer = Callable[[Path], object]

_SHEET = b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_TEXTS = (
    b'<?xml version="1.0" encoding="UTF-8"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
)


def _pieces(piece: bytes, size: int) -> Iterator[bytes]:
    return repeat(piece, size // len(piece))


def _text(path: Path, piece: bytes, size: int, head: bytes = b"") -> None:
    with path.open("wb") as stream:
        stream.write(head)
        stream.writelines(_pieces(piece, size))


def _workbook(path: Path, head: bytes, pieces: Iterator[bytes], tail: bytes, part: str) -> None:
    with path.open("wb") as stream:
        harmful.write_rows(stream, (piece for some in ([head], pieces, [tail]) for piece in some), part)


def _texts(path: Path, size: int) -> None:
    """A workbook whose table of texts has so many bytes."""
    text = b"<si><t>" + harmful.noise_text(30_000) + b"</t></si>"
    _workbook(path, _TEXTS, _pieces(text * 30, size), b"</sst>", "xl/sharedStrings.xml")


def _long_cells(path: Path, size: int, length: int) -> None:
    """A workbook of few cells, each with so many letters; its sheet is cut into pieces when it is read."""
    text = harmful.noise_text(length)
    cell = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>%d %b</t></is></c></row>'
    rows = (cell % (n, n, n, text) for n in range(1, size // length + 1))
    _workbook(path, _SHEET, rows, b"</sheetData></worksheet>", "xl/worksheets/sheet1.xml")


def _paragraph(path: Path, size: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        out.writestr("[Content_Types].xml", "<Types/>")
        with out.open("word/document.xml", "w", force_zip64=True) as stream:
            stream.write(b"<document><body><p><r><t>")
            stream.writelines(_pieces(harmful.noise_text(MEGABYTE), size))
            stream.write(b"</t></r></p></body></document>")


def _bytes(build: Callable[[], bytes]) -> Writer:
    return lambda path: path.write_bytes(build())


BUILT: dict[str, Callable[[], bytes]] = {
    "archives ten deep.zip": harmful.nested_archives,
    "overlapping.zip": harmful.overlapping_archive,
    "100000 entries.zip": lambda: harmful.archive_of(100_000),
    "900000 names.zip": lambda: harmful.listing_alone(900_000),
    "bzip2.zip": lambda: harmful.packed_otherwise(zipfile.ZIP_BZIP2, 1024 * MEGABYTE),
    "lzma.zip": lambda: harmful.packed_otherwise(zipfile.ZIP_LZMA, 1024 * MEGABYTE),
    "strange names.zip": harmful.strange_names,
    "symlink.zip": harmful.symlink,
    "locked and others.zip": harmful.several,
    "doctype.xlsx": lambda: harmful.with_doctype(test_files.one_sheet(), "xl/worksheets/sheet1.xml"),
    "doctype in properties.xlsx": lambda: harmful.with_doctype(test_files.one_sheet(), "docProps/custom.xml"),
    "dashes.txt": lambda: (b"-" * 199_000 + b"|x\n") * 45,
    "template elsewhere.docx": lambda: test_hostile.with_link("attachedTemplate", "http://127.0.0.1:9/evil.dotm"),
    "repeated.ods": lambda: harmful.repeated_ods(16_384, 1_048_576),
    "20 MB in a cell.ods": lambda: harmful.long_cell_ods(20 * MEGABYTE),
    "20 MB in a paragraph.docx": lambda: harmful.long_paragraph(20 * MEGABYTE),
    "locked.docx": harmful.locked_word,
    "locked.ods": harmful.locked_open_document,
    "far.xls": harmful.far_old_workbook,
    "circle.xls": harmful.broken_old_workbook,
    "100000 pages.pdf": harmful.many_pages,
    "pages again and again.pdf": harmful.one_page_again,
    "loop.pdf": harmful.looping_tree,
    "inflates to 1 GB.pdf": lambda: harmful.inflating_pdf(1024 * MEGABYTE),
    "odd.txt": harmful.odd_utf16,
    "150000 short lines.txt": lambda: harmful.short_lines(150_000),
    "form of 150000 lines.txt": lambda: harmful.endless_form(150_000),
    "4000 wide lines.txt": lambda: harmful.wide_lines(4_000),
    "gz.xlsx": lambda: b"\x1f\x8b\x08\x00" + bytes(1000),
    "7z.xlsx": lambda: b"7z\xbc\xaf\x27\x1c" + bytes(1000),
    "rar.xlsx": lambda: b"Rar!\x1a\x07\x01\x00" + bytes(1000),
    "svg.xlsx": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "exe.xlsx": lambda: b"MZ\x90\x00" + bytes(range(256)) * 40,
}
LARGE: dict[str, Writer] = {
    "200 MB.xlsx": lambda path: _text(path, bytes(MEGABYTE), 200 * MEGABYTE),
    "200 MB in a line.csv": lambda path: _text(path, "项目名称,".encode() * 10_000, 200 * MEGABYTE),
    "100 MB in a field.csv": lambda path: _text(path, b"x" * MEGABYTE, 100 * MEGABYTE, b'"'),
    "49 MB of noise.xlsx": _bytes(lambda: test_hostile.noise("49") * (49 * MEGABYTE // 100_000)),
    "49 MB of noise in a package.xlsx": _bytes(lambda: b"PK\x03\x04" + test_hostile.noise("9") * 514),
    "9 MB in a line.txt": _bytes(lambda: test_hostile.endless_line()[: 9 * MEGABYTE]),
    "1 GB of texts.xlsx": partial(_texts, size=1024 * MEGABYTE),
    "290 MB of texts.xlsx": partial(_texts, size=290 * MEGABYTE),
    "1 GB in 10 cells.xlsx": partial(_long_cells, size=1000 * MEGABYTE, length=100 * MEGABYTE),
    "1 GB in 125 cells.xlsx": partial(_long_cells, size=1000 * MEGABYTE, length=8 * MEGABYTE),
    "250 MB in cells of 1 MB.xlsx": partial(_long_cells, size=250 * MEGABYTE, length=MEGABYTE),
    "150 MB in cells of 30000.xlsx": partial(_long_cells, size=150 * MEGABYTE, length=30_000),
    "1 GB in a paragraph.docx": partial(_paragraph, size=1024 * MEGABYTE),
    "250 MB in a paragraph.docx": partial(_paragraph, size=250 * MEGABYTE),
    "49 MB of members.zip": _bytes(
        lambda: harmful.stored({f"{n}.bin": b"%PDF-" + test_hostile.noise(str(n)) * 122 for n in range(4)})
    ),
    "49 MB in one member.zip": _bytes(lambda: harmful.stored({"a.bin": b"%PDF-" + test_hostile.noise("1") * 500})),
}


def writers() -> dict[str, Writer]:
    """Every hostile file by the name under which it is uploaded; what is in brackets tells cases of the tests."""
    tables = (test_files.REFUSED, test_hostile.HOSTILE)
    known = {f"({case}).xlsx": _bytes(build) for table in tables for case, (build, _) in table.items()}
    locked = {path.name: _bytes(path.read_bytes) for path in LOCKED}
    named = {"../../etc/passwd.xlsx": _bytes(test_files.bomb), "C:\\a\\b.xls": _bytes(test_files.PAGE.encode)}
    return known | locked | named | {name: _bytes(build) for name, build in BUILT.items()} | LARGE
