"""The names of what a target can be: kinds, comparators, and the published shapes."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What one clause of a target speaks of."""

    NUMBER = "number"
    PERCENT = "percent"
    DURATION = "duration"
    DATE = "date"
    MONEY = "money"
    RATE = "rate"
    RANGE = "range"
    CHANGE = "change"
    AVAILABILITY = "availability"
    LEVEL = "level"
    PHRASE = "phrase"
    QUALITATIVE = "qualitative"
    NOT_APPLICABLE = "not_applicable"
    EMPTY = "empty"


TEXT_KINDS = frozenset({Kind.PHRASE, Kind.QUALITATIVE, Kind.NOT_APPLICABLE, Kind.EMPTY})


class Comparator(StrEnum):
    """How the printed value is to be compared.

    UNSAID: the form does not say; a bare `30天` may mean at most or exactly 30 days, and nobody here decides.
    """

    AT_LEAST = "≥"
    AT_MOST = "≤"
    MORE_THAN = ">"
    LESS_THAN = "<"
    EQUAL = "="
    ABOUT = "≈"
    UNSAID = ""


LOWER_BOUNDS = frozenset({Comparator.AT_LEAST, Comparator.MORE_THAN})
UPPER_BOUNDS = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN})


class Shape(StrEnum):
    """The twenty-six shapes of the published targets; a target just outside them has the nearest one."""

    EMPTY = "empty"
    NOT_APPLICABLE = "not applicable"
    AVAILABILITY = "availability"
    DATE_DEADLINE = "date, deadline"
    DATE_BARE = "date, bare"
    PERCENT = "percent"
    OPERATOR_PERCENT = "operator + percent"
    PERCENT_SUFFIX = "percent + suffix"
    TOLERANCE = "tolerance"
    CHANGE_PERCENT = "change word + percent"
    LABEL_PERCENT = "label + percent"
    COMPOUND = "compound clauses"
    OPERATOR_MONEY = "operator + money"
    OPERATOR_DURATION = "operator + duration"
    DURATION_WITHIN = "duration + 内"
    DURATION_BARE = "duration, bare"
    RATE = "rate per period or batch"
    OPERATOR_BARE_NUMBER = "operator + bare number"
    BARE_DECIMAL = "bare decimal"
    BARE_INTEGER = "bare integer"
    OPERATOR_NUMBER_UNIT = "operator + number + unit"
    NUMBER_UNIT = "number + unit"
    LEVEL = "ordinal level"
    NUMBER_IN_PHRASE = "number inside a phrase"
    QUALITATIVE_WORD = "one qualitative word"
    FREE_PHRASE = "free phrase"
