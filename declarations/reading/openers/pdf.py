"""PDF with a text layer → tables by their ruling lines, and the lines of text around them, page by page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.cmapdb import CMap, CMapBase, IdentityCMap
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdffont import PDFCIDFont
from pdfminer.pdftypes import stream_value
from pdfminer.psexceptions import PSException
from pdfplumber.table import merge_edges
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from declarations.reading.openers.pdfchecks import is_about_indicators, spilled, wrapped_cells
from declarations.reading.openers.pdflimits import refuse_long, refuse_many_pages
from declarations.reading.openers.pdftext import Box, Char, chars_of, is_full, line_text, lines_of, wrapped_text
from declarations.reading.rawtables import BROKEN, CLOSED, FULL, LOCKED, CannotOpen, Far, RawTable
from declarations.stamps import BROKEN_ROWS, pages_within_rows

# Of one page: a printed form has a hundred ruling lines, or a thousand where each cell draws its own. Where so many
# cross each other that it must be a drawing, the search for tables would take minutes.
_FEW_EDGES, _MOST_EDGES, _MOST_CROSSINGS = 2_000, 50_000, 60_000
_MOST_INSTRUCTIONS = 3_000_000  # bytes of one page; a full page of text has some fifty thousand
_MOST_COLUMNS = 150  # of all tables of a document together
_MARGIN = 50  # points from the edge of the page: what runs along all pages stands there
_SAME_EDGE = 2.0  # points between two ruling lines that are one
_STRAY_LETTERS = 10  # of a page: so many may lie across a line in a form that somebody has stamped or marked
_DAMAGED = "打不开：PDF 已损坏，或者不是真正的 PDF 文件。请重新导出或下载后再导入。"
_PAGE_NUMBER = re.compile(r"第\s*\d+\s*页|^\W*\d+\W*$")
_NUMBERS = re.compile(r"\d+")


_predefined_cmap = PDFCIDFont.get_cmap_from_spec


def _cmap(font: PDFCIDFont, spec: Mapping[str, Any], strict: bool) -> CMapBase:
    """The codes of a font; pdfminer knows those with a name only, and would find no text at all under others.

    WeasyPrint writes codes of its own where the font lacks a character (an emoji): two bytes, as in the usual case.
    """
    found = _predefined_cmap(font, spec, strict)
    return IdentityCMap(WMode=0) if type(found) is CMap and not found.code2cid else found


PDFCIDFont.get_cmap_from_spec = _cmap  # type: ignore[method-assign, assignment]


@dataclass
class _Page:
    """The ruled tables of a page, each cell with its characters, and the lines of text outside them."""

    number: int
    height: float
    tables: list[dict[Box, list[Char]]]
    lines: list[list[Char]]
    spilled: set[Char]  # letters beyond their cell


def tables_of_pdf(data: bytes) -> Iterator[RawTable | Far]:
    """One table for each ruled table and each block of lines, in the order of the pages."""
    pages: list[_Page] = []
    try:
        refuse_many_pages(data)
        with pdfplumber.open(BytesIO(data)) as document:
            refuse_long(document.doc)
            count = len(document.pages)
            within_rows = pages_within_rows(document.metadata.get(BROKEN_ROWS), count)
            for page in document.pages:
                pages.append(_page(page, is_last=page.page_number == count))
                yield Far(len(pages) / count)
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
    _refuse_unruled(pages)
    _refuse_spilled(pages)
    columns = _edges(edge for page in pages for table in page.tables for cell in table for edge in (cell[0], cell[2]))
    shared = columns if len(columns) <= _MOST_COLUMNS else None
    for read in pages:
        following = read.number + 1
        said = None if within_rows is None else BROKEN if following in within_rows else CLOSED
        yield from _tables(read, shared, said)


def _page(page: Any, *, is_last: bool) -> _Page:
    """What stands on a page; what it has kept is given back at once, a long document would fill the memory."""
    _refuse_endless(page)
    ends = _ends(page)
    found = [] if _is_drawing(page.edges) else page.find_tables({"explicit_horizontal_lines": ends})
    tables = _side_by_side([{tuple(cell): [] for cell in t.cells} for t in found if len(t.cells) > 1])
    loose: list[Char] = []
    chars = chars_of(page.chars)
    for char in chars:
        if not (0 < char.middle < page.width and 0 < char.centre < page.height):
            continue  # drawn beyond the edge, as a cell that is higher than the page
        held = (held for table in tables for cell, held in table.items() if _holds(cell, char))
        next(held, loose).append(char)
    lines = lines_of(loose)
    if ends and not is_last:
        lowest = [(cell, held) for table in tables for cell, held in table.items() if _ends_at(cell, ends[-1])]
        lines = _without_hanging(lines, [each for each in lowest if not _is_closed(page, each[0])])
    result = _Page(page.page_number, float(page.height), tables, lines, spilled(chars, page.edges) if tables else set())
    page.close()
    return result


def _refuse_unruled(pages: Sequence[_Page]) -> None:
    """CannotOpen when texts are wrapped in cells that no lines part: values would be read in pieces."""
    unruled = [page for page in pages if not page.tables]
    found = [page.number for page in unruled for _ in range(wrapped_cells(page.lines))]
    fewest = 1 if len(unruled) == len(pages) else 2  # beside ruled tables one line may be anything
    if len(found) >= fewest and any(is_about_indicators(page.lines) for page in unruled):
        raise CannotOpen(
            f"第 {found[0]} 页的表格没有框线（或只有横线），无法确定各栏的边界，读出来会错，没有读取。"
            "请换成 Excel、Word 版，或给表格加上框线后重新导出，再导入。"
        )


def _refuse_spilled(pages: Sequence[_Page]) -> None:
    """CannotOpen when on most pages with tables texts run out of their cells: what belongs to which, nothing says."""
    found = [page.number for page in pages if len(page.spilled) > _STRAY_LETTERS]
    if 2 * len(found) > sum(bool(page.tables) for page in pages):
        raise CannotOpen(
            f"里表格的行高不够：有 {len(found)} 页（如第 {found[0]} 页）的文字超出单元格、互相重叠，"
            "读出来会错，没有读取。"
            "请在 Excel 里把行高调到文字全部露出来后重新导出，或直接导入 Excel 文件。"
        )


def _refuse_endless(page: Any) -> None:
    """CannotOpen when a page has instructions for minutes of drawing."""
    size = sum(len(stream_value(part).get_data()) for part in page.page_obj.contents)
    if size > _MOST_INSTRUCTIONS:
        raise CannotOpen(f"第 {page.page_number} 页的内容大得不正常，没有打开。请重新导出，或换成 Excel、Word 再导入。")


def _side_by_side(tables: Sequence[dict[Box, list[Char]]]) -> list[dict[Box, list[Char]]]:
    """`tables` with those as one that a column without lines parts: the rows of the one are rows of the other."""
    result: list[dict[Box, list[Char]]] = []
    for table in sorted(tables, key=lambda cells: -len(_heights(cells))):
        edges = _heights(table)
        beside = (other for other in result if all(_is_near(_heights(other), edge) for edge in edges))
        fitting = next(beside, None)
        if fitting is None:
            result.append(dict(table))
        else:
            fitting.update(table)
    return result


def _heights(cells: Iterable[Box]) -> list[float]:
    return _edges(edge for cell in cells for edge in (cell[1], cell[3]))


def _is_near(edges: Sequence[float], position: float) -> bool:
    return abs(edges[_nearest(edges, position)] - position) < _SAME_EDGE


def _is_drawing(edges: Sequence[dict[str, Any]]) -> bool:
    if len(edges) <= _FEW_EDGES:
        return False
    if len(edges) > _MOST_EDGES:
        return True
    lines = merge_edges(list(edges), *[_SAME_EDGE] * 4)
    upright = sum(line["orientation"] == "v" for line in lines)
    return bool(upright * (len(lines) - upright) > _MOST_CROSSINGS)


def _ends(page: Any) -> list[float]:
    """Where the upright lines of a page begin and end: a cell broken between pages has no line of its own there."""
    upright = [edge for edge in page.edges if edge["orientation"] == "v"]
    return [min(edge["top"] for edge in upright), max(edge["bottom"] for edge in upright)] if upright else []


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


def _drop_running_lines(pages: Sequence[_Page]) -> None:
    """Take away page numbers and what else stands on several pages at the edge, numbers apart."""

    def sign(line: Sequence[Char]) -> str:
        return _NUMBERS.sub("0", line_text(line))

    def at_edge(page: _Page, line: Sequence[Char]) -> bool:
        return line[0].bottom < _MARGIN or line[0].top > page.height - _MARGIN

    often = Counter(sign(line) for page in pages for line in page.lines if at_edge(page, line))
    for page in pages:
        page.lines = [
            line
            for line in page.lines
            if not (at_edge(page, line) and (often[sign(line)] > 1 or _PAGE_NUMBER.search(line_text(line))))
        ]


def _tables(page: _Page, columns: list[float] | None, last: str | None) -> Iterator[RawTable]:
    """The tables of a page and the lines between them, from top to bottom.

    `columns` are the edges of all tables, `last` says whether the last row goes on with the next page.
    """
    blocks = [(min(cell[1] for cell in cells), _ruled(page, cells, columns, last)) for cells in page.tables]
    for line in page.lines:
        table = RawTable(page=page.number)
        table.put(0, 0, line_text(line))
        blocks.append((line[0].top, table))
    yield from (table for _, table in sorted(blocks, key=lambda block: block[0]))


def _ruled(page: _Page, cells: Mapping[Box, Sequence[Char]], shared: list[float] | None, last: str | None) -> RawTable:
    """The cells between ruling lines; one that reaches over several lines of the grid is a merged cell.

    Columns are counted by the edges of all tables, so that a table means the same columns on its next page.
    """
    table = RawTable(page=page.number)
    columns = shared or _edges(edge for cell in cells for edge in (cell[0], cell[2]))
    rows = _edges(edge for cell in cells for edge in (cell[1], cell[3]))
    for cell, chars in cells.items():
        left, right = _nearest(columns, cell[0]), _nearest(columns, cell[2]) - 1
        top, bottom = _nearest(rows, cell[1]), _nearest(rows, cell[3]) - 1
        if (top, left) != (bottom, right):
            table.merges.append((top, left, max(bottom, top), max(right, left)))
        table.put(top, left, wrapped_text(chars, cell))
        if sum(char in page.spilled for char in chars) > 1:
            table.note(top, left, "text_overflows", wrapped_text(chars, cell))
        if bottom == len(rows) - 2:
            _note_ending(table, (top, left), FULL if is_full(chars, cell) else None, last)
    return table


def _note_ending(table: RawTable, place: tuple[int, int], *codes: str | None) -> None:
    for code in codes:
        if code:
            table.note(*place, code)


def _edges(positions: Iterable[float]) -> list[float]:
    """The lines of a grid, those that lie together as one."""
    edges: list[float] = []
    for position in sorted(positions):
        if not edges or position - edges[-1] > _SAME_EDGE:
            edges.append(position)
    return edges


def _nearest(edges: Sequence[float], position: float) -> int:
    return min(range(len(edges)), key=lambda n: abs(edges[n] - position))
