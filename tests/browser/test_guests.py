"""A guest and a moderator in a real Chromium: handed in and decided by keyboard, without JavaScript, on a phone; each
page on the way for axe, and none of them wider than its window."""

from __future__ import annotations

import secrets
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import icalendar
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from calendar_service.addresses import Addresses
from calendar_service.store import accounts, signins
from calendar_service.store.database import Database
from calendar_service.store.writing import Edge, writing
from tests.browser.serving import overflow, page_of, served
from tests.browser.walking import press, tab_to

PATIENCE: Final = 4_500
"""Milliseconds after which a form is not taken for a program's doing."""
FEED: Final = "/events/night-of-amplifiers-2027-02-23.ics"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The demo, and the cookie of a moderator."""
    folder: Path = tmp_path_factory.mktemp("guests")
    with served(folder, "demo") as address:
        database = Database.at(f"sqlite:///{folder / 'demo' / 'calendar.sqlite'}")
        edge = Edge(datetime.now(UTC), lambda: secrets.token_hex(16), Addresses(address))
        with writing(database, edge) as transaction:
            account = accounts.add(transaction, "mona@example.org", "Mona", "moderator")
            cookie = signins.begin(transaction, account.id)
        database.close()
        yield address, cookie


def test_a_guests_event_is_refused_mended_and_published_by_keyboard(chromium: Browser, base: tuple[str, str]) -> None:
    address, cookie = base
    with ExitStack() as stack:
        jane = stack.enter_context(page_of(chromium, 360, java_script_enabled=False))
        mona = stack.enter_context(_moderator(chromium, address, cookie, java_script_enabled=False))
        judge = stack.enter_context(_moderator(chromium, address, cookie))

        jane.goto(f"{address}/submit")
        fields = {"title": "Night of amplifiers", "when": "22 feb 2027 20h", "venue": "anthology film archives"}
        for name, text in {**fields, "lineup": "Jeff Mills"}.items():
            _type(jane, name, text)
        jane.wait_for_timeout(PATIENCE)
        press(jane, jane.get_by_role("button", name="Hand it in"))
        jane.wait_for_url("**/submit/*?sent=1")
        link = jane.url.partition("?")[0]
        assert "Monday 22 February 2027, 20:00 (America/New York)" in jane.inner_text("main")

        _decide(mona, address, "Refuse", "It is on Tuesday, says the cinema.")
        jane.goto(link)
        assert "It is on Tuesday, says the cinema." in jane.inner_text("main")
        for path in (f"{address}/submit", link, f"{address}/desk/review?part=held", f"{address}/desk/sources"):
            _judge(judge, path)
        when = jane.locator("#when")
        tab_to(jane, when)
        jane.keyboard.press("Control+a")
        jane.keyboard.type("23 feb 2027 20h")
        press(jane, jane.get_by_role("button", name="Send it again"))
        for path in ("/desk/review", "/desk/reports"):
            _judge(judge, f"{address}{path}")
        source = judge.goto(f"{address}/desk/review") and judge.locator(".queue .role a").first.get_attribute("href")
        _judge(judge, f"{address}{source}?since=24")
        _decide(mona, address, "Publish")
        jane.goto(link)
        press(jane, jane.get_by_role("link", name="See its page"))
        jane.wait_for_url("**/events/night-of-amplifiers-2027-02-23")
    with urllib.request.urlopen(address + FEED) as answer:
        [event] = icalendar.Calendar.from_ical(answer.read()).walk("VEVENT")
    assert event["SUMMARY"] == "Jeff Mills: Night of amplifiers @ Anthology Film Archives"
    assert str(event.decoded("DTSTART")) == "2027-02-23 20:00:00-05:00"


def _decide(page: Page, address: str, button: str, reason: str = "") -> None:
    """Tick what waits, say why, and press a button."""
    page.goto(f"{address}/desk/review")
    press(page, page.get_by_role("checkbox", name="Night of amplifiers"), "Space")
    if reason:
        _type(page, "reason", reason)
    press(page, page.get_by_role("button", name=button, exact=True))
    page.wait_for_url("**/desk/review?told=*")


def _judge(page: Page, path: str) -> None:
    """Everything unfolded, as axe sees it, and in narrow windows."""
    page.goto(path)
    for summary in page.locator("summary").all():
        if summary.evaluate("it => !it.parentElement.open"):
            summary.click()
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert page.locator("[style], style").count() == 0
    for width in (360, 640, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == 0, (path, width)


def _type(page: Page, name: str, text: str) -> None:
    tab_to(page, page.locator(f"#{name}"))
    page.keyboard.type(text)


@contextmanager
def _moderator(chromium: Browser, address: str, cookie: str, **options: bool) -> Iterator[Page]:
    with page_of(chromium, 1280, **options) as page:
        page.context.add_cookies([{"name": "sign-in", "value": cookie, "url": address}])
        yield page
