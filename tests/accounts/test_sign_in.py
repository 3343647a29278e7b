"""Signing in and out, lock-out, and the length of a session."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from perfgoals.accounts.models import User
from tests.accounts.conftest import PASSWORD

LOGIN = "/accounts/login/"

pytestmark = pytest.mark.urls("tests.accounts.pages")


def sign_in(client: Client, password: str = PASSWORD, address: str = LOGIN, **fields: str) -> HttpResponse:
    return client.post(address, {"username": "li", "password": password, **fields})  # type: ignore[return-value]


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def test_a_stranger_is_sent_to_the_sign_in_page_and_back(client: Client, declarant: User) -> None:
    response = client.get("/declarations/?year=2027")
    assert response.headers["Location"] == f"{LOGIN}?next=/declarations/%3Fyear%3D2027"
    page = client.get(response.headers["Location"])
    assert 'name="next" value="/declarations/?year=2027"' in page.content.decode()
    assert sign_in(client, next="/declarations/?year=2027").headers["Location"] == "/declarations/?year=2027"


def test_an_address_of_another_site_is_not_followed_after_signing_in(client: Client, declarant: User) -> None:
    assert sign_in(client, next="https://elsewhere.example/").headers["Location"] == "/"
    assert "elsewhere" not in client.get(f"{LOGIN}?next=https://elsewhere.example/").content.decode()


def test_a_wrong_password_is_told_in_a_summary_with_the_tries_left(client: Client, declarant: User) -> None:
    page = text_of(sign_in(client, "wrong"))
    assert 'role="alert"' in page
    assert '<a href="#id_username">用户名或密码不对，请核对后再试。</a>' in page
    assert "再错 4 次，账号将锁定 15 分钟。" in page
    assert "再错 3 次" in text_of(sign_in(client, "wrong"))
    assert "<title>没有登录成功" in page


def test_an_unknown_user_name_is_told_the_same_way_as_a_wrong_password(client: Client, declarant: User) -> None:
    page = client.post(LOGIN, {"username": "nobody", "password": "wrong"}).content.decode()
    assert "用户名或密码不对，请核对后再试。" in page


def test_a_blank_field_is_named_and_counts_as_no_try(client: Client, declarant: User) -> None:
    page = text_of(sign_in(client, ""))
    assert '<a href="#id_password">请填写密码。</a>' in page
    assert "账号将锁定" not in page


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(client: Client, declarant: User) -> None:
    codes = [sign_in(client, "wrong").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    locked = sign_in(client)
    assert locked.status_code == 429
    assert "账号已锁定" in text_of(locked)
    assert "请在 <b>15</b> 分钟后再试" in text_of(locked)
    assert client.get("/declarations/").status_code == 302


def test_the_lock_tells_the_minutes_that_are_left_and_opens_after_them(client: Client, declarant: User) -> None:
    for _ in range(5):
        sign_in(client, "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(client).status_code == 302


def test_another_account_at_the_same_address_is_not_locked(client: Client, declarant: User) -> None:
    User.objects.create_user("wang", password=PASSWORD, full_name="王芳")
    for _ in range(5):
        sign_in(client, "wrong")
    assert client.post(LOGIN, {"username": "wang", "password": PASSWORD}).status_code == 302


def test_signing_in_makes_the_failures_before_it_forgotten(client: Client, declarant: User) -> None:
    for _ in range(4):
        sign_in(client, "wrong")
    sign_in(client)
    client.logout()
    assert "再错 4 次" in text_of(sign_in(client, "wrong"))


def test_an_account_that_is_switched_off_cannot_sign_in(client: Client, declarant: User) -> None:
    User.objects.update(is_active=False)
    assert "没有登录成功" in text_of(sign_in(client))


def test_the_session_ends_after_thirty_minutes_without_a_request(client: Client, declarant: User) -> None:
    cookie = sign_in(client).cookies[settings.SESSION_COOKIE_NAME]
    assert 30 * 60 <= cookie["max-age"] <= 31 * 60
    assert cookie["httponly"]
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/declarations/").status_code == 302


def test_keeping_alive_starts_the_thirty_minutes_anew(signed_in: Client) -> None:
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=60))
    response = signed_in.post("/accounts/keepalive/")
    assert (response.status_code, response.content) == (204, b"")
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=29)


def test_keeping_alive_is_a_post_with_a_token_of_somebody_signed_in(declarant: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(declarant)
    assert strict.get("/accounts/keepalive/").status_code == 405
    assert strict.post("/accounts/keepalive/").status_code == 403
    assert Client().post("/accounts/keepalive/").status_code == 302


def test_signing_out_is_a_post_and_says_so(signed_in: Client) -> None:
    assert signed_in.get("/accounts/logout/").status_code == 405
    assert signed_in.get("/declarations/").status_code == 200
    response = signed_in.post("/accounts/logout/", follow=True)
    assert "您已退出。" in response.content.decode()
    assert signed_in.get("/declarations/").status_code == 302


def test_who_was_idle_too_long_is_told_so_on_the_sign_in_page(client: Client, db: None) -> None:
    assert "长时间没有操作，已自动退出" in client.get(f"{LOGIN}?timeout=1&next=/declarations/").content.decode()


def test_something_sent_after_the_session_leads_nowhere_away_from_what_was_typed(client: Client, db: None) -> None:
    response = client.post("/declarations/", headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert "HX-Redirect" not in response.headers


def test_a_part_of_a_page_asked_for_after_the_session_sends_the_whole_page_to_sign_in(client: Client, db: None) -> None:
    page = "http://testserver/declarations/5/?tab=a"
    response = client.get("/declarations/", headers={"HX-Request": "true", "HX-Current-URL": page})
    assert response.status_code == 200
    assert response.headers["HX-Redirect"] == f"{LOGIN}?next=%2Fdeclarations%2F5%2F%3Ftab%3Da&timeout=1"
