"""Submitting, withdrawing, deciding, adjusting: the whole way of a declaration."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections
from django.utils import timezone

from declarations import actions, checking
from declarations.errors import (
    ActionRefused,
    HasErrors,
    MoveNotAllowed,
    NotPermitted,
    OpinionMissing,
    Stale,
    YearNotOpen,
)
from declarations.models import (
    Ceiling,
    Declaration,
    DeclarationYear,
    Event,
    IndicatorRow,
    Project,
    YearExtension,
)
from declarations.models.year import LatePolicy
from declarations.workflow import Action, Status
from perfgoals.accounts.models import Membership
from perfgoals.accounts.roles import Role
from tests.factories import District, actor, complete, declared, district, draft, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> District:
    return district()


def submit(place: District, declaration: Declaration) -> Declaration:
    return actions.submit(actor(place.declarant), declaration.pk, seen=declaration.version)


def close(year: DeclarationYear) -> None:
    """The year is over since yesterday."""
    now = timezone.now()
    DeclarationYear.objects.filter(pk=year.pk).update(
        opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1)
    )


def test_the_first_submission_assigns_a_code_takes_a_snapshot_and_is_one_event(place: District) -> None:
    declaration = submit(place, complete(place))
    assert declaration.status == Status.DEPARTMENT_REVIEW
    assert declaration.code == "440399" + "27" + "981" + "16" + "001" + "00001"
    assert declaration.project is not None
    snapshot = declaration.snapshots.get()
    assert (snapshot.number, snapshot.version) == (1, declaration.version)
    assert snapshot.content == Declaration.objects.with_content().get(pk=declaration.pk).content
    submitted = declaration.events.get(action=Action.SUBMIT, field="").new
    assert submitted is not None
    assert submitted["status"] == Status.DEPARTMENT_REVIEW
    assert submit(place, complete(place, name="第二个项目")).code.endswith("00002")


def test_errors_stop_a_submission_and_change_nothing(place: District) -> None:
    declaration = complete(place, annual_goal="", year_amount=Decimal(0))
    with pytest.raises(HasErrors) as stopped:
        submit(place, declaration)
    assert {"text-missing", "amount-not-positive"} <= {finding.code for finding in stopped.value.findings}
    declaration.refresh_from_db()
    assert (declaration.status, declaration.submissions, declaration.code) == (Status.DRAFT, 0, "")
    assert not declaration.snapshots.exists()


def test_a_warning_asks_for_a_sentence_which_is_kept(place: District) -> None:
    declaration = complete(place, period_years=1, policy_basis="三定方案")
    with pytest.raises(HasErrors) as stopped:
        submit(place, declaration)
    content = Declaration.objects.with_content().get(pk=declaration.pk).content
    keys = [checking.finding_key(content, each.code, each.field) for each in stopped.value.findings]
    with pytest.raises(HasErrors):
        actions.submit(
            actor(place.declarant), declaration.pk, seen=declaration.version, explanations=dict.fromkeys(keys, "  ")
        )
    said = dict.fromkeys(keys, "职责来自三定方案，无其他文件。") | {"no-such@name": "多余"}
    done = actions.submit(actor(place.declarant), declaration.pk, seen=declaration.version, explanations=said)
    assert done.status == Status.DEPARTMENT_REVIEW
    assert {(note.code, note.text) for note in done.explanations.all()} == {
        (key.split("@")[0], "职责来自三定方案，无其他文件。") for key in keys
    }


def test_a_submission_of_something_else_than_was_seen_is_refused(place: District) -> None:
    declaration = complete(place)
    with pytest.raises(Stale):
        actions.submit(actor(place.declarant), declaration.pk, seen=declaration.version - 1)


def test_a_department_s_own_declaration_goes_straight_to_finance(place: District) -> None:
    declaration = complete(place, by=place.department_declarant, where=place.department)
    done = actions.submit(actor(place.department_declarant), declaration.pk, seen=declaration.version)
    assert done.status == Status.FINANCE_REVIEW
    back = actions.withdraw(actor(place.department_declarant), done.pk, seen=done.version)
    assert back.status == Status.DRAFT


def test_the_whole_way_with_return_resubmission_and_approval(place: District) -> None:
    declaration = submit(place, complete(place))
    declaration = actions.return_(actor(place.reviewer), declaration.pk, seen=declaration.version, opinion="请补依据。")
    assert declaration.status == Status.RETURNED
    content = Declaration.objects.with_content().get(pk=declaration.pk).content
    saved = actions.save(
        actor(place.declarant), declaration.pk, content.with_values({"usage": "补充"}), seen=declaration.version
    )
    declaration = submit(place, saved.declaration)
    assert (declaration.status, declaration.submissions) == (Status.DEPARTMENT_REVIEW, 2)
    declaration = actions.pass_on(actor(place.reviewer), declaration.pk, seen=declaration.version)
    declaration = actions.return_(actor(place.finance), declaration.pk, seen=declaration.version, opinion="金额待核。")
    declaration = submit(place, declaration)
    assert declaration.status == Status.DEPARTMENT_REVIEW
    declaration = actions.pass_on(actor(place.reviewer), declaration.pk, seen=declaration.version, opinion="同意。")
    declaration = actions.approve(actor(place.finance), declaration.pk, seen=declaration.version)
    assert declaration.status == Status.APPROVED
    assert declaration.decided_at is not None
    decided = [(review.submission, review.decision, review.opinion) for review in declaration.reviews.all()]
    assert decided == [
        (1, Action.RETURN, "请补依据。"),
        (2, Action.PASS_ON, ""),
        (2, Action.RETURN, "金额待核。"),
        (3, Action.PASS_ON, "同意。"),
        (3, Action.APPROVE, ""),
    ]
    assert [snapshot.number for snapshot in declaration.snapshots.all()] == [1, 2, 3]
    call_command("verify_history", verbosity=0)


@pytest.mark.parametrize("decision", [Action.RETURN, Action.REJECT])
def test_a_decision_against_the_author_needs_an_opinion(place: District, decision: Action) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    with pytest.raises(OpinionMissing):
        actions.decide(actor(place.reviewer), declaration.pk, decision, seen=declaration.version, opinion=" \n")
    declaration.refresh_from_db()
    assert declaration.status == Status.DEPARTMENT_REVIEW
    assert not declaration.reviews.exists()


def test_reviewers_of_other_departments_and_other_roles_do_not_decide(place: District) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    events = Event.objects.count()
    for user in (
        place.other_reviewer,
        place.finance,
        place.declarant,
        place.stranger,
        place.administrator,
        place.auditor,
    ):
        with pytest.raises(ActionRefused):
            actions.decide(actor(user), declaration.pk, Action.PASS_ON, seen=declaration.version)
        with pytest.raises(ActionRefused):
            actions.decide(actor(user), declaration.pk, Action.APPROVE, seen=declaration.version)
    assert Event.objects.count() == events


def test_a_reviewer_who_edited_the_declaration_does_not_decide_on_it(place: District) -> None:
    both = person("both", "兼任", (Role.DECLARANT, place.unit), (Role.DEPARTMENT_REVIEWER, place.department))
    declaration = complete(place, by=both)
    declaration = actions.submit(actor(both), declaration.pk, seen=declaration.version)
    with pytest.raises(NotPermitted, match="修改过"):
        actions.pass_on(actor(both), declaration.pk, seen=declaration.version)
    assert actions.pass_on(actor(place.reviewer), declaration.pk, seen=declaration.version).status == "finance_review"


def test_the_author_withdraws_until_somebody_has_decided(place: District) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    passed = actions.pass_on(actor(place.reviewer), declaration.pk, seen=declaration.version)
    with pytest.raises(MoveNotAllowed):
        actions.withdraw(actor(place.declarant), passed.pk, seen=passed.version)


def test_late_submissions_are_refused_or_marked_as_the_year_says(place: District) -> None:
    declaration = complete(place)
    close(place.year)
    with pytest.raises(YearNotOpen):
        submit(place, declaration)
    DeclarationYear.objects.filter(pk=place.year.pk).update(late_policy=LatePolicy.MARK)
    assert submit(place, declaration).is_late


def test_an_extension_gives_its_unit_more_time(place: District) -> None:
    declaration = complete(place)
    closes = place.year.closes_at
    close(place.year)
    YearExtension.objects.create(year=place.year, unit=place.unit, closes_at=closes, reason="系统故障")
    assert not submit(place, declaration).is_late


def test_the_ceiling_stops_the_submission_that_passes_it(place: District) -> None:
    Ceiling.objects.create(year=place.year, unit=place.unit, amount=Decimal(2_000_000))
    assert submit(place, complete(place)).status == Status.DEPARTMENT_REVIEW
    second = complete(place, name="第二个项目")
    with pytest.raises(HasErrors) as stopped:
        submit(place, second)
    assert "ceiling-exceeded" in {finding.code for finding in stopped.value.findings}


def test_an_approved_declaration_is_adjusted_by_a_new_version_that_goes_its_own_way(place: District) -> None:
    original = declared(place, Status.APPROVED)
    adjustment = actions.adjust(actor(place.declarant), original.pk, reason="按合同价调整")
    assert (adjustment.status, adjustment.revision, adjustment.code) == (Status.DRAFT, 1, original.code)
    with pytest.raises(MoveNotAllowed):
        actions.adjust(actor(place.colleague), original.pk, reason="再来一份")
    submitted = submit(place, adjustment)
    passed = actions.pass_on(actor(place.reviewer), submitted.pk, seen=submitted.version)
    approved = actions.approve(actor(place.finance), passed.pk, seen=passed.version)
    assert approved.status == Status.APPROVED
    assert list(Declaration.objects.current()) == [approved]
    untouched = Declaration.objects.with_content().get(pk=original.pk)
    assert (untouched.version, untouched.history_head) == (original.version, original.history_head)
    assert actions.adjust(actor(place.declarant), approved.pk, reason="又一次").revision == 2


def test_an_adjustment_is_submitted_after_the_year_has_closed(place: District) -> None:
    original = declared(place, Status.APPROVED)
    close(place.year)
    adjustment = actions.adjust(actor(place.declarant), original.pk, reason="年中调整")
    assert submit(place, adjustment).status == Status.DEPARTMENT_REVIEW


def test_after_a_rejected_adjustment_another_may_be_started(place: District) -> None:
    original = declared(place, Status.APPROVED)
    first = submit(place, actions.adjust(actor(place.declarant), original.pk, reason="一"))
    actions.reject(actor(place.reviewer), first.pk, seen=first.version, opinion="理由不足")
    second = actions.adjust(actor(place.declarant), original.pk, reason="二")
    assert second.revision == 2


def test_history_shows_every_tampering(place: District, capsys: pytest.CaptureFixture[str]) -> None:
    declaration = declared(place, Status.APPROVED)
    call_command("verify_history")
    assert "全部完整" in capsys.readouterr().out
    event = declaration.events.get(number=2)
    Event.objects.filter(pk=event.pk).update(new="改过的值")
    with pytest.raises(CommandError, match="1 份"):
        call_command("verify_history")
    assert "第 2 条" in capsys.readouterr().err
    Event.objects.filter(pk=event.pk).update(new=event.new)
    call_command("verify_history")
    declaration.events.filter(number=declaration.event_count).delete()
    with pytest.raises(CommandError):
        call_command("verify_history", str(declaration.pk))


def test_an_event_is_never_changed_or_deleted(place: District) -> None:
    event = draft(place).events.get()
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls in threads of their own, started together; results or refusals in order."""
    results: list[object] = [None] * len(calls)
    barrier = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], object]) -> None:
        try:
            barrier.wait()
            results[place] = call()
        except Exception as raised:  # noqa: BLE001 - whatever a thread raises is judged by the test
            results[place] = raised
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def assert_one_done_one_refused(results: list[object]) -> None:
    done = [result for result in results if isinstance(result, Declaration)]
    refused = [result for result in results if isinstance(result, ActionRefused)]
    assert (len(done), len(refused)) == (1, 1), results


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_submit_or_approve_is_one_event() -> None:
    place = district()
    declaration = complete(place)
    results = at_once(*[lambda: submit(place, declaration)] * 2)
    assert_one_done_one_refused(results)
    assert declaration.events.filter(action=Action.SUBMIT, field="").count() == 1
    assert declaration.snapshots.count() == 1
    declaration.refresh_from_db()
    passed = actions.pass_on(actor(place.reviewer), declaration.pk, seen=declaration.version)
    approve = lambda: actions.approve(actor(place.finance), passed.pk, seen=passed.version)  # noqa: E731
    results = at_once(approve, approve)
    assert_one_done_one_refused(results)
    assert declaration.events.filter(action=Action.APPROVE).count() == 1
    adjust = lambda: actions.adjust(actor(place.declarant), passed.pk, reason="调整")  # noqa: E731
    results = at_once(adjust, adjust)
    assert_one_done_one_refused(results)
    call_command("verify_history", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_in_different_fields_lose_nothing() -> None:
    place = district()
    declaration = draft(place)
    seen, content = declaration.version, declaration.content
    fields = ["policy_basis", "calculation_basis", "annual_goal", "long_term_goal"]
    calls = [
        lambda field=field: actions.save(
            actor(place.declarant), declaration.pk, content.with_values({field: f"{field} 的内容"}), seen=seen
        )
        for field in fields
    ]
    results = at_once(*calls)
    assert all(isinstance(result, actions.Saved) for result in results), results
    stored = Declaration.objects.with_content().get(pk=declaration.pk).content
    assert [stored.get(field) for field in fields] == [f"{field} 的内容" for field in fields]
    assert connection.vendor in {"sqlite", "postgresql"}
    call_command("verify_history", verbosity=0)


def test_an_adjustment_needs_a_reason(place: District) -> None:
    original = declared(place, Status.APPROVED)
    with pytest.raises(OpinionMissing):
        actions.adjust(actor(place.declarant), original.pk, reason=" \n")
    assert not original.adjustments.exists()


def test_forms_without_a_code_are_adjusted_project_by_project() -> None:
    place = district(template="project-2021")
    revisions = []
    for name in ("甲项目", "乙项目"):
        draft_ = draft(place, name=name)
        assert draft_.project_id is None
        DeclarationYear.objects.filter(pk=place.year.pk).update(late_policy=LatePolicy.MARK)
        project = Project.objects.create(name=name, unit=place.unit)
        Declaration.objects.filter(pk=draft_.pk).update(status=Status.APPROVED, submissions=1, project=project)
        revisions.append(actions.adjust(actor(place.declarant), draft_.pk, reason="调整").revision)
    assert revisions == [1, 1]


def test_what_was_returned_may_come_again_after_the_closing_date(place: District) -> None:
    declaration = declared(place, Status.RETURNED)
    close(place.year)
    again = submit(place, declaration)
    assert (again.status, again.is_late) == (Status.DEPARTMENT_REVIEW, False)


def test_what_was_taken_back_and_comes_again_after_the_closing_date_is_marked(place: District) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    close(place.year)
    taken = actions.withdraw(actor(place.declarant), declaration.pk, seen=declaration.version)
    again = submit(place, taken)
    assert (again.status, again.is_late) == (Status.DEPARTMENT_REVIEW, True)


def test_who_edited_what_is_adjusted_does_not_decide_on_the_adjustment(place: District) -> None:
    original = declared(place, Status.APPROVED)
    Membership.objects.create(user=place.declarant, unit=place.department, role=Role.DEPARTMENT_REVIEWER)
    adjustment = actions.adjust(actor(place.colleague), original.pk, reason="调整")
    adjustment = actions.submit(actor(place.colleague), adjustment.pk, seen=adjustment.version)
    with pytest.raises(NotPermitted, match="修改过"):
        actions.pass_on(actor(place.declarant), adjustment.pk, seen=adjustment.version)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda pk: Declaration.objects.filter(pk=pk).update(name="偷改"), "“name”"),
        (lambda pk: Declaration.objects.filter(pk=pk).update(amounts={"year_amount": "1"}), "“year_amount”"),
        (lambda pk: Declaration.objects.filter(pk=pk).update(status=Status.REJECTED), "现存状态"),
        (lambda pk: IndicatorRow.objects.filter(declaration=pk, position=0).update(target="≥1"), ".target”"),
        (lambda pk: IndicatorRow.objects.filter(declaration=pk, position=0).delete(), "“indicators["),
    ],
)
def test_a_change_that_goes_round_the_door_is_told(
    place: District, change: Callable[[int], object], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    declaration = declared(place, Status.APPROVED)
    change(declaration.pk)
    with pytest.raises(CommandError):
        call_command("verify_history")
    assert told in capsys.readouterr().err


def test_a_declaration_without_a_history_is_told(place: District, capsys: pytest.CaptureFixture[str]) -> None:
    declaration = draft(place)
    declaration.events.all().delete()
    Declaration.objects.filter(pk=declaration.pk).update(event_count=0, history_head="")
    with pytest.raises(CommandError):
        call_command("verify_history")
    assert "没有任何历史记录" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_two_submissions_at_once_do_not_pass_the_ceiling_together(monkeypatch: pytest.MonkeyPatch) -> None:
    place = district()
    both = [declared(place, Status.DEPARTMENT_REVIEW, name=name) for name in ("甲项目", "乙项目")]
    both = [actions.withdraw(actor(place.declarant), each.pk, seen=each.version) for each in both]
    Ceiling.objects.create(year=place.year, unit=place.unit, amount=Decimal(1_700_000))
    check = checking.check

    def slow_check(*args: Any) -> Any:
        report = check(*args)
        time.sleep(0.3)  # both have looked at the ceiling before either has written
        return report

    monkeypatch.setattr(checking, "check", slow_check)
    results = at_once(*[lambda each=each: submit(place, each) for each in both])
    assert_one_done_one_refused(results)
