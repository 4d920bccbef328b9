"""Pages in a real Chromium, against a real running server: what people see, press and hear read out."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

PAGES: Final = {
    "listing": "/",
    "refused window": "/?from=nonsense",
    "empty window": "/?from=1999-01-01&to=1999-01-02",
    "event": "/events/metropolis-2023-02-22",
    "release": "/releases/slow-water#slow-water-vinyl",
    "venue": "/venues/kornspeicher",
    "artist": "/artists/jeff-mills",
    "organizer": "/organizers/axis-records",
    "series": "/series/slow-water-tour",
    "problem": "/nothing-here",
}
ARGUMENTS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONG: Final = "W" * 200
RIGHT_TO_LEFT: Final = "أمسية موسيقية: 24 أغنية!"
HOSTILE: Final = {
    "source": "hostile",
    "artists": [{"id": "a", "name": "A" * 100}],
    "venues": [{"id": "v", "name": "V" * 100, "zone": "Europe/Berlin", "city": "L" * 60}],
    "events": [
        {
            "id": name,
            "title": title,
            "kind": "concert",
            "status": status,
            "starts": "2099-01-02T20:00",
            "venue": "v",
            "credits": [{"artist": "a", "role": "performer"}],
            "description": "x" * 500,
            "url": f"https://example.org/{'x' * 300}",
        }
        for name, title, status in [("long", LONG, "cancelled"), ("rtl", RIGHT_TO_LEFT, "scheduled")]
    ],
}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo, served."""
    with _served(tmp_path_factory.mktemp("demo"), "demo") as base:
        yield base


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Words that no layout likes, served."""
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / "hostile.json"
    file.write_text(json.dumps(HOSTILE))
    subprocess.run([*_COMMAND, "load", str(file)], env=_environment(folder), check=True, capture_output=True)
    with _served(folder, "serve") as base:
        yield base


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for this file; not longer, as its event loop would be in the way of other tests."""
    found = next(filter(None, map(shutil.which, ("/usr/bin/chromium", "chromium", "google-chrome"))), None)
    if found is None:
        sentence = "Pages are tested in Chromium, which is not installed: apt-get install chromium."
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_has_nothing_to_say(chromium: Browser, site: str, name: str, scheme: Any) -> None:
    with _page(chromium, color_scheme=scheme, reduced_motion="reduce") as page:
        page.goto(site + PAGES[name])
        for summary in page.locator("summary").all():
            summary.click()
        result = Axe().run(page)
        assert result.violations_count == 0, result.generate_report()


def test_axe_has_nothing_to_say_of_what_is_off(chromium: Browser, site: str) -> None:
    with _page(chromium, color_scheme="dark") as page:
        page.goto(site)
        page.locator(".off .title a[href^='/events/']").first.click()
        assert page.locator("h1 .mark").inner_text() in ("Cancelled", "Postponed")
        assert page.locator("h1 s").count() == 1
        result = Axe().run(page)
        assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nobody_else_and_is_silent_on_the_console(chromium: Browser, site: str, name: str) -> None:
    with _page(chromium) as page:
        asked: set[str] = set()
        said: list[str] = []
        page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(site + PAGES[name], wait_until="networkidle")
        assert asked == {urlsplit(site).netloc}
        assert page.locator("script, [style], style").count() == 0
        # Of a page that is not found, Chromium itself says so.
        assert [text for text in said if "404" not in text or name != "problem"] == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_window(chromium: Browser, site: str, name: str) -> None:
    with _page(chromium) as page:
        page.goto(site + PAGES[name])
        for summary in page.locator("summary").all():
            summary.click()
        for width in (360, 640, 960, 1600):
            page.set_viewport_size({"width": width, "height": 900})
            assert _overflow(page) == 0


@pytest.mark.parametrize("width", [360, 640, 960, 1280])
def test_words_without_an_end_wrap(chromium: Browser, hostile_site: str, width: int) -> None:
    with _page(chromium, width=width) as page:
        page.goto(hostile_site)
        page.locator("summary").click()
        assert _overflow(page) == 0
        page.get_by_role("link", name=LONG).click()
        assert page.locator("h1 s").inner_text() == LONG
        assert _overflow(page) == 0


def test_a_title_from_right_to_left_does_not_turn_the_page(chromium: Browser, hostile_site: str) -> None:
    with _page(chromium) as page:
        page.goto(hostile_site)
        link = page.get_by_role("link", name=RIGHT_TO_LEFT)
        assert link.evaluate("it => getComputedStyle(it).direction") == "rtl"
        assert page.locator("body").evaluate("it => getComputedStyle(it).direction") == "ltr"
        link.click()
        assert page.locator("h1 bdi").evaluate("it => getComputedStyle(it).direction") == "rtl"


