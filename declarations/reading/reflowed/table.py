"""The indicator table of a reflowed form: row by row its categories and cells, put together from their lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from declarations.content import NOT_APPLICABLE
from declarations.reading.furniture import is_footer
from declarations.reading.indicators import TableRow
from declarations.reading.notes import Notebook
from declarations.reading.reflowed.cells import Lay, Sheet, Word, is_broken, lines_of, target_worth, words_of
from declarations.reading.reflowed.cuts import Below, Cut, best_rows
from declarations.reading.reflowed.doubts import doubts
from declarations.reading.reflowed.glued import unglued
from declarations.reading.reflowed.interleaved import rows_apart
from declarations.reading.reflowed.middle import Opened, from_the_middle
from declarations.reading.reflowed.paragraphs import CellEdge, width, without_font_blanks
from declarations.reading.reflowed.rows import RowStart, row_starts
from declarations.reading.reflowed.stream import Piece, Stream
from declarations.reading.results import Place
from declarations.reading.rows import PlacedRow
from declarations.reading.texts import run_on
from declarations.reading.vocabulary import Vocabulary

_SURE = 80  # of a cut: it holds a target in its shape, and hardly anything speaks against it
_DOUBTFUL, _UNGLUED = (
    30,
    30,
)  # of a row whose words may hold two cells; how much better the cells of a row must fit when a word is parted
_UNSURE_SHARE = 4  # one row in so many, and one more: the lines of the cells are printed in turns
_MERGED, _WHOLE = Below(50, 20), Below(110, 85)  # where category cells are merged, and elsewhere


def table_rows(stream: Stream, keys: Sequence[str], words: Vocabulary, notes: Notebook) -> list[TableRow]:
    """The rows of the stream below a table head whose columns are `keys`; text that is in no row is noted."""
    starts = row_starts(stream, words)
    columns = [key for key in keys if key not in {"level1", "level2"}]
    below = None if "target" not in columns else _MERGED if any(not start.level1 for start in starts) else _WHOLE
    if before := stream.pieces(0, starts[0].start if starts else len(stream.text)):
        starts = [RowStart(0, 0, "", "", before[0].place), *starts]
    bodies = _bodies(stream, starts, notes)
    if rows_apart(starts, bodies):
        notes.add("cells_interleaved")
    rows = _Table(starts, bodies, columns, below).rows()
    if before and not _are_rows(rows[0]):
        for piece in before:
            notes.add("text_not_placed", place=piece.place, text=piece.text)
        starts, rows = starts[1:], rows[1:]
    starts = _with_strays(starts, rows)
    every = [row for under in rows for row in under]
    filled = [row for row in every if any(row.cells.values())]
    if sum(row.is_unsure for row in filled) * _UNSURE_SHARE > len(filled) + _UNSURE_SHARE:
        notes.add("cells_interleaved", "indicators", every[0].place)
    edge = CellEdge([lines_of(row.cells["explanation"]) for row in every if "explanation" in row.cells])
    opened = [
        _opened(start, row.cells, n) for start, under in zip(starts, rows, strict=True) for n, row in enumerate(under)
    ]
    return [_row(start, row, edge, notes) for start, row in zip(from_the_middle(opened, words), every, strict=True)]


def _with_strays(starts: Sequence[RowStart], rows: Sequence[Sequence[_Row]]) -> list[RowStart]:
    """A category printed again with nothing behind it is noted: it may be that of the last row above it."""
    found = list(starts[:1])
    for (above, over), (start, under) in pairwise(zip(starts, rows, strict=True)):
        is_again = (above.level1, above.level2) == (start.level1, start.level2) and len(over) > 1
        stray = is_again and not any(any(row.cells.values()) for row in under)
        codes = (("category_unsure", start.level2),) if stray else ()
        found.append(replace(start, codes=(*start.codes, *codes)))
    return found


@dataclass(frozen=True)
class _Row:
    """The words of the cells of one row; `is_unsure`: they could be parted otherwise."""

    cells: dict[str, tuple[Word, ...]]
    is_unsure: bool

    @property
    def place(self) -> Place | None:
        """The first line with one of its words."""
        return next((words[0].piece.place for words in self.cells.values() if words), None)


def _are_rows(rows: Sequence[_Row]) -> bool:
    """Each of them has a name and a target: rows whose category is printed further down."""
    texts = [["".join(word.text for word in row.cells.get(key, ())) for key in ("name", "target")] for row in rows]
    return all(name and target_worth(target) >= _MERGED.target for name, target in texts)


def _opened(start: RowStart, cells: Mapping[str, tuple[Word, ...]], number: int) -> Opened:
    """The category words before a row; below the first row of a category there are none."""
    first = next((words for words in cells.values() if words), ())
    if number:
        return Opened(RowStart(0, 0, "", "", first[0].piece.place if first else start.place))
    above = bool(first) and first[0].begins and not is_broken(first) and not start.is_broken
    return Opened(start, above)


class _Table:
    """The rows behind all categories of a table: how its cells stand to each other and how wide they get shows there.

    `below` is what a row without category words has to be; None where there are none.
    """

    def __init__(
        self, starts: Sequence[RowStart], bodies: Sequence[list[Piece]], keys: Sequence[str], below: Below | None
    ) -> None:
        self.keys, self.below = tuple(keys), below
        self.broken = [None if below is _MERGED or start.is_broken else False for start in starts]
        self.bodies = [words_of(body) for body in bodies]
        self.edge = CellEdge(_whole_lines(body) for body in bodies)

    def rows(self) -> list[list[_Row]]:
        """Behind each category its rows, each with the words of its cells: cut for what all rows show, and again."""
        sheet, cuts = self._best()
        if widest := self._widest(cuts, sheet):
            sheet = replace(sheet, widest=widest)
            cuts = self._cut(sheet)
        cuts = [self._unglued(number, rows, sheet) for number, rows in enumerate(cuts)]
        return [self._parted(rows) for rows in cuts]

    def _parted(self, cuts: Sequence[Cut]) -> list[_Row]:
        """The rows behind a category."""
        rows = [dict(zip(self.keys, cut.cells, strict=True)) for cut in cuts]
        unsure = zip(rows, cuts, doubts(rows), strict=True)
        return [_Row(cells, cut.is_unsure or is_doubtful) for cells, cut, is_doubtful in unsure]

    def _unglued(self, number: int, rows: list[Cut], sheet: Sheet) -> list[Cut]:
        """The rows behind a category; parted within a word where that makes one that is none a row."""
        if rows[0].worth >= _DOUBTFUL or not self.bodies[number]:
            return rows
        broken = self.broken[number]
        found = [best_rows(body, self.keys, sheet, self.below, broken) for body in unglued(self.bodies[number])]
        best = max(found, key=lambda cuts: self._worth([cuts]), default=rows)
        return best if self._worth([best]) >= self._worth([rows]) + _UNGLUED else rows

    def _best(self) -> tuple[Sheet, list[list[Cut]]]:
        """How the cells of one row stand to each other; centred, where nothing speaks against it."""
        centred = Sheet(self.edge)
        found = [(centred, self._cut(centred))]
        if any(cut.worth < _SURE for rows in found[0][1] for cut in rows):
            sheets = [Sheet(self.edge, lay=lay) for lay in Lay if lay is not Lay.CENTRE]
            found += [(sheet, self._cut(sheet)) for sheet in sheets]
        return max(found, key=lambda each: self._worth(each[1]) - each[0].lay.price)

    def _cut(self, sheet: Sheet) -> list[list[Cut]]:
        starts = zip(self.bodies, self.broken, strict=True)
        return [best_rows(body, self.keys, sheet, self.below, broken) for body, broken in starts]

    def _worth(self, cuts: Sequence[Sequence[Cut]]) -> int:
        count = sum(len(rows) - 1 for rows in cuts)
        return sum(cut.worth for rows in cuts for cut in rows) - (self.below.price * count if self.below else 0)

    def _widest(self, cuts: Sequence[Sequence[Cut]], sheet: Sheet) -> dict[str, int]:
        """How wide the cells of each column before the last get, in rows that are cut for sure."""
        widest: dict[str, int] = {}
        for cut in (cut for rows in cuts for cut in rows if cut.worth >= _SURE):
            for key, words in zip(self.keys[:-1], cut.cells, strict=False):
                widest[key] = max([widest.get(key, 0), *map(width, sheet.lines(words))])
        return widest


def _bodies(stream: Stream, starts: Sequence[RowStart], notes: Notebook) -> list[list[Piece]]:
    """What stands behind the categories of each row; lines that belong to the page are noted."""
    ends = [*(start.start for start in starts), len(stream.text)][1:]
    bodies = []
    for start, end in zip(starts, ends, strict=True):
        pieces = stream.pieces(start.end, end)
        is_last = start is starts[-1]
        stray = [piece for piece in pieces if is_last and piece.begins and piece.after_gap and is_footer(piece.text)]
        for piece in stray:
            notes.add("text_not_placed", place=piece.place, text=piece.text)
        bodies.append([piece for piece in pieces if piece not in stray])
    return bodies


def _whole_lines(body: Sequence[Piece]) -> list[str]:
    """The lines of a row that one cell has to itself, but for the words on its first line."""
    return [without_font_blanks(piece.text) for piece in body if piece.begins and len(body) > 1]


def _row(start: RowStart, parted: _Row, edge: CellEdge, notes: Notebook) -> TableRow:
    cells = parted.cells
    _drop_surplus(cells, edge, notes)
    row = PlacedRow(start.level1, start.level2, {key: _text(key, cells[key], edge) for key in cells}, [*start.codes])
    codes = [code for key in cells for code in _codes(key, cells[key], row.values[key])]
    if parted.is_unsure and not row.is_empty:
        codes.append(("row_unsure", " ".join(row.values.values())))
    return TableRow(row, start.place, tuple(codes))


def _text(key: str, words: Sequence[Word], edge: CellEdge) -> str:
    lines = lines_of(words)
    if key == "target":
        return run_on(*lines)
    texts = [without_font_blanks(line) for line in lines]
    return edge.text_of(texts) if key == "explanation" else run_on(*texts)


def _drop_surplus(cells: dict[str, tuple[Word, ...]], edge: CellEdge, notes: Notebook) -> None:
    """Lines behind a complete row that no cell of it has room for: noted, not read."""
    words = cells.get("explanation", ())
    if not words or words[0].begins:
        return
    here = tuple(word for word in words if word.piece is words[0].piece)
    rest = words[len(here) :]
    said = without_font_blanks(" ".join(word.text for word in here))
    is_complete = said == NOT_APPLICABLE or (rest and rest[0].piece.after_gap and edge.stops_before(said, rest[0].text))
    if rest and is_complete:
        for line in dict.fromkeys(word.piece for word in rest):
            notes.add("text_not_placed", place=line.place, text=line.text)
        cells["explanation"] = here


def _codes(key: str, words: Sequence[Word], text: str) -> list[tuple[str, str]]:
    """What had to be repaired in a cell."""
    codes = []
    lines = lines_of(words)
    if words and words[0].glued:
        codes.append(("columns_glued", text))
    if len(lines) > 1:
        codes.append(("name_wrapped" if key == "name" else "text_wrapped", text))
    elif words and key == "target" and words[0].begins:
        codes.append(("target_on_own_line" if words[-1].ends else "cell_on_next_line", text))
    elif words and words[0].begins:
        codes.append(("cell_on_next_line", text))
    if key != "target" and any(without_font_blanks(line) != line for line in lines):
        codes.append(("stray_space_in_text", text))
    return codes
