"""Everybody of a district at one address: the table of who is answered with which status."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.test import Client

from tests.factories import District

EVERYBODY = (
    "declarant",
    "colleague",
    "department_declarant",
    "reviewer",
    "finance",
    "administrator",
    "auditor",
    "stranger",
    "other_reviewer",
)
# Who gets in at a declaration of the declarant's unit. In a draft that was never submitted, reviewers see nothing.
AUTHORS = {"declarant", "colleague"}
ALWAYS_SEE = AUTHORS | {"administrator", "auditor"}
SEE_WHAT_WAS_SUBMITTED = ALWAYS_SEE | {"reviewer", "finance"}


def signed_in(place: District, who: str) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(getattr(place, who))
    return client


def everybody_is_answered(
    place: District,
    address: str,
    expected: Callable[[str], int],
    data: dict[str, str] | None = None,
    everybody: Sequence[str] = EVERYBODY,
) -> None:
    """Everybody asks (or, given data, posts) there and gets the status that `expected` says of them.

    All of them in one test: a district with its declarations takes longer to build than nine answers to give.
    """
    clients = {who: signed_in(place, who) for who in everybody}
    got = {who: client.get(address) if data is None else client.post(address, data) for who, client in clients.items()}
    assert {who: answer.status_code for who, answer in got.items()} == {who: expected(who) for who in everybody}
