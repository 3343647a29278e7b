"""PDF with a text layer → tables by their ruling lines, and the lines of text around them, page by page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from declarations.reading.openers.pdfbreaks import ends_of, said_by, without_blank_end
from declarations.reading.openers.pdfcells import put_by_clips, shows_an_end, without_room
from declarations.reading.openers.pdfchecks import spilled
from declarations.reading.openers.pdffonts import teach_pdfminer
from declarations.reading.openers.pdfgrid import edges_of, ends_on, nearest, tables_on
from declarations.reading.openers.pdfhalves import halves_of, moved
from declarations.reading.openers.pdflimits import refuse_long, refuse_many_pages
from declarations.reading.openers.pdfmade import Made, is_of_chromium, made_by
from declarations.reading.openers.pdfmarks import Mark, marks_of, watermarks, without
from declarations.reading.openers.pdfrefused import (
    Page,
    refuse_endless,
    refuse_spilled,
    refuse_striped,
    refuse_unparted,
    refuse_unread,
    refuse_unruled,
    refuse_wider,
)
from declarations.reading.openers.pdftext import Box, Char, chars_of, is_full, line_text, lines_of, wrapped_text
from declarations.reading.openers.pdfturned import laid_out
from declarations.reading.rawtables import BROKEN, CLOSED, FULL, LOCKED, CannotOpen, Far, RawTable
from declarations.stamps import BROKEN_ROWS, pages_within_rows

_MOST_COLUMNS = 150  # of all tables of a document together
_MARGIN = 50  # points from the edge of the page: what runs along all pages stands there
_SAME_EDGE = 2.0  # points between two ruling lines that are one
_DAMAGED = "打不开：PDF 已损坏，或者不是真正的 PDF 文件。请重新导出或下载后再导入。"
_ONLY_ENDS = (
    "第 {number} 页的行高不够，有的格子只露出文字的最后一行（如“{text}”），其他格子也可能不完整。"
    "请对照原件核对，或直接导入 Excel 文件。"
)
_MOST_OF_PAGE = 0.3  # a picture that covers so much and no text: a scanned page
_PAGE_NUMBER = re.compile(r"第\s*\d+\s*页|^\W*\d+\W*$")
_NUMBERS = re.compile(r"\d+")

teach_pdfminer()


def tables_of_pdf(data: bytes) -> Iterator[RawTable | Far]:
    """One table for each ruled table and each block of lines, in the order of the pages."""
    pages: list[Page] = []
    try:
        refuse_many_pages(data)
        with pdfplumber.open(BytesIO(data)) as document:
            refuse_long(document.doc)
            count = len(document.pages)
            within_rows = pages_within_rows(document.metadata.get(BROKEN_ROWS), count)
            for number in range(count):
                pages += _pages_on(document, number)
                yield Far((number + 1) / count)
            marks = watermarks([(*page.marks, page.spilled) for page in pages])
            if marks:
                pages = [page for number in range(count) for page in _pages_on(document, number, marks)]
    except PDFPasswordIncorrect as problem:
        raise CannotOpen(LOCKED) from problem
    except PdfminerException as problem:
        locked = any(isinstance(part, PDFPasswordIncorrect) for part in problem.args)
        refused = next((part for part in problem.args if isinstance(part, CannotOpen)), None)
        raise refused or CannotOpen(LOCKED if locked else _DAMAGED) from problem
    except (MalformedPDFException, PDFException, PSException, ValueError, KeyError, TypeError, IndexError) as problem:
        raise CannotOpen(_DAMAGED) from problem
    if not any(page.lines or any(map(any, (table.values() for table in page.tables))) for page in pages):
        raise CannotOpen("里没有文字，大概是扫描的图片，读不出来。请换成 Excel、Word 或能选中文字的 PDF。")
    _drop_running_lines(pages)
    _refuse_unclear(pages)
    if marks:
        yield _left_out(pages, marks)
    columns = edges_of(edge for page in pages for table in page.tables for cell in table for edge in (cell[0], cell[2]))
    shared = columns if len(columns) <= _MOST_COLUMNS else None
    for read, said in zip(pages, _said(pages, within_rows), strict=True):
        yield from _tables(read, shared, said)


def _refuse_unclear(pages: Sequence[Page]) -> None:
    """CannotOpen when nothing says what belongs together."""
    refuse_unruled(pages)
    refuse_unparted(pages)
    refuse_striped(pages)
    refuse_spilled(pages)


def _said(pages: Sequence[Page], within_rows: Collection[int] | None) -> list[str | None]:
    """For each page whether its last row goes on with the next: what the file says itself, or what its lines do."""
    if within_rows is not None:
        return [BROKEN if page.number + 1 in within_rows else CLOSED for page in pages]
    return said_by([page.ends for page in pages])


def _pages_on(document: Any, number: int, marks: Collection[Mark] = ()) -> list[Page]:
    """The pages on a sheet of paper; what it has kept is given back at once, a long document would fill the memory."""
    sheet = document.pages[number]
    refuse_endless(sheet)
    made, is_last = made_by(document.metadata), sheet is document.pages[-1]
    sheet = laid_out(sheet)
    refuse_unread(sheet)
    made = made if made.is_of_chromium else replace(made, is_of_chromium=is_of_chromium(sheet))
    halves = halves_of(sheet)
    read = [_page(half, is_last=is_last and half is halves[-1][0], made=made, marks=marks) for half, _ in halves]
    sheet.close()
    return [moved(page, shift) for page, (_, shift) in zip(read, halves, strict=True)]


def _page(page: Any, *, is_last: bool, made: Made, marks: Collection[Mark]) -> Page:
    """What stands on a page, but for the watermarks."""
    ends = ends_on(page)
    drawn = chars_of(page, is_of_chromium=made.is_of_chromium)
    chars = without(drawn, marks)
    tables = tables_on(page, ends)
    loose, unseen, off = list[Char](), list[Char](), list[Char]()
    put = put_by_clips(tables, chars)
    free = [char for char in chars if char not in put]
    for char in free:
        is_off = not _is_on(page, char)
        if is_off or char.is_hidden:
            (off if is_off else unseen).append(char)  # off the page: of a cell that is higher than it
            continue
        held = (held for table in tables for cell, held in table.items() if _holds(cell, char))
        next(held, loose).append(char)
    lines = lines_of(loose)
    if ends and not is_last:
        lowest = [(cell, held) for table in tables for cell, held in table.items() if _ends_at(cell, ends[-1])]
        lines = _without_hanging(lines, [each for each in lowest if not _is_closed(page, each[0])])
    over = spilled(free, page.edges) if tables else set()
    lines += lines_of(unseen)
    refuse_wider(page, [*unseen, *off], tables)
    tables = [without_blank_end(table) for table in tables]
    cut = ends_of(tables, page.edges)
    low = without_room(tables, put, is_sheet=made.is_sheet)
    shows = sum(image["width"] * image["height"] for image in page.images) > _MOST_OF_PAGE * page.width * page.height
    end = shows_an_end(tables) if made.is_sheet else set()
    return Page(page.page_number, float(page.height), tables, lines, over, cut, low, end, shows, marks_of(drawn))


def _is_on(page: Any, char: Char) -> bool:
    left, top, right, bottom = page.bbox
    return bool(left < char.middle < right and top < char.centre < bottom)


def _holds(box: Box, char: Char) -> bool:
    return box[0] <= char.middle <= box[2] and box[1] <= char.centre <= box[3]


def _ends_at(box: Box, bottom: float) -> bool:
    return abs(box[3] - bottom) < _SAME_EDGE


def _is_closed(page: Any, box: Box) -> bool:
    """A line is drawn below the cell."""
    level = (edge for edge in page.edges if edge["orientation"] == "h" and _ends_at(box, edge["top"]))
    return any(edge["x0"] - _SAME_EDGE < box[0] and box[2] < edge["x1"] + _SAME_EDGE for edge in level)


def _without_hanging(lines: list[list[Char]], open_below: Sequence[tuple[Box, list[Char]]]) -> list[list[Char]]:
    """`lines` without the last line of a label that hangs out below a cell, which goes on with the next page.

    Such a line stays between the edges of its cell; a line that runs across one is a paragraph of the page.
    """
    kept = []
    for line in lines:
        held = [next((chars for box, chars in open_below if _holds(_longer(box, char), char)), None) for char in line]
        runs_on = any(
            a is not b and _adjoins(*pair) for (a, b), pair in zip(pairwise(held), pairwise(line), strict=True)
        )
        if not all(held) or runs_on:
            kept.append(line)
            continue
        for chars, char in zip(held, line, strict=True):
            (chars or []).append(char)
    return kept


def _longer(box: Box, char: Char) -> Box:
    return box[0], box[1], box[2], box[3] + 1.5 * char.size


def _adjoins(char: Char, following: Char) -> bool:
    return following.left - char.right < char.size / 2


def _drop_running_lines(pages: Sequence[Page]) -> None:
    """Take away page numbers and what else stands on several pages at the edge, numbers apart."""

    def sign(line: Sequence[Char]) -> str:
        return _NUMBERS.sub("0", line_text(line))

    def at_edge(page: Page, line: Sequence[Char]) -> bool:
        return line[0].bottom < _MARGIN or line[0].top > page.height - _MARGIN

    often = Counter(sign(line) for page in pages for line in page.lines if at_edge(page, line))
    for page in pages:
        page.lines = [
            line
            for line in page.lines
            if not (at_edge(page, line) and (often[sign(line)] > 1 or _PAGE_NUMBER.search(line_text(line))))
        ]


def _tables(page: Page, columns: list[float] | None, last: str | None) -> Iterator[RawTable]:
    """The tables of a page and the lines between them, from top to bottom.

    `columns` are the edges of all tables, `last` says whether the last row goes on with the next page.
    """
    blocks = [(min(cell[1] for cell in cells), _ruled(page, cells, columns, last)) for cells in page.tables]
    if page.is_picture and not (page.tables or page.lines):
        blocks.append((0.0, _unread(page.number)))
    for line in page.lines:
        table = RawTable(page=page.number)
        table.put(0, 0, line_text(line))
        blocks.append((line[0].top, table))
    yield from (table for _, table in sorted(blocks, key=lambda block: block[0]))


def _unread(number: int) -> RawTable:
    """The place of a page in the document that nobody can read."""
    table = RawTable(page=number)
    table.note(0, 0, "part_not_read", f"第 {number} 页是图片（大概是扫描的），里面的文字读不出来，没有读取。")
    return table


def _left_out(pages: Sequence[Page], marks: Collection[Mark]) -> RawTable:
    """What was read without its watermarks."""
    number = next(page.number for page in pages if any(mark in marks for mark in page.marks[0]))
    texts = "、".join(f"“{text}”" for text in sorted({mark.text for mark in marks}))
    table = RawTable(page=number)
    table.note(0, 0, "part_not_read", f"{texts}印在表格上，看来是水印，没有读入。请核对被它压住的文字。")
    return table


def _ruled(page: Page, cells: Mapping[Box, Sequence[Char]], shared: list[float] | None, last: str | None) -> RawTable:
    """The cells between ruling lines; one that reaches over several lines of the grid is a merged cell.

    Columns are counted by the edges of all tables, so that a table means the same columns on its next page.
    """
    table = RawTable(page=page.number)
    columns = shared or edges_of(edge for cell in cells for edge in (cell[0], cell[2]))
    rows = edges_of(cell[1] for cell in cells)  # where none begins is no row, though merged cells may go on there
    for cell, chars in cells.items():
        left, right = nearest(columns, cell[0]), nearest(columns, cell[2]) - 1
        top = nearest(rows, cell[1])
        bottom = max(bisect_left(rows, cell[3] - _SAME_EDGE) - 1, top)
        if (top, left) != (bottom, right):
            table.merges.append((top, left, bottom, max(right, left)))
        table.put(top, left, wrapped_text(chars, cell))
        if sum(char in page.spilled for char in chars) > 1:
            table.note(top, left, "text_overflows", wrapped_text(chars, cell))
        elif cell in page.low:
            table.note(top, left, "text_hidden", wrapped_text(chars, cell))
        if cell in page.end:
            table.note(
                top, left, "part_not_read", _ONLY_ENDS.format(number=page.number, text=wrapped_text(chars, cell))
            )
        if bottom == len(rows) - 1 and is_full(chars, cell):
            table.note(top, left, FULL)
        if top == len(rows) - 1 and last:
            table.note(top, left, last)
    return table
