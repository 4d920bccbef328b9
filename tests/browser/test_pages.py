"""Pages in a real Chromium, against a real running server: what people see, press and hear read out."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.serving import LONG, RIGHT_TO_LEFT, overflow, page_of

PAGES: Final = {
    "listing": "/",
    "listing in German": "/?lang=de",
    "month": "/?view=month",
    "releases": "/releases",
    "archive": "/archive/2023",
    "search": "/?q=kassette",
    "refused window": "/?from=nonsense",
    "empty window": "/?from=1999-01-01&to=1999-01-02",
    "event": "/events/metropolis-2023-02-22",
    "release": "/releases/slow-water#slow-water-vinyl",
    "venue": "/venues/kornspeicher",
    "artist": "/artists/jeff-mills",
    "organizer": "/organizers/axis-records",
    "series": "/series/slow-water-tour",
    "city": "/cities/berlin-de",
    "tag": "/tags/techno",
    "venues": "/venues",
    "artists": "/artists",
    "subscribe": "/subscribe?venue=kornspeicher",
    "report": "/report?noun=event&slug=metropolis-2023-02-22",
    "follow": "/follow",
    "reference": "/api/docs",
    "problem": "/nothing-here",
    "sign in": "/desk/sign-in",
    "gone": "/desk/letter/nothing",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_has_nothing_to_say(chromium: Browser, site: str, name: str, scheme: Any) -> None:
    with page_of(chromium, color_scheme=scheme, reduced_motion="reduce") as page:
        page.goto(site + PAGES[name])
        for summary in page.locator("summary").all():
            summary.click()
        result = Axe().run(page)
        assert result.violations_count == 0, result.generate_report()


def test_axe_has_nothing_to_say_of_what_is_off(chromium: Browser, site: str) -> None:
    with page_of(chromium, color_scheme="dark") as page:
        page.goto(site)
        page.locator(".off .title a[href^='/events/']").first.click()
        assert page.locator("h1 .mark").inner_text() in ("Cancelled", "Postponed")
        assert page.locator("h1 s").count() == 1
        result = Axe().run(page)
        assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nobody_else_and_is_silent_on_the_console(chromium: Browser, site: str, name: str) -> None:
    with page_of(chromium) as page:
        asked: set[str] = set()
        said: list[str] = []
        page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(site + PAGES[name], wait_until="networkidle")
        assert asked == {urlsplit(site).netloc}
        assert page.locator("[style], style").count() == 0
        assert page.locator("script:not([src], [type='application/ld+json'])").count() == 0
        # Of a page that is not found, Chromium itself says so.
        assert [text for text in said if "404" not in text or name not in ("problem", "gone")] == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_window(chromium: Browser, site: str, name: str) -> None:
    with page_of(chromium) as page:
        page.goto(site + PAGES[name])
        for summary in page.locator("summary").all():
            summary.click()
        for width in (360, 640, 960, 1600):
            page.set_viewport_size({"width": width, "height": 900})
            assert overflow(page) == 0


@pytest.mark.parametrize("width", [360, 640, 960, 1280])
def test_words_without_an_end_wrap(chromium: Browser, hostile_site: str, width: int) -> None:
    with page_of(chromium, width=width) as page:
        page.goto(hostile_site)
        assert overflow(page) == 0
        page.get_by_role("link", name=LONG).click()
        assert page.locator("h1 s").inner_text() == LONG
        assert overflow(page) == 0


def test_a_title_from_right_to_left_does_not_turn_thepage_of(chromium: Browser, hostile_site: str) -> None:
    with page_of(chromium) as page:
        page.goto(hostile_site)
        link = page.get_by_role("link", name=RIGHT_TO_LEFT)
        assert link.evaluate("it => getComputedStyle(it).direction") == "rtl"
        assert page.locator("body").evaluate("it => getComputedStyle(it).direction") == "ltr"
        link.click()
        assert page.locator("h1 bdi").evaluate("it => getComputedStyle(it).direction") == "rtl"


@pytest.mark.parametrize("path", ["/", "/events/metropolis-2023-02-22", "/releases/slow-water", "/venues/kornspeicher"])
def test_what_is_pressed_is_large_enough_for_a_thumb(chromium: Browser, site: str, path: str) -> None:
    with page_of(chromium, width=360, has_touch=True, is_mobile=True) as page:
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


def test_the_keyboard_reaches_the_content_first_and_the_way_to_subscribe(chromium: Browser, site: str) -> None:
    with page_of(chromium) as page:
        page.goto(site)
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        assert skip.inner_text() == "Skip to the content"
        box = skip.bounding_box()
        assert box
        assert box["x"] >= 0
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Subscribe"
        assert page.locator(":focus").evaluate("it => getComputedStyle(it).outlineWidth") == "3px"
        page.keyboard.press("Enter")
        page.wait_for_url("**/subscribe")


def test_all_works_without_javascript(chromium: Browser, site: str) -> None:
    with page_of(chromium, java_script_enabled=False) as page:
        page.goto(site)
        assert page.locator(".line").count() > 20
        page.get_by_role("link", name="Subscribe", exact=True).click()
        assert page.locator("#address").inner_text() == f"{site}/calendar.ics"
        page.goto(site)
        page.locator(".title a").first.click()
        assert page.locator("dt").first.is_visible()


def test_nothing_jumps_while_a_page_loads(chromium: Browser, site: str) -> None:
    with page_of(chromium, width=360) as page:
        page.add_init_script(
            "window.shift = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())"
            " window.shift += entry.value; }).observe({ type: 'layout-shift', buffered: true });"
        )
        for path in PAGES.values():
            page.goto(site + path, wait_until="networkidle")
            assert page.evaluate("window.shift") == 0, path


def test_a_page_is_small(chromium: Browser, site: str) -> None:
    with page_of(chromium) as page:
        sizes: dict[str, int] = {}
        page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}))
        page.goto(site, wait_until="networkidle")
        assert sum(size for address, size in sizes.items() if "/images/" not in address) < 100_000


def test_the_dialog_fits_on_the_screen_of_a_phone(chromium: Browser, site: str) -> None:
    with page_of(chromium, width=360) as page:
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"{site}/subscribe?venue=kornspeicher")
        assert page.evaluate("document.documentElement.scrollHeight") <= 740


def test_states_are_said_in_words_and_what_is_off_is_struck(chromium: Browser, site: str) -> None:
    with page_of(chromium) as page:
        page.goto(site)
        words = set(page.locator(".programme:not(.past) .mark").all_inner_texts())
        assert {"Cancelled", "Postponed", "Rescheduled", "Moved", "Moved online", "Sold out"} <= words
        struck = page.locator(".off .title a").evaluate_all(
            "all => all.map(it => getComputedStyle(it).textDecorationLine)"
        )
        assert set(struck) == {"line-through"}


def test_the_release_date_that_was_asked_for_stands_out(chromium: Browser, site: str) -> None:
    with page_of(chromium) as page:
        page.goto(site)
        page.locator(".title a[href$='#slow-water-vinyl']").click()
        asked, other = page.locator("#slow-water-vinyl"), page.locator("#slow-water-digital")
        page.locator("#slow-water-vinyl:target").wait_for()  # the address changes before the page has its look
        ground = "it => getComputedStyle(it).backgroundColor"
        assert asked.evaluate(ground) != other.evaluate(ground)


def test_headings_go_down_one_step_at_a_time(chromium: Browser, site: str) -> None:
    with page_of(chromium) as page:
        for path in PAGES.values():
            page.goto(site + path)
            levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(it => +it.tagName[1])")
            assert levels[0] == 1
            assert levels.count(1) == 1
            assert all(after - before <= 1 for before, after in pairwise(levels))


def test_on_paper_there_is_the_programme_alone(chromium: Browser, site: str) -> None:
    with page_of(chromium, color_scheme="dark") as page:
        page.goto(site)
        page.emulate_media(media="print")
        assert not page.get_by_role("link", name="Subscribe", exact=True).is_visible()
        assert page.locator("body").evaluate("it => getComputedStyle(it).color") == "rgb(0, 0, 0)"
        assert page.get_by_text(f"This page: {site}/").is_visible()
