"""Administrators and rules: settings for everybody, waivers for one declaration, all of it on the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from declarations import actions, checking
from declarations.actions.ruling import levels_for
from declarations.errors import BadInput, HasErrors, MoveNotAllowed, NotPermitted, OpinionMissing, Stale
from declarations.history import breaks
from declarations.models import Declaration, Event, RuleLevel, RuleSetting, Snapshot, Waiver
from declarations.rules import RULES, Severity
from declarations.tasks import recount_open
from declarations.workflow import Action, Status
from perfgoals.accounts.models import Membership, User
from perfgoals.accounts.roles import Role
from tests.factories import District, actor, complete, declared, district, stored
from tests.reviewing.cases import EXPLANATION, explained

pytestmark = pytest.mark.django_db

CODE = "text-missing"
REASON = "区政府另有批文，合同金额已核。"


@pytest.fixture
def place() -> District:
    return district()


@pytest.fixture
def faulty(place: District) -> Declaration:
    """A draft whose goal is blank: one error."""
    return complete(place, annual_goal="")


def errors(declaration: Declaration) -> list[str]:
    declaration = stored(declaration)
    report = checking.check(declaration, declaration.content, declaration.template.value())
    return [finding.code for finding in report.of(Severity.ERROR)]


def whole(declaration: Declaration) -> bool:
    declaration = stored(declaration)
    return breaks(declaration, declaration.events.order_by("number")) == []


def set_rule(place: District, code: str, level: str, *, seen: int = 0, **changes: Any) -> RuleSetting:
    return actions.set_rule(
        actor(changes.get("by", place.administrator)), code, level, reason=changes.get("reason", REASON), seen=seen
    )


# --- waivers


def test_a_waived_error_no_longer_stops_the_submission_and_stays_in_sight(place: District, faulty: Declaration) -> None:
    with pytest.raises(HasErrors):
        actions.submit(actor(place.declarant), faulty.pk, seen=faulty.version)
    waived = actions.waive(actor(place.administrator), faulty.pk, "text-missing", reason=REASON)
    assert errors(faulty) == []
    assert stored(faulty).error_count == 0
    submitted = actions.submit(actor(place.declarant), faulty.pk, seen=waived.version)
    assert submitted.status == Status.DEPARTMENT_REVIEW
    (finding,) = Snapshot.objects.get(declaration=faulty).report["findings"]
    assert (finding["code"], finding["severity"], finding["waiver"]) == ("text-missing", "error", f"己已豁免：{REASON}")


def test_a_waiver_and_its_end_are_events_of_the_chain(place: District, faulty: Declaration) -> None:
    actions.waive(actor(place.administrator), faulty.pk, "text-missing", reason=REASON)
    actions.unwaive(actor(place.administrator), faulty.pk, "text-missing", reason="批文已撤销。")
    came, went = Event.objects.filter(declaration=faulty).order_by("-number")[:2][::-1]
    assert (came.action, came.reason, came.actor) == (Action.WAIVE, REASON, place.administrator)
    assert came.new == {"rule": "text-missing", "title": "必填内容没有填写"}
    assert (went.action, went.old, went.reason) == (Action.UNWAIVE, came.new, "批文已撤销。")
    assert errors(faulty) == ["text-missing"]
    assert stored(faulty).error_count == 1
    assert whole(faulty)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda waiver: waiver.delete(),
        lambda waiver: Waiver.objects.filter(pk=waiver.pk).update(reason="别的原因。"),
        lambda waiver: Waiver.objects.create(
            declaration=waiver.declaration, code="name-missing", reason="x", by_name="x", at=waiver.at
        ),
    ],
)
def test_a_waiver_that_went_round_the_door_is_found(
    place: District, faulty: Declaration, tamper: Callable[[Waiver], Any]
) -> None:
    actions.waive(actor(place.administrator), faulty.pk, "text-missing", reason=REASON)
    assert whole(faulty)
    tamper(Waiver.objects.get(declaration=faulty))
    assert not whole(faulty)


def test_a_waiver_holds_for_one_declaration_only(place: District, faulty: Declaration) -> None:
    other = complete(place, name="另一个项目", annual_goal="")
    actions.waive(actor(place.administrator), faulty.pk, "text-missing", reason=REASON)
    assert (errors(faulty), errors(other)) == ([], ["text-missing"])


def test_a_waived_warning_asks_for_no_sentence(place: District) -> None:
    declaration = complete(place)
    content = declaration.content
    rows = (replace(content.indicators[0], explanation=""), *content.indicators[1:])
    author = actor(place.declarant)
    saved = actions.save(author, declaration.pk, replace(content, indicators=rows), seen=declaration.version)
    with pytest.raises(HasErrors):
        actions.submit(author, declaration.pk, seen=saved.declaration.version)
    waived = actions.waive(actor(place.administrator), declaration.pk, "explanation-missing", reason=REASON)
    assert actions.submit(author, declaration.pk, seen=waived.version).warning_count == 0


@pytest.mark.parametrize("who", ["declarant", "reviewer", "finance", "auditor", "stranger", "other_reviewer"])
def test_only_administrators_waive(place: District, faulty: Declaration, who: str) -> None:
    before = Event.objects.count()
    for act in (actions.waive, actions.unwaive):
        with pytest.raises(NotPermitted):
            act(actor(getattr(place, who)), faulty.pk, "text-missing", reason=REASON)
    assert (Event.objects.count(), Waiver.objects.count()) == (before, 0)


def test_an_administrator_of_another_department_may_not_waive(place: District, faulty: Declaration) -> None:
    elsewhere = User.objects.create_user(username="gui", full_name="癸")
    Membership.objects.create(user=elsewhere, unit=place.other_department, role=Role.ADMINISTRATOR)
    with pytest.raises(NotPermitted):
        actions.waive(actor(elsewhere), faulty.pk, "text-missing", reason=REASON)


@pytest.mark.parametrize("status", [Status.APPROVED, Status.REJECTED])
def test_nothing_is_waived_once_it_is_decided(place: District, status: Status) -> None:
    decided = declared(place, status)
    with pytest.raises(MoveNotAllowed, match="不能再豁免"):
        actions.waive(actor(place.administrator), decided.pk, "text-missing", reason=REASON)


def test_a_waiver_needs_a_reason_a_known_rule_and_comes_once(place: District, faulty: Declaration) -> None:
    administrator = actor(place.administrator)
    with pytest.raises(OpinionMissing):
        actions.waive(administrator, faulty.pk, "text-missing", reason="  ")
    with pytest.raises(BadInput):
        actions.waive(administrator, faulty.pk, "no-such-rule", reason=REASON)
    with pytest.raises(MoveNotAllowed):
        actions.unwaive(administrator, faulty.pk, "text-missing", reason=REASON)
    actions.waive(administrator, faulty.pk, "text-missing", reason=REASON)
    with pytest.raises(MoveNotAllowed):
        actions.waive(administrator, faulty.pk, "text-missing", reason=REASON)


def test_a_page_opened_before_a_waiver_does_not_submit(place: District, faulty: Declaration) -> None:
    actions.waive(actor(place.administrator), faulty.pk, "text-missing", reason=REASON)
    with pytest.raises(Stale):
        actions.submit(actor(place.declarant), faulty.pk, seen=faulty.version)


# --- settings


def test_a_rule_set_lighter_no_longer_stops_and_set_back_stops_again(place: District, faulty: Declaration) -> None:
    set_rule(place, "text-missing", RuleLevel.HINT)
    assert errors(faulty) == []
    set_rule(place, "text-missing", RuleLevel.OWN, seen=1)
    assert errors(faulty) == ["text-missing"]


def test_a_rule_turned_off_is_said_to_be_off_in_what_is_stored(place: District, faulty: Declaration) -> None:
    set_rule(place, "text-missing", RuleLevel.OFF)
    actions.submit(actor(place.declarant), faulty.pk, seen=faulty.version)
    report = Snapshot.objects.get(declaration=faulty).report
    assert report["findings"] == []
    assert "管理员已停用，没有检查：必填内容没有填写。" in report["notes"]


def test_what_was_found_at_a_submission_stays_when_a_rule_is_set_later(place: District) -> None:
    declaration = complete(place, long_term_goal="", annual_goal="")
    actions.waive(actor(place.administrator), declaration.pk, "text-missing", reason=REASON)
    actions.submit(actor(place.declarant), declaration.pk, seen=stored(declaration).version)
    before = Snapshot.objects.get(declaration=declaration).report
    set_rule(place, "text-missing", RuleLevel.OFF)
    assert Snapshot.objects.get(declaration=declaration).report == before
    assert [finding["code"] for finding in before["findings"]] == ["text-missing"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_can_be_set_back_or_off_but_never_heavier(rule: Any) -> None:
    levels = levels_for(rule)
    assert {RuleLevel.OWN, RuleLevel.OFF} <= set(levels)
    assert (RuleLevel.WARNING in levels) == (rule.severity is Severity.ERROR)
    assert (RuleLevel.HINT in levels) == (rule.severity is not Severity.HINT)


def test_a_heavier_level_and_an_unknown_one_are_refused(place: District) -> None:
    for code, level in (("last-year-lower", RuleLevel.WARNING), ("text-missing", "error"), ("no-such-rule", "off")):
        with pytest.raises(BadInput):
            set_rule(place, code, level)
    assert not RuleSetting.objects.exists()


def test_a_setting_needs_a_reason_and_a_change(place: District) -> None:
    with pytest.raises(OpinionMissing):
        set_rule(place, "text-missing", RuleLevel.OFF, reason=" ")
    with pytest.raises(MoveNotAllowed):
        set_rule(place, "text-missing", RuleLevel.OWN)


def test_two_administrators_do_not_overwrite_each_other(place: District) -> None:
    set_rule(place, "text-missing", RuleLevel.OFF)
    with pytest.raises(Stale):
        set_rule(place, "text-missing", RuleLevel.HINT)
    assert [setting.level for setting in RuleSetting.objects.all()] == [RuleLevel.OFF]


@pytest.mark.parametrize("who", ["declarant", "reviewer", "finance", "auditor"])
def test_only_administrators_of_the_whole_district_set_rules(place: District, who: str) -> None:
    with pytest.raises(NotPermitted):
        set_rule(place, "text-missing", RuleLevel.OFF, by=getattr(place, who))
    below = User.objects.create_user(username="gui", full_name="癸")
    Membership.objects.create(user=below, unit=place.department, role=Role.ADMINISTRATOR)
    with pytest.raises(NotPermitted):
        set_rule(place, "text-missing", RuleLevel.OFF, by=below)


def test_the_record_of_settings_is_append_only(place: District) -> None:
    setting = set_rule(place, "text-missing", RuleLevel.OFF)
    with pytest.raises(TypeError):
        setting.save()
    with pytest.raises(TypeError):
        setting.delete()
    set_rule(place, "text-missing", RuleLevel.OWN, seen=1)
    assert [(one.number, one.by_name, one.level) for one in RuleSetting.objects.order_by("pk")] == [
        (1, "己", "off"),
        (2, "己", "own"),
    ]
    assert RuleSetting.objects.in_force() == {}


def test_the_counts_of_open_declarations_follow_a_setting(place: District, faulty: Declaration) -> None:
    approved = declared(place, Status.APPROVED, name="已批复的项目")
    assert stored(faulty).error_count == 1
    set_rule(place, "text-missing", RuleLevel.HINT)
    assert recount_open.call() == 1
    assert (stored(faulty).error_count, stored(faulty).hint_count) == (0, 1)
    assert stored(approved).version == approved.version


def test_a_rule_made_after_the_first_submission_never_blocks_a_form_that_comes_back(
    place: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Returned and submitted again and again, it is still held against the rules of its first day."""
    declaration = declared(place, Status.RETURNED)
    Declaration.objects.filter(pk=declaration.pk).update(first_submitted_at=timezone.now() - timedelta(days=30))
    younger = timezone.localdate() - timedelta(days=3)
    (kept,) = [rule for rule in RULES if rule.code == CODE]
    monkeypatch.setattr("declarations.rules.registry.RULES", (replace(kept, valid_from=younger),))
    blank = stored(declaration).content.with_values({"annual_goal": ""})
    author, administrator = actor(place.declarant), actor(place.reviewer)
    saved = actions.save(author, declaration.pk, blank, seen=declaration.version)
    for _ in range(2):
        assert errors(declaration) == []
        submitted = actions.submit(author, declaration.pk, seen=stored(declaration).version)
        actions.return_(administrator, declaration.pk, seen=submitted.version, opinion="请补充依据。")
    assert saved.report.findings == ()
    Declaration.objects.filter(pk=declaration.pk).update(first_submitted_at=timezone.now())
    assert errors(declaration) == [CODE]


def test_what_is_brought_in_keeps_its_findings_of_that_day(place: District) -> None:
    content = complete(place).content.with_values({"annual_goal": "", "code": "", "name": "往年的项目"})
    arrival = actions.Arrival(content, place.template, place.unit, place.department)
    (imported,) = actions.create_many(actor(place.administrator), place.year, [arrival])
    (finding,) = Snapshot.objects.get(declaration=imported).report["findings"]
    assert (finding["code"], finding["severity"]) == (CODE, "warning")
    assert imported.first_submitted_at is not None


def test_every_submission_stores_its_findings_with_the_authors_sentence(place: District) -> None:
    declaration = explained(place)
    (finding,) = Snapshot.objects.get(declaration=declaration).report["findings"]
    assert finding["explanation"] == EXPLANATION
    assert finding["key"].startswith(finding["code"] + "@")
