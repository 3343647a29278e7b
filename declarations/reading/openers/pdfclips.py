"""The area outside which a page does not show a letter: programs that print sheets cut each text at its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pdfminer.layout import LTChar
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter
from pdfminer.utils import Matrix, apply_matrix_pt
from pdfplumber.page import PDFPageAggregatorWithMarkedContent
from pdfplumber.utils.exceptions import PdfminerException

Area = tuple[float, float, float, float]

_SLANT = 1e-6  # of a length
_MOVES = frozenset("mlcvyh")


class _State(PDFGraphicState):
    """What pdfminer knows of the graphics, and the area: left, bottom, right, top in points."""

    clip: Area | None = None

    def copy(self) -> _State:
        """The same once more, to come back to."""
        same = _State()
        same.__dict__.update(self.__dict__)
        return same


class _Interpreter(PDFPageInterpreter):
    """Remembers the area, which pdfminer passes over."""

    outer: Area | None = None  # the area of the page on which a drawing stands

    def init_state(self, ctm: Matrix) -> None:
        """A page or a drawing begins."""
        super().init_state(ctm)
        state = _State()
        state.clip = self.outer
        self.graphicstate = state

    def do_cm(self, a1: Any, b1: Any, c1: Any, d1: Any, e1: Any, f1: Any) -> None:
        """The page is turned, or made larger."""
        super().do_cm(a1, b1, c1, d1, e1, f1)  # pdfminer counts the names
        self.ctm = _squared(self.ctm)
        self.device.set_ctm(self.ctm)

    def subinterp(self) -> PDFPageInterpreter:
        """The interpreter of a drawing on the page."""
        inner = super().subinterp()
        if isinstance(inner, _Interpreter):
            inner.outer = _clip_of(self.graphicstate)
        return inner

    def _cut(self) -> None:
        """The path is the area from here on."""
        points = list(_points(self.curpath, self.ctm))
        if not points:
            return
        across, upward = sorted(x for x, _ in points), sorted(y for _, y in points)
        box = across[0], upward[0], across[-1], upward[-1]
        clip = _clip_of(self.graphicstate)
        state: Any = self.graphicstate.copy()  # letters drawn before keep the area that they had
        state.clip = box if clip is None else _common(clip, box)
        self.graphicstate = state

    do_W = do_W_a = _cut  # noqa: N815 - the names of the instructions W and W*


class _Device(PDFPageAggregatorWithMarkedContent):
    """Writes the area on each letter, where pdfplumber carries it along."""

    def tag_cur_item(self) -> None:
        """The last letter, line or picture has been drawn."""
        drawn = self.cur_item._objs[-1] if self.cur_item._objs else None
        if isinstance(drawn, LTChar):
            drawn.tag = _clip_of(drawn.graphicstate)  # type: ignore[attr-defined]


def find_clips(page: Any) -> None:
    """Read a page of pdfplumber so that `clip_of` finds the areas of its letters; before all else."""
    device = _Device(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    try:
        _Interpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    except Exception as problem:  # pdfplumber does the same: a damaged file may break anything in pdfminer
        raise PdfminerException(problem) from problem
    page._layout = device.get_result()


def clip_of(char: Mapping[str, Any], page: Any) -> Area | None:
    """The area of a letter of pdfplumber as left, top, right, bottom; None when the page shows it whole."""
    clip = char.get("tag")
    if not isinstance(clip, tuple):
        return None
    right, down = page.mediabox[0], page.height + page.mediabox[1]
    return clip[0] + right, down - clip[3], clip[2] + right, down - clip[1]


def _clip_of(state: PDFGraphicState) -> Area | None:
    return state.clip if isinstance(state, _State) else None


def _squared(ctm: Matrix) -> Matrix:
    """The matrix without what is rounding: a level line would become a slanted one."""
    least = _SLANT * max(map(abs, ctm[:4]))
    a, b, c, d = (part if abs(part) > least else 0.0 for part in ctm[:4])
    return a, b, c, d, ctm[4], ctm[5]


def _points(path: Any, ctm: Matrix) -> Iterator[tuple[float, float]]:
    for move, *numbers in path:
        if move in _MOVES:
            yield from (apply_matrix_pt(ctm, pair) for pair in zip(numbers[::2], numbers[1::2], strict=False))


def _common(box: Area, other: Area) -> Area:
    left, bottom = max(box[0], other[0]), max(box[1], other[1])
    return left, bottom, max(min(box[2], other[2]), left), max(min(box[3], other[3]), bottom)
