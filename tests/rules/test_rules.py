"""Every rule has declarations that break it and declarations that keep it (tests/rules/cases.py)."""

from __future__ import annotations

import pytest

from declarations.rules import RULES, Rule, Severity, run
from tests.rules.cases import CASES, Case
from tests.rules.factories import FULL, FULL_2021, GOOD, GOOD_2021, SOCIAL_ROW, WEIGHTED, with_row

RULES_BY_CODE = {rule.code: rule for rule in RULES}
ALL = [(RULES_BY_CODE[code], case) for code, cases in CASES.items() for case in cases]


def name(value: Rule | Case) -> str:
    return value.code if isinstance(value, Rule) else value.what


@pytest.mark.parametrize(("rule", "case"), ALL, ids=name)
def test_a_rule_finds_its_fault_where_it_is_and_nowhere_else(rule: Rule, case: Case) -> None:
    assert tuple(fault.field for fault in rule.check(case.content, case.context)) == case.fields


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_every_rule_has_a_failing_and_a_passing_example(rule: Rule) -> None:
    cases = CASES[rule.code]
    assert any(case.fields for case in cases)
    assert any(not case.fields for case in cases)


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_every_rule_says_in_chinese_what_is_wrong_why_and_for_example(rule: Rule) -> None:
    for text in (rule.title, rule.basis, rule.example):
        assert any("一" <= character <= "鿿" for character in text)
    assert rule.example.endswith("。")
    assert rule.check.__doc__


@pytest.mark.parametrize(("rule", "case"), [(rule, case) for rule, case in ALL if case.fields], ids=name)
def test_a_message_is_a_chinese_sentence(rule: Rule, case: Case) -> None:
    for fault in rule.check(case.content, case.context):
        assert fault.message.endswith("。")
        assert "None" not in fault.message
        assert "Decimal" not in fault.message


def test_codes_are_unique() -> None:
    assert len(RULES_BY_CODE) == len(RULES)


def test_a_good_declaration_has_no_finding() -> None:
    assert run(GOOD, FULL).findings == ()


def test_a_good_declaration_of_the_2021_form_has_no_finding() -> None:
    assert run(GOOD_2021, FULL_2021).findings == ()


def test_words_only_are_a_warning_and_a_hint_where_words_are_allowed() -> None:
    rule = RULES_BY_CODE["target-not-measurable"]
    strict = rule.findings(with_row(1, target="良好"), FULL)
    lenient = rule.findings(with_row(SOCIAL_ROW, target="良好"), FULL)
    assert [finding.severity for finding in strict + lenient] == [Severity.WARNING, Severity.HINT]


def test_money_in_a_message_is_in_yuan_with_separators() -> None:
    rule = RULES_BY_CODE["year-amount-exceeds-total"]
    case = CASES[rule.code][0]
    (finding,) = rule.findings(case.content, case.context)
    assert "1,500,000.01 元" in finding.message
    assert "1,500,000.00 元" in finding.message


def test_weights_add_up_in_the_template_of_the_tests() -> None:
    assert WEIGHTED.weight_schemes[0].total == WEIGHTED.total_weight
