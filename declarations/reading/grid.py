"""Text → grid: rows of cells that remember where they stand. Readers of sheets give the same shape."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from declarations.reading.results import Place

_MOST_CELLS = 200  # in one row; a row of nothing but tabs must not fill the memory
_LINE_END = re.compile(r"\r\n|\r|\n")
_PIPE = re.compile(r"(?<!\\)\|")
_PIPE_RULE = re.compile(r"[|\s:+-]*-[|\s:+-]*")
# Characters without width or meaning, and breaks inside a cell that are no line ends of the file.
_UNSEEN = dict.fromkeys([*range(9), *range(14, 32), 0x0C, 0x7F, 0x200B, 0x200C, 0x2060, 0xFEFF])
_JOINER = "\u200d"  # makes one picture of several emoji; between any other characters it is noise
_PICTURE = "\u2190-\u27bf\U0001f000-\U0001faff"
_STRAY_JOINER = re.compile(rf"(?<![{_PICTURE}\ufe0f]){_JOINER}|{_JOINER}(?![{_PICTURE}])")
_INNER_BREAKS = {0x0B: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
_TIDY: dict[int, str | None] = {**_UNSEEN, **_INNER_BREAKS}


def tidy(text: str) -> str:
    """`text` without characters that cannot be seen; every break inside a cell is a newline."""
    tidied = text.translate(_TIDY)
    return _STRAY_JOINER.sub("", tidied) if _JOINER in tidied else tidied


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as printed, with the blanks round it.

    `above` is the text of the merged cell that reaches down here from a row above, None elsewhere; `tall` is the first
    row of such a cell. `codes` are notes on what was lost or rounded when the file was opened.
    """

    text: str
    place: Place
    above: str | None = None
    codes: tuple[tuple[str, str], ...] = ()
    tall: bool = False

    @property
    def words(self) -> str:
        """The text without the blanks round it."""
        return self.text.strip()


@dataclass(frozen=True)
class Row:
    """One row: a cell's position in `cells` is its column."""

    cells: tuple[Cell, ...]
    place: Place

    @cached_property
    def filled(self) -> tuple[tuple[int, Cell], ...]:
        """The cells with text, each with its column."""
        return tuple((column, cell) for column, cell in enumerate(self.cells) if cell.words)

    @property
    def is_blank(self) -> bool:
        """No cell has text."""
        return not self.filled

    @property
    def only(self) -> str:
        """The text of the only cell with text; "" when there are none or several."""
        return self.filled[0][1].words if len(self.filled) == 1 else ""

    @property
    def first(self) -> str:
        """The text of the first cell with text, or ""."""
        return self.filled[0][1].words if self.filled else ""

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """All cells without the blanks round them, blank ones included."""
        return tuple(cell.words for cell in self.cells)


@dataclass(frozen=True)
class Grid:
    """The rows of a document or sheet, in order; blank rows are kept."""

    rows: tuple[Row, ...]


def grid_of_text(text: str) -> Grid:
    """Lines become rows, tabs (or the pipes of a markdown table) part the cells; places are line numbers from 1."""
    return Grid(tuple(_rows(text)))


def _rows(text: str) -> Iterable[Row]:
    for number, line in enumerate(_LINE_END.split(text), start=1):
        if _PIPE_RULE.fullmatch(line.strip()) and "|" in line:
            continue
        place = Place(line=number)
        yield Row(tuple(Cell(tidy(part), place) for part in _parts(line)), place)


def _parts(line: str) -> list[str]:
    inner = line.strip()
    if len(inner) > 1 and inner.startswith("|") and inner.endswith("|"):
        return [part.replace("\\|", "|") for part in _PIPE.split(inner[1:-1], _MOST_CELLS)]
    return line.split("\t", _MOST_CELLS)
