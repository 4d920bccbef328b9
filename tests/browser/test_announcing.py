"""Metropolis is announced by keyboard, without JavaScript, on a phone: a screening without an hour, a release in three
formats, with few fields and presses; then the screening is cancelled, and a subscriber sees each step."""

from __future__ import annotations

import os
import secrets
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Browser, Locator, Page
from sqlalchemy import select

from calendar_service import models
from calendar_service.addresses import Addresses
from calendar_service.store import accounts, memberships, signins
from calendar_service.store.database import Database
from calendar_service.store.writing import Edge, writing
from tests.browser.serving import page_of, served
from tests.browser.walking import press, tab_to
from tests.walks.test_subscribe import BIN, khal, subscribe

MOST = 25
"""Fields and presses that the whole announcement may take (issue 6)."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The demo, and the cookie of somebody of Axis Records."""
    folder: Path = tmp_path_factory.mktemp("announcing")
    with served(folder, "demo") as address:
        database = Database.at(f"sqlite:///{folder / 'demo' / 'calendar.sqlite'}")
        edge = Edge(datetime.now(UTC), lambda: secrets.token_hex(16), Addresses(address))
        with writing(database, edge) as transaction:
            axis = transaction.session.scalars(
                select(models.Organizer).where(models.Organizer.slug == "axis-records")
            ).one()
            account = accounts.add(transaction, "alice@example.org", "Alice", "member")
            memberships.add(transaction, account.id, axis.id, "owner")
            cookie = signins.begin(transaction, account.id)
        database.close()
        yield address, cookie


@dataclass
class Hands:
    """Somebody at the keyboard: each field that is typed into and each press counts; Tab does not."""

    page: Page
    count: int = 0

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            tab_to(self.page, self.page.locator(f"#{name.replace('_', '-')}"))
            self.page.keyboard.type(text)
            self.count += 1

    def press(self, wanted: Locator) -> None:
        press(self.page, wanted)
        self.count += 1

    def button(self, name: str) -> None:
        self.press(self.page.get_by_role("button", name=name, exact=True))


def test_metropolis_is_announced_in_few_presses_and_cancelled_with_care(
    chromium: Browser, base: tuple[str, str], tmp_path: Path
) -> None:
    address, cookie = base
    with page_of(chromium, 360, java_script_enabled=False) as page:
        page.context.add_cookies([{"name": "sign-in", "value": cookie, "url": address}])
        hands = Hands(page)
        page.goto(f"{address}/desk")
        hands.press(page.get_by_role("link", name="New event"))
        hands.fill(title="Metropolis", when="22 feb 2028", venue="anthology film archives", lineup="Jeff Mills")
        hands.button("Publish")
        page.wait_for_url("**/events/metropolis-2028-02-22")
        page.goto(f"{address}/desk")
        hands.press(page.get_by_role("link", name="New release"))
        hands.fill(title="Metropolis, anew", lineup="Jeff Mills", when_0="3 march 2028")
        hands.fill(formats_0="triple vinyl, CD, digital", label="axis records")
        hands.button("Publish")
        page.wait_for_url("**/releases/metropolis-anew")
        assert hands.count <= MOST

        feed = f"{address}/artists/jeff-mills.ics?from=2028-01-01&to=2028-12-31"
        entries = _entries(feed)
        assert {(str(one["SUMMARY"]), one.decoded("DTSTART").isoformat()) for one in entries} == {
            ("Jeff Mills: Metropolis @ Anthology Film Archives", "2028-02-22"),
            ("Jeff Mills – Metropolis, anew (3×vinyl, CD, digital)", "2028-03-03"),
        }
        subscribe(tmp_path, feed)
        assert _seen(tmp_path) == [
            "2028-02-22 Jeff Mills: Metropolis @ Anthology Film Archives",
            "2028-03-03 Jeff Mills – Metropolis, anew (3×vinyl, CD, digital)",
        ]

        page.goto(f"{address}/desk/events/metropolis-2028-02-22")
        turn = page.locator("details.turn").filter(has=page.get_by_text("Cancelled", exact=True))
        hands.press(turn.locator("summary"))
        tab_to(page, turn.locator("input[name=reason]"))
        page.keyboard.type("The print is lost.")
        hands.press(turn.get_by_role("button", name="Look at it first"))
        turn = page.locator("details.turn[open]")
        assert "CANCELLED: Jeff Mills: Metropolis" in turn.inner_text()
        assert turn.locator("input[name=reason]").input_value() == "The print is lost."
        hands.press(turn.get_by_role("button", name="Do it"))
        page.wait_for_url("**?saved=1")
    [film] = [one for one in _entries(feed) if "Archives" in str(one["SUMMARY"])]
    assert (str(film["STATUS"]), film.decoded("DTSTART").isoformat()) == ("CANCELLED", "2028-02-22")
    _sync(tmp_path)
    assert _seen(tmp_path)[0] == "2028-02-22 CANCELLED: Jeff Mills: Metropolis @ Anthology Film Archives"


def _entries(feed: str) -> list[icalendar.Component]:
    with urllib.request.urlopen(feed) as answer:
        return list(icalendar.Calendar.from_ical(answer.read()).walk("VEVENT"))


def _sync(folder: Path) -> None:
    environment = os.environ | {"HOME": str(folder), "VDIRSYNCER_CONFIG": str(folder / "vdirsyncer")}
    ended = subprocess.run([BIN / "vdirsyncer", "sync"], env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr


def _seen(folder: Path) -> list[str]:
    """What khal shows of the year."""
    shown = ("list", "--format", "{start-date} {title}", "--day-format", "", "2028-01-01", "365d")
    return khal(folder, *shown)
