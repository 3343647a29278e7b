"""Every page of the site, as each role sees it: no breach of accessibility, nothing that sticks out of the window."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page

from tests.browser.every_page import NO_PAGES, PAGES, World, world
from tests.browser.form_page import OFF_THE_PAGE, breaches

DESK, TABLET = {"width": 1366, "height": 768}, {"width": 820, "height": 1180}
WITHOUT_FRAME = """() => {
    const body = document.body.cloneNode(true);
    body.querySelectorAll(".topbar, .sidenav, script").forEach((part) => part.remove());
    return body.innerHTML;
}"""
SignIn = Callable[[Page, str], None]
Visit = tuple[str, str]  # address, what is wrong there


def names(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """The names of all addresses of the site but the ready-made administration's."""
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield ":".join([*spaces, each.name or str(each.pattern)])
        elif each.namespace != "admin":
            yield from names(each, (*spaces, each.namespace) if each.namespace else spaces)


def test_no_page_is_forgotten_here() -> None:
    assert set(names(get_resolver())) == PAGES.keys() | NO_PAGES
    assert not PAGES.keys() & NO_PAGES


@pytest.fixture
def place_of_all(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """Nothing works in the background but what is let work."""
    for module in ("uploading", "deciding", "choosing"):
        monkeypatch.setattr(f"declarations.importing.{module}.wake", lambda batch: False)
    monkeypatch.setattr("declarations.views.importing.wake", lambda batch: False)
    return world()


def wrong_here(page: Page) -> Iterator[str]:
    """What sticks out on a tablet and on a desk, and what axe finds."""
    for size in (TABLET, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        off = page.evaluate(OFF_THE_PAGE)
        if off > 0:
            yield f"{off} px too wide at {size['width']}"
    yield from breaches(page)


def shown_on(page: Page) -> str:
    """The page without the frame and tokens: to be looked at once, whoever sees it."""
    return re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", page.evaluate(WITHOUT_FRAME))


def visits(page: Page, world: World, seen: set[str]) -> Iterator[Visit]:
    """Every page that shows something new."""
    for name, args_of in PAGES.items():
        for args in args_of(world):
            answer = page.goto(reverse(name, args=args))
            assert answer is not None
            assert answer.status in {200, 403, 404}, (name, answer.status)
            shown = shown_on(page) if answer.status == 200 else str(answer.status)
            if shown not in seen:
                seen.add(shown)
                yield from ((f"{name} {page.url}", wrong) for wrong in wrong_here(page))


@pytest.mark.parametrize(("who", "least"), [("jia", 30), ("ji", 30), ("ding wu geng", 30)])
def test_every_page_of_every_role_is_accessible_and_fits(
    page: Page, place_of_all: World, sign_in: SignIn, who: str, least: int
) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    seen: set[str] = set()
    for name in who.split():
        sign_in(page, name)
        assert list(visits(page, place_of_all, seen)) == [], name
    assert len(seen) >= least, len(seen)
