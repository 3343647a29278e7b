"""Categories carried down merged cells: each row of the table gets its level 1, level 2 and required mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from declarations.reading.rows import PlacedRow
from declarations.reading.vocabulary import Vocabulary, unmarked

_BLANK_INSIDE = re.compile(r"[\u4e00-\u9fff][ \u3000\u00a0]+[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Category:
    """What a row belongs to, as printed, and the codes of what was carried or inferred."""

    level1: str = ""
    level2: str = ""
    required: bool = False
    repairs: tuple[tuple[str, str], ...] = ()


def carried_down(rows: Sequence[PlacedRow], words: Vocabulary) -> list[Category]:
    """The category of every row, in order."""
    carrier = _Carrier(rows, words)
    return [carrier.category(number, row) for number, row in enumerate(rows)]


class _Carrier:
    """Walks down the rows and remembers what was printed last."""

    def __init__(self, rows: Sequence[PlacedRow], words: Vocabulary) -> None:
        self.words = words
        self.level1 = ""
        self.level2 = ""
        self.required = False
        self._last_printed = self._rows_by_level1(rows)

    def category(self, number: int, row: PlacedRow) -> Category:
        """The category of the next row."""
        levels = (row.level1, row.level2)
        repairs = [("stray_space_in_short_cell", word) for word in levels if _BLANK_INSIDE.search(word)]
        printed = unmarked(row.level2)
        if printed.text:
            self.level2, self.required = printed.text, printed.required
            self._note_word(printed.text, known=self.words.level2(printed.text) is not None, repairs=repairs)
            if printed.plus:
                repairs.append(("plus_for_star", ""))
            self._take_level1(number, row, repairs)
        else:
            self._take_level1(number, row, repairs)
            self._carry_level2(row, repairs)
        return Category(self.level1, self.level2, self.required, tuple(repairs))

    def _take_level1(self, number: int, row: PlacedRow, repairs: list[tuple[str, str]]) -> None:
        word = unmarked(row.level1).text
        if word:
            if not row.level2 and self.level1 and self.words.level1(word) == self.words.level1(self.level1):
                repairs.append(("level1_on_later_row", word))
            self._note_word(word, known=self.words.level1(word) is not None, repairs=repairs)
            self.level1 = word
        elif row.level2:
            self._infer_level1(number, repairs)

    def _infer_level1(self, number: int, repairs: list[tuple[str, str]]) -> None:
        """Level 1 of a row that prints level 2 only: the one above where it fits, else the template's."""
        homes = [category.level1 for category in self.words.categories_of(self.level2)]
        above = self.words.level1(self.level1)
        if not homes or above in homes:
            if self.level1:
                repairs.append(("merged_cell_left_blank", self.level1))
            return
        name = next((home for home in homes if self._last_printed.get(home, -1) > number), homes[0])
        later = self._last_printed.get(name, -1) > number
        self.level1 = self._printed_words.get(name, name)
        repairs.append(("level1_on_later_row" if later else "level1_missing", self.level1))

    def _carry_level2(self, row: PlacedRow, repairs: list[tuple[str, str]]) -> None:
        """Level 2 of a row that prints none: the one above, unless level 1 has changed."""
        homes = [category.level1 for category in self.words.categories_of(self.level2)]
        level1 = self.words.level1(self.level1)
        if self.level2 and (not homes or level1 in homes or level1 is None):
            repairs.append(("merged_cell_left_blank", self.level2))
            return
        under = [category.level2 for category in self.words.template.categories if category.level1 == level1]
        self.level2 = under[0] if len(under) == 1 else ""
        self.required = False
        repairs.append(("merged_cell_left_blank", self.level2) if self.level2 else ("level2_missing", ""))

    def _rows_by_level1(self, rows: Sequence[PlacedRow]) -> dict[str, int]:
        """The last row on which each level 1 is printed; the words of its first printing are kept beside."""
        self._printed_words: dict[str, str] = {}
        last: dict[str, int] = {}
        for number, row in enumerate(rows):
            name = self.words.level1(row.level1)
            if name is not None:
                self._printed_words.setdefault(name, unmarked(row.level1).text)
                last[name] = number
        return last

    @staticmethod
    def _note_word(word: str, *, known: bool, repairs: list[tuple[str, str]]) -> None:
        if not known:
            repairs.append(("level_unknown", word))
