"""What one item, or a text without items, comes to, and how sure that is."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from declarations.basis.terms import Term
from declarations.basis.values import Misstatement, Worth

MOST_OTHERS = 12  # further ways to read one item


class Certainty(IntEnum):
    """How sure a reading is. Only what is CLEAR or LIKELY can be held against the form."""

    UNCLEAR = 0
    LIKELY = 1
    CLEAR = 2


class Answer(NamedTuple):
    """What a stretch comes to.

    `worth` None: it names no amount of this year. `others` are further ways to read it. `terms` are the addends.
    `is_year`: the text itself says that this is the year's. `base`: what the whole costs, where the year's is a share.
    """

    worth: Worth | None
    terms: tuple[Term, ...] = ()
    certainty: Certainty = Certainty.CLEAR
    others: tuple[Worth, ...] = ()
    is_year: bool = False
    base: Worth | None = None
    reason: str = ""
    slips: tuple[Misstatement, ...] = ()
    is_silent: bool = False  # only restates, or names no figure at all
    is_total: bool = False
