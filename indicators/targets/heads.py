"""Reading what stands before the number of a clause: `培训每年开展不少于` before 2次."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from indicators.targets.vocabulary import LOWER_BOUNDS, UPPER_BOUNDS, Comparator
from indicators.targets.words import (
    ABOUT,
    CHANGE_DOWN,
    CHANGE_UP,
    PERIODS,
    PREFIX_MARKS,
    TOLERANCE,
    alternatives,
)

_MARK = re.compile(rf"(?:{alternatives(PREFIX_MARKS)})$")
_CHANGE = re.compile(rf"(?:{alternatives(CHANGE_UP + CHANGE_DOWN)})$")
_PERIOD = re.compile(rf"(?P<lead>.*)每(?P<period>{alternatives(PERIODS)})(?P<label>.*)")
_MARKS_IN_LABEL = r"[()《》“”\"'、·:&-]"
_LABEL = re.compile(rf"{_MARKS_IN_LABEL}{{0,2}}[^\W\d_](?:[^\W\d_]|{_MARKS_IN_LABEL}){{0,39}}")
# After these a number means something else (不, 没有, 第3期), or the label is not finished.
_NO_LABEL_ENDS = (*"不未非无没勿莫别否第", "没有", *"-、·&(《“")
# After these 约 is the end of a word (节约, 合约, 预约) and says nothing about the number.
_WORDS_WITH_ABOUT = tuple("节合契条预违公签制特履邀守续缔毁隐简相赴订集")


REMEMBERED = 2048  # what stands before a number is mostly one of a few signs


@dataclass(frozen=True, slots=True)
class Head:
    """The words before a number, each where `Clause` keeps it."""

    lead: str = ""
    period: str = ""
    label: str = ""
    change: str = ""
    mark: str = ""
    comparator: Comparator = Comparator.UNSAID
    is_negative: bool = False

    @property
    def per(self) -> str:
        """The 每 of a period."""
        return "每" if self.period else ""

    @property
    def has_words(self) -> bool:
        """True when something else than a comparator word or a period is printed."""
        return bool(self.lead or self.label)


@lru_cache(maxsize=REMEMBERED)
def read_head(text: str) -> Head | None:
    """Read the words before a number; None when they are no label, period, change word or comparator word."""
    before, mark, comparator = _split_mark(text)
    is_negative = False
    if not mark and before.endswith("-"):
        is_negative = True
        before, mark, comparator = _split_mark(before[:-1])
        if before:
            return None
    change = _CHANGE.search(before)
    if change:
        before = before[: change.start()]
    period = _PERIOD.fullmatch(before)
    lead, label = (period["lead"], period["label"]) if period else ("", before)
    if not _is_label(lead) or not _is_label(label):
        return None
    per = period["period"] if period else ""
    return Head(lead, per, label, change.group() if change else "", mark, comparator, is_negative)


def _split_mark(text: str) -> tuple[str, str, Comparator]:
    """Split the comparator word off the end of `text`; ± may follow another one (不超过±5%)."""
    tolerance = TOLERANCE if text.endswith(TOLERANCE) else ""
    text = text.removesuffix(TOLERANCE)
    match = _MARK.search(text)
    if match is None or (match.group() == ABOUT and not _is_about(text[: match.start()])):
        return text, tolerance, Comparator.UNSAID
    return text[: match.start()], match.group() + tolerance, PREFIX_MARKS[match.group()]


def _is_about(before: str) -> bool:
    return not before.endswith(_WORDS_WITH_ABOUT)


def _is_label(text: str) -> bool:
    """True for blank or for words that say nothing about comparing.

    不 or another comparator word right before the number would turn its meaning round; such a text is left alone.
    """
    if not text:
        return True
    if not _LABEL.fullmatch(text) or text.endswith(_NO_LABEL_ENDS):
        return False
    inner = _MARK.search(text)
    return inner is None or PREFIX_MARKS[inner.group()] not in LOWER_BOUNDS | UPPER_BOUNDS
