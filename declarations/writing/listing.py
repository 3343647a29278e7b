"""A plain list as a workbook: one sheet, a heading that stays in view, texts only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from io import BytesIO

import xlsxwriter

from declarations.writing.workbook import OPTIONS


def list_workbook(
    title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]], *, spelled: Collection[str] = ()
) -> BytesIO:
    """The workbook from its beginning; `columns` are (heading, width in characters). Nothing becomes a formula.

    `spelled` are the headings of texts that are copied letter by letter: 1, l and I look different there.
    """
    out = BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        sheet = book.add_worksheet(title)
        bold, plain = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        letters = book.add_format({"font_name": "Consolas", "valign": "top"})
        looks = [letters if heading in spelled else plain for heading, _ in columns]
        for place, (heading, width) in enumerate(columns):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, bold)
        for line, row in enumerate(rows, start=1):
            for place, (text, look) in enumerate(zip(row, looks, strict=True)):
                sheet.write_string(line, place, text, look)
        sheet.freeze_panes(1, 0)
    out.seek(0)
    return out
