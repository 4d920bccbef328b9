"""In a language of brackets: whatever stands on a page outside of them is a fact, and no word of ours."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from gettext import NullTranslations
from html.parser import HTMLParser

import pytest
from babel import Locale
from sqlalchemy import select
from starlette.testclient import TestClient

from calendar_service import models
from calendar_service.app import make_app
from calendar_service.store import invitations, memberships, ownership, signins
from calendar_service.store.invitations import Into
from calendar_service.store.writing import writing
from calendar_service.web.context import Context
from feeds.tongue import Tongue
from tests.cast import EVENT, RELEASE, SITE, House, file_of
from tests.people import ADA, account_of, join

PATHS = (
    "/",
    "/?view=month",
    "/releases",
    "/archive/2026",
    "/?q=metropolis",
    "/?from=nonsense&kind=nothing&artist=nobody",
    "/?from=1999-01-01&to=1999-01-02",
    "/events/metropolis-2026-12-05",
    "/releases/metropolis-metropolis",
    "/venues/anthology-film-archives",
    "/artists/jeff-mills",
    "/organizers/axis-records",
    "/cities/new-york-us",
    "/tags/techno",
    "/venues",
    "/artists",
    "/cities",
    "/subscribe?artist=jeff-mills",
    "/follow",
    "/report?noun=event&slug=metropolis-2026-12-05",
    "/submit",
    "/nothing-here",
    "/desk/sign-in",
    "/desk/forgotten",
    "/desk/register",
    "/desk/register?sent=1",
    "/desk/letter/nothing",
)
DESK = (
    "/desk",
    "/desk/organizers",
    "/desk/organizers/new",
    "/desk/organizers/axis-records",
    "/desk/organizers/axis-records?when=past&q=nothing",
    "/desk/organizers/axis-records/facts",
    "/desk/organizers/axis-records/facts?saved=1",
    "/desk/organizers/axis-records/people",
    "/desk/events/new",
    "/desk/releases/new",
    "/desk/events/metropolis-2026-12-05",
    "/desk/events/metropolis-2026-12-05/edit",
    "/desk/events/metropolis-2026-12-05/history",
    "/desk/releases/metropolis-metropolis",
    "/desk/releases/metropolis-metropolis/edit",
    "/desk/releases/metropolis-metropolis/history",
    "/desk/account",
    "/desk/accounts",
    "/desk/accounts/1",
    "/desk/review",
    "/desk/reports",
    "/desk/sources",
    "/desk/sources/account-1?since=1",
)
NAMES = [
    "OpenStreetMap",
    "iCalendar",
    "RSS",
    "Atom",
    "JSON",
    "Feed",
    "CSV",
    "UTC",
    "Thunderbird",
    "GNOME",
    "Evolution",
    "Nextcloud",
    "Proton",
    "Fastmail",
    "Yahoo",
    "Google",
    "Calendar",
    "Outlook",
    "com",
    "Microsoft",
    "ICSx⁵",
    "English",
    "Deutsch",
    "http",
    "https",
    "webcal",
    "org",
    "example",
    "localhost",
    "ics",
    "DE",
    "description",
    "value",
]
"""What is called alike in every language, and what addresses are made of."""


class Brackets(NullTranslations):
    """A language that says everything in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, number: int) -> str:
        return f"⟦{one if number == 1 else many}⟧"

    def pgettext(self, context: str, message: str) -> str:
        return message if context == "date" else f"⟦{message}⟧"


TONGUE = Tongue("en", Locale("en", "GB"), Brackets())


@pytest.fixture
def client(small_house: House) -> TestClient:
    assert not small_house.load(file_of(events=[EVENT], releases=[RELEASE])).failed
    context = Context(small_house.database, replace(SITE, tongue=TONGUE), small_house.clock)
    context.ready.set()
    return TestClient(make_app(context), base_url="https://calendar.example.org", headers={"accept": "text/html"})


@pytest.mark.parametrize("path", PATHS)
def test_every_word_of_a_page_goes_through_the_catalogue(client: TestClient, path: str) -> None:
    reader = _Texts()
    reader.feed(client.get(path).text)
    assert reader.texts
    assert list(_strange(reader.texts, path)) == []


@pytest.mark.parametrize("path", DESK)
def test_every_word_of_the_desk_goes_through_the_catalogue(client: TestClient, small_house: House, path: str) -> None:
    join(small_house, ADA, "admin")
    with writing(small_house.database, small_house.edge()) as transaction:
        account = account_of(small_house, ADA).id
        memberships.add(transaction, account, 1, "owner")
        for item in transaction.session.scalars(select(models.Item)):
            ownership.give(transaction, item, 1)
        invitations.make(transaction, Into("editor", 1, ADA), account)
        client.cookies.set("__Host-sign-in", signins.begin(transaction, account))
    reader = _Texts()
    answer = client.get(path)
    assert (answer.status_code, answer.history) == (200, [])
    reader.feed(answer.text)
    assert list(_strange(reader.texts, f"{path} Ada {ADA}")) == []


def _strange(texts: list[str], path: str) -> Iterator[str]:
    known = set(_words(json.dumps(file_of(events=[EVENT], releases=[RELEASE]), default=str) + path + SITE.name))
    known |= {word for name in (*TONGUE.locale.territories.values(), *NAMES) for word in _words(name)}
    calendar = (TONGUE.locale.months, TONGUE.locale.days)
    known |= {word for names in calendar for form in names.values() for part in form.values() for name in part.values()
              for word in _words(name)}  # fmt: skip
    for text in texts:
        while "⟦" in text:  # what is filled in may be in brackets itself
            inner = re.sub(r"⟦[^⟦⟧]*⟧", "", text)
            if inner == text:
                break
            text = inner
        yield from (word for word in _words(text) if word not in known)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", text.replace("\\n", " "))


class _Texts(HTMLParser):
    """What people read and hear of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._deaf = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._deaf = tag in ("script", "style", "code")
        spoken = ("aria-label", "title", "alt", "placeholder")
        self.texts += [value for name, value in attrs if name in spoken and value and tag != "link"]

    def handle_endtag(self, tag: str) -> None:
        self._deaf = False

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._deaf:
            self.texts.append(data)
