"""Letters of a PDF page whose cell the program itself has said, by cutting them at its edges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from declarations.reading.openers.pdftext import Box, Char, lines_of

_SAME_EDGE = 2.0  # points between two lines that are one
_LONG, _SEVERAL, _ONE_LINE = 8, 3, 2.2  # letters of a text, such cells of a page, letters of height
_NO_ROOM = 1.5  # letters, its padding among them
_BEGIN_NONE = frozenset("，。、；：？！）》】”’")
_CUT_BY_HABIT = 0.9  # of the cells: Excel cuts the texts of all of them, LibreOffice those that have no room


def put_by_clips(tables: Sequence[dict[Box, list[Char]]], chars: Iterable[Char]) -> dict[Char, Box]:
    """Put letters into the cell at whose edges they were cut, wherever they would stand; returns these."""
    cells: dict[Box, list[tuple[Box, list[Char]]]] = {}
    put: dict[Char, Box] = {}
    for char in chars:
        clip = char.clip
        if clip is None:
            continue
        if clip not in cells:
            cells[clip] = [each for table in tables for each in table.items() if _is_as_high(clip, each[0])]
        cell, held = next(((cell, held) for cell, held in cells[clip] if _is_cut_at(cell, char)), (None, None))
        if cell is not None and held is not None:
            held.append(char)
            put[char] = cell
    return put


def without_room(tables: Sequence[dict[Box, list[Char]]], put: Mapping[Char, Box], *, is_sheet: bool) -> set[Box]:
    """The cells that are too low for their text, of which the file may lack the end: programs leave out lines.

    `is_sheet`: a program for sheets made the file, whose rows do not grow with their texts.
    """
    cut = {cell for char, cell in put.items() if char.clip and not _is_beside(char.clip, cell)}
    filled = sum(any(not char.text.isspace() for char in held) for table in tables for held in table.values())
    cut = cut if len(cut) < _CUT_BY_HABIT * filled else {cell for char, cell in put.items() if char.is_hidden} & cut
    return cut | _filled_to_the_edge(tables) if is_sheet else cut


def shows_an_end(tables: Sequence[dict[Box, list[Char]]]) -> set[Box]:
    """Of the cells of a page that are one line high and begin with a mark that begins no text, the longest; or none.

    Such a text stands at the bottom of a low row, which shows its last line alone. Others may be such lines too. In
    the first row of a page it may be the rest of one that began on the page before.
    """
    found: dict[Box, int] = {}
    for table in tables:
        top = min((cell[1] for cell in table), default=0.0)
        for cell in table:
            line = [char for char in sorted(table[cell], key=lambda char: char.left) if not char.text.isspace()]
            is_low = bool(line) and cell[3] - cell[1] < _ONE_LINE * line[0].size
            if is_low and cell[1] > top + _SAME_EDGE and line[0].text in _BEGIN_NONE:
                found[cell] = len(line)
    return {max(found, key=lambda cell: found[cell])} if found else set()


def _filled_to_the_edge(tables: Sequence[dict[Box, list[Char]]]) -> set[Box]:
    """Cells one line high whose text has no room left in it; none where there are few, whose text just fits."""
    found = set()
    for table in tables:
        for cell, chars in table.items():
            size = max((char.size for char in chars), default=0.0)
            is_low = len(chars) > _LONG and cell[3] - cell[1] < _ONE_LINE * size
            if is_low and len(lines_of(chars)) == 1 and cell[2] - max(char.right for char in chars) < _NO_ROOM * size:
                found.add(cell)
    return found if len(found) >= _SEVERAL else set()


def _is_as_high(clip: Box, cell: Box) -> bool:
    """The area is one, and no higher than the cell."""
    if clip[2] - clip[0] < _SAME_EDGE or clip[3] - clip[1] < _SAME_EDGE:
        return False
    return clip[1] > cell[1] - _SAME_EDGE and clip[3] < cell[3] + _SAME_EDGE


def _is_beside(clip: Box, cell: Box) -> bool:
    return clip[0] < cell[0] - _SAME_EDGE or clip[2] > cell[2] + _SAME_EDGE


def _is_cut_at(cell: Box, char: Char) -> bool:
    """The area of a letter is the cell, or a row that holds the cell and would not show the letter."""
    clip = char.clip
    if clip is None:
        return False
    return not _is_beside(clip, cell) or (char.is_hidden and cell[0] < char.middle < cell[2])
