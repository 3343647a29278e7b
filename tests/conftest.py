"""What all tests share: the delivered rows in the database, and the folder of published sample documents."""

from __future__ import annotations

import os
import shutil
import unittest
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from declarations.reading import apart, child
from perfgoals.accounts.models import User
from tests import delivered
from tests.factories import District, SignIn, district
from tests.nursery import Nursery, Process

# A busy machine is slow, which is no fault of the code: no test fails by the clock. And none by the dice: what has
# passed passes again. `HYPOTHESIS_PROFILE=explore` looks for new examples.
hypothesis_settings.register_profile("gate", deadline=None, derandomize=True)
hypothesis_settings.register_profile("explore", deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))

START = apart.start  # before the nursery
TRANSACTIONAL_FIXTURES = {"transactional_db", "live_server", "django_db_reset_sequences"}
# Whatever reaches the database asks for one of these, itself or by a fixture it asks for: pytest-django refuses every
# query of a test that does not.
DATABASE_FIXTURES = TRANSACTIONAL_FIXTURES | {
    "db",
    "django_db_createdb",
    "django_db_serialized_rollback",
    "django_db_setup",
}
# What these hold is between the page and the person: scripts, keys, widths, what the browser keeps.
PAGES = {
    f"test_{name}.py"
    for name in ("every_page", "frame", "grid", "library", "narrow", "nothing_lost", "pasting", "reviewing", "site")
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database-only` spares a second database the tests that cannot reach it, which ran beside the first."""
    help_text = "leave out tests that cannot reach a database, and those of scripts in the page"
    parser.addoption("--database-only", action="store_true", help=help_text)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests out as `--database-only` asks."""
    if config.getoption("--database-only"):
        spared = [item for item in items if _is_spared(item)]
        config.hook.pytest_deselected(items=spared)
        items[:] = [item for item in items if item not in set(spared)]


def _is_spared(item: pytest.Item) -> bool:
    """The test cannot reach a database, or looks at scripts in the page."""
    if item.path.parent.name == "browser":
        return item.path.name in PAGES
    return _is_without_database(item)


def _is_without_database(item: pytest.Item) -> bool:
    """The test does not ask for a database, as far as can be told before it runs."""
    if not isinstance(item, pytest.Function) or item.get_closest_marker("django_db"):
        return False
    is_of_django = item.cls is not None and issubclass(item.cls, unittest.TestCase)
    return not is_of_django and not DATABASE_FIXTURES.intersection(item.fixturenames)


@pytest.fixture(autouse=True)
def _nothing_reaches_a_database_unannounced(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that asks for a database only while it runs would be left out beside the second one: it fails here."""
    is_without = _is_without_database(request.node)
    yield
    asked = DATABASE_FIXTURES.intersection(request.fixturenames)
    assert not (is_without and asked), f"name {sorted(asked)} among the arguments or with usefixtures"


def pytest_unconfigure() -> None:
    """Throw away database, uploads and key of this process (here and not at exit: xdist ends its workers hard)."""
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published documents and descriptions beside the repository; not everybody has it."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip(f"the sample documents are not here: {folder}")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _opening_children_come_from_a_nursery() -> Iterator[None]:
    """Files are opened by children with their limits, as always, that have been spared their start."""
    openers = [f"declarations.reading.openers.{module}" for module, _ in child.OPENERS.values()]
    env = {"PATH": os.defpath, "LANG": "C.UTF-8"}
    nursery = Nursery("declarations.reading.child", *openers, options=("-E", "-s"), env=env)

    def start(kind: str, file: IO[bytes]) -> Process:
        return nursery.start(kind, stdin=file)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apart, "start", start)
        yield
    nursery.close()


@pytest.fixture
def own_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are opened by children that start from nothing, as on the site."""
    monkeypatch.setattr(apart, "start", START)


@pytest.fixture
def place(db: None) -> District:
    """A district with its units and people; modules that need it otherwise have their own."""
    return district()


@pytest.fixture
def as_user() -> SignIn:
    """as_user(place.declarant).get(…)"""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Load the delivered rows once; every test then starts from them and rolls back to them."""
    with django_db_blocker.unblock():
        delivered.load()


@pytest.fixture(autouse=True)
def _delivered_rows_after_a_flush(request: pytest.FixtureRequest) -> None:
    """Put the delivered rows back for tests with real transactions: the one before emptied all tables."""
    marker = request.node.get_closest_marker("django_db")
    by_marker = marker is not None and marker.kwargs.get("transaction", False)
    if by_marker or TRANSACTIONAL_FIXTURES & set(request.fixturenames):
        request.getfixturevalue("transactional_db")
        delivered.put_back()
