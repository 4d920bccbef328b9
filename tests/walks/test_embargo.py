"""Embargo: what is not public yet changes no public byte. Two calendars live the same life, one of them with drafts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from calendar_service.addresses import image_path
from calendar_service.pictures.shrinking import shrunk
from calendar_service.store import guests, queue, rendering, scheduled
from calendar_service.store.guests import Sender
from calendar_service.store.writing import writing
from tests.api.conftest import Api
from tests.cast import EVENT, RELEASE, House, file_of
from tests.fixtures.databases import Databases
from tests.web.client import client_of

BASE: Final = "https://calendar.example.org"
# What tells of this request, and of nothing that is stored.
OF_THE_REQUEST: Final = ("x-request-id", "ratelimit", "ratelimit-policy", "date")
MOST: Final = 150
"""Addresses of a walk."""
FIRST: Final = (
    "/",
    "/?view=month",
    "/calendar.ics",
    "/calendar.rss",
    "/calendar.atom",
    "/calendar.json",
    "/calendar.csv",
    "/calendar.ics?onsale=1&alarm=PT2H",
    "/releases",
    "/venues",
    "/artists",
    "/organizers",
    "/series",
    "/cities",
    "/tags",
    "/archive/2026",
    "/robots.txt",
    "/sitemap.xml",
    "/subscribe",
    "/health/ready",
    "/api/openapi.json",
    "/api/v1/events",
    "/api/v1/releases",
    "/api/v1/entries",
    "/api/v1/changes",
    *(f"/api/v1/{plural}" for plural in ("venues", "artists", "organizers", "series", "works", "announcements")),
)
TITLES: Final = ("Quiet Secret", "Metropolis", "Öffnung", "Zzyzx")


@dataclass(frozen=True)
class Life:
    """What happens to the draft of one calendar: its title and noun, whether it waits for an hour, what follows."""

    title: str
    noun: str
    scheduled: bool
    submitted: bool
    revised: bool
    deleted: bool
    tags: list[str]


@dataclass
class World:
    """A calendar whose UIDs and secrets are counted, those of drafts elsewhere: so that two lives can be compared."""

    api: Api
    dice: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    hidden: Iterator[int] = field(default_factory=lambda: itertools.count(10**9))
    in_hiding: bool = False

    def roll(self) -> str:
        return f"{next(self.hidden if self.in_hiding else self.dice):032x}"


@contextmanager
def world(databases: Databases, kind: str, folder: Path) -> Iterator[World]:
    folder.mkdir()
    with databases.database(kind, migrated=True) as url:
        house = House(url, folder)
        made = World(Api(house, client_of(house)))
        with client_of(house, dice=made.roll, api_rate=10**6) as client:
            made.api.client = client
            assert not house.load(file_of(events=[EVENT], releases=[RELEASE])).failed
            made.api.account("editor", axis_records="editor")
            yield made
        house.database.close()


def live(some: World, lives: list[Life], *, with_drafts: bool) -> None:
    """What everybody sees happen; and, in one of the two worlds, what nobody does."""
    editor = some.api.by("editor")

    def hide(what: Callable[[], None]) -> None:
        if with_drafts:
            some.in_hiding = True
            what()
            scheduled.publish_due(some.api.house.database, some.api.house.edge)
            some.in_hiding = False

    for place, life in enumerate(lives):
        hide(lambda life=life: _draft(some, life))  # type: ignore[misc]
        body = {"title": TITLES[place % len(TITLES)], "kind": "talk", "starts": f"2026-12-{10 + place}"}
        answer = editor.post("/events", body | {"owner": "axis-records"})
        assert answer.status_code == 201, answer.text
        some.api.house.clock.advance(minutes=7)
    hide(lambda: _guest(some))
    rendering.refresh(some.api.house.database, some.api.house.edge)


def _guest(some: World) -> None:
    """What somebody hands in without an account waits too; and a moderator holds it."""
    body = {"title": "Quiet Guest", "kind": "concert", "starts": "2026-12-10T21:00", "venue": "anthology-film-archives"}
    with writing(some.api.house.database, some.api.house.edge()) as transaction:
        sender = Sender("jane@example.org", "0" * 32, "en")
        row, _ = guests.add(transaction, {**body, "tags": ["hush"]}, sender, lambda key: key[::-1])
        queue.decide(transaction, row.id, row.revision, "hold", "Hush.")


def _draft(some: World, life: Life) -> None:
    editor = some.api.by("editor")
    headers = editor.headers | {"content-type": "image/png"}
    picture = editor.client.post("/api/v1/images", content=poster(), headers=headers).json()
    body: dict[str, Any] = {
        "title": life.title,
        "owner": "axis-records",
        "tags": life.tags,
        "image": {"digest": picture["digest"], "alt": "A secret."},
        "credits": [{"artist": "jeff-mills", "role": "dj"}],
    }
    if life.noun == "event":
        body |= {"kind": "club_night", "starts": "2026-12-10T22:00", "venue": "anthology-film-archives"}
    else:
        body["dates"] = [{"date": "2026-12-10", "media": [{"format": "minidisc"}]}]
    path = editor.post("/drafts", {"noun": life.noun, "body": body}).headers["location"].removeprefix("/api/v1")
    steps = [
        (life.scheduled, "PUT", "/schedule", {"at": "2026-12-31T12:00:00Z"}),
        (life.submitted, "PUT", "/submission", None),
        (life.revised, "PATCH", "", {"body": {"description": "Hush."}}),
        (life.deleted, "DELETE", "", None),
    ]
    for wanted, method, ending, sent in steps:
        if wanted:
            answer = editor.act(method, path, ending, sent)
            assert answer.status_code < 300, answer.text


@cache
def poster() -> bytes:
    content = BytesIO()
    Image.new("RGB", (400, 400), "teal").save(content, "PNG")
    return content.getvalue()


def seen(some: World, asked: set[str]) -> dict[str, Any]:
    """Every public byte that can be found from the front door, and behind addresses that somebody guesses."""
    waiting = [*FIRST, *sorted(asked)]
    found: dict[str, Any] = {}
    while waiting and len(found) < MOST:
        path = waiting.pop(0)
        if path in found:
            continue
        answer = some.api.client.get(path)
        headers = {name: value for name, value in answer.headers.items() if name not in OF_THE_REQUEST}
        found[path] = (answer.status_code, headers, answer.content)
        waiting += [link for link in _links(path, answer) if link not in found]
    return found


def _links(path: str, answer: Any) -> list[str]:
    kind = answer.headers.get("content-type", "")
    if not kind.startswith(("text/html", "application/xml", "application/json")):
        return []
    found = re.findall(r'(?:href|src)="([^"#]+)|<loc>([^<]+)|"address":"([^"#]+)', answer.text)
    links = (urlsplit(urljoin(BASE + path, "".join(one).replace("&amp;", "&"))) for one in found)
    # The filters of pages make endless selections; one step of them is enough.
    return [
        link.path + (f"?{link.query}" if link.query else "")
        for link in links
        if link.netloc == urlsplit(BASE).netloc and len(link.query) < 30 and not link.path.startswith("/static")
    ]


def guesses(lives: list[Life]) -> set[str]:
    """Addresses that somebody asks for who has heard of something."""
    found = {"/events/quiet-guest-2026-12-10", "/?q=guest", "/calendar.ics?q=guest", "/api/v1/entries?q=guest"}
    found |= {"/tags/techno", "/?format=minidisc", "/releases?format=minidisc", "/archive/2026?kind=club_night"}
    found.add(image_path(shrunk(poster()).measure.digest, 320))
    for life in lives:
        slug = re.sub("[^a-z0-9]+", "-", life.title.lower().replace("ö", "o"))
        found |= {f"/?q={life.title}", f"/api/v1/entries?q={life.title}", f"/calendar.ics?q={life.title}"}
        found |= {f"/events/{slug}-2026-12-10", f"/events/{slug}-2026-12-10.ics", f"/releases/{slug}"}
        found.add(f"/api/v1/events/{slug}-2026-12-10")
        found |= {f"/tags/{tag}" for tag in life.tags}
    return found


lives = st.lists(
    st.builds(
        Life,
        st.sampled_from(TITLES),
        st.sampled_from(["event", "release"]),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.lists(st.sampled_from(["techno", "hush", "new wave"]), unique=True),
    ),
    min_size=1,
    max_size=4,
)


def compare(databases: Databases, kind: str, folder: Path, several: list[Life]) -> None:
    asked = guesses(several)
    with world(databases, kind, folder / "with") as one, world(databases, kind, folder / "without") as other:
        live(one, several, with_drafts=True)
        live(other, several, with_drafts=False)
        assert one.api.by("editor").get("/drafts").json()["items"] or all(life.deleted for life in several)
        hidden, plain = seen(one, asked), seen(other, asked)
    assert hidden.keys() == plain.keys()
    assert [path for path in plain if hidden[path] != plain[path]] == []
    assert len(plain) > 100


@pytest.mark.parametrize("kind", ["sqlite", "postgresql18"])
def test_drafts_change_no_public_byte(databases: Databases, kind: str, tmp_path: Path) -> None:
    everything = [
        Life("Quiet Secret", "event", scheduled=True, submitted=False, revised=True, deleted=False, tags=["hush"]),
        Life("Metropolis", "event", scheduled=False, submitted=True, revised=False, deleted=False, tags=["techno"]),
        Life("Zzyzx", "release", scheduled=True, submitted=True, revised=True, deleted=True, tags=[]),
        Life("Öffnung", "release", scheduled=True, submitted=False, revised=False, deleted=False, tags=["new wave"]),
    ]
    compare(databases, kind, tmp_path, everything)


@pytest.mark.deep
@settings(max_examples=25)
@given(several=lives)
def test_no_life_of_drafts_changes_a_public_byte(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, several: list[Life]
) -> None:
    compare(databases, "sqlite", tmp_path_factory.mktemp("embargo"), several)
