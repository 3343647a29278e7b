"""What an administrator sets or waives, as `run` applies it: pure, no database."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from declarations.rules import RULES, Severity, run
from tests.rules.factories import FULL, GOOD, QUALITY_ROW, SOCIAL_ROW, with_row

BLANK_NAME = replace(GOOD, name="")
UNEXPLAINED = with_row(QUALITY_ROW, explanation="")


def test_an_error_can_be_made_a_warning_or_a_hint() -> None:
    for level in (Severity.WARNING, Severity.HINT):
        report = run(BLANK_NAME, replace(FULL, settings={"name-missing": level}))
        assert [finding.severity for finding in report.findings] == [level]
        assert not report.has_errors


def test_a_setting_never_makes_a_rule_heavier() -> None:
    (finding,) = run(UNEXPLAINED, replace(FULL, settings={"explanation-missing": Severity.ERROR})).findings
    assert finding.severity is Severity.WARNING
    words = with_row(SOCIAL_ROW, target="良好")
    (hint,) = run(words, replace(FULL, settings={"target-not-measurable": Severity.WARNING})).findings
    assert hint.severity is Severity.HINT


def test_a_rule_that_is_off_says_nothing_and_is_named_in_the_notes() -> None:
    report = run(BLANK_NAME, replace(FULL, settings={"name-missing": None}))
    assert report.findings == ()
    assert report.off == ("name-missing",)
    assert report.notes == ("管理员已停用，没有检查：没有填写项目名称。",)


def test_a_setting_holds_on_import_too() -> None:
    (hint,) = run(BLANK_NAME, replace(FULL, settings={"name-missing": Severity.HINT}), on_import=True).findings
    assert hint.severity is Severity.HINT
    (warning,) = run(BLANK_NAME, FULL, on_import=True).findings
    assert warning.severity is Severity.WARNING


def test_a_waived_error_stays_in_sight_and_stops_nothing() -> None:
    report = run(BLANK_NAME, replace(FULL, waived={"name-missing": "己已豁免：另有批文。"}))
    (finding,) = report.findings
    assert (finding.severity, finding.waiver) == (Severity.ERROR, "己已豁免：另有批文。")
    assert not finding.is_error
    assert not report.has_errors
    assert report.of(Severity.ERROR) == ()
    assert report.waived == (finding,)
    assert finding.to_json()["waiver"] == "己已豁免：另有批文。"


def test_a_waiver_of_one_rule_leaves_the_others() -> None:
    content = replace(UNEXPLAINED, name="")
    report = run(content, replace(FULL, waived={"name-missing": "己已豁免：另有批文。"}))
    assert [finding.code for finding in report.of(Severity.WARNING)] == ["explanation-missing"]


CODES = [rule.code for rule in RULES]
settings = st.dictionaries(st.sampled_from(CODES), st.sampled_from([None, *Severity]))
waived = st.dictionaries(st.sampled_from(CODES), st.just("己已豁免：另有批文。"))


@given(settings, waived)
def test_no_setting_and_no_waiver_adds_a_finding_or_weight(
    chosen: dict[str, Severity | None], excused: dict[str, str]
) -> None:
    content = replace(UNEXPLAINED, name="", annual_goal="", code="4403")
    usual = {(finding.code, finding.field): finding for finding in run(content, FULL).findings}
    report = run(content, replace(FULL, settings=chosen, waived=excused))
    for finding in report.findings:
        before = usual.pop((finding.code, finding.field))
        assert finding.severity.weight <= before.severity.weight
        assert bool(finding.waiver) == (finding.code in excused)
    assert all(chosen.get(code, Severity.ERROR) is None for code, _ in usual)
