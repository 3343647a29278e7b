"""Categories printed in the middle of their rows, as merged cells show them: given to the first row of each group.

A page read line by line says a merged category where it stands: on the middle row of an odd number, between the two
middle rows of an even one. Where a group ends then follows from where it begins; the groups must come out to the last
row, or the words are left where they are printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from declarations.reading.reflowed.rows import RowStart
from declarations.reading.vocabulary import Vocabulary, unmarked

_SEVERAL = 2


@dataclass(frozen=True)
class Opened:
    """The category words that stand before a row, "" where there are none; `above`: they have a line to themselves."""

    start: RowStart
    above: bool = False


def from_the_middle(rows: Sequence[Opened], words: Vocabulary) -> list[RowStart]:
    """The category words of every row, moved to the first rows of their groups if they stand in the middle."""
    printed = [row.start for row in rows]
    groups = _groups(rows)
    if not groups or all(first == at for first, at in groups):
        return printed
    if not _is_open(rows, words):
        return _doubted(printed, groups) if _stands_alone(rows) else printed
    moved = [replace(start, level1="", level2="", codes=()) for start in printed]
    for first, at in groups:
        codes = (*printed[at].codes, *([("category_in_middle", printed[at].level2)] if first != at else []))
        moved[first] = replace(moved[first], level2=printed[at].level2, codes=codes)
    return _with_level1(moved, printed, words)


def _is_open(rows: Sequence[Opened], words: Vocabulary) -> bool:
    """No category stands above the first row or before it, or words of level 1 stand behind what belongs to them."""
    return not rows[0].start.level2 or _late_level1(rows, words) >= _SEVERAL


def _stands_alone(rows: Sequence[Opened]) -> bool:
    """A category has a line to itself above a single row, as it has between two rows that both belong to it."""
    return any(row.above and (n + 1 == len(rows) or rows[n + 1].start.level2) for n, row in enumerate(rows))


def _doubted(printed: list[RowStart], groups: Sequence[tuple[int, int]]) -> list[RowStart]:
    """The rows as printed; those above a category that may be theirs as well are noted."""
    for first, at in groups:
        for n in range(first, at):
            doubt = ("category_unsure", printed[at].level2)
            printed[n] = replace(printed[n], codes=(*printed[n].codes, doubt))
    return printed


def _late_level1(rows: Sequence[Opened], words: Vocabulary) -> int:
    """How many words of level 1 are printed behind a category that the template has under them."""
    above: set[str] = set()
    late = 0
    for row in rows:
        late += words.level1(row.start.level1) in above
        above |= _homes(row.start, words)
    return late


def _groups(rows: Sequence[Opened]) -> list[tuple[int, int]] | None:
    """For each category the first row of its group and the row that it is printed at; None when they do not fit."""
    groups, first = [], 0
    for at, row in enumerate(rows):
        if not row.start.level2:
            continue
        last = 2 * at - row.above - first
        if not first <= last < len(rows):
            return None
        groups.append((first, at))
        first = last + 1
    return groups if first == len(rows) else None


def _with_level1(moved: list[RowStart], printed: Sequence[RowStart], words: Vocabulary) -> list[RowStart]:
    """Each level 1 at the first row of those categories that the template has under it."""
    for start in printed:
        name = words.level1(start.level1)
        if not name:
            continue
        mine = (n for n, row in enumerate(moved) if row.level2 and name in _homes(row, words))
        first = next(mine, None)
        if first is not None and not moved[first].level1:
            moved[first] = replace(moved[first], level1=start.level1)
    return moved


def _homes(row: RowStart, words: Vocabulary) -> set[str]:
    return {category.level1 for category in words.categories_of(unmarked(row.level2).text)}
