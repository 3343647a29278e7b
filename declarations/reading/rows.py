"""The cells of one row of the indicator table → what stands for which column, wherever the cells have slipped to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from declarations.content import NOT_APPLICABLE
from declarations.reading.vocabulary import Vocabulary, unmarked

_BEGINS_AS_TARGET = re.compile(
    r"[≥≤≧≦><=＞＜＝±]|不(?:少|小|低|高|大|超|多)于|不超过|(?:约|[大小高低]于|至少|至多)\s*\d"
)
_ENDS_AS_TARGET = re.compile(r"(?:[%％‰]|以上|以下|以内|之内|之前|\d)[;；。]?$")
_COUNT = re.compile(r"\d[\d,.]*\s*\S{0,12}")
_ENDS_AS_NAME = re.compile(r"(?:数|数量|量|率|度|性|情况|时间|金额|指标)$")
_ENDS_AS_CATEGORY = re.compile(r"(?:指标|目标)$")
_LONGEST_PHRASE = 12  # of a target in words: 达到省级示范标准


@dataclass
class PlacedRow:
    """One row with each text in its column, and the codes of what had to be moved, each with what it is about."""

    level1: str = ""
    level2: str = ""
    values: dict[str, str] = field(default_factory=dict)  # name, target, explanation, weight
    repairs: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """The row holds category words only, or nothing."""
        return not any(self.values.values())


def reads_as_target(text: str) -> bool:
    """The text has the shape of a target value: an operator, a number with a unit, 不适用."""
    words = text.strip()
    if words == NOT_APPLICABLE or _BEGINS_AS_TARGET.match(words):
        return True
    if len(words) > 24 or _ENDS_AS_NAME.search(words):
        return False
    return bool(_COUNT.fullmatch(words) or _ENDS_AS_TARGET.search(words))


def placed(cells: Sequence[str], keys: Sequence[str], words: Vocabulary) -> PlacedRow:
    """Each cell in its column. `keys` are the columns behind level 2 in the order of the table's head.

    The category words of the template say where a row begins; where it has none, the number of cells and the shape
    of a target do.
    """
    texts = _trimmed(cells)
    return (
        _by_level2(texts, keys, words)
        or _by_glued_level(texts, keys, words)
        or _by_level1(texts, keys, words)
        or _without_levels(texts, keys)
    )


def _trimmed(cells: Sequence[str]) -> list[str]:
    texts = list(cells)
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _at(texts: Sequence[str], column: int) -> str:
    return texts[column] if column < len(texts) else ""


# --- rows with a level-2 word --------------------------------------------------------------------------------------


def _by_level2(texts: list[str], keys: Sequence[str], words: Vocabulary) -> PlacedRow | None:
    column = _level2_column(texts, words, len(keys) + 2)
    if column is None:
        return None
    before = [text for text in texts[:column] if text]
    level1 = next(filter(words.level1, before), before[0] if before else "")
    row = PlacedRow(level1, texts[column])
    _note_surplus(row, [text for text in before if text is not level1])
    tail = texts[column + 1 :]
    if column == 0:
        row.repairs.append(("level2_in_level1_column", texts[0]))
        tail = _after_slipped_level2(tail, keys)
    if column > 1:
        row.repairs.append(("columns_shifted_right", ""))
        if len(tail) == len(keys) - 1:
            row.repairs.append(("last_cell_lost", ""))
    _assign(row, tail, keys)
    return row


def _level2_column(texts: Sequence[str], words: Vocabulary, width: int) -> int | None:
    """Where the level-2 word stands: the second column, else the first, else (shifted) the third.

    A word that is both levels (满意度指标 in some forms) counts as level 1 in the first column, unless an indicator
    follows it at once. `width` is the number of columns of the table.
    """
    first, second = _at(texts, 0), _at(texts, 1)
    if words.level2(first) and not words.level1(first):
        return 0
    if words.level2(second):
        return 1
    if words.level2(first) and second and reads_as_target(_at(texts, 2)):
        return 0
    if not words.level2(_at(texts, 2)):
        return None
    if first:
        return 2 if len(texts) > width and (words.level1(first) or words.level1(second)) else None
    has_surplus = not second and len(texts) > width
    return 2 if has_surplus or _is_shifted(texts, words) else None


def _is_shifted(texts: Sequence[str], words: Vocabulary) -> bool:
    """A row that begins one column too far right, and not one whose indicator is called like a category."""
    if words.level1(_at(texts, 1)):
        return True
    if _at(texts, 1):
        return False
    name, target = _at(texts, 3), _at(texts, 4)
    if unmarked(texts[2]).required or (words.is_full_word(texts[2]) and not any(texts[3:])):
        return True
    if not name or (reads_as_target(name) and name != target):
        return False
    return reads_as_target(target) or len(name) > _LONGEST_PHRASE or _ENDS_AS_NAME.search(name) is not None


def _after_slipped_level2(tail: list[str], keys: Sequence[str]) -> list[str]:
    """What follows a level 2 in the first column: the name, or first the blank that level 2 left behind."""
    if not tail or tail[0]:
        return tail
    name_is_blank = reads_as_target(_at(tail, 1)) and not reads_as_target(_at(tail, 2)) and len(tail) <= len(keys)
    return tail if name_is_blank else tail[1:]


# --- rows whose category word is glued to the next cell --------------------------------------------------------------


def _by_glued_level(texts: list[str], keys: Sequence[str], words: Vocabulary) -> PlacedRow | None:
    """产出指标*数量指标 in the first column, or *数量指标服务次数 in a category column of a row that lacks a cell."""
    for column in (0, 1):
        parts = words.unglued(_at(texts, column))
        behind = texts[column + 1 :]
        if not parts or not _is_glued(parts, behind, keys, words):
            continue
        room = len(keys) if words.level2(parts[0]) else len(keys) + 1
        if len(behind) >= room and not behind[0]:
            behind = behind[1:]  # the blank that the glued text left
        row = placed([*texts[:column], *parts, *behind], keys, words)
        row.repairs.insert(0, ("columns_glued", texts[column]))
        return row
    return None


def _is_glued(parts: tuple[str, str], behind: Sequence[str], keys: Sequence[str], words: Vocabulary) -> bool:
    """Level 1 is glued to a level 2, or level 2 to the name, which is then missing behind it."""
    if words.level2(parts[0]):
        return sum(bool(text) for text in behind) < len(keys)
    return words.level2(parts[1]) is not None or words.unglued(parts[1]) is not None


# --- rows with a level-1 word only -----------------------------------------------------------------------------------


def _by_level1(texts: list[str], keys: Sequence[str], words: Vocabulary) -> PlacedRow | None:
    column = next((n for n in (0, 1) if words.level1(_at(texts, n)) and not any(texts[:n])), None)
    if column is None:
        return None
    row = PlacedRow(texts[column])
    tail = texts[column + 1 :]
    if column:
        row.repairs.append(("columns_shifted_right", ""))
    if tail and not tail[0]:
        tail = tail[1:]
    elif tail and not _lacks_level2(tail, keys):
        row.level2, tail = tail[0], tail[1:]
    _assign(row, tail, keys)
    return row


def _lacks_level2(tail: Sequence[str], keys: Sequence[str]) -> bool:
    """What follows level 1 is a name and its values, not a category that the template does not know."""
    if len(tail) > len(keys) or _ENDS_AS_CATEGORY.search(tail[0]):
        return False
    return reads_as_target(_at(tail, 1)) or not reads_as_target(_at(tail, 2))


# --- rows without category words -------------------------------------------------------------------------------------


def _without_levels(texts: list[str], keys: Sequence[str]) -> PlacedRow:
    begin = next((n for n, text in enumerate(texts) if text), len(texts))
    readers: dict[int, Callable[[list[str], Sequence[str]], PlacedRow]] = {
        0: _from_first_column,
        1: _from_second_column,
    }
    return readers.get(begin, _in_place)(texts, keys)


def _in_place(texts: list[str], keys: Sequence[str]) -> PlacedRow:
    row = PlacedRow()
    _assign(row, texts[2:], keys)
    return row


def _from_first_column(texts: list[str], keys: Sequence[str]) -> PlacedRow:
    """Both category cells are lost, or blank behind a name that slipped into the first, or hold unknown words."""
    row = PlacedRow()
    filled = sum(bool(text) for text in texts)
    if filled > len(keys) and len(texts) == len(keys) + 1 and reads_as_target(_at(texts, 2)):
        row.level2 = texts[0]
        _assign(row, texts[1:], keys)
    elif filled > len(keys):
        row.level1, row.level2 = texts[0], texts[1]
        _assign(row, texts[2:], keys)
    else:
        row.repairs.append(("name_in_level1_column", texts[0]))
        blanks = 0 if _at(texts, 1) else 1 if _at(texts, 2) else 2
        _assign(row, [texts[0], *texts[1 + blanks :]], keys)
    return row


def _from_second_column(texts: list[str], keys: Sequence[str]) -> PlacedRow:
    """A name in the level-2 column, a row that lost one cell on the left, or a level 2 that nobody knows."""
    row = PlacedRow()
    behind = texts[2:]
    if _is_unknown_level2(texts[1], behind, keys):
        row.level2 = texts[1]
        _assign(row, behind, keys)
        return row
    row.repairs.append(("name_in_level2_column", texts[1]))
    _assign(row, [texts[1], *(behind[1:] if behind and not behind[0] else behind)], keys)
    return row


def _is_unknown_level2(text: str, behind: Sequence[str], keys: Sequence[str]) -> bool:
    if not behind:
        return bool(_ENDS_AS_CATEGORY.search(text))
    if not behind[0]:
        return False
    return len(behind) >= len(keys) or (not reads_as_target(behind[0]) and reads_as_target(_at(behind, 1)))


def _assign(row: PlacedRow, tail: Sequence[str], keys: Sequence[str]) -> None:
    """The cells of `tail` to the columns in order; blanks too many are dropped first, texts too many are noted."""
    values = _trimmed(tail)
    if len(values) > len(keys) and "" in values and ("columns_shifted_right", "") not in row.repairs:
        row.repairs.append(("columns_shifted_right", ""))
    while len(values) > len(keys) and "" in values:
        values.remove("")
    row.values = dict(zip(keys, values, strict=False))
    _note_surplus(row, values[len(keys) :])


def _note_surplus(row: PlacedRow, texts: Sequence[str]) -> None:
    """One note for all of them: two with the same words would be taken for the same note."""
    said = " ".join(text for text in texts if text)
    if said:
        row.repairs.append(("surplus_cell", said))
