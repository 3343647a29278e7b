"""A plain list as a workbook: one sheet, a heading that stays in view, texts only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter

from declarations.writing.workbook import OPTIONS


def list_workbook(title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> BytesIO:
    """The workbook from its beginning; `columns` are (heading, width in characters). Nothing becomes a formula."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        sheet = book.add_worksheet(title)
        bold, plain = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for place, (heading, width) in enumerate(columns):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, bold)
        for line, row in enumerate(rows, start=1):
            for place, text in enumerate(row):
                sheet.write_string(line, place, text, plain)
        sheet.freeze_panes(1, 0)
    out.seek(0)
    return out
