"""Target values (目标值) of indicators: parsed into frozen values, and printed back unchanged.

`parse_target` takes any text and never raises. What the text does not say stays unsaid: a bare `30天` has no
comparator, and words without a number stay words. Pure: no framework, no database, no clock.
"""

from __future__ import annotations

from indicators.targets.folding import fold
from indicators.targets.parsing import parse_target, says_not_applicable
from indicators.targets.target import Target
from indicators.targets.values import Clause, Numeral, PartialDate
from indicators.targets.vocabulary import Comparator, Kind, Shape

__all__ = [
    "Clause",
    "Comparator",
    "Kind",
    "Numeral",
    "PartialDate",
    "Shape",
    "Target",
    "fold",
    "parse_target",
    "says_not_applicable",
]
