"""The child process that marks a workbook: `python -m declarations.reading.marker`, both on standard input.

The first line is JSON, the rest the workbook as it was uploaded; what comes out is the workbook with its cells coloured
and commented. The limits of `child` but for files: a workbook from anywhere is opened here and nowhere else.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from declarations.reading.limits import limit

AUTHOR = "绩效目标申报系统"
OUTPUT = 256 * 1024 * 1024  # bytes of one file; the workbook goes through temporary files
FILLS = {"error": "FFD6D6", "warning": "FFE8B3", "hint": "D9E8FA", "note": "ECECEC"}
_ORDER = ("error", "warning", "hint", "note")
_BETWEEN = "\n———\n"
_WIDTH, _LINE = 320, 22  # of a comment, in pixels


def main() -> None:
    """Mark what stands on standard input."""
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    limit(OUTPUT)
    given = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    book = load_workbook(BytesIO(data), keep_vba=bool(given["macros"]))
    mark(book, given["marks"])
    stamp(book, given["name"], given["stamp"])
    marked = BytesIO()
    book.save(marked)
    with os.fdopen(out, "wb") as stream:
        stream.write(marked.getvalue())


def mark(book: Workbook, marks: Sequence[Mapping[str, str]]) -> None:
    """Colour the cells and say in comments what is wrong; the worst colour wins, the person's own comment stays."""
    found: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for each in marks:
        sheet = book[each["sheet"]] if each["sheet"] in book.sheetnames else None
        if isinstance(sheet, Worksheet) and each["cell"]:
            cell = _meant(sheet, each["cell"], each["text"])
            found.setdefault((sheet.title, cell.coordinate), []).append(each)
    for (title, place), told in found.items():
        cell = book[title][place]
        worst = min(told, key=lambda each: _ORDER.index(each["level"]))["level"]
        cell.fill = PatternFill("solid", start_color=FILLS[worst], end_color=FILLS[worst])
        cell.comment = _comment(cell, list(dict.fromkeys(each["message"] for each in told)))


def _meant(sheet: Worksheet, place: str, text: str) -> Cell:
    """The cell itself, or the one of its row that holds `text`; of merged cells the first."""
    cell = sheet[place]
    if text and str(cell.value or "").strip() != text:
        same = (one for one in sheet[cell.row] if str(one.value or "").strip() == text)
        cell = next(same, cell)
    if isinstance(cell, MergedCell):
        area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
        cell = sheet.cell(area.min_row, area.min_col)
    return cell  # type: ignore[no-any-return]  # openpyxl's types say less than it does


def _comment(cell: Cell, messages: Sequence[str]) -> Comment:
    lines = [f"{number}. {message}" for number, message in enumerate(messages, start=1)] if messages[1:] else messages
    said = "\n".join(lines)
    own = cell.comment.text.split(_BETWEEN)[0] if cell.comment and cell.comment.author != AUTHOR else ""
    comment = Comment(f"{own}{_BETWEEN}{said}" if own else said, AUTHOR, width=_WIDTH)
    comment.height = _LINE * (2 + sum(1 + len(line) // 24 for line in comment.text.splitlines()))
    return comment


def stamp(book: Workbook, name: str, value: str) -> None:
    """Write a hidden property by which the workbook is known again."""
    properties: list[Any] = book.custom_doc_props.props  # type: ignore[attr-defined]  # unknown to openpyxl's types
    properties[:] = [*(prop for prop in properties if prop.name != name), StringProperty(name=name, value=value)]


if __name__ == "__main__":
    main()
