"""Pages of a PDF printed two on one sheet, side by side: each half is a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from declarations.reading.openers.pdfrefused import Page
from declarations.reading.openers.pdftext import Box, Char

_GUTTER = 20.0  # points between the two tables in which nothing stands; no column is left so blank
_ALIKE = 6.0  # points by which the tables of two pages may differ in place and width
_LEAST = 0.25  # of a sheet: a table that is narrower is no page's


def halves_of(page: Any) -> list[tuple[Any, float]]:
    """The pages on a sheet, with the place where each begins: the sheet itself, or its left and its right half."""
    left, top, right, bottom = page.bbox
    middle = (left + right) / 2
    if right - left <= bottom - top or not _is_free(page, middle):
        return [(page, 0.0)]
    upright = [edge["x0"] for edge in page.edges if edge["orientation"] == "v"]
    before, behind = [x for x in upright if x < middle], [x for x in upright if x > middle]
    if not (before and behind):
        return [(page, 0.0)]
    width, other = max(before) - min(before), max(behind) - min(behind)
    shift = min(behind) - min(before)
    gap = min(behind) - max(before)
    is_same = abs(width - other) < _ALIKE and abs(shift - (right - left) / 2) < _ALIKE
    if not is_same or gap < _GUTTER or width < _LEAST * (right - left):
        return [(page, 0.0)]
    return [(page.crop((left, top, middle, bottom)), 0.0), (page.crop((middle, top, right, bottom)), shift)]


def _is_free(page: Any, middle: float) -> bool:
    """Nothing is drawn in the middle of the sheet."""
    level = (edge for edge in page.edges if edge["orientation"] == "h")
    drawn = (each for part in (level, page.chars) for each in part)
    return not any(each["x0"] < middle + _GUTTER / 4 and each["x1"] > middle - _GUTTER / 4 for each in drawn)


def moved(page: Page, shift: float) -> Page:
    """The page as if it began `shift` points further to the left, where the tables of other pages stand."""
    if not shift:
        return page
    tables = [{_box(cell, shift): _chars(held, shift) for cell, held in table.items()} for table in page.tables]
    return replace(
        page,
        tables=tables,
        lines=[_chars(line, shift) for line in page.lines],
        spilled=set(_chars(page.spilled, shift)),
        low={_box(cell, shift) for cell in page.low},
        end={_box(cell, shift) for cell in page.end},
    )


def _box(box: Box, shift: float) -> Box:
    return box[0] - shift, box[1], box[2] - shift, box[3]


def _chars(chars: Iterable[Char], shift: float) -> list[Char]:
    return [replace(char, left=char.left - shift, right=char.right - shift, clip=None) for char in chars]
