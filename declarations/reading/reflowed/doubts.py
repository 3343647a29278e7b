"""Rows whose cells were parted in the likeliest way, and that still show where the cut may be wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from declarations.content import NOT_APPLICABLE
from declarations.reading.reflowed.cells import Word, target_worth

_SHORT, _SHORT_NAME = 4, 3  # characters of what may be the rest of a broken cell
_LOOKS_LIKE_TARGET, _IS_TARGET = 40, 85
_LESS = 12  # of a target with a word more
_OPENING = re.compile(r"[(（]")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_ENDS_NAME = re.compile("[率量数度性次]$")

Cells = Mapping[str, Sequence[Word]]


def doubts(rows: Sequence[Cells]) -> list[bool]:
    """For each of the rows behind one category, whether it may hold what belongs to a cell or a row beside it."""
    torn = [False, *(_has_no_beginning(cells) for cells in rows[1:])]
    behind = [*torn[1:], False]
    return [
        any(each) or may_be_cut_wrong(cells) for each, cells in zip(zip(torn, behind, strict=True), rows, strict=True)
    ]


def may_be_cut_wrong(cells: Cells) -> bool:
    """A cell begins with what may be the rest of the one before it."""
    name, target, text = (cells.get(key, ()) for key in ("name", "target", "explanation"))
    text = text or cells.get("source", ())
    return _begins_with_rest(target, text) or _holds_rest_of_name(target) or _is_figure_in_two(name, target)


def _text(words: Sequence[Word]) -> str:
    return "".join("".join(word.text.split()) for word in words)


def _has_no_beginning(cells: Cells) -> bool:
    """A row without category words that lacks its last cell, or whose name is a few characters or a bracket first."""
    name = _text(cells.get("name", ()))
    if name == NOT_APPLICABLE:
        return False
    return len(name) <= _SHORT_NAME or _OPENING.match(name) is not None or not cells.get("explanation", cells["name"])


def _begins_with_rest(target: Sequence[Word], text: Sequence[Word]) -> bool:
    """A word that suits the target stands at the front of the text, parted from it by a blank."""
    if not target or len(text) < 2 or text[1].begins or text[0].text == _text(target):
        return False
    rest, said = text[0].text, _text(target)
    is_short = len(rest) < _SHORT and _CHINESE.search(rest) is not None
    return is_short and target_worth(said + rest) >= max(target_worth(said) - _LESS, 1)


def _holds_rest_of_name(target: Sequence[Word]) -> bool:
    """The target is a short word that ends as names do, and behind it a target by itself."""
    if len(target) < 2 or len(target[0].text) > _SHORT or not _ENDS_NAME.search(target[0].text):
        return False
    return target_worth(_text(target[1:])) >= _LOOKS_LIKE_TARGET


def _is_figure_in_two(name: Sequence[Word], target: Sequence[Word]) -> bool:
    """The last word of the name ends with a figure, and makes a target with the first of the target."""
    if len(name) < 2 or not target or not (name[-1].text[-1].isdigit() and target[0].text[0].isdigit()):
        return False
    return target_worth(name[-1].text + target[0].text) >= _IS_TARGET
