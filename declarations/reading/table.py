"""The indicator table of a form: its head, and its body with every row on one line again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from declarations.reading.columns import columns_of, is_side_column
from declarations.reading.furniture import is_footer, is_page_mark
from declarations.reading.grid import Cell, Row
from declarations.reading.notes import Notebook
from declarations.reading.results import Place
from declarations.reading.rows import reads_as_target
from declarations.reading.texts import joined, run_on
from declarations.reading.vocabulary import Vocabulary, unmarked

_LEVELS = ("level1", "level2")
_FIRST_VALUES = 3  # level 1, level 2 and a name


@dataclass
class TableLine:
    """One row of the body. `printed` is how many cells its first line had, blank ones included."""

    cells: list[str]
    place: Place
    printed: int
    codes: list[tuple[str, str]] = field(default_factory=list)
    more: list[str] = field(default_factory=list)  # further lines of the last cell

    @property
    def filled(self) -> int:
        """How many cells there are up to the last with text."""
        return max((n for n, text in enumerate(self.cells, start=1) if text), default=0)


@dataclass(frozen=True)
class Table:
    """The body of an indicator table, the columns of its head in order, and rows among it that belong elsewhere."""

    keys: tuple[str, ...]
    lines: tuple[TableLine, ...]
    head_rows: tuple[Row, ...] = ()  # lines of the form's head that are printed below the table


def read_table(rows: Sequence[Row], keys: tuple[str, ...], words: Vocabulary, notes: Notebook) -> Table:
    """The rows below a table head with columns `keys` → lines; what is no row of the table is noted."""
    reader = _TableReader(keys, words, notes)
    body = _without_blank_columns(filled_down(rows, len(keys)), len(keys))
    for row, lone in zip(body, _lone_lines(body), strict=True):
        reader.take(row, lone)
    for line in reader.lines:
        if line.more:
            line.cells[line.filled - 1] = joined([line.cells[line.filled - 1], *line.more])
    return Table(keys, tuple(reader.lines), tuple(reader.head_rows))


def filled_down(rows: Sequence[Row], width: int) -> list[Row]:
    """`rows` with every merged cell written on each row that it covers; rows without a text of their own are dropped.

    `width` is the number of columns of the table: a row has none when no column, or no value, is its own.
    """
    result: list[Row] = []
    for row in rows:
        if not any(cell.above is not None for cell in row.cells):
            result.append(row)
        elif row.is_blank and any(cell.above for cell in row.cells[_FIRST_VALUES - 1 : width]):
            continue  # its name, or what stands behind it, is that of the row above
        elif not row.is_blank or any(cell.above is None for cell in row.cells[:width]) or len(row.cells) < width:
            result.append(Row(tuple(_filled(cell) for cell in row.cells), row.place))
    return result


def _filled(cell: Cell) -> Cell:
    return cell if cell.above is None else replace(cell, text=cell.above, above=None)


def _without_blank_columns(rows: Sequence[Row], width: int) -> list[Row]:
    """`rows` without columns that no row uses, as cells merged over several columns leave them behind."""
    used = {column for row in rows for column, _ in row.filled}
    last = max(used, default=-1)
    blank = {column for column in range(last) if column not in used}
    if not blank or last < width:
        return list(rows)
    return [Row(tuple(cell for n, cell in enumerate(row.cells) if n not in blank), row.place) for row in rows]


def _lone_lines(rows: Sequence[Row]) -> list[int]:
    """For each row, how many lines of one cell in the first column follow one another from it on."""
    counts, count = list[int](), 0
    for row in reversed(rows):
        count = count + 1 if row.only and row.filled[0][0] == 0 else 0
        counts.append(count)
    return counts[::-1]


class _TableReader:
    """Takes the rows of a body one by one and puts lines together that belong to one row."""

    def __init__(self, keys: tuple[str, ...], words: Vocabulary, notes: Notebook) -> None:
        self.keys = keys
        self.words = words
        self.notes = notes
        self.lines: list[TableLine] = []
        self.head_rows: list[Row] = []
        self._blank: Place | None = None
        self._lone = 0
        self._apart = False  # a blank or stray line stands between the last row and the next line

    def take(self, row: Row, lone: int) -> None:
        """The next row of the body, with which `lone` lines of one cell begin."""
        self._lone = lone
        if row.is_blank:
            self._blank = self._blank or row.place
            self._apart = True
            return
        after_blank, self._blank = self._blank, None
        if len(columns_of(row, self.words)) > 2:
            self.notes.add("table_header_repeated", place=row.place)
            for _, cell in row.filled:
                if not self.words.column(cell.words) and not is_side_column(cell.words):
                    self.notes.add("column_not_read", place=cell.place, text=cell.words)
        elif self._is_head_row(row):
            self.head_rows.append(row)
        elif self._is_stray(row):
            self._apart = True
            self.notes.add("text_not_placed", place=row.place, text=" ".join(cell.words for _, cell in row.filled))
        elif not self._joins(row):
            self._append(row, after_blank)

    def _append(self, row: Row, after_blank: Place | None) -> None:
        if after_blank:
            self.notes.add("blank_line_in_table", place=after_blank)
        self.lines.append(TableLine(list(row.texts), row.place, len(row.cells)))
        self._apart = False

    def _is_head_row(self, row: Row) -> bool:
        """A labelled line of the form's head below the table."""
        starts_line = row.filled[0][0] == 0
        return starts_line and self.words.label(row.first) is not None and not self._has_level(row)

    def _is_stray(self, row: Row) -> bool:
        """Not a row: a page number, a signature, a line of text that no row wants."""
        if self._has_level(row):
            return False
        if is_page_mark(row.only) or is_footer(row.first):
            return True
        return len(row.filled) == 2 and row.filled[0][0] == 0 and row.filled[1][0] == 1 and not self._wants_two(row)

    def _wants_two(self, row: Row) -> bool:
        """Two cells at the start of a line: the rest of the row above, or a name with its target."""
        missing = self.lines and self.lines[-1].printed < self._width and self.lines[-1].filled + 2 <= self._width + 1
        return bool(missing) or reads_as_target(row.texts[1])

    def _has_level(self, row: Row) -> bool:
        if row.only and self._ends_text_above(row.only):
            return False
        return any(self._is_level(text) for text in row.texts[:3] if text)

    def _is_level(self, text: str) -> bool:
        """A category word, or both of them glued together."""
        if self.words.is_level_word(text):
            return True
        parts = self.words.unglued(text)
        return bool(parts and all(map(self.words.is_level_word, parts)))

    def _ends_text_above(self, text: str) -> bool:
        """The line holds a word like 数量, where the template says 数量指标, and the row above is complete."""
        is_complete = bool(self.lines) and self.lines[-1].filled >= self._width and not self._apart
        return is_complete and self.words.is_stem(text)

    @property
    def _width(self) -> int:
        return len(self.keys)

    # --- a row that was broken over lines -----------------------------------------------------------------------------

    def _joins(self, row: Row) -> bool:
        """Add `row` to the line above where it is the rest of it."""
        if self.lines and self._is_rest_of_last_cell(self.lines[-1], row):
            self._add_text(self.lines[-1], row.only)
            return True
        if not self.lines or row.filled[0][0] != 0:
            return self._is_loose_text(row)
        above = self.lines[-1]
        texts = [cell.words for _, cell in row.filled]
        contiguous = len(texts) == row.filled[-1][0] + 1
        if contiguous and self._completes_word(above, texts, opens_row=self._opens_row(above, row)):
            return True
        if contiguous and not self._opens_row(above, row) and not self._are_whole(above, texts):
            if self._fits_missing(above, texts):
                return True
            if len(texts) == 1 and not self._apart:
                self._add_text(above, texts[0])
                return True
        return self._is_loose_text(row)

    def _is_rest_of_last_cell(self, above: TableLine, row: Row) -> bool:
        """The row has nothing but a text in the last column, and the row above is complete: no row of its own."""
        column = self._width - 1
        is_last = bool(row.only) and row.filled[0][0] == column > _FIRST_VALUES - 1
        return is_last and above.filled == self._width and not self._apart and not self._is_level(row.only)

    def _are_whole(self, above: TableLine, texts: Sequence[str]) -> bool:
        """The row above and this one both lost their category cells, and nothing else."""
        count = self._width - len(_LEVELS)
        if not above.filled == above.printed == len(texts) == count or above.codes or not all(above.cells):
            return False
        return not any(self._is_level(text) for text in above.cells[: len(_LEVELS)])

    def _is_loose_text(self, row: Row) -> bool:
        """A lone text that is no category and follows a complete row or a blank line: noted, not made a row."""
        column = row.filled[0][0]
        if not row.only or self._has_level(row) or self.words.starts_level2(row.only) or column > 1:
            return False
        if column == 1 and not self._apart:
            return False
        self.notes.add("text_not_placed", place=row.place, text=row.only)
        self._apart = True
        return True

    def _opens_row(self, above: TableLine, row: Row) -> bool:
        """A category word begins a row of its own, unless the line above holds nothing but its level 1."""
        if not self._has_level(row):
            return False
        if (
            self._key(above.filled) == "target"
            and above.printed < self._width
            and reads_as_target("".join(row.texts[1:2]))
        ):
            return False  # the end of a name, which happens to be called like a category, and its target
        alone = above.filled == 1 and self.words.level1(above.cells[0]) is not None
        return not (alone and self.words.level2(row.first) is not None and self.words.level1(row.first) is None)

    def _completes_word(self, above: TableLine, texts: list[str], *, opens_row: bool) -> bool:
        """The last cell above and the first here are two halves of a category word; `opens_row`: the second is one."""
        last = above.filled - 1
        if last not in (0, 1) or (above.printed > above.filled and len(texts) > 1):
            return False
        word = above.cells[last] + texts[0]
        if not self.words.is_level_word(word) or (opens_row and self.words.is_level_word(above.cells[last])):
            return False
        above.cells[last : above.filled] = [word, *texts[1:]]
        above.codes.append(("level2_wrapped", unmarked(word).text))
        return True

    def _fits_missing(self, above: TableLine, texts: list[str]) -> bool:
        """Add `texts` to a row above that lacks cells: as new cells, or the first of them as the end of the last."""
        here = above.filled
        if here >= self._width or (above.printed >= self._width and (len(texts) > 1 or here < _FIRST_VALUES)):
            return False
        if self._apart and len(texts) == 1 and not self._survives_gap(here, texts[0]):
            return False
        begin = self._column_of(texts, here)
        if begin == here:
            self._extend(above, texts)
        elif begin == here - 1 and not (self._key(begin) in _LEVELS and self._is_level(above.cells[begin])):
            above.cells[here - 1 : here - 1 + len(texts)] = [run_on(above.cells[here - 1], texts[0]), *texts[1:]]
            above.codes.append(("name_wrapped" if self._key(here - 1) == "name" else "text_wrapped", texts[0]))
        else:
            return False
        return True

    def _survives_gap(self, here: int, text: str) -> bool:
        """A text that goes on with its row even behind an empty line: a target, or a level 2 behind its level 1."""
        if self._key(here) == "level2":
            return self.words.level2(text) is not None or self.words.starts_level2(text)
        return reads_as_target(text)

    def _column_of(self, texts: list[str], here: int) -> int:
        """The column in which `texts` begin, when the row above is filled up to `here`; -1 when nothing says."""
        target = self.keys.index("target") if "target" in self.keys else -1
        shaped = next((n for n, text in enumerate(texts) if reads_as_target(text)), None)
        if here <= target and shaped is not None and here - 1 <= target - shaped <= here:
            return target - shaped
        if len(texts) == 1:
            return here - 1 if here == target and self._lone + here != self._width else here
        return next((begin for begin in (here, here - 1) if begin + len(texts) == self._width), -1)

    def _extend(self, above: TableLine, texts: list[str]) -> None:
        key = self._key(above.filled)
        code = "level2_wrapped" if key in _LEVELS else "cell_on_next_line"
        above.codes.append(("target_on_own_line" if key == "target" and len(texts) == 1 else code, texts[0]))
        above.cells[above.filled :] = texts

    def _add_text(self, above: TableLine, text: str) -> None:
        above.more.append(text)
        above.codes.append(("text_wrapped", ""))

    def _key(self, column: int) -> str:
        return self.keys[column] if column < self._width else ""
