"""Rows that a page break cut in two → one row each; what a program drew beyond the edge of a page is dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from declarations.reading.columns import under
from declarations.reading.furniture import is_repeated
from declarations.reading.grid import Cell, Row
from declarations.reading.halves import complete_each_other, is_complete, is_target_in_two, lacks_text_before_value
from declarations.reading.notes import Notebook
from declarations.reading.sections import is_table_head
from declarations.reading.texts import joined
from declarations.reading.vocabulary import Vocabulary

_LEVELS = ("level1", "level2")


def over_pages(rows: Sequence[Row], words: Vocabulary, notes: Notebook) -> tuple[Row, ...]:
    """The rows of a form with each row on the page where it begins; places without pages are left alone."""
    if len({row.place.page for row in rows}) < 2:
        return tuple(rows)
    joiner = _Joiner(words, notes)
    for row in rows:
        joiner.take(row)
    return tuple(joiner.rows)


class _Joiner:
    """Takes the rows in turn and remembers the last one of a table."""

    def __init__(self, words: Vocabulary, notes: Notebook) -> None:
        self.words = words
        self.notes = notes
        self.rows: list[Row] = []
        self._last = -1  # the last row of a table
        self._said: tuple[bool, int | None] | None = None  # what the file says of the row that begins on a page
        self._columns: dict[str, int] = {}  # of the indicator table, once its head has been printed
        self._starts: list[int] = []  # the columns of the page under its heads
        self._head = 0  # the row of that head
        self._wholes: dict[int, tuple[str, str]] = {}  # by column: the rest of a category word on this page, the word

    def take(self, row: Row) -> None:
        """The next row."""
        self._take(row)
        said = [cell.goes_on for cell in row.cells if cell.goes_on is not None and cell.above is None]
        if said and self._last >= 0:
            self._said = said[0], self.rows[self._last].place.page

    @property
    def _goes_on(self) -> bool | None:
        """Whether the last row does, where the file says so."""
        is_of_last = self._said and self._last >= 0 and self._said[1] == self.rows[self._last].place.page
        return self._said[0] if self._said and is_of_last else None

    def _take(self, row: Row) -> None:
        if self._repeats_first(row):
            self.notes.add("table_header_repeated", place=row.place)
            return
        is_head = is_table_head(row, self.words)
        if self._starts and not is_head and len(row.cells) > 1:
            row = under(row, self._starts) or row
        row = self._with_wholes(row)
        if self._is_first_of_page(row) and not is_head:
            self._wholes = {}
            row = self._whole_words(self._without_ghosts(row)) if len(row.filled) > 1 else row
            if not self._repeats_head(row) and self._is_rest(self.rows[self._last], row):
                self._join(row)
                if self._is_head_in_two(row):
                    self._take_head(self.rows[self._last])
                return
        self.rows.append(row)
        is_again = (is_head and self._columns) or self._repeats_head(row)
        if len(row.cells) > 1 and not row.is_blank and not is_again:
            self._last = len(self.rows) - 1  # a head printed again: the row below it may go on with the one above
        if is_head:
            self._take_head(row)
        elif self.words.label(row.first):
            self._columns, self._starts = {}, []

    def _repeats_first(self, row: Row) -> bool:
        """The first line of the form is printed again on top of a page, as a program repeats the head of a table."""
        return self._is_first_of_page(row) and is_repeated(row, self.rows)

    def _repeats_head(self, row: Row) -> bool:
        """Where the row above goes on here: a row of the same texts, each cell filled, stood above already."""
        if not (self._goes_on and self._is_first_of_page(row)) or len(row.filled) < len(row.cells):
            return False
        return any(row.texts == other.texts for other in self.rows)

    def _is_first_of_page(self, row: Row) -> bool:
        return self._last >= 0 and not row.is_blank and self.rows[self._last].place.page != row.place.page

    def _take_head(self, row: Row) -> None:
        self._head = len(self.rows) - 1
        self._columns = {key: n for n, cell in row.filled if (key := self.words.column(cell.words))}
        starts = [cell.column for cell in row.cells if cell.column is not None]
        self._starts = starts if len(starts) == len(row.cells) == len(row.filled) else []

    def _join(self, row: Row) -> None:
        above = self.rows[self._last]
        self._said = None if self._goes_on is None else (False, above.place.page)  # only the first row is a rest
        self.notes.add("text_wrapped" if self._columns else "value_wrapped", place=row.place)
        blank = Cell("", above.place)
        count = max(len(above.cells), len(row.cells))
        pairs = ((_at(above, n, blank), _at(row, n, blank)) for n in range(count))
        joined_row = Row(tuple(_joined_cell(upper, lower) for upper, lower in pairs), above.place)
        self.rows[self._last] = joined_row
        self._wholes = {n: (cell.words, joined_row.texts[n]) for n, cell in row.filled} | self._merged_on(row)

    def _merged_on(self, rest: Row) -> dict[int, tuple[str, str]]:
        """Categories whose merged cell goes on below the rest of a row, blank on this page."""
        columns = [self._columns[key] for key in _LEVELS if self._columns.get(key, len(rest.cells)) < len(rest.cells)]
        return {n: ("", self._begun(n)) for n in columns if rest.cells[n].tall and not rest.cells[n].words}

    # --- is it the rest of a row? -------------------------------------------------------------------------------------

    def _is_rest(self, above: Row, row: Row) -> bool:
        if self._is_head_in_two(row):
            return True
        if self._goes_on is not None:
            return self._goes_on and 1 < len(row.cells) <= len(above.cells)
        if self._columns:
            upper, lower = self._texts(above), self._texts(row)
            return (
                self._are_levels_of(above, row) or self._is_rest_of_indicator(upper, lower) or self._runs_on(above, row)
            )
        has_label = any(self.words.label(text) for text in row.texts if text)
        if has_label or len(row.cells) < 2:
            return has_label and self._are_labels_of(above, row)
        return any(self.words.label(text) for text in above.texts if text) and self._label_goes_on(above, row)

    def _is_head_in_two(self, row: Row) -> bool:
        """Some heads of the table moved to the next page, away from the others."""
        are_heads = all(self.words.column(cell.words) for _, cell in row.filled)
        return are_heads and is_table_head(self.rows[self._last], self.words)

    def _are_labels_of(self, above: Row, row: Row) -> bool:
        """Labels moved to the next page, whole or with their rest, while the values beside them stayed above."""
        begun, rest = above.texts[0], row.texts[0]
        if rest and (above.cells[0].above is not None or self.words.label(begun + rest) is None):
            return False
        labels = [n for n, cell in row.filled if self.words.label(cell.words)]
        return bool(above.filled) and all(lacks_text_before_value(above, n) for n in labels)

    def _label_goes_on(self, above: Row, row: Row) -> bool:
        """The label is complete above, or its rest stands here."""
        return not row.texts[0] or self.words.label(above.texts[0] + row.texts[0]) is not None

    def _is_rest_of_indicator(self, upper: Mapping[str, str], lower: Mapping[str, str]) -> bool:
        """A category word goes on, or one of the two rows lacks a name or a target and no category begins.

        Cells of which some stayed on the page and the others moved to the next complete each other.
        """
        if any(self.words.label(text) for text in lower.values() if text):
            return False
        is_whole = is_complete(upper) and is_complete(lower)
        if not is_whole and not is_complete(lower) and complete_each_other(upper, lower):
            return True
        for key in _LEVELS:
            begun, here = upper.get(key, ""), lower.get(key, "")
            if here and not self._is_word_in_two(begun, here):
                return False
        return any(lower.get(key) for key in _LEVELS) or (any(lower.values()) and not is_whole)

    def _are_levels_of(self, above: Row, row: Row) -> bool:
        """The categories that moved to the next page, while the name and the target beside them stayed above."""
        upper, lower = self._texts(above), self._texts(row)
        if not lower.get("level2") or lower.get("name") or lower.get("target") or not is_complete(upper):
            return False
        are_apart = not any(text and upper.get(key) for key, text in lower.items())
        return are_apart and self._lacks_level2(self._last) and not self._leaves_blanks()

    def _lacks_level2(self, n: int) -> bool:
        row, column = self.rows[n], self._columns["level2"]
        return len(row.filled) > 1 and column < len(row.cells) and not row.texts[column] and not row.cells[column].above

    def _leaves_blanks(self) -> bool:
        """A row above, not the first of its page, has a blank level 2 that is no merged cell: the table does so."""
        pages = [row.place.page for row in self.rows]
        return any(self._lacks_level2(n) for n in range(self._head + 1, self._last) if pages[n] == pages[n - 1])

    def _runs_on(self, above: Row, row: Row) -> bool:
        """Name, target and what else is printed here all go on with cells that have no room left on the page above."""
        upper, lower = self._texts(above), self._texts(row)
        if any(lower.get(key) for key in _LEVELS) or not (is_complete(upper) and is_complete(lower)):
            return False
        cells = [(n, cell) for n, cell in row.filled if n < len(above.cells)]
        return all(above.cells[n].full for n, _ in cells) and is_target_in_two(upper["target"], lower["target"])

    def _is_word_in_two(self, begun: str, rest: str) -> bool:
        is_word = self.words.is_level_word
        return bool(begun) and is_word(begun + rest) and not (is_word(begun) and is_word(rest))

    def _texts(self, row: Row) -> dict[str, str]:
        return {key: row.texts[n] for key, n in self._columns.items() if n < len(row.cells)}

    # --- words in merged cells ----------------------------------------------------------------------------------------

    def _whole_words(self, row: Row) -> Row:
        """`row` with category words whose merged cell began on the page above and goes on here: both get the whole."""
        if not is_complete(self._texts(row)):
            return row
        for key in _LEVELS:
            column = self._columns.get(key, len(row.cells))
            rest = row.texts[column] if column < len(row.cells) else ""
            begun = self._begun(column) if rest and not self.words.is_level_word(rest) else ""
            if begun and self.words.is_level_word(begun + rest):
                self.notes.add("level2_wrapped", place=row.place, text=begun + rest)
                self._rename(column, begun, begun + rest)
                self._wholes[column] = (rest, begun + rest)
                row = _with_text(row, column, begun + rest)
        return row

    def _with_wholes(self, row: Row) -> Row:
        """`row` with the whole word wherever a merged cell covers it that holds only the rest."""
        for column, (rest, whole) in self._wholes.items():
            above = row.cells[column].above if column < len(row.cells) else None
            if above is not None and above.strip() == rest:
                cells = (replace(cell, above=whole) if n == column else cell for n, cell in enumerate(row.cells))
                row = Row(tuple(cells), row.place)
        return row

    def _begun(self, column: int) -> str:
        """What stands in the cell of a column above, merged or not."""
        row = self.rows[self._last]
        cell = row.cells[column] if column < len(row.cells) else None
        return (cell.words or (cell.above or "").strip()) if cell else ""

    def _rename(self, column: int, begun: str, whole: str) -> None:
        for n in range(self._last, self._head, -1):
            row = self.rows[n]
            cell = row.cells[column] if column < len(row.cells) else None
            if not cell or (cell.words or (cell.above or "").strip()) != begun:
                return
            self.rows[n] = _with_text(row, column, whole)

    # --- what is drawn beyond the edge of a page ----------------------------------------------------------------------

    def _without_ghosts(self, row: Row) -> Row:
        """Drop lines between the two pages that are parts of a cell on both; a category word says whose it is."""
        above = self.rows[self._last]
        printed = "".join("".join(text.split()) for text in (*above.texts, *row.texts))
        kept = []
        for line in self.rows[self._last + 1 :]:
            words = self._levels_of(line)
            for key, word in words.items():
                if line.place.page == above.place.page:
                    self._fill_up(key, word)
                else:
                    row = self._filled(row, key, word)
            if not words and (line.is_blank or "".join(line.only.split()) not in printed):
                kept.append(line)
        self.rows[self._last + 1 :] = kept
        return row

    def _levels_of(self, line: Row) -> dict[str, str]:
        """By column: the category words that are all that stands on a line; none for any other text."""
        words = line.only.split() if self._columns else []
        keys = ["level2" if self.words.level2(word) else "level1" if self.words.level1(word) else "" for word in words]
        return dict(zip(keys, words, strict=True)) if set(keys) <= self._columns.keys() else {}

    def _fill_up(self, key: str, word: str) -> None:
        """The rows at the end of the page whose cell the word should stand in get it."""
        n = self._last
        while n >= 0 and self._is_open(self.rows[n], key):
            self.rows[n] = self._filled(self.rows[n], key, word)
            n -= 1

    def _is_open(self, row: Row, key: str) -> bool:
        column = self._columns[key]
        return column < len(row.cells) and len(row.filled) > 1 and not (row.texts[column] or row.cells[column].above)

    def _filled(self, row: Row, key: str, word: str) -> Row:
        if not self._is_open(row, key):
            return row
        self.notes.add("merged_cell_left_blank", place=row.place, text=word)
        return _with_text(row, self._columns[key], word)


def _with_text(row: Row, column: int, text: str) -> Row:
    cells = (replace(cell, text=text, above=None) if n == column else cell for n, cell in enumerate(row.cells))
    return Row(tuple(cells), row.place)


def _at(row: Row, column: int, blank: Cell) -> Cell:
    return row.cells[column] if column < len(row.cells) else blank


def _joined_cell(upper: Cell, lower: Cell) -> Cell:
    if not lower.words:
        return replace(upper, full=False)
    return replace(
        upper, full=lower.full, text=joined([upper.words, lower.words]), above=None, codes=(*upper.codes, *lower.codes)
    )
