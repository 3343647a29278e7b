"""Rules find the fault, and leave what only looks like it alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from declarations.rules import RULES
from tests.rules.factories import FULL, FULL_2021, GOOD, GOOD_2021, with_row
from tests.rules.near_heads import CELLS, HEADS
from tests.rules.near_misses import NEAR_MISSES

RULES_BY_CODE = {rule.code: rule for rule in RULES}


def lines(written: str) -> Iterator[tuple[str, str]]:
    for line in written.split(";"):
        name, target = line.split("|")
        yield name.strip(), target.strip()


CASES = [
    (code, row, name, target, is_faulty)
    for code, row, faulty, harmless in NEAR_MISSES
    for written, is_faulty in ((faulty, True), (harmless, False))
    for name, target in lines(written)
]


@pytest.mark.parametrize(("code", "row", "name", "target", "is_faulty"), CASES)
def test_a_target_is_judged_as_a_reviewer_would(code: str, row: int, name: str, target: str, is_faulty: bool) -> None:
    found = RULES_BY_CODE[code].findings(with_row(row, name=name, target=target), FULL)
    assert [finding.message for finding in found if not is_faulty] == []
    assert bool(found) is is_faulty


HEAD_CASES = [
    (code, field, value, is_faulty)
    for code, field, faulty, harmless in HEADS
    for values, is_faulty in ((faulty, True), (harmless, False))
    for value in values
]
CELL_CASES = [
    (code, number, column, value, is_faulty)
    for code, number, column, faulty, harmless in CELLS
    for values, is_faulty in ((faulty, True), (harmless, False))
    for value in values
]


@pytest.mark.parametrize(("code", "field", "value", "is_faulty"), HEAD_CASES)
def test_a_field_of_the_head_is_judged_as_a_reviewer_would(code: str, field: str, value: Any, is_faulty: bool) -> None:
    is_2021 = not FULL.template.has(field)
    content = replace(GOOD_2021 if is_2021 else GOOD, **{field: value})
    assert bool(RULES_BY_CODE[code].findings(content, FULL_2021 if is_2021 else FULL)) is is_faulty


@pytest.mark.parametrize(("code", "number", "column", "value", "is_faulty"), CELL_CASES)
def test_a_cell_is_judged_as_a_reviewer_would(code: str, number: int, column: str, value: str, is_faulty: bool) -> None:
    is_blank = code == "required-category-empty" and is_faulty
    start = with_row(number, target="", explanation="") if is_blank else GOOD
    changes: dict[str, Any] = {column: value}
    content = with_row(number, start, **changes)
    assert bool(RULES_BY_CODE[code].findings(content, FULL)) is is_faulty
