"""Running the rules: order, import, days, absent context, catalogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from declarations.content import BudgetLine, PlanYear
from declarations.rules import RULES, Finding, RuleContext, Severity, catalogue, run
from declarations.rules import registry as registry_module
from declarations.rules.context import ABSENT, NEEDS
from declarations.rules.place import place_in_form
from tests.rules.factories import FULL, GOOD, QUALITY_ROW, SHENZHEN, with_row

BLANK_NAME = replace(GOOD, name="")


def codes(*findings: Finding) -> list[str]:
    return [finding.code for finding in findings]


def test_findings_stand_in_the_order_of_the_form() -> None:
    content = replace(
        with_row(QUALITY_ROW, target="", explanation=""),
        name="",
        total_amount=None,
        annual_goal="",
        plan=(PlanYear(2026, GOOD.total_amount),),
        budget_lines=(BudgetLine("书车运行"),),
        indicators=with_row(QUALITY_ROW, target="", explanation="").indicators[:4],
    )
    fields = [finding.field for finding in run(content, FULL).findings]
    assert fields == [
        "name",
        "total_amount",
        "annual_goal",
        "plan[0].amount",
        "budget_lines",
        "indicators",
        "indicators",
        "indicators",
        "indicators[1].target",
        "indicators[1].explanation",
    ]


def test_findings_at_one_place_stand_in_the_order_of_the_catalogue() -> None:
    content = replace(GOOD, year_amount=GOOD.total_amount and GOOD.total_amount * 10_000, period_years=1)
    order = [rule.code for rule in RULES]
    found = [finding.code for finding in run(content, FULL).findings if finding.field == "year_amount"]
    assert len(found) > 2
    assert found == sorted(found, key=order.index)


def test_a_field_that_the_template_does_not_have_stands_after_those_it_has() -> None:
    places = [
        place_in_form(field, SHENZHEN) for field in ("long_term_goal", "fixed_asset_amount", "city_field", "plan")
    ]
    assert places == sorted(places)
    assert len(set(places)) == 4


def test_an_error_is_a_warning_on_import() -> None:
    (entered,) = run(BLANK_NAME, FULL).findings
    (imported,) = run(BLANK_NAME, FULL, on_import=True).findings
    assert (entered.severity, imported.severity) == (Severity.ERROR, Severity.WARNING)
    assert replace(imported, severity=Severity.ERROR) == entered


def test_a_hint_stays_a_hint_on_import() -> None:
    content = with_row(5, target="显著提升")
    assert Severity.HINT in {finding.severity for finding in run(content, FULL, on_import=True).findings}


def test_an_unknown_unit_is_no_finding_of_an_import_but_a_state_of_its_preview() -> None:
    content = replace(GOOD, applicant_unit="滨海区图书馆")
    assert codes(*run(content, FULL).findings) == ["unit-unknown"]
    assert run(content, FULL, on_import=True).findings == ()


def test_rules_without_their_context_do_not_run_and_are_named_once() -> None:
    report = run(GOOD, RuleContext(template=SHENZHEN))
    assert report.findings == ()
    assert {note.need for note in report.not_run} == {"year", "last_year", "ceiling", "unit_matches"}
    silent = [code for note in report.not_run for code in note.codes]
    assert sorted(silent) == sorted(rule.code for rule in RULES if rule.needs)


def test_a_note_says_what_is_absent_and_what_was_not_checked() -> None:
    (note,) = run(GOOD, replace(FULL, ceiling=None)).not_run
    assert note.message == "申请单位本年度没有设定控制数，没有检查：超出单位控制数。"
    assert note.to_json() == {"need": "ceiling", "codes": ["ceiling-exceeded"], "message": note.message}


def test_nothing_is_left_out_with_the_full_context() -> None:
    assert run(GOOD, FULL).not_run == ()


@pytest.mark.parametrize(
    ("as_of", "runs"),
    [(date(2026, 3, 1), False), (date(2026, 3, 2), True), (date(2026, 3, 3), True), (None, True)],
)
def test_a_rule_does_not_touch_a_declaration_submitted_before_it(
    as_of: date | None, runs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = replace(RULES[0], valid_from=date(2026, 3, 2))
    monkeypatch.setattr(registry_module, "RULES", (later,))
    assert codes(*run(BLANK_NAME, replace(FULL, as_of=as_of)).findings) == ["name-missing"] * runs


def test_a_report_knows_whether_it_stops_submission() -> None:
    assert run(BLANK_NAME, FULL).has_errors
    warned = run(with_row(QUALITY_ROW, explanation=""), FULL)
    assert not warned.has_errors
    assert codes(*warned.of(Severity.WARNING)) == ["explanation-missing"]
    assert warned.of(Severity.ERROR) == ()


def test_a_finding_as_json() -> None:
    (finding,) = run(BLANK_NAME, FULL).findings
    assert finding.to_json() == {
        "code": "name-missing",
        "severity": "error",
        "field": "name",
        "message": "项目名称是空白的，请填写。",
        "basis": finding.basis,
    }


def test_severities_have_chinese_words() -> None:
    assert [severity.word for severity in Severity] == ["错误", "提醒", "建议"]


def test_the_catalogue_lists_every_rule_in_order() -> None:
    entries = catalogue()
    assert [entry.code for entry in entries] == [rule.code for rule in RULES]
    ceiling = next(entry for entry in entries if entry.code == "ceiling-exceeded")
    assert ceiling.needs == ("单位控制数",)


def test_every_need_has_its_words_and_is_known_to_the_context() -> None:
    needs = {need for rule in RULES for need in rule.needs}
    assert needs == set(ABSENT) == set(NEEDS)
    assert all(FULL.has(need) for need in needs)
