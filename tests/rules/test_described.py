"""The rules as they were described: every code with its severity; skipped where the description is not here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from declarations.rules import RULES, Severity

LETTERS = {"E": Severity.ERROR, "W": Severity.WARNING, "H": Severity.HINT}
# Arithmetic of free text.
OTHERS = {"basis-sum-differs", "basis-item-misstated"}


@pytest.fixture
def described(shared: Path) -> dict[str, Severity]:
    table = (shared / "docs" / "rules.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z0-9, -]+) \| ([EWH])", table, re.MULTILINE)
    return {code.strip(): LETTERS[letter] for codes, letter in rows for code in codes.split(",")}


def test_every_described_rule_is_built_with_its_severity(described: dict[str, Severity]) -> None:
    built = {rule.code: rule.severity for rule in RULES}
    assert len(described) > 50
    assert {code: built.get(code) for code in described if code not in OTHERS} == {
        code: severity for code, severity in described.items() if code not in OTHERS
    }
