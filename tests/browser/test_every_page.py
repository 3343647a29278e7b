"""Every page of the site, as each role sees it: no breach of accessibility, nothing that sticks out of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page

from tests.browser.every_page import NO_PAGES, PAGES, World, world
from tests.browser.form_page import OFF_THE_PAGE, breaches

DESK, TABLET = {"width": 1366, "height": 768}, {"width": 820, "height": 1180}
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


def visits(page: Page, world: World, seen: set[str]) -> Iterator[Visit]:
    """Every page once; of the refusals one of each kind."""
    for name, args_of in PAGES.items():
        for args in args_of(world):
            answer = page.goto(reverse(name, args=args))
            assert answer is not None
            here = urlsplit(page.url).path if answer.status == 200 else str(answer.status)
            assert answer.status in {200, 403, 404}, (name, answer.status)
            if here not in seen:
                seen.add(here)
                yield from ((f"{name} {here}", wrong) for wrong in wrong_here(page))


@pytest.mark.parametrize(("who", "sees"), [("jia", 30), ("ding", 20), ("wu", 20), ("ji", 30), ("geng", 20)])
def test_every_page_of_a_role_is_accessible_and_fits(
    page: Page, place_of_all: World, sign_in: SignIn, who: str, sees: int
) -> None:
    sign_in(page, who)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    seen: set[str] = set()
    assert list(visits(page, place_of_all, seen)) == []
    assert len(seen) >= sees, sorted(seen)
