"""The desk in a real Chromium: each page for axe and for narrow windows, and a walk by keyboard without JavaScript."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page
from sqlalchemy import select

from calendar_service import models
from calendar_service.addresses import Addresses
from calendar_service.store import accounts, invitations, memberships, signins
from calendar_service.store.database import Database
from calendar_service.store.invitations import Into
from calendar_service.store.writing import Edge, writing
from tests.browser.serving import overflow, page_of, served
from tests.browser.walking import press, tab_to
from tests.mailbox import Mailbox
from tests.people import PASSWORD

AXIS: Final = "/desk/organizers/axis-records"
PAGES: Final = {
    "desk": ("owner", "/desk"),
    "desk in German": ("owner", "/desk?lang=de"),
    "nothing yet": ("stranger", "/desk"),
    "organizers": ("owner", "/desk/organizers"),
    "all organizers": ("admin", "/desk/organizers"),
    "proposal": ("owner", "/desk/organizers/new"),
    "entries": ("owner", AXIS),
    "what was": ("owner", f"{AXIS}?when=past"),
    "facts": ("owner", f"{AXIS}/facts"),
    "saved": ("owner", f"{AXIS}/facts?saved=1"),
    "people": ("owner", f"{AXIS}/people"),
    "colleagues": ("editor", f"{AXIS}/people"),
    "new event": ("owner", "/desk/events/new"),
    "new release": ("owner", "/desk/releases/new"),
    "an event": ("owner", "/desk/events/metropolis-2023-02-22"),
    "a release": ("owner", "/desk/releases/metropolis-metropolis"),
    "the form of an event": ("owner", "/desk/events/metropolis-2023-02-22/edit"),
    "the form of a release": ("owner", "/desk/releases/metropolis-metropolis/edit"),
    "history": ("owner", "/desk/releases/metropolis-metropolis/history"),
    "account": ("owner", "/desk/account"),
    "accounts": ("admin", "/desk/accounts"),
    "an account": ("admin", "/desk/accounts/2"),
}


class Site:
    """A served demo: where it is, and the cookies of who is signed in there."""

    def __init__(self, base: str, database: Database) -> None:
        self.base = base
        self.secrets: dict[str, str] = {}
        edge = Edge(datetime.now(UTC), lambda: secrets.token_hex(16), Addresses(base))
        with writing(database, edge) as transaction:
            self._fill(transaction)

    def _fill(self, transaction: Any) -> None:
        session = transaction.session
        axis = session.scalars(select(models.Organizer).where(models.Organizer.slug == "axis-records")).one()
        for item in session.scalars(select(models.Item)):
            item.owner_id = axis.id
        numbers = {}
        for name, role in (("admin", "admin"), ("owner", "member"), ("editor", "member"), ("stranger", "member")):
            # One word, as wide as a name may be: it wraps.
            account = accounts.add(transaction, f"{name}@example.org", f"{name.title()}{'w' * 60}", role)
            numbers[name] = account.id
            self.secrets[name] = signins.begin(transaction, account.id)
        for name in ("owner", "editor"):
            memberships.add(transaction, numbers[name], axis.id, name)
        for into in (Into("editor", axis.id), Into("admin", email="kim@example.org")):
            invitations.make(transaction, into, numbers["admin"])
        _, self.first = invitations.make(transaction, Into("member", email="grace@example.org"), numbers["admin"])

    @contextmanager
    def page(self, chromium: Browser, who: str, width: int = 1280, **options: Any) -> Iterator[Page]:
        """A browser in which somebody is signed in."""
        with page_of(chromium, width, **options) as page:
            page.context.add_cookies([{"name": "sign-in", "value": self.secrets[who], "url": self.base}])
            yield page


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as box:
        yield box


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Site]:
    """The demo with people in it, and a mail server beside it."""
    folder: Path = tmp_path_factory.mktemp("desk")
    settings = {"SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}", "REGISTRATION": "invitation"}
    with served(folder, "demo", **settings) as base:
        database = Database.at(f"sqlite:///{folder / 'demo' / 'calendar.sqlite'}")
        try:
            yield Site(base, database)
        finally:
            database.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_has_nothing_to_say(chromium: Browser, desk: Site, name: str, scheme: Any) -> None:
    who, path = PAGES[name]
    with desk.page(chromium, who, color_scheme=scheme, reduced_motion="reduce") as page:
        page.goto(desk.base + path)
        assert page.url == desk.base + path
        for summary in page.locator("summary").all():
            summary.click()
        result = Axe().run(page)
        assert result.violations_count == 0, result.generate_report()
        assert page.locator("[style], style, script").count() == 0


@pytest.mark.parametrize("path", ["/desk/organizers/new", f"{AXIS}/facts"])
def test_axe_has_nothing_to_say_of_what_is_wrong(chromium: Browser, desk: Site, path: str) -> None:
    with desk.page(chromium, "owner", java_script_enabled=True) as page:
        page.goto(desk.base + path)
        page.locator("main form").evaluate("it => it.noValidate = true")
        page.fill("#name", "")
        page.fill("#url", "nowhere")
        page.locator("main button").click()
        assert page.locator(".wrong").count() == 2
        result = Axe().run(page)
        assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_window(chromium: Browser, desk: Site, name: str) -> None:
    who, path = PAGES[name]
    with desk.page(chromium, who) as page:
        page.goto(desk.base + path)
        for summary in page.locator("summary").all():
            summary.click()
        for width in (360, 640, 960, 1600):
            page.set_viewport_size({"width": width, "height": 900})
            assert overflow(page) == 0, width


def test_what_is_pressed_is_large_enough_for_a_thumb(chromium: Browser, desk: Site) -> None:
    with desk.page(chromium, "owner", 360, has_touch=True, is_mobile=True) as page:
        for path in ("/desk", f"{AXIS}/people"):
            page.goto(desk.base + path)
            for summary in page.locator("summary").all():
                summary.click()
            pressed = page.locator("header a, header button, main button, summary, .jumps a, .title a, .choices label")
            boxes = [(it.inner_text(), box["height"]) for it in pressed.all() if (box := it.bounding_box())]
            assert len(boxes) > 10
            assert [text for text, height in boxes if height < 44] == []


def test_on_paper_there_are_entries_and_people_alone(chromium: Browser, desk: Site) -> None:
    with desk.page(chromium, "owner") as page:
        page.goto(f"{desk.base}{AXIS}/people")
        page.emulate_media(media="print")
        assert page.get_by_text("owner@example.org").is_visible()
        assert not page.get_by_text("Make the invitation").is_visible()
        assert not page.get_by_role("link", name="Desk", exact=True).first.is_visible()


def test_from_an_invitation_to_a_colleague_by_keyboard_without_javascript(
    chromium: Browser, desk: Site, mailbox: Mailbox
) -> None:
    with page_of(chromium, 360, java_script_enabled=False) as page:
        page.goto(f"{desk.base}/desk/invitation/{desk.first}")
        _register(page, "Grace")
        page.wait_for_url("**/desk")
        press(page, page.get_by_role("link", name="Propose an organizer"))
        _type(page, "#name", "Halftone Sundays")
        press(page, page.get_by_role("button", name="Propose it"))
        page.wait_for_url("**/desk/organizers/halftone-sundays/people")
        assert "Owner · you" in page.locator("main").inner_text()
        _type(page, "#email", "joan@example.org")
        press(page, page.get_by_role("button", name="Make the invitation"))
        assert "on its way to joan@example.org" in page.locator("main").inner_text()
        link = _link(page, mailbox)
    with page_of(chromium, 360, java_script_enabled=False) as page:
        page.goto(link)
        _register(page, "Joan")
        page.wait_for_url("**/desk")
        press(page, page.locator(".ours h2 a", has_text="Halftone Sundays"))
        press(page, page.get_by_role("link", name="People", exact=True))
        press(page, page.locator("summary", has_text="Leave"))
        press(page, page.get_by_role("button", name="Leave Halftone Sundays"))
        page.wait_for_url("**/desk")
        assert page.get_by_text("You belong to no organizer yet.").is_visible()


def _register(page: Page, name: str) -> None:
    _type(page, "#name", name)
    _type(page, "#password", PASSWORD)
    press(page, page.get_by_role("button", name=re.compile("Make an account")))


def _type(page: Page, selector: str, text: str) -> None:
    field: Locator = page.locator(selector)
    tab_to(page, field)
    page.keyboard.type(text)


def _link(page: Page, mailbox: Mailbox) -> str:
    """The link of the letter that came last, which may take a moment."""
    for _ in range(100):
        if mailbox.letters:
            break
        page.wait_for_timeout(100)
    text = mailbox.letters[-1].get_content()
    [found] = re.findall(r"http://\S+/desk/invitation/[\w-]+", text)
    return str(found)
