"""The demo year: every state, people of every role, and a second start that changes nothing."""

import pytest
from django.core.management import call_command

from declarations import checking, projects
from declarations.models import Declaration, Event, LevelOneProject
from declarations.workflow import Action, Status
from perfgoals.accounts.models import Membership, User
from perfgoals.accounts.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> str:
    call_command("load_demo")
    return capsys.readouterr().out


def test_there_is_a_declaration_in_every_state_and_a_person_in_every_role(printed: str) -> None:
    assert set(Declaration.objects.values_list("status", flat=True)) == set(Status) - {Status.DISCARDED}
    assert Declaration.objects.count() >= 12
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role)
    adjustment = Declaration.objects.get(adjusts__isnull=False)
    assert adjustment.events.filter(action=Action.SAVE).exists()
    assert not Declaration.objects.filter(submissions__gt=0, project=None).exists()
    call_command("verify_history", verbosity=0)


def test_whoever_is_printed_can_sign_in(printed: str) -> None:
    names = [line.split()[0] for line in printed.splitlines() if line.startswith("  ")]
    assert set(names) == set(User.objects.values_list("username", flat=True))
    password = printed.split("都是 ")[1].split("）", maxsplit=1)[0]
    assert all(user.check_password(password) for user in User.objects.all())


def test_a_second_start_changes_nothing(printed: str) -> None:
    before = Event.objects.count(), User.objects.count(), Declaration.objects.count()
    call_command("load_demo")
    assert (Event.objects.count(), User.objects.count(), Declaration.objects.count()) == before


def test_the_year_before_is_there_to_be_compared_with(printed: str) -> None:
    draft = Declaration.objects.get(year__year=2027, unit__code="031001")
    before = checking.declaration_of_last_year(draft, draft.content)
    assert before is not None
    assert (before.status, before.name, before.year.year) == (Status.APPROVED, draft.name, 2026)
    earlier = Declaration.objects.filter(year__year=2026)
    assert set(earlier.values_list("status", flat=True)) == {Status.APPROVED}
    assert {each.name for each in earlier} - {each.name for each in Declaration.objects.filter(year__year=2027)}
    assert before.year.closes_at < before.updated_at


def test_the_level_one_project_adds_up_two_years(printed: str) -> None:
    level_one = LevelOneProject.objects.get()
    assert {each.year for each in projects.sums([level_one.pk])[level_one.pk]} == {2026, 2027}
