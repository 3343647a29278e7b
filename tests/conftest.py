"""What all tests share: the delivered rows in the database, and the folder of published sample documents."""

from __future__ import annotations

import os
import shutil
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
from perfgoals.models import SeededRow
from perfgoals.seeding import load_fixtures
from tests.factories import District, SignIn, district
from tests.nursery import Nursery, Process

# A busy machine is slow, which is no fault of the code: no test fails by the clock. And none by the dice: what has
# passed passes again. `HYPOTHESIS_PROFILE=explore` looks for new examples.
hypothesis_settings.register_profile("gate", deadline=None, derandomize=True)
hypothesis_settings.register_profile("explore", deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))

START = apart.start  # before the nursery
TRANSACTIONAL_FIXTURES = {"transactional_db", "live_server", "django_db_reset_sequences"}
DATABASE_FIXTURES = TRANSACTIONAL_FIXTURES | {"db", "django_db_setup"}
# Rooms without a database of their own: what a test there does without one is the same beside any.
PURE = ("basis", "reading", "rules", "writing")
# What these hold is between the page and the person: scripts, keys, widths, what the browser keeps.
PAGES = {
    f"test_{name}.py"
    for name in ("every_page", "frame", "grid", "library", "narrow", "nothing_lost", "pasting", "reviewing", "site")
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database-only` spares a second database the tests of pure code, which the first has seen."""
    help_text = "leave out tests of pure rooms that use no database, and of scripts in the page"
    parser.addoption("--database-only", action="store_true", help=help_text)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests out as `--database-only` asks."""
    if config.getoption("--database-only"):
        pure = [item for item in items if _is_pure(item)]
        config.hook.pytest_deselected(items=pure)
        items[:] = [item for item in items if item not in set(pure)]


def _is_pure(item: pytest.Item) -> bool:
    """The test is one of a pure room and asks for no database, or looks at scripts in the page."""
    room = item.path.relative_to(Path(__file__).parent).parts[0]
    if room == "browser":
        return item.path.name in PAGES
    used = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return room in PURE and not used and item.get_closest_marker("django_db") is None


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
        _load_delivered_rows()


@pytest.fixture(autouse=True)
def _delivered_rows_after_a_flush(request: pytest.FixtureRequest) -> None:
    """Put the delivered rows back for tests with real transactions: the one before emptied all tables."""
    marker = request.node.get_closest_marker("django_db")
    by_marker = marker is not None and marker.kwargs.get("transaction", False)
    if by_marker or TRANSACTIONAL_FIXTURES & set(request.fixturenames):
        request.getfixturevalue("transactional_db")
        _load_delivered_rows()


def _load_delivered_rows() -> None:
    if not SeededRow.objects.exists():
        list(load_fixtures())
