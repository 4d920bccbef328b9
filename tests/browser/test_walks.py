"""The fan's walk: find tonight, narrow it, open an entry, subscribe; by keyboard alone, and without JavaScript."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.serving import page_of
from tests.browser.walking import choice, press, tab_to

WITHOUT_ACCENTS = pytest.mark.parametrize(
    ("words", "found"), [("lodz", "Łódź"), ("marenka", "Mařenka Duo"), ("kasset", "Kassette Nord")]
)


def test_tonight_is_one_press_away_by_keyboard(chromium: Browser, site: str) -> None:
    with page_of(chromium) as page:
        page.goto(site)
        press(page, page.get_by_role("link", name="Today", exact=True))
        page.wait_for_url("**/?from=*&to=*")
        asked = parse_qs(urlsplit(page.url).query)
        assert asked["from"] == asked["to"]
        assert page.locator("[aria-current='true']", has_text="Today").count() == 1
        assert "Tidal Hours" in page.locator(".programme").first.inner_text()


def test_filters_are_put_on_and_taken_away_by_keyboard(chromium: Browser, site: str) -> None:
    with page_of(chromium) as page:
        page.goto(site)
        press(page, page.locator(".narrow summary"))
        concerts = choice(page, "Concert")
        count = int(concerts.locator(".count").inner_text())
        press(page, concerts)
        page.wait_for_url("**/?kind=concert")
        assert page.locator(".programme:not(.past) .line").count() == count

        press(page, page.locator(".narrow summary"), " ")
        berlin = choice(page, "Berlin")
        count = int(berlin.locator(".count").inner_text())
        press(page, berlin)
        page.wait_for_url(re.compile(r"\?.*city=berlin-de"))
        assert parse_qs(urlsplit(page.url).query) == {"kind": ["concert"], "city": ["berlin-de"]}
        lines = page.locator(".programme:not(.past) .line")
        assert lines.count() == count
        assert all("Berlin" in text for text in lines.locator(".where").all_inner_texts())

        press(page, page.get_by_role("link", name="Take away: concert"))
        page.wait_for_url(f"{site}/cities/berlin-de")
        assert page.locator("h1").inner_text() == "Berlin"


@WITHOUT_ACCENTS
def test_a_search_by_keyboard_needs_no_accents(chromium: Browser, site: str, words: str, found: str) -> None:
    with page_of(chromium) as page:
        page.goto(site)
        tab_to(page, page.get_by_role("searchbox"))
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/?q={words}")
        assert page.get_by_role("searchbox").input_value() == words
        assert found in page.locator(".programme").first.inner_text()
        press(page, page.get_by_role("link", name="Subscribe", exact=True))
        page.wait_for_url("**/subscribe?*")
        assert f"q={words}" in page.locator("#address").inner_text()


def test_from_an_entry_to_a_subscription_by_keyboard(chromium: Browser, site: str) -> None:
    with page_of(chromium, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(site)
        entry = page.locator(".programme .title a", has_text="Speichernacht")
        press(page, entry)
        page.wait_for_url("**/events/*")
        assert page.locator("h1 bdi").inner_text() == "Speichernacht"

        way = page.locator("#ways + .apps a", has_text="Kornspeicher")
        press(page, way)
        page.wait_for_url("**/subscribe?*")
        assert page.locator("h1").inner_text() == "Kornspeicher"
        tab_to(page, page.locator(".first a"))
        press(page, page.get_by_role("button", name="Copy"))
        page.get_by_text("Copied.").wait_for()
        assert _clipboard(page) == f"{site}/venues/kornspeicher.ics"

        press(page, page.locator("summary", has_text="Options"))
        press(page, page.locator("input[name=alarm]").first, " ")
        press(page, page.get_by_role("button", name="Use these options"))
        page.wait_for_url("**/subscribe?*alarm=*")
        address = page.locator("#address").inner_text()
        assert address == f"{site}/venues/kornspeicher.ics?alarm=PT1H"
        press(page, page.get_by_role("button", name="Copy"))
        page.get_by_text("Copied.").wait_for()
        assert _clipboard(page) == address


def _clipboard(page: Page) -> Any:
    return page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize(
    ("device", "label", "scheme"),
    [
        ("iPhone", "Open in Apple Calendar", "webcal"),
        ("Android 14", "Open in ICSx⁵", "http"),
        ("Windows NT 10.0", "Open in Outlook.com", "https"),
        ("X11; Linux x86_64", "Open in Thunderbird, GNOME Calendar or KOrganizer", "webcal"),
    ],
)
def test_the_first_button_is_for_the_device(chromium: Browser, site: str, device: str, label: str, scheme: str) -> None:
    agent = f"Mozilla/5.0 ({device}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15"
    with page_of(chromium, user_agent=agent) as page:
        page.goto(f"{site}/subscribe?venue=kornspeicher")
        first = page.locator(".first a")
        assert first.inner_text() == label
        assert urlsplit(first.get_attribute("href") or "").scheme == scheme


def test_the_walk_without_javascript(chromium: Browser, site: str) -> None:
    with page_of(chromium, width=360, java_script_enabled=False) as page:
        page.goto(site)
        page.get_by_role("link", name="Today", exact=True).click()
        assert "Tidal Hours" in page.locator(".programme").first.inner_text()
        page.get_by_role("link", name="All", exact=True).click()
        for wanted in ("Concert", "Berlin"):
            page.locator(".narrow summary").click()
            choice(page, wanted).click()
        assert parse_qs(urlsplit(page.url).query) == {"kind": ["concert"], "city": ["berlin-de"]}
        page.get_by_role("link", name="Take away: concert").click()
        assert page.url == f"{site}/cities/berlin-de"
        page.locator(".title a", has_text="Speichernacht").click()
        assert page.locator("h1 bdi").inner_text() == "Speichernacht"
        page.locator("#ways + .apps a", has_text="Kornspeicher").click()
        assert page.locator("#address").inner_text() == f"{site}/venues/kornspeicher.ics"
        assert not page.locator("[data-copy]").is_visible()
        page.locator("summary", has_text="Options").click()
        page.locator("input[name=alarm]").first.check()
        page.get_by_role("button", name="Use these options").click()
        assert page.locator("#address").inner_text() == f"{site}/venues/kornspeicher.ics?alarm=PT1H"


@WITHOUT_ACCENTS
def test_a_search_without_javascript_needs_no_accents(chromium: Browser, site: str, words: str, found: str) -> None:
    with page_of(chromium, width=360, java_script_enabled=False) as page:
        page.goto(site)
        page.get_by_role("searchbox").fill(words.upper())
        page.get_by_role("button", name="Search").click()
        assert found in page.locator(".programme").first.inner_text()
