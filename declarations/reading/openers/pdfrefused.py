"""Pages of a PDF that cannot be read right: which they are, and why, in a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdftypes import stream_value

from declarations.reading.openers.pdfbreaks import Ends
from declarations.reading.openers.pdfchecks import has_rows_in_cells, is_about_indicators, wrapped_cells
from declarations.reading.openers.pdfmarks import Mark
from declarations.reading.openers.pdftext import Box, Char, is_scrambled, is_unread, lines_of
from declarations.reading.rawtables import CannotOpen

_MOST_INSTRUCTIONS = 3_000_000  # bytes of one page; a full page of text has some fifty thousand
_MOST_UNREAD = 0.2  # of the letters of a page
_STRIPES = 3  # rows that are shaded, and lines of text between them
_STRAY_LETTERS = 10  # of a page: so many may lie across a line in a form that somebody has stamped or marked


@dataclass
class Page:
    """The ruled tables of a page, each cell with its characters, and the lines of text outside them."""

    number: int
    height: float
    tables: list[dict[Box, list[Char]]]
    lines: list[list[Char]]
    spilled: set[Char]  # letters beyond their cell
    ends: Ends  # whether its first and its last row are cut
    low: set[Box]  # cells without room for their text, of which the page does not show all
    end: set[Box]  # one of those that show the last line of their text alone
    is_picture: bool  # pictures cover most of it
    marks: tuple[list[Mark], int] = field(default_factory=lambda: ([], 0))  # as `marks_of` gives them


def refuse_endless(page: Any) -> None:
    """CannotOpen when a page has instructions for minutes of drawing."""
    size = sum(len(stream_value(part).get_data()) for part in page.page_obj.contents)
    if size > _MOST_INSTRUCTIONS:
        raise CannotOpen(f"第 {page.page_number} 页的内容大得不正常，没有打开。请重新导出，或换成 Excel、Word 再导入。")


def refuse_unruled(pages: Sequence[Page]) -> None:
    """CannotOpen when texts are wrapped in cells that no lines part: values would be read in pieces."""
    unruled = [page for page in pages if not page.tables]
    found = [page.number for page in unruled for _ in range(wrapped_cells(page.lines))]
    fewest = 1 if len(unruled) == len(pages) else 2  # beside ruled tables one line may be anything
    if len(found) >= fewest and any(is_about_indicators(page.lines) for page in unruled):
        raise _unparted(found[0], "没有框线（或只有横线）", "栏")


def refuse_unparted(pages: Sequence[Page]) -> None:
    """CannotOpen when a table has upright lines only: nothing says where one row ends and the next begins."""
    found = [page.number for page in pages for table in page.tables if has_rows_in_cells(table.values())]
    if found:
        raise _unparted(found[0], "没有横线", "行")


def refuse_striped(pages: Sequence[Page]) -> None:
    """CannotOpen when shades instead of lines part the rows: a row between two shaded ones has no cells."""
    for page in pages:
        stripes = [table for table in page.tables if len({round(cell[1]) for cell in table}) == 1]
        if len(stripes) < _STRIPES:
            continue
        top, bottom = min(cell[1] for table in stripes for cell in table), max(c[3] for t in stripes for c in t)
        if sum(top < line[0].centre < bottom for line in page.lines) >= _STRIPES and _says_indicators(page):
            raise _unparted(page.number, "只有底色、没有框线", "栏")


def _unparted(page: int, lack: str, what: str) -> CannotOpen:
    return CannotOpen(
        f"第 {page} 页的表格{lack}，无法确定各{what}的边界，读出来会错，没有读取。"
        "请换成 Excel、Word 版，或给表格加上框线后重新导出，再导入。"
    )


def _says_indicators(page: Page) -> bool:
    cells = (line for table in page.tables for chars in table.values() for line in lines_of(chars))
    return is_about_indicators([*page.lines, *cells])


def refuse_unread(page: Any) -> None:
    """CannotOpen when the fonts of a page do not say which characters their signs are."""
    letters = [char["text"] for char in page.chars if not char["text"].isspace()]
    unread = len(letters) if is_scrambled(letters) else sum(is_unread(text) for text in letters)
    if unread > max(_STRAY_LETTERS, _MOST_UNREAD * len(letters)):
        raise CannotOpen(
            f"第 {page.page_number} 页的字体没有带文字编码：看得见的字读出来是乱码，也不能复制，没有读取。"
            "请用 WPS 或 Word 打开原表重新导出 PDF，或直接导入原来的 Excel、Word 文件。"
        )


def refuse_spilled(pages: Sequence[Page]) -> None:
    """CannotOpen when on most pages with tables texts run out of their cells: what belongs to which, nothing says."""
    found = [page.number for page in pages if len(page.spilled) > _STRAY_LETTERS]
    if 2 * len(found) > sum(bool(page.tables) for page in pages):
        is_marked = any(_touching(page) for page in pages)
        raise CannotOpen(
            f"里表格的行高不够{'，或者上面压着水印' * is_marked}：有 {len(found)} 页（如第 {found[0]} 页）的文字"
            "超出单元格、互相重叠，读出来会错，没有读取。"
            f"请在 Excel 里{'去掉水印、' * is_marked}把行高调到文字全部露出来后重新导出，或直接导入 Excel 文件。"
        )


def _touching(page: Page) -> bool:
    """Some letters of a look of their own lie on others."""
    looks = {char.style for char in page.spilled}
    return any(mark.style in looks for mark in page.marks[0])


def refuse_wider(page: Any, unseen: Sequence[Char], tables: Sequence[Iterable[Box]]) -> None:
    """CannotOpen when the cells of a page go on beside it: a sheet wider than the paper, the rest of it elsewhere."""
    bounds = [(min(c[0] for c in t), min(c[1] for c in t), max(c[2] for c in t), max(c[3] for c in t)) for t in tables]
    shown = [(max(box[0], page.bbox[0]), box[1], min(box[2], page.bbox[2]), box[3]) for box in bounds]
    rows = [box for box in shown for char in unseen if box[1] < char.centre < box[3] and _is_beside(box, char)]
    if len(rows) > _STRAY_LETTERS:
        raise CannotOpen(
            f"第 {page.page_number} 页的表格比纸宽，一行被分印在几页上，拼不起来，没有读取。"
            "请在页面设置里选“将所有列调整为一页”后重新导出，或直接导入 Excel 文件。"
        )


def _is_beside(box: Box, char: Char) -> bool:
    return not box[0] < char.middle < box[2]
