"""What careful readers make of invented texts."""

from __future__ import annotations

import pytest

from declarations.basis import Reading, read
from tests.basis.cases import CASES, Case

YEAR = 2026


def reading(case: Case) -> Reading:
    return read(case.text, year=YEAR, year_amount=case.year, total_amount=case.total, period_years=case.years)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_a_text_is_read_as_a_careful_reader_would(case: Case) -> None:
    found = reading(case)
    assert (found.verdict, found.sum if case.sum is not None else None) == (case.verdict, case.sum), found.reason
