"""Pages of a PDF whose letters lie on their side: turned until they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pdfplumber.page import Page

from declarations.reading.openers.pdfclips import find_clips

_SKEW = 0.02  # of a letter: so far from upright is rounding
_QUARTERS = {(1, 0): 0, (0, 1): 90, (-1, 0): 180, (0, -1): 270}  # where a line of text runs: degrees to turn the page


def laid_out(page: Page) -> Page:
    """The page as most of its letters stand, ready for `clip_of`; what is printed across it does not count."""
    page = Page(page.pdf, page.page_obj, page.page_number, page.initial_doctop)  # it may have been turned before
    find_clips(page)
    turns = Counter(turn for char in page.chars if (turn := _turn(char["matrix"])) is not None)
    turn = turns.most_common(1)[0][0] if turns else 0
    if not turn:
        return page
    sheet: Any = page.page_obj
    sheet.rotate = (sheet.rotate + turn) % 360
    sheet.attrs = {**sheet.attrs, "Rotate": sheet.rotate}
    page.close()
    turned = Page(page.pdf, sheet, page.page_number, page.initial_doctop)
    find_clips(turned)
    return turned


def is_upright(matrix: Sequence[float]) -> bool:
    """Letters with that matrix stand."""
    return _turn(matrix) == 0


def _turn(matrix: Sequence[float]) -> int | None:
    """By how many degrees the page has to be turned for these letters; None when they lie across it."""
    a, b, c, d = matrix[:4]
    most = max(abs(a), abs(b))
    if not most or min(abs(a), abs(b)) > _SKEW * most or min(abs(c), abs(d)) > _SKEW * max(abs(c), abs(d)):
        return None
    return _QUARTERS[(0, 1 if b > 0 else -1) if abs(b) > abs(a) else (1 if a > 0 else -1, 0)]
