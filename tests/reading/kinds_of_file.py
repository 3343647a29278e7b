"""The same rows as a file of every kind that is read, each by its own writer."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Mapping
from html import escape
from io import BytesIO, StringIO

from weasyprint import HTML

from tests.reading.builders import Block, Sheet, docx_of, ods_of, sheet_of_rows, xls_of, xlsx_of
from tests.reading.paper import Rows

_STYLE = """@page { size: 70cm 60cm; margin: 2cm } body { font: 9pt "Noto Serif CJK SC" }
table { border-collapse: collapse } td { border: 1px solid; padding: 3pt; white-space: pre; height: 12pt }"""


def tab_text(rows: Rows) -> bytes:
    return "\n".join("\t".join(row) for row in rows).encode()


def reflowed_text(rows: Rows) -> bytes:
    """As it is copied out of a page: cells parted by a blank, a blank line here and there."""
    return "\n\n".join(" ".join(cell for cell in row if cell) for row in rows).encode()


def comma_text(rows: Rows) -> bytes:
    output = StringIO()
    csv.writer(output, lineterminator="\n").writerows(rows)
    return output.getvalue().encode("gb18030")


def _merged(rows: Rows) -> Sheet:
    """Titles over all columns, the last cell of a line of the head up to the edge."""
    edge = max(map(len, rows)) - 1
    blocks = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            reaches = c == len(row) - 1 and len(row) in {1, 2, 4} and (r == 0 or len(row) > 1)
            blocks.append(Block(r, c, r, edge if reaches else c, text))
    return Sheet("申报表", tuple(blocks))


def _pdf(rows: Rows) -> bytes:
    width = max(map(len, rows))
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in [*row, *[""] * (width - len(row))]) for row in rows)
    table = "".join(f"<tr>{line}</tr>" for line in lines)
    data: bytes = HTML(string=f'<html lang="zh-CN"><style>{_STYLE}</style><table>{table}</table>').write_pdf()
    return data


def _docx(rows: Rows) -> bytes:
    return docx_of(sheet_of_rows(rows), titles_outside=False)


def _zip(rows: Rows) -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("报送/申报表.xlsx", xlsx_of(sheet_of_rows(rows)))
    return output.getvalue()


TAB, REFLOWED, COMMAS = ".txt tab", ".txt reflowed", ".csv"
XLSX_MERGED, XLSX_UNMERGED, XLS, ET, ODS = ".xlsx merged", ".xlsx unmerged", ".xls", ".et", ".ods"
DOCX, PDF, ZIP = ".docx", ".pdf", ".zip"

WRITERS: Mapping[str, Callable[[Rows], bytes]] = {
    TAB: tab_text,
    REFLOWED: reflowed_text,
    COMMAS: comma_text,
    XLSX_MERGED: lambda rows: xlsx_of(_merged(rows)),
    XLSX_UNMERGED: lambda rows: xlsx_of(sheet_of_rows(rows)),
    XLS: lambda rows: xls_of(_merged(rows)),
    ET: lambda rows: xls_of(sheet_of_rows(rows)),
    ODS: lambda rows: ods_of(_merged(rows)),
    DOCX: _docx,
    PDF: _pdf,
    ZIP: _zip,
}
GRIDS = frozenset(WRITERS) - {REFLOWED}
SHEETS = frozenset({XLSX_MERGED, XLSX_UNMERGED, XLS, ET, ODS, ZIP})
