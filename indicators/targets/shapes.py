"""Telling which of the published shapes a parsed target has."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.targets.values import Clause
from indicators.targets.vocabulary import UPPER_BOUNDS, Kind, Shape

_BY_KIND = {
    Kind.NOT_APPLICABLE: Shape.NOT_APPLICABLE,
    Kind.AVAILABILITY: Shape.AVAILABILITY,
    Kind.RANGE: Shape.TOLERANCE,
    Kind.CHANGE: Shape.CHANGE_PERCENT,
    Kind.RATE: Shape.RATE,
    Kind.LEVEL: Shape.LEVEL,
    Kind.QUALITATIVE: Shape.QUALITATIVE_WORD,
    Kind.PHRASE: Shape.FREE_PHRASE,
}


def shape_of(clauses: Sequence[Clause]) -> Shape:
    """Return the shape of a target with these clauses."""
    if not clauses:
        return Shape.EMPTY
    if len(clauses) > 1:
        return Shape.COMPOUND
    clause = clauses[0]
    if clause.kind in _BY_KIND:
        return _BY_KIND[clause.kind]
    if clause.kind is Kind.DATE:
        return Shape.DATE_DEADLINE if clause.mark or clause.suffix else Shape.DATE_BARE
    if clause.kind is Kind.PERCENT:
        return _percent_shape(clause)
    if clause.lead or clause.label:
        return Shape.NUMBER_IN_PHRASE
    return _duration_shape(clause) if clause.kind is Kind.DURATION else _number_shape(clause)


def _percent_shape(clause: Clause) -> Shape:
    if clause.lead or clause.label or clause.period:
        return Shape.LABEL_PERCENT
    if clause.mark:
        return Shape.OPERATOR_PERCENT
    if clause.suffix:
        return Shape.PERCENT_SUFFIX
    return Shape.LABEL_PERCENT if clause.tail else Shape.PERCENT


def _duration_shape(clause: Clause) -> Shape:
    if clause.mark:
        return Shape.OPERATOR_DURATION
    if clause.suffix:
        return Shape.DURATION_WITHIN if clause.comparator in UPPER_BOUNDS else Shape.OPERATOR_DURATION
    return Shape.DURATION_BARE


def _number_shape(clause: Clause) -> Shape:
    """Money and counts; money without an operator is a number with a unit."""
    has_operator = bool(clause.mark or clause.suffix)
    if clause.kind is Kind.MONEY and has_operator:
        return Shape.OPERATOR_MONEY
    if clause.unit or (clause.low and clause.low.multiplier):
        return Shape.OPERATOR_NUMBER_UNIT if has_operator else Shape.NUMBER_UNIT
    if has_operator:
        return Shape.OPERATOR_BARE_NUMBER
    is_integer = clause.value is not None and clause.value.as_tuple().exponent == 0
    return Shape.BARE_INTEGER if is_integer else Shape.BARE_DECIMAL
