"""Changing one's own password, of one's own accord or because an administrator gave it."""

from __future__ import annotations

import pytest
from django.test import Client

from perfgoals.accounts.models import User
from tests.accounts.conftest import PASSWORD

CHANGE = "/accounts/password/"
NEW = "Lantern-by-the-river-4"

pytestmark = pytest.mark.urls("tests.accounts.pages")


def change(client: Client, new: str = NEW, old: str = PASSWORD) -> str:
    fields = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(CHANGE, fields, follow=True).content.decode()


@pytest.fixture
def newcomer(client: Client, declarant: User) -> Client:
    User.objects.update(must_change_password=True)
    client.force_login(declarant)
    return client


@pytest.mark.parametrize("address", ["/", "/declarations/", "/accounts/profile/", "/admin/"])
def test_whoever_has_to_change_the_password_is_led_there_from_everywhere(newcomer: Client, address: str) -> None:
    assert newcomer.get(address).headers["Location"] == CHANGE


def test_whoever_has_to_change_the_password_sees_why_and_no_navigation(newcomer: Client) -> None:
    page = newcomer.get(CHANGE).content.decode()
    assert "现在的密码是管理员给的" in page
    assert 'class="sidenav"' not in page


def test_a_newcomer_can_sign_out_and_keep_the_session_alive(newcomer: Client) -> None:
    assert newcomer.post("/accounts/keepalive/").status_code == 204
    assert newcomer.post("/accounts/logout/").headers["Location"] == "/accounts/login/"


def test_a_part_of_a_page_leads_the_whole_page_to_the_password_change(newcomer: Client) -> None:
    response = newcomer.get("/", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == CHANGE


def test_after_the_change_everything_is_open_and_the_session_goes_on(newcomer: Client) -> None:
    assert "密码已修改" in change(newcomer)
    assert newcomer.get("/").status_code == 200
    user = User.objects.get(username="li")
    assert user.check_password(NEW)
    assert not user.must_change_password


def test_the_same_password_again_is_no_change(newcomer: Client) -> None:
    assert "新密码和现在的密码相同，请换一个。" in change(newcomer, new=PASSWORD)
    assert User.objects.get(username="li").must_change_password


@pytest.mark.parametrize(("new", "sentence"), [("Kite-7", "10"), ("83649015270", "数字"), ("password123", "常见")])
def test_a_weak_password_is_refused_with_the_reason(signed_in: Client, new: str, sentence: str) -> None:
    page = change(signed_in, new=new)
    assert "密码没有改成" in page
    assert sentence in page.partition('role="alert"')[2].partition("</ul>")[0]
    assert User.objects.get(username="li").check_password(PASSWORD)


def test_the_old_password_has_to_be_right(signed_in: Client) -> None:
    assert "密码没有改成" in change(signed_in, old="wrong")
    assert User.objects.get(username="li").check_password(PASSWORD)


def test_other_sessions_end_with_the_change(signed_in: Client, declarant: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(declarant)
    change(signed_in)
    assert elsewhere.get("/").status_code == 302
