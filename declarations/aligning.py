"""Rows of a document without keys → the keys of the rows they continue. Pure."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

from declarations.content import ROW_FIELDS, BudgetLine, DeclarationContent, Indicator, PlanYear

Row = Indicator | BudgetLine | PlanYear


def continued(stored: DeclarationContent, read: DeclarationContent) -> DeclarationContent:
    """`read` with the key of the stored row that each of its rows continues.

    That is the row that says the same; else the one of the same name in the same category; else the next one left of
    that category. What continues none keeps the key that it has.
    """
    rows: dict[str, Any] = {part: _continued(getattr(stored, part), getattr(read, part)) for part in ROW_FIELDS}
    return replace(read, **rows)


def _continued(stored: Sequence[Any], read: Sequence[Any]) -> tuple[Any, ...]:
    keys: list[str] = [""] * len(read)
    left = list(stored)
    for likeness in (_whole, _named, _placed):
        by_likeness: dict[Hashable, list[Any]] = {}
        for row in left:
            by_likeness.setdefault(likeness(row), []).append(row)
        for number, row in enumerate(read):
            found = by_likeness.get(likeness(row))
            if not keys[number] and found:
                keys[number] = found.pop(0).key
        taken = set(keys)
        left = [row for row in left if row.key not in taken]
    known = {row.key for row in stored}
    return tuple(
        replace(row, key=key or (row.key if row.key not in known else "")) for row, key in zip(read, keys, strict=True)
    )


def _whole(row: Row) -> Hashable:
    return row


def _named(row: Row) -> Hashable:
    if isinstance(row, Indicator):
        return _category(row), "".join(row.name.split())
    return row.item if isinstance(row, BudgetLine) else row.year


def _placed(row: Row) -> Hashable:
    return _category(row) if isinstance(row, Indicator) else None


def _category(row: Indicator) -> Hashable:
    return row.level1.strip(), row.level2.strip("*＊+ ")
