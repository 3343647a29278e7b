"""How a case is written: one declaration, and the fields a rule finds in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from declarations.content import DeclarationContent
from declarations.rules import RuleContext
from tests.rules.factories import (
    COST_ROW,
    FULL,
    GOOD,
    GOOD_2021,
    QUALITY_ROW,
    QUANTITY_ROW,
    TIME_ROW,
    with_row,
)


@dataclass(frozen=True)
class Case:
    """One declaration and what the rule finds in it: the fields, in order; none for a good one."""

    what: str
    content: DeclarationContent
    context: RuleContext = FULL
    fields: tuple[str, ...] = ()


def bad(what: str, content: DeclarationContent, *fields: str, context: RuleContext = FULL) -> Case:
    return Case(what, content, context, fields)


def good(what: str, content: DeclarationContent = GOOD, context: RuleContext = FULL) -> Case:
    return Case(what, content, context)


def head(**changes: Any) -> DeclarationContent:
    return replace(GOOD, **changes)


def head_2021(**changes: Any) -> DeclarationContent:
    return replace(GOOD_2021, **changes)


def yuan(text: str) -> Decimal:
    return Decimal(text)


def quantity(name: str, target: str) -> DeclarationContent:
    return with_row(QUANTITY_ROW, name=name, target=target)


def quality(name: str, target: str) -> DeclarationContent:
    return with_row(QUALITY_ROW, name=name, target=target)


def timing(name: str, target: str) -> DeclarationContent:
    return with_row(TIME_ROW, name=name, target=target)


def cost(target: str, name: str = "项目总费用") -> DeclarationContent:
    return with_row(COST_ROW, name=name, target=target)


QUANTITY_TARGET, QUALITY_TARGET, TIME_TARGET, COST_TARGET = (f"indicators[{n}].target" for n in range(4))
