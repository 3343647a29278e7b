"""`check_declarations`: findings on documents, judged as if they were entered today, and nothing stored."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import DjangoAssertNumQueries

from declarations.inspecting import inspect
from declarations.management.files import document_in
from declarations.models import Ceiling, Declaration, Event
from declarations.reading import ReadForm
from declarations.rules import RULES, Report, Severity
from declarations.workflow import Status
from indicators.loading import load_templates
from perfgoals.accounts.models import Unit
from tests.factories import YEAR, District, declared, district

DOCUMENTS = Path(__file__).resolve().parents[1] / "documents"
GOOD = DOCUMENTS / "should_read" / "undamaged.txt"
PLACEHOLDERS = DOCUMENTS / "should_read" / "kept-as-printed.txt"
BAD = DOCUMENTS / "should_refuse" / "self-evaluation.txt"

pytestmark = pytest.mark.django_db


def run(*arguments: Any) -> tuple[str, str, int]:
    """stdout, stderr and the exit status."""
    out, err = StringIO(), StringIO()
    try:
        call_command("check_declarations", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as stop:
        return out.getvalue(), err.getvalue(), int(stop.code or 0)
    return out.getvalue(), err.getvalue(), 0


def checked(*arguments: Any) -> Any:
    return json.loads(run(*arguments)[0])


def test_every_form_is_listed_in_order_with_its_findings() -> None:
    forms = checked(PLACEHOLDERS, "--year", 2026, "--format", "json")["forms"]
    read = document_in(PLACEHOLDERS, load_templates()).forms
    assert [form["name"] for form in forms] == [form.content.name for form in read]
    findings = [finding for form in forms for finding in form["findings"]]
    assert findings
    codes = {rule.code for rule in RULES}
    for finding in findings:
        assert finding.keys() >= {"code", "severity", "field", "message"}
        assert finding["code"] in codes
        assert finding["severity"] in {"error", "warning", "hint"}


def form(**values: Any) -> ReadForm:
    """The first form of the good document, with these head fields changed."""
    printed = document_in(GOOD, load_templates()).forms[0]
    return ReadForm(printed.content.with_values(values), printed.template)


def renamed_district() -> District:
    """The district with a unit whose name no delivered unit has."""
    place = district()
    place.unit.name = "滨海区流动书车队"
    place.unit.save()
    return place


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def test_a_historical_form_is_judged_as_if_it_were_entered_today() -> None:
    (report,) = inspect([form(name="")], 2001).reports
    assert {"name-missing", "code-year-late"} <= codes(report)
    assert {finding.severity for finding in report.findings if finding.code == "name-missing"} == {Severity.ERROR}


def test_what_is_not_known_is_noted_once_for_the_whole_document() -> None:
    notes = checked(GOOD, "--year", 2026)["notes"]
    assert sorted(note["need"] for note in notes) == ["ceiling", "last_year"]
    assert all(note["message"].endswith("。") for note in notes)


def test_a_document_of_another_place_is_not_held_against_the_units_here() -> None:
    forms = [form(applicant_unit="远山县档案馆", budget_unit="远山县档案局")] * 2
    inspection = inspect(forms, 2026)
    assert "unit_matches" in {note.need for note in inspection.not_run}
    assert not any("unit-unknown" in codes(report) for report in inspection.reports)


def test_units_are_checked_as_soon_as_one_of_the_document_is_known() -> None:
    unit = Unit.objects.exclude(parent=None).first()
    assert unit is not None
    forms = [
        form(applicant_unit=unit.name, budget_unit=unit.name),
        form(applicant_unit="远山县档案馆", budget_unit=unit.name),
    ]
    known, unknown = inspect(forms, 2026).reports
    assert "unit-unknown" not in codes(known)
    assert "unit-unknown" in codes(unknown)


def test_ceiling_and_last_year_are_held_against_a_form_where_they_are_known() -> None:
    place = renamed_district()
    before = declared(place, Status.APPROVED)
    here = form(applicant_unit=place.unit.name, budget_unit=place.department.name, code=before.code)
    (report,) = inspect([here], YEAR + 1).reports
    assert {note.need for note in report.not_run} == {"ceiling"}
    Ceiling.objects.create(year=place.year, unit=place.unit, amount=1)
    (report,) = inspect([here], YEAR).reports
    assert "ceiling-exceeded" in codes(report)


def test_a_form_that_is_stored_already_does_not_use_up_its_ceiling_twice() -> None:
    place = renamed_district()
    stored = declared(place, Status.FINANCE_REVIEW)
    Ceiling.objects.create(year=place.year, unit=place.unit, amount=stored.year_amount or 0)
    (report,) = inspect([ReadForm(stored.content, place.template.value())], YEAR).reports
    assert "ceiling-exceeded" not in codes(report)
    other = ReadForm(replace(stored.content, code="", name="另一个项目"), place.template.value())
    (report,) = inspect([other], YEAR).reports
    assert "ceiling-exceeded" in codes(report)


@pytest.mark.parametrize("copies", [1, 30])
def test_the_number_of_queries_does_not_grow_with_the_document(
    copies: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    place = renamed_district()
    declared(place, Status.FINANCE_REVIEW)
    Ceiling.objects.create(year=place.year, unit=place.unit, amount=1)
    forms = [form(applicant_unit=place.unit.name)] * copies
    with django_assert_max_num_queries(10):
        inspect(forms, YEAR)


def test_several_files_are_printed_in_one_list_and_a_refused_one_says_why() -> None:
    out, err, status = run(GOOD, BAD, "--year", 2026)
    files = json.loads(out)["files"]
    assert [(file["file"], len(file["forms"])) for file in files] == [("undamaged.txt", 3), ("self-evaluation.txt", 0)]
    assert "绩效自评表" in err
    assert files[1]["notes"][-1]["message"] == err.strip()
    assert status == 2


def test_a_refused_file_alone_is_an_empty_list_with_notes() -> None:
    out, err, status = run(BAD, "--year", 2026)
    assert json.loads(out).keys() == {"forms", "notes"}
    assert json.loads(out)["forms"] == []
    assert err.strip()
    assert status == 2


def test_the_table_counts_how_often_each_rule_spoke() -> None:
    out, _, status = run(PLACEHOLDERS, BAD, "--year", 2026, "--format", "table")
    findings = [f for form in checked(PLACEHOLDERS, "--year", 2026)["forms"] for f in form["findings"]]
    code = findings[0]["code"]
    assert f"{code}：{sum(finding['code'] == code for finding in findings)} 处" in out
    assert "依据：" in out
    assert "没有检查：" in out
    assert "self-evaluation.txt：没有读取。" in out
    assert status == 2


def test_one_template_can_be_chosen_and_the_year_must_be_one() -> None:
    assert [form["name"] for form in checked(GOOD, "--year", 2026, "--template", "project-2021")["forms"]] == [
        "路灯巡查维护"
    ]
    with pytest.raises(CommandError, match="2000 到 2100"):
        run(GOOD, "--year", 26)
    with pytest.raises(CommandError, match="project-2024"):
        run(GOOD, "--year", 2026, "--template", "no-such")


def test_nothing_in_the_database_changes() -> None:
    before = (Declaration.objects.count(), Unit.objects.count(), Event.objects.count())
    run(GOOD, PLACEHOLDERS, "--year", 2026)
    assert (Declaration.objects.count(), Unit.objects.count(), Event.objects.count()) == before
