"""“Near me” in a real Chromium: asked only on a press, rounded, and no dead end for whoever refuses."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.serving import page_of

BERLIN = {"latitude": 52.516267, "longitude": 13.377709}


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/", {}),
        ("/?lang=de", {"lang": ["de"]}),
        ("/?kind=concert&lang=de", {"kind": ["concert"], "lang": ["de"]}),
    ],
)
def test_the_position_is_asked_for_on_a_press_and_goes_rounded_into_the_address(
    chromium: Browser, site: str, path: str, kept: dict[str, list[str]]
) -> None:
    with page_of(chromium, geolocation=BERLIN, permissions=["geolocation"]) as page:
        page.goto(site + path)
        assert urlsplit(page.url).query == urlsplit(path).query
        page.locator(".narrow summary").click()
        page.locator("button[data-near]").click()
        page.wait_for_url("**near=**")
        assert parse_qs(urlsplit(page.url).query) == {"near": ["52.52,13.38"], "within": ["25"]} | kept
        assert page.locator(".problem").count() == 0
        assert page.locator(".chips li").count() == 1 + ("kind" in kept)


def test_who_refuses_is_told_in_a_sentence_and_stays(chromium: Browser, site: str) -> None:
    with page_of(chromium, permissions=[]) as page:
        page.goto(site)
        page.locator(".narrow summary").click()
        button = page.locator("button[data-near]")
        button.click()
        page.locator(".near [role=status]:not(:empty)").wait_for()
        assert page.locator(".near [role=status]").inner_text() == button.get_attribute("data-refused")
        assert urlsplit(page.url).query == ""


def test_without_javascript_there_is_no_button_that_does_nothing(chromium: Browser, site: str) -> None:
    with page_of(chromium, java_script_enabled=False) as page:
        page.goto(site)
        page.locator(".narrow summary").click()
        assert not page.locator("button[data-near]").is_visible()
