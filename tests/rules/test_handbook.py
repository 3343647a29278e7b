"""docs/rules.md is the catalogue: the page in the app and the page in the repository say the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from declarations.management.commands import write_handbooks
from declarations.rules import RULES, Severity
from declarations.rules.handbook import handbook

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"


def test_the_page_of_the_repository_is_what_the_rules_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == handbook(), "run: python manage.py write_handbooks"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_one_line_under_its_severity(rule: object) -> None:
    page = handbook()
    code, title = rule.code, rule.title  # type: ignore[attr-defined]
    (line,) = [line for line in page.splitlines() if f"`{code}`" in line]
    assert title in line
    assert line.count(" | ") == 3
    words = [word for word in page.split("## ")[1:] if line in word]
    assert words[0].startswith(Severity(rule.severity).word)  # type: ignore[attr-defined]


def test_the_command_writes_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_handbooks, "FOLDER", tmp_path)
    call_command("write_handbooks")
    assert {path.name for path in tmp_path.iterdir()} == {"rules.md", "reading.md"}
    assert (tmp_path / "rules.md").read_text(encoding="utf-8") == handbook()
