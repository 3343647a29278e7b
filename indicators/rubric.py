"""`ReviewSheet`: the review sheet (绩效目标审核表) as a frozen value: what is scored, and what a score means.

Source: 财预〔2015〕88号, annex 绩效目标审核表. The rows come from `indicators.models` (fixtures, or the admin).
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Outcome(StrEnum):
    """What may be decided on a declaration of some grade."""

    APPROVE = "approve"  # may be approved
    RETURN = "return"  # goes back to the author
    STOP = "stop"  # may not go on


@dataclass(frozen=True)
class SheetItem:
    """One thing that is scored from 0 to `points`."""

    code: str
    name: str
    points: int
    question: str = ""  # what the reviewer asks
    phrases: tuple[str, ...] = ()  # opinions offered for one click


@dataclass(frozen=True)
class SheetGroup:
    """Items that are summed up together: 完整性, 相关性, 适当性, 可行性."""

    code: str
    name: str
    items: tuple[SheetItem, ...]

    @property
    def points(self) -> int:
        """The most that its items can get."""
        return sum(item.points for item in self.items)


@dataclass(frozen=True)
class Grade:
    """A grade, given from `minimum` points upwards."""

    name: str
    minimum: Decimal
    outcome: Outcome


@dataclass(frozen=True)
class ReviewSheet:
    """The whole sheet; grades from the best to the worst."""

    groups: tuple[SheetGroup, ...]
    grades: tuple[Grade, ...]

    @property
    def points(self) -> int:
        """The most that a declaration can get."""
        return sum(group.points for group in self.groups)

    @property
    def items(self) -> tuple[SheetItem, ...]:
        """Every item in the order of the sheet."""
        return tuple(item for group in self.groups for item in group.items)

    def grade(self, points: Decimal | int) -> Grade | None:
        """The grade that so many points give; None below the lowest grade."""
        return next((grade for grade in self.grades if points >= grade.minimum), None)
