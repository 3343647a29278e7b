"""Where a request comes from, with and without proxies of our own."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from perfgoals.network import client_address

PEER = "10.0.0.2"


def address(forwarded: str | None, peer: str = PEER) -> str | None:
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    return client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer))


def test_without_proxies_a_forwarded_address_is_not_believed(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 0
    assert address("203.0.113.9") == PEER


def test_behind_one_proxy_the_last_forwarded_address_counts(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    assert address("203.0.113.9") == "203.0.113.9"


def test_an_address_that_the_person_put_in_front_does_not_count(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    assert address("198.51.100.1, 203.0.113.9") == "203.0.113.9"


def test_behind_two_proxies_the_last_but_one_counts(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 2
    assert address("198.51.100.1, 2001:db8::7, 10.0.0.1") == "2001:db8::7"


@pytest.mark.parametrize("forwarded", [None, "", "unknown", "<script>"])
def test_a_header_without_an_address_gives_the_peer(settings: Settings, forwarded: str | None) -> None:
    settings.TRUSTED_PROXIES = 1
    assert address(forwarded) == PEER


def test_fewer_entries_than_proxies_give_the_peer(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 2
    assert address("203.0.113.9") == PEER


def test_a_socket_without_an_address_gives_none(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 0
    assert address(None, peer="") is None
