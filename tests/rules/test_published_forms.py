"""The rules against published forms and the faults that careful readers found; skipped where these are absent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from declarations.content import DeclarationContent
from declarations.rules import RULES, Report, RuleContext, Severity, run
from indicators.loading import load_templates
from indicators.template import template_titled

SHARED = Path(__file__).resolve().parents[3] / "shared"
CASES_FILE = SHARED / "acceptance" / "review_cases.json"
KNOWN = json.loads(CASES_FILE.read_text(encoding="utf-8")) if CASES_FILE.is_file() else {"documents": {}, "cases": []}
BUILT = frozenset(rule.code for rule in RULES)

pytestmark = pytest.mark.django_db  # the delivered templates are read from the database

Reports = Mapping[str, tuple[Report, ...]]


def content_of(form: Mapping[str, Any]) -> DeclarationContent:
    """A form of a transcript as content; the fifth column of the 2021 form is called source there."""
    rows = [{**row, "explanation": row.get("explanation", row.get("source", ""))} for row in form["indicators"]]
    return DeclarationContent.from_json({**form, "indicators": rows})


@pytest.fixture(scope="session")
def reports(shared: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Reports:
    """What the rules say of each form of each document, by the delivered templates; the year is in the name."""
    with django_db_blocker.unblock():
        templates = load_templates()

    def report(document: str, form: Mapping[str, Any]) -> Report:
        content = content_of(form)
        template = template_titled(templates, content.form)
        assert template is not None, content.form
        return run(content, RuleContext(template=template, year=int(document[:4])))

    def forms(document: str) -> list[Mapping[str, Any]]:
        path = shared / "samples" / f"{document}.json"
        return list(json.loads(path.read_text(encoding="utf-8"))["forms"])

    return {document: tuple(report(document, form) for form in forms(document)) for document in KNOWN["documents"]}


PARAMETERS = [
    pytest.param(case, document, id=f"{case['code']}: {document}")
    for case in KNOWN["cases"]
    for document in KNOWN["documents"]
    if case["code"] in BUILT
]


@pytest.mark.parametrize(("case", "document"), PARAMETERS)
def test_every_known_fault_is_found_and_nothing_else(case: Mapping[str, Any], document: str, reports: Reports) -> None:
    must, must_not = (set(case[key].get(document, ())) for key in ("must", "must_not"))
    numbered = enumerate(reports[document])
    found = {n for n, report in numbered if any(finding.code == case["code"] for finding in report.findings)}
    assert must <= found
    assert not (found - must if case["complete"] else found & must_not)


@pytest.mark.parametrize("document", KNOWN["documents"])
def test_no_published_form_has_an_error_that_would_stop_it(document: str, reports: Reports) -> None:
    assert [finding for report in reports[document] for finding in report.of(Severity.ERROR)] == []
