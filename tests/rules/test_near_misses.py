"""Rules about targets find the fault, and leave what only looks like it alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from declarations.rules import RULES
from tests.rules.factories import FULL, with_row
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
