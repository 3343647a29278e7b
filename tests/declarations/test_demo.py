"""The demo year: every state, people of every role, and a second start that changes nothing."""

import pytest
from django.core.management import call_command

from declarations.models import Declaration, Event
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
