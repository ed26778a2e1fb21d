"""The built site in a real browser: `make docs`, then `make browser`.

Every page loads without errors and without asking any other place; one of each kind is looked at on
a telephone, by keyboard, in light and dark; search finds in both languages.
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, cast

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

SITE = Path(__file__).parents[2] / "site"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PAGES = sorted(str(page.parent.relative_to(SITE)) for page in SITE.rglob("index.html"))
# One of each kind, in English; the Chinese ones have the same places.
KINDS = (
    ".",
    "leader",
    "comparison",
    "policies",
    "policies/customer_relationship",
    "policies/psychological_distance",
    "gallery",
    "tuning",
    "language/dimension",
    "diagnostics",
    "diagnostics/gap",
    "commands",
    "api",
    "architecture",
    "decisions/0012-exact-within-a-declaration",
)
TELEPHONE = 390
Scheme = Literal["light", "dark"]


# The ground of a page, and the ink of its first paragraph.
COLOURS = """(() => [
  getComputedStyle(document.body).backgroundColor,
  getComputedStyle(document.querySelector("article p")).color,
])()"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the site without a line for each request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@pytest.fixture(scope="session")
def home() -> Iterator[str]:
    assert PAGES, "there is no site: run `make docs` first"
    handler = functools.partial(Quiet, directory=str(SITE))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


class Watch:
    """A page that notes what goes wrong on it."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.wrong: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _said(self, message: Any) -> None:  # noqa: ANN401 - the browser's own
        if message.type in ("error", "warning"):
            self.wrong.append(f"console: {message.text}")

    def _asked(self, request: Any) -> None:  # noqa: ANN401
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.wrong.append(f"asks elsewhere: {request.url}")

    def _answered(self, response: Any) -> None:  # noqa: ANN401
        if response.status >= 400:
            self.wrong.append(f"{response.status}: {response.url}")


def opened(browser: Browser, home: str, width: int = 1280, scheme: Scheme = "light") -> Watch:
    viewport = {"width": width, "height": 844}
    context = browser.new_context(viewport=cast("Any", viewport), color_scheme=scheme)
    return Watch(context.new_page(), home)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_page_loads_by_itself(browser: Browser, home: str, lang: str) -> None:
    pages = [page for page in PAGES if page.split("/")[0].startswith("zh") is (lang == "zh")]
    assert len(pages) > 150
    watch = opened(browser, home)
    for page in pages:
        watch.page.goto(f"{home}/{page}/", wait_until="load")
        assert watch.page.locator("article h1").count() == 1, page
        assert watch.wrong == [], page
    watch.page.context.close()


def test_both_languages_have_the_same_pages() -> None:
    chinese = {
        page.removeprefix("zh").removeprefix("/") or "." for page in PAGES if page[:2] == "zh"
    }
    assert chinese == {page for page in PAGES if page[:2] != "zh"}


@pytest.mark.parametrize(
    ("lang", "word", "leads_to"),
    [
        ("en", "coach", "customer_relationship"),
        ("en", "客户", ""),
        ("zh", "客户", "customer_relationship"),
        ("zh", "coach", ""),
    ],
)
def test_search_finds(browser: Browser, home: str, lang: str, word: str, leads_to: str) -> None:
    watch = opened(browser, home)
    watch.page.goto(f"{home}/{'zh/' if lang == 'zh' else ''}")
    watch.page.locator("[data-md-component=search-query]").first.fill(word)
    found = watch.page.locator(".md-search-result__item a")
    found.first.wait_for(timeout=30_000)
    links = [link.get_attribute("href") or "" for link in found.all()]
    assert any(leads_to in link for link in links), links
    assert word.casefold() in watch.page.locator(".md-search-result__list").inner_text().casefold()
    assert watch.wrong == []
    watch.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["", "zh/"])
def test_a_telephone_shows_each_kind_whole(
    browser: Browser, home: str, lang: str, scheme: Scheme
) -> None:
    watch = opened(browser, home, TELEPHONE, scheme)
    page = watch.page
    for kind in KINDS:
        page.goto(f"{home}/{lang}{kind}/")
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        # Tables and code may scroll within themselves; the page as a whole does not.
        assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE, kind
        ground, ink = page.evaluate(COLOURS)
        assert (brightness(ground) > brightness(ink)) is (scheme == "light"), kind
        assert abs(brightness(ground) - brightness(ink)) > 100, kind
        assert watch.wrong == [], kind
    page.context.close()


def brightness(colour: str) -> float:
    """Return how bright a colour is that the browser tells as `rgb(…)`, from 0 to 255."""
    numbers = [float(part) for part in colour.split("(")[1].rstrip(")").split(",")]
    red, green, blue = numbers[:3]
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_each_kind_works_by_keyboard(browser: Browser, home: str) -> None:
    watch = opened(browser, home)
    page = watch.page
    for kind in KINDS:
        page.goto(f"{home}/{kind}/")
        page.keyboard.press("Tab")
        # The first stop leads past the navigation.
        first = page.evaluate("document.activeElement.classList.contains('md-skip')")
        reached = set()
        for _ in range(40):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.textContent.trim()"))
        assert (first, "中文" in reached) == (True, True), kind
    page.context.close()


def test_an_example_opens_by_keyboard_and_shows_its_points(browser: Browser, home: str) -> None:
    watch = opened(browser, home)
    page = watch.page
    page.goto(f"{home}/policies/customer_relationship/")
    example = page.locator("#example-1")
    picture = example.locator("svg.rr-picture")
    expect(picture).to_be_hidden()
    example.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(picture).to_be_visible()
    assert "of 13" in (picture.get_attribute("aria-label") or "")
    page.context.close()


def test_the_language_switch_leads_to_the_same_page(browser: Browser, home: str) -> None:
    watch = opened(browser, home)
    page = watch.page
    page.goto(f"{home}/policies/trust_ladder/")
    page.get_by_role("link", name="中文").click()
    assert page.url == f"{home}/zh/policies/trust_ladder/"
    assert page.evaluate("document.documentElement.lang") == "zh"
    page.get_by_role("link", name="English").click()
    assert page.url == f"{home}/policies/trust_ladder/"
    assert watch.wrong == []
    page.context.close()
