"""What tests of the form page share: how it stands, what it breaks, where the focus is."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from declarations.models import Declaration
from tests.factories import stored

SAVES = "**/save/"
# Saves go one by one: a form filled in at once by a test takes a while on a busy machine.
LONGEST_MS = 30_000
PASSWORD = "滨海-2027-口令"
OFF_THE_PAGE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Layout shifts that no key or click has caused, as what moved.
WATCH_SHIFTS = """() => {
    window.shifts = [];
    const name = ({ node }) => {
        const element = node && (node.nodeType === 1 ? node : node.parentElement);
        return element ? element.outerHTML.slice(0, 150) : "gone";
    };
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            if (!entry.hadRecentInput) window.shifts.push(...entry.sources.map(name));
        }
    }).observe({ type: "layout-shift", buffered: false });
}"""


def expect_saved(page: Page) -> None:
    """Wait until everything typed is stored."""
    expect(page.locator("#paper")).to_have_attribute("data-state", "saved", timeout=LONGEST_MS)


class Hold:
    """Keeps back the saves of a page until `release`."""

    def __init__(self, page: Page) -> None:
        self.held: list[Route] = []
        self.is_open = False
        page.route(SAVES, self.meet)

    def meet(self, route: Route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self.held.append(route)

    def release(self) -> None:
        self.is_open = True
        for route in self.held:
            route.continue_()


def alarm(page: Page) -> Locator:
    """The line that says why something could not be saved."""
    return page.locator("#save-alert")


def the_one() -> Declaration:
    """The only declaration there is."""
    return stored(Declaration.objects.get())


def breaches(page: Page) -> list[str]:
    """What axe has against the page."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in found]


def tab_to(page: Page, target: Locator, most: int = 150) -> None:
    """Press Tab until that element has the focus."""
    for _ in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by the keyboard")
