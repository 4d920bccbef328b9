"""The fan's walk: find tonight, narrow it, open an entry, subscribe; by keyboard alone, and without JavaScript."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.serving import page_of

PRESSES = 120
"""Times that Tab is pressed at most on the way to something."""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until this has the focus."""
    wanted.wait_for()
    for _ in range(PRESSES):
        page.keyboard.press("Tab")
        if wanted.evaluate("it => it === document.activeElement"):
            return
    pytest.fail(f"Tab does not lead to {wanted}.")


def test_the_walk_by_keyboard_alone(chromium: Browser, site: str) -> None:
    with page_of(chromium) as page:
        page.goto(site)
        tab_to(page, page.get_by_role("link", name="Today", exact=True))
        page.keyboard.press("Enter")
        page.wait_for_url("**/?from=*&to=*")
        assert page.locator("[aria-current='true']", has_text="Today").count() == 1
        assert page.locator(".line").count() >= 1

        page.goto(site)
        tab_to(page, page.locator(".narrow summary"))
        page.keyboard.press("Enter")
        assert page.locator(".facet").first.is_visible()
        concerts = page.locator(".facet a", has_text="Concert").first
        count = int(concerts.locator(".count").inner_text())
        tab_to(page, concerts)
        page.keyboard.press("Enter")
        page.wait_for_url("**/?kind=concert")
        assert page.locator(".programme:not(.past) .line").count() == count
        tab_to(page, page.get_by_role("link", name="Take away: concert"))
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site}/")

        tab_to(page, page.locator(".title a").first)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/(events|releases)/"))
        page.locator("h1").wait_for()
        first = page.locator("#ways + .apps a").first
        venue = first.inner_text()
        tab_to(page, first)
        page.keyboard.press("Enter")
        page.wait_for_url("**/subscribe?*")
        assert page.locator("h1").inner_text() == venue
        assert page.locator(".first a").get_attribute("href")


def test_the_walk_without_javascript(chromium: Browser, site: str) -> None:
    with page_of(chromium, width=360, java_script_enabled=False) as page:
        page.goto(site)
        page.get_by_role("link", name="This weekend").click()
        assert urlsplit(page.url).query.startswith("from=")
        page.goto(site)
        page.locator(".narrow summary").click()
        page.locator(".facet a", has_text="Berlin").first.click()
        assert page.url == f"{site}/cities/berlin-de"
        page.get_by_role("link", name="Month", exact=True).click()
        assert page.locator(".month").is_visible()
        page.get_by_role("link", name="List", exact=True).click()
        page.locator(".title a").first.click()
        assert page.locator("h1").is_visible()
        page.locator("#ways + .apps a").first.click()
        assert page.locator("#address").inner_text().startswith(site)
        assert not page.locator("[data-copy]").is_visible()
        page.locator("summary", has_text="Options").click()
        page.locator("input[name=alarm]").first.check()
        page.get_by_role("button", name="Use these options").click()
        assert "alarm=PT1H" in page.locator("#address").inner_text()


@pytest.mark.parametrize(("words", "found"), [("lodz", "Tkalnia"), ("MARENKA", "Mařenka Duo"), ("kasset", "Kassette")])
def test_a_search_needs_no_accents(chromium: Browser, site: str, words: str, found: str) -> None:
    with page_of(chromium) as page:
        page.goto(site)
        page.get_by_role("searchbox").fill(words)
        page.keyboard.press("Enter")
        page.wait_for_url("**/?q=*")
        assert page.get_by_role("searchbox").input_value() == words.casefold()
        assert found in page.locator(".programme").first.inner_text()
        page.get_by_role("link", name="Subscribe", exact=True).click()
        assert f"q={words.casefold()}" in page.locator("#address").inner_text()


def test_a_language_goes_along_through_the_walk(chromium: Browser, site: str) -> None:
    with page_of(chromium, locale="en-GB") as page:
        page.goto(site)
        page.get_by_role("link", name="Deutsch").click()
        for step in ("Heute", "Alle", "Monat", "Orte"):
            page.get_by_role("link", name=step, exact=True).first.click()
            assert page.locator("html").get_attribute("lang") == "de"
            assert parse_qs(urlsplit(page.url).query)["lang"] == ["de"]
        page.get_by_role("searchbox").fill("korn")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Kornspeicher").click()
        assert page.get_by_role("link", name="Abonnieren", exact=True).is_visible()
        page.get_by_role("link", name="English").click()
        assert page.locator("html").get_attribute("lang") == "en"


def test_a_browser_gets_its_own_language(chromium: Browser, site: str) -> None:
    with page_of(chromium, locale="de-AT") as page:
        page.goto(site)
        assert page.locator("html").get_attribute("lang") == "de"
        assert page.get_by_role("link", name="Abonnieren", exact=True).is_visible()


def test_the_hour_where_you_are_stands_beside_that_of_the_venue(chromium: Browser, site: str) -> None:
    for zone, told in (("Asia/Tokyo", 1), ("Europe/Berlin", 0)):
        with page_of(chromium, timezone_id=zone) as page:
            page.goto(f"{site}/venues/kornspeicher")
            page.locator(".programme:not(.past) .line:has(.hour time) .title a").first.click()
            page.locator("time.there").wait_for()
            page.wait_for_load_state("networkidle")
            assert page.get_by_text("where you are").count() == told, zone


def test_a_month_on_a_phone_is_a_list_of_its_days(chromium: Browser, site: str) -> None:
    with page_of(chromium, width=360) as page:
        page.goto(f"{site}/?view=month")
        day = page.locator(".month td:not(.outside) .date-of a").first
        name = day.inner_text()
        assert re.search(r"\d{4}$", name)
        day.click()
        assert page.locator(".day h3").first.is_visible()
        page.go_back()
        page.locator(".month .pages a[rel=next]").click()
        assert "month=" in page.url


def test_a_report_keeps_what_was_typed_until_it_is_right(chromium: Browser, site: str) -> None:
    with page_of(chromium) as page:
        page.goto(f"{site}/events/metropolis-2023-02-22")
        page.get_by_role("link", name="Report a mistake").click()
        page.locator("#contact").fill("fan@example.org")
        page.locator("form.asking").evaluate("it => it.noValidate = true")
        page.get_by_role("button", name="Send").click()
        assert page.locator("#text").get_attribute("aria-invalid") == "true"
        assert page.locator("#contact").input_value() == "fan@example.org"
        page.locator("#text").fill("It was at eight.")
        page.get_by_role("button", name="Send").click()
        page.get_by_text("Thank you.").wait_for()


def test_the_address_is_copied_by_a_press(chromium: Browser, site: str) -> None:
    with page_of(chromium, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"{site}/subscribe?venue=kornspeicher")
        page.get_by_role("button", name="Copy").click()
        page.get_by_text("Copied.").wait_for()
        copied: Any = page.evaluate("navigator.clipboard.readText()")
        assert copied == f"{site}/venues/kornspeicher.ics"
