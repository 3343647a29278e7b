"""For every rule declarations that break it and declarations that keep it, next to each other."""

from __future__ import annotations

from collections.abc import Mapping

from tests.rules.cases.amounts import AMOUNT_CASES
from tests.rules.cases.case import Case
from tests.rules.cases.head import HEAD_CASES
from tests.rules.cases.table import TABLE_CASES
from tests.rules.cases.targets import TARGET_CASES

CASES: Mapping[str, tuple[Case, ...]] = {**HEAD_CASES, **AMOUNT_CASES, **TABLE_CASES, **TARGET_CASES}

__all__ = ["CASES", "Case"]
