"""Accounts that a list has made get first passwords: shown once, changed at the first sign-in."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from declarations.errors import MoveNotAllowed
from declarations.importing import passwords
from declarations.models import ImportBatch
from declarations.models.imports import BatchKind
from perfgoals.accounts.first_passwords import ALPHABET
from perfgoals.accounts.models import Membership, User
from perfgoals.accounts.roles import Role
from tests.factories import District, actor
from tests.importing.conftest import confirmed
from tests.importing.test_lists import listed


@pytest.fixture
def batch(place: District) -> ImportBatch:
    people = (("tb71", "甲甲"), ("tb72", "乙乙"), (place.declarant.username, "改名"))
    lines = [f"{username},{name},{place.unit.code},填报人" for username, name in people]
    text = "\n".join(["用户名,姓名,单位,角色", *lines])
    return confirmed(place, listed(place, BatchKind.PEOPLE, text))


def address(batch: ImportBatch) -> str:
    return reverse("import-passwords", args=[batch.pk])


def test_somebody_new_signs_in_with_the_first_password_and_has_to_change_it(admin: Client, batch: ImportBatch) -> None:
    assert address(batch) in admin.get(batch.get_absolute_url()).content.decode()
    shown = admin.post(address(batch), {"as": "page"})
    (first, _) = shown.context["given"]
    assert first.user.username == "tb71"
    assert first.password in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert set(first.password) <= set(ALPHABET) | {"-"}
    person = Client()
    signed = person.post(reverse("accounts:login"), {"username": "tb71", "password": first.password})
    assert signed.status_code == 302
    assert person.get(reverse("workbench"))["Location"] == reverse("accounts:password_change")


def test_passwords_are_not_shown_a_second_time_and_new_ones_end_the_old(admin: Client, batch: ImportBatch) -> None:
    before = {each.user.username: each.password for each in admin.post(address(batch), {"as": "page"}).context["given"]}
    again = admin.get(address(batch)).content.decode()
    assert not any(password in again for password in before.values())
    data = b"".join(admin.post(address(batch), {"as": "file"}).streaming_content)  # type: ignore[attr-defined]
    sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    assert {cell.font.name for cell in sheet["D"][1:]} == {"Consolas"}  # 1, l and I look different there
    rows = {row[2]: row[3] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows.keys() == before.keys() == {"tb71", "tb72"}
    account = User.objects.get(username="tb71")
    assert account.check_password(str(rows["tb71"]))
    assert not account.check_password(before["tb71"])
    assert batch.records.filter(text__contains="生成了首次密码").count() == 2


def test_accounts_that_somebody_has_signed_in_to_are_left_alone(place: District, batch: ImportBatch) -> None:
    User.objects.filter(username="tb71").update(last_login=timezone.now())
    assert [each.user.username for each in passwords.hand_out(actor(place.administrator), batch)] == ["tb72"]
    User.objects.filter(username="tb72").update(last_login=timezone.now())
    with pytest.raises(MoveNotAllowed):
        passwords.hand_out(actor(place.administrator), batch)


def test_accounts_that_were_there_before_get_none(place: District, batch: ImportBatch) -> None:
    User.objects.filter(pk=place.declarant.pk).update(last_login=None, must_change_password=True)
    assert place.declarant not in passwords.waiting(actor(place.administrator), batch)


def test_accounts_with_roles_elsewhere_get_none_from_here(place: District, batch: ImportBatch) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(scope=place.department.path)
    batch.refresh_from_db()
    Membership.objects.create(user=User.objects.get(username="tb71"), unit=place.bureau, role=Role.AUDITOR)
    Membership.objects.filter(user=place.administrator).update(unit=place.department)
    assert [user.username for user in passwords.waiting(actor(place.administrator), batch)] == ["tb72"]