@pytest.mark.parametrize("path", ["/", "/events/metropolis-2023-02-22", "/releases/slow-water", "/venues/kornspeicher"])
def test_what_is_pressed_is_large_enough_for_a_thumb(chromium: Browser, site: str, path: str) -> None:
    with _page(chromium, width=360, has_touch=True, is_mobile=True) as page:
        page.goto(site + path)
        for summary in page.locator("summary").all():
            summary.click()
        heights = {
            link.inner_text(): box["height"]
            for link in page.locator("summary, .apps a, .pages a, .title a, .where a, dd a, header a").all()
            if (box := link.bounding_box())
        }
        assert heights
        assert {text: height for text, height in heights.items() if height < 44} == {}


def test_the_keyboard_reaches_the_content_first_and_opens_subscribe(chromium: Browser, site: str) -> None:
    with _page(chromium) as page:
        page.goto(site)
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        assert skip.inner_text() == "Skip to the content"
        box = skip.bounding_box()
        assert box
        assert box["x"] >= 0
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Subscribe"
        assert page.locator(":focus").evaluate("it => getComputedStyle(it).outlineWidth") == "3px"
        assert not page.get_by_role("link", name="Google Calendar").is_visible()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.locator(":focus").get_attribute("href") == f"webcal://{urlsplit(site).netloc}/calendar.ics"


def test_the_skip_link_leads_past_the_head(chromium: Browser, site: str) -> None:
    with _page(chromium) as page:
        page.goto(f"{site}/venues/kornspeicher")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Subscribe"


def test_all_works_without_javascript(chromium: Browser, site: str) -> None:
    with _page(chromium, java_script_enabled=False) as page:
        page.goto(site)
        assert page.locator(".line").count() > 20
        page.locator("summary").click()
        assert page.locator(".address code").is_visible()
        assert page.locator(".address code").inner_text() == f"{site}/calendar.ics"
        page.locator(".title a").first.click()
        assert page.locator("dt").first.is_visible()


def test_states_are_said_in_words_and_what_is_off_is_struck(chromium: Browser, site: str) -> None:
    with _page(chromium) as page:
        page.goto(site)
        words = set(page.locator(".programme:not(.past) .mark").all_inner_texts())
        assert {"Cancelled", "Postponed", "New date", "New place", "Moved online", "Sold out"} <= words
        struck = page.locator(".off .title a").evaluate_all(
            "all => all.map(it => getComputedStyle(it).textDecorationLine)"
        )
        assert set(struck) == {"line-through"}


def test_the_release_date_that_was_asked_for_stands_out(chromium: Browser, site: str) -> None:
    with _page(chromium) as page:
        page.goto(site)
        page.locator(".title a[href$='#slow-water-vinyl']").click()
        ground = "it => getComputedStyle(it).backgroundColor"
        asked, other = page.locator("#slow-water-vinyl"), page.locator("#slow-water-digital")
        assert asked.evaluate(ground) != other.evaluate(ground)


def test_headings_go_down_one_step_at_a_time(chromium: Browser, site: str) -> None:
    with _page(chromium) as page:
        for path in PAGES.values():
            page.goto(site + path)
            levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(it => +it.tagName[1])")
            assert levels[0] == 1
            assert levels.count(1) == 1
            assert all(after - before <= 1 for before, after in pairwise(levels))


def test_on_paper_there_is_the_programme_alone(chromium: Browser, site: str) -> None:
    with _page(chromium, color_scheme="dark") as page:
        page.goto(site)
        page.emulate_media(media="print")
        assert not page.locator("summary").is_visible()
        assert page.locator("body").evaluate("it => getComputedStyle(it).color") == "rgb(0, 0, 0)"
        assert page.get_by_text(f"This page: {site}/").is_visible()


_COMMAND: Final = [sys.executable, "-m", "calendar_service"]


def _environment(folder: Path) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("CALENDAR_")}
    return plain | {"CALENDAR_DATA_DIR": str(folder)}


@contextmanager
def _served(folder: Path, command: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*_COMMAND, command, "--port", str(port)], env=_environment(folder), stdout=out, stderr=out
        )
    base = f"http://localhost:{port}"
    try:
        _await_ready(process, base, log)
        yield base
    finally:
        process.terminate()
        process.wait(20)


def _await_ready(process: subprocess.Popen[bytes], base: str, log: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{base}/health/ready", timeout=5):
                return
        except URLError as error:
            if isinstance(error, urllib.request.HTTPError):
                error.close()
            time.sleep(0.2)
    pytest.fail(f"The server did not become ready:\n{log.read_text()}")


@contextmanager
def _page(chromium: Browser, width: int = 1280, **options: Any) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
    context.set_default_timeout(20_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def _overflow(page: Page) -> int:
    """Pixels by which the content is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
