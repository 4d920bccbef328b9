"""Stops on the way of a fan: months, directories, languages, the hour at home, sharing, paper, and a report."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.serving import overflow, page_of
from tests.browser.walking import choice

EVENT = "/events/metropolis-2023-02-22"


def test_from_a_month_to_a_day_to_an_entry_and_back(chromium: Browser, site: str) -> None:
    with page_of(chromium) as page:
        page.goto(site)
        page.get_by_role("link", name="Month", exact=True).click()
        assert page.locator(".month th").count() == 7
        today = page.locator("td.today .date-of a")
        stamp = today.locator("time").get_attribute("datetime")
        today.click()
        page.wait_for_url(f"**/?from={stamp}&to={stamp}")
        page.locator(".title a", has_text="Tidal Hours").click()
        assert page.locator("h1 bdi").inner_text() == "Tidal Hours"
        page.go_back()
        assert page.url == f"{site}/?from={stamp}&to={stamp}"
        page.go_back()
        assert page.locator("td.today").count() == 1


def test_a_month_on_a_phone_is_a_list_of_its_days(chromium: Browser, site: str) -> None:
    with page_of(chromium, width=360) as page:
        page.goto(f"{site}/?view=month")
        assert overflow(page) == 0
        assert not page.locator(".month thead").is_visible()
        assert page.locator(".month td.bare:visible, .month td.outside:visible").count() == 0
        lefts = page.locator(".month td:visible").evaluate_all("all => all.map(it => it.getBoundingClientRect().left)")
        assert len(set(lefts)) == 1
        day = page.locator(".month td:not(.outside) .date-of a").first
        assert re.search(r"\d{4}$", day.inner_text())
        day.click()
        assert page.locator(".day h3").first.is_visible()
        page.go_back()
        month = page.locator("#month").inner_text()
        page.locator(".month .pages a[rel=next]").click()
        page.wait_for_url("**month=*")
        assert page.locator("#month").inner_text() != month
        page.locator(".month .pages a[rel=prev]").click()
        page.get_by_role("heading", name=month, exact=True).wait_for()


def test_a_directory_is_gone_through_by_letters_and_searched(chromium: Browser, site: str) -> None:
    with page_of(chromium) as page:
        page.goto(f"{site}/artists")
        names = page.locator(".names a")
        whole = names.count()
        page.locator(".letters").get_by_role("link", name="K", exact=True).click()
        page.wait_for_url("**/artists?letter=k")
        assert names.all_inner_texts() == ["Kassette Nord"]
        assert page.locator(".letters [aria-current]").inner_text() == "K"
        page.locator(".letters").get_by_role("link", name="All", exact=True).click()
        page.wait_for_url(f"{site}/artists")
        assert names.count() == whole > 1
        page.get_by_role("searchbox").fill("marenka")
        page.get_by_role("button", name="Search").click()
        page.wait_for_url("**/artists?q=marenka")
        assert names.all_inner_texts() == ["Mařenka Duo"]
        names.first.click()
        assert page.locator("h1").inner_text() == "Mařenka Duo"


def test_a_language_goes_along_through_the_walk(chromium: Browser, site: str) -> None:
    with page_of(chromium, locale="en-GB") as page:
        page.goto(site)
        page.get_by_role("link", name="Deutsch").click()
        _in_german(page)
        for step in ("Heute", "Alle", "Monat", "Liste"):
            page.get_by_role("link", name=step, exact=True).first.click()
            _in_german(page)
        page.locator(".narrow summary").click()
        choice(page, "Konzert").click()
        _in_german(page)
        page.get_by_role("link", name="Wegnehmen: Konzert").click()
        page.get_by_role("searchbox").fill("speichernacht")
        page.get_by_role("button", name="Suche").click()
        _in_german(page)
        page.locator(".programme .title a").first.click()
        _in_german(page)
        page.locator("#ways + .apps a", has_text="Kornspeicher").click()
        _in_german(page)
        page.locator("summary", has_text="Optionen").click()
        page.locator("input[name=alarm]").first.check()
        page.get_by_role("button", name="Diese Optionen verwenden").click()
        _in_german(page)
        page.get_by_role("link", name="English").click()
        assert page.locator("html").get_attribute("lang") == "en"
        assert parse_qs(urlsplit(page.url).query)["alarm"] == ["PT1H"]


def _in_german(page: Page) -> None:
    page.wait_for_url(re.compile(r"[?&]lang=de\b"))
    assert page.locator("html").get_attribute("lang") == "de"


def test_a_directory_and_a_report_keep_to_the_language(chromium: Browser, site: str) -> None:
    with page_of(chromium, locale="en-GB") as page:
        page.goto(f"{site}/venues?lang=de")
        page.get_by_role("searchbox").fill("korn")
        page.keyboard.press("Enter")
        page.wait_for_url("**/venues?*q=korn*")
        _in_german(page)
        page.get_by_role("link", name="Kornspeicher").click()
        page.get_by_role("link", name="Fehler melden").click()
        _in_german(page)
        page.locator("#text").fill("Der Keller ist zu.")
        page.get_by_role("button", name="Senden").click()
        page.wait_for_url("**sent=1*")
        _in_german(page)


def test_a_browser_gets_its_own_language(chromium: Browser, site: str) -> None:
    with page_of(chromium, locale="de-AT") as page:
        page.goto(site)
        assert page.locator("html").get_attribute("lang") == "de"
        assert page.get_by_role("link", name="Abonnieren", exact=True).is_visible()


@pytest.mark.parametrize(("zone", "told"), [("Asia/Tokyo", 1), ("Europe/Berlin", 0)])
def test_the_hour_where_you_are_stands_beside_that_of_the_venue(
    chromium: Browser, site: str, zone: str, told: int
) -> None:
    with page_of(chromium, timezone_id=zone) as page:
        page.goto(f"{site}/venues/kornspeicher")
        page.locator(".programme:not(.past) .line:has(.hour time) .title a").first.click()
        page.locator("time.there").wait_for()
        page.wait_for_load_state("networkidle")
        assert page.get_by_text("where you are").count() == told


@pytest.mark.parametrize("path", [EVENT, "/releases/slow-water"])
def test_a_press_on_share_copies_the_address_where_there_is_no_menu(chromium: Browser, site: str, path: str) -> None:
    with page_of(chromium, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.add_init_script("delete Navigator.prototype.share")
        page.goto(site + path)
        page.get_by_role("button", name="Share").click()
        page.get_by_text("The address is copied.").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == site + path


def test_share_opens_the_menu_of_the_device(chromium: Browser, site: str) -> None:
    with page_of(chromium) as page:
        page.add_init_script("Navigator.prototype.share = async (what) => { window.shared = what; }")
        page.goto(site + EVENT)
        page.get_by_role("button", name="Share").click()
        page.wait_for_function("window.shared")
        assert page.evaluate("window.shared") == {"title": "Metropolis", "url": site + EVENT}


def test_an_entry_on_paper_is_its_facts(chromium: Browser, site: str) -> None:
    with page_of(chromium, color_scheme="dark") as page:
        page.goto(site + EVENT)
        page.emulate_media(media="print")
        assert page.locator(".facts").get_by_text("Anthology Film Archives").is_visible()
        assert page.get_by_text(f"This page: {site}{EVENT}").is_visible()
        assert page.locator("button:visible, summary:visible, .apps:visible, header nav:visible").count() == 0
        assert page.locator("body").evaluate("it => getComputedStyle(it).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_report_keeps_what_was_typed_until_it_is_right(chromium: Browser, site: str, scripts: bool) -> None:
    with page_of(chromium, java_script_enabled=scripts) as page:
        page.goto(site + EVENT)
        page.get_by_role("link", name="Report a mistake").click()
        # Spaces pass the browser's own look, and not ours.
        page.locator("#text").fill("   ")
        page.locator("#contact").fill("fan@example.org")
        page.get_by_role("button", name="Send").click()
        assert page.locator("#text").get_attribute("aria-invalid") == "true"
        assert page.locator("#text-wrong").inner_text() == "Say what is wrong."
        assert page.locator("#contact").input_value() == "fan@example.org"
        page.locator("#text").fill("It was at eight.")
        page.get_by_role("button", name="Send").click()
        page.get_by_text("Thank you.").wait_for()
        page.get_by_role("link", name="Back to the page").click()
        assert page.url == site + EVENT
