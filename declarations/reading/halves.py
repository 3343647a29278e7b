"""Two halves of a row on two pages: what tells that they belong together."""

from __future__ import annotations

from collections.abc import Mapping

from declarations.reading.grid import Row
from declarations.reading.reflowed.cells import target_worth

_LOOKS_LIKE_TARGET, _IS_FIGURE = 40, 85  # worth of a target in a word, in figures


def is_complete(texts: Mapping[str, str]) -> bool:
    """The texts by column of an indicator hold a name and a target."""
    return bool(texts.get("name") and texts.get("target"))


def is_target_in_two(begun: str, rest: str) -> bool:
    """The two together make no worse a target than the first, unless one of them could be none by itself."""
    if min(target_worth(begun), target_worth(rest)) < _LOOKS_LIKE_TARGET:
        return True
    is_figure = target_worth(rest) >= _IS_FIGURE
    return is_figure and target_worth(begun + rest) >= target_worth(begun)


def complete_each_other(upper: Mapping[str, str], lower: Mapping[str, str]) -> bool:
    """No column has a text on both pages; only together they have a name and a target."""
    if any(text and upper.get(key) for key, text in lower.items()) or is_complete(upper):
        return False
    return is_complete({key: upper.get(key) or lower.get(key, "") for key in (*upper, *lower)})


def lacks_text_before_value(row: Row, column: int) -> bool:
    """The cell is blank, and its value stands behind it."""
    return column < len(row.cells) and not row.texts[column] and row.filled[-1][0] > column
