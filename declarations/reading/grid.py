"""Rows of cells that remember where they stand: the shape of every document; and the cells of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from declarations.reading.results import Place

_MOST_CELLS = 200  # in one row; a row of nothing but tabs must not fill the memory
_LINE_END = re.compile(r"\r\n|\r|\n")
_PIPE = re.compile(r"(?<!\\)\|")
_PIPE_RULE = re.compile(r"[|\s:+-]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as printed, with the blanks round it.

    `above` is the text of the merged cell that reaches down here from a row above, None elsewhere; `tall` is the first
    row of such a cell. `codes` are notes on what was lost or rounded when the file was opened. `column` is where the
    cell stands in a file that numbers its columns, whatever merged cells stand before it. `full`: its last line has
    no room left, and may go on with the next page; `goes_on`: whether its row does, where the
    file says so.
    """

    text: str
    place: Place
    above: str | None = None
    codes: tuple[tuple[str, str], ...] = ()
    tall: bool = False
    column: int | None = None
    full: bool = False
    goes_on: bool | None = None

    @property
    def words(self) -> str:
        """The text without the blanks round it."""
        return self.text.strip()

    @property
    def exact(self) -> str:
        """The number inside the cell where it shows fewer digits, else what it shows."""
        return next((text for code, text in self.codes if code == "number_rounded"), self.words)


T = TypeVar("T")


class _Once(Generic[T]):
    """A property found once. The one of the standard library takes a lock each time, and documents have many rows."""

    def __init__(self, find: Callable[[Any], T]) -> None:
        self._find = find
        self.__doc__ = find.__doc__

    def __get__(self, row: Any, owner: type) -> T:
        found = self._find(row)
        row.__dict__[self._find.__name__] = found
        return found


@dataclass(frozen=True)
class Row:
    """One row: a cell's position in `cells` is its column."""

    cells: tuple[Cell, ...]
    place: Place

    @_Once
    def filled(self) -> tuple[tuple[int, Cell], ...]:
        """The cells with text, each with its column."""
        return tuple([(n, cell) for n, cell in enumerate(self.cells) if cell.text and not cell.text.isspace()])

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

    @_Once
    def texts(self) -> tuple[str, ...]:
        """All cells without the blanks round them, blank ones included."""
        return tuple([cell.text.strip() for cell in self.cells])


@dataclass(frozen=True)
class Grid:
    """The rows of a document or sheet, in order; blank rows are kept."""

    rows: tuple[Row, ...]


def parts_of_text(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of the lines of a text: tabs (or the pipes of a markdown table) part the cells."""
    for number, line in enumerate(_lines(text), start=1):
        if not ("|" in line and "-" in line and _PIPE_RULE.fullmatch(line)):
            yield number, _parts(line)


def _lines(text: str) -> Iterator[str]:
    """The lines of a text one by one: all of them at once would take several times its room."""
    start = 0
    for end in _LINE_END.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]


def _parts(line: str) -> list[str]:
    inner = line.strip()
    if len(inner) > 1 and inner.startswith("|") and inner.endswith("|"):
        return [part.replace("\\|", "|") for part in _PIPE.split(inner[1:-1], _MOST_CELLS)]
    return line.split("\t", _MOST_CELLS)
