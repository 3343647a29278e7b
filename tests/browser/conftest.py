"""Drives the system's own chromium against a live server; `make test` or `pytest -m browser`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request
from pytest_django.live_server_helper import LiveServer

from tests.browser.gate import Gate

FOLDER = Path(__file__).parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Addresses that no server is asked for.
LOCAL_SCHEMES = ("data:", "blob:", "about:")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that a plain `pytest` leaves them out."""
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def _orm_beside_playwright() -> None:
    """Playwright's loop makes Django believe that the test is asynchronous, and it would refuse every query."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Take the chromium of the system: Playwright's own builds are not downloaded."""
    executable = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if executable is None:
        pytest.fail("no chromium on this machine: apt-get install chromium")
    quiet = ["--disable-background-networking", "--disable-dev-shm-usage", "--no-first-run"]
    return {**browser_type_launch_args, "executable_path": executable, "args": quiet}


@pytest.fixture(scope="session")
def gate(live_server: LiveServer) -> Gate:
    """Stands before the live server; closed between tests."""
    server = live_server.thread.httpd
    application = server.get_app()
    assert application is not None
    gate = Gate(application)
    server.set_app(gate)
    return gate


@pytest.fixture
def open_server(transactional_db: None, gate: Gate) -> Iterator[None]:
    """Serve during the test; afterwards wait for what is still running, before the tables are emptied."""
    gate.open()
    yield
    gate.close()


@pytest.fixture
def new_context(
    open_server: None, new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser contexts that are closed before the server is.

    Script errors, breaches of the content policy and requests to other hosts, on any of their pages, fail the test.
    """
    troubles: list[str] = []

    def note_console(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            troubles.append(message.text)

    def note_request(request: Request) -> None:
        if not request.url.startswith((live_server.url, *LOCAL_SCHEMES)):
            troubles.append(f"asked another host: {request.url}")

    def make(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.on("weberror", lambda error: troubles.append(f"script error: {error.error}"))
        context.on("console", note_console)
        context.on("request", note_request)
        return context

    yield make
    assert troubles == []


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """What `page.goto("/")` is relative to."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Chinese desktop."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1440, "height": 900},
    }


@pytest.fixture
def sign_in(live_server: LiveServer) -> Callable[[Page, str], None]:
    """Return `sign_in(page, username)`: the user, who has to exist, is signed in without the sign-in page."""

    def sign_in(page: Page, username: str) -> None:
        client = Client()
        client.force_login(get_user_model().objects.get(username=username))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}],
        )

    return sign_in
