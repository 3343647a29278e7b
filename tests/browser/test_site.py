"""The frame around every page, as a real browser sees it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import Page, expect


def test_a_stranger_is_led_to_the_sign_in_page(page: Page) -> None:
    page.goto(reverse("accounts:profile"))
    expect(page).to_have_url(f"{reverse('accounts:login')}?next={reverse('accounts:profile')}")
    expect(page.get_by_label("密码")).to_be_visible()


def test_somebody_who_is_signed_in_sees_their_own_page(page: Page, sign_in: Callable[[Page, str], None]) -> None:
    get_user_model().objects.create_user(username="linxia", password="not-needed-here", full_name="林夏")
    sign_in(page, "linxia")
    page.goto(reverse("accounts:profile"))
    expect(page.get_by_text("林夏").first).to_be_visible()
