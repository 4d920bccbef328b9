"""JSON Feed: what the specification asks for is there, and every fact comes back as it was put in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given

from feeds import facts, news, wording
from feeds.entry import Entry
from feeds.news import Headline, Item
from feeds.tongue import ENGLISH
from feeds.vocabulary import DateStatus, EventKind, Format, Role
from feeds.when import TBA, Moment, PartialDate, When, moment_of
from feeds.writers import jsonfeed
from feeds.writers.ical import Head
from tests.cast import NOW
from tests.strategies import ENTRIES

HEAD = Head(
    "Jeff Mills", "Events & releases", "https://calendar.example.org/a.json", "https://calendar.example.org/a", "UTC"
)
MILLS = facts.Artist("jm", "Jeff Mills")
VENUE = facts.Venue(
    "afa",
    "Anthology Film Archives",
    "America/New_York",
    street="32 Second Avenue",
    city="New York",
    country="US",
    latitude=0.0,
    longitude=-73.99045,
)
EIGHT = Moment(datetime(2026, 12, 5, 20, 0), "America/New_York")
EVENT = facts.Event("Metropolis", EventKind.SCREENING, EIGHT)


def written(*items: Item) -> Any:
    return json.loads(jsonfeed.json_feed(HEAD, items))


def item(found: facts.Facts, headline: Headline = Headline.NEW_DATE, at: datetime = NOW) -> Item:
    return Item("urn:test:1", headline, at, Entry("1@example.org", "https://calendar.example.org/events/1", NOW, found))


def calendar(found: facts.Facts, headline: Headline = Headline.NEW_DATE) -> Any:
    return written(item(found, headline))["items"][0]["_calendar"]


def test_the_head_says_what_the_feed_is() -> None:
    assert written() == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Jeff Mills",
        "home_page_url": "https://calendar.example.org/a",
        "feed_url": "https://calendar.example.org/a.json",
        "description": "Events & releases",
        "language": "en",
        "items": [],
    }


def test_an_item_is_a_piece_of_news() -> None:
    [found] = written(item(replace(EVENT, tags=("techno",))))["items"]
    del found["_calendar"]
    assert found == {
        "id": "urn:test:1",
        "url": "https://calendar.example.org/events/1",
        "title": "New date: Metropolis (5 December 2026, 20:00)",
        "content_text": "5 December 2026, 20:00\n\nStart 20:00 (America/New York).\nThe end is approximate.\n\n"
        "https://calendar.example.org/events/1",
        "date_published": "2026-11-23T12:00:00Z",
        "tags": ["screening", "techno"],
    }


def test_an_event_is_told_to_programs() -> None:
    event = replace(
        EVENT,
        ends=EIGHT.plus(timedelta(hours=3)),
        doors=EIGHT.plus(timedelta(hours=-1)),
        venue=VENUE,
        room="Deren",
        online_url="https://example.org/stream",
        credits=(facts.Credit(MILLS, Role.PERFORMER),),
        previous_starts=(PartialDate("2026-11"),),
    )
    assert calendar(event) == {
        "headline": "new_date",
        "uid": "1@example.org",
        "status": "scheduled",
        "type": "event",
        "kind": "screening",
        "title": "Metropolis",
        "artists": ["Jeff Mills"],
        "starts": "2026-12-05T20:00",
        "zone": "America/New_York",
        "previous_starts": ["2026-11"],
        "ends": "2026-12-05T23:00",
        "doors": "2026-12-05T19:00",
        "place": {
            "name": "Anthology Film Archives",
            "room": "Deren",
            "street": "32 Second Avenue",
            "city": "New York",
            "country": "US",
            "latitude": 0.0,
            "longitude": -73.99045,
        },
        "online_url": "https://example.org/stream",
    }


def test_a_release_date_is_told_to_programs() -> None:
    release = facts.Release(
        "Metropolis Metropolis",
        credits=(facts.Credit(MILLS, Role.ARTIST),),
        imprints=(facts.Imprint(facts.Organizer("axis", "Axis Records"), "AX-100"),),
    )
    media = (facts.Medium(Format.VINYL, 3, "red", "AX-100LP"), facts.Medium(Format.DIGITAL))
    date = facts.ReleaseDate(release, PartialDate("2027-03-05"), DateStatus.CONFIRMED, "DE", media)
    assert calendar(date, Headline.OUT_TODAY) == {
        "headline": "out_today",
        "uid": "1@example.org",
        "status": "confirmed",
        "type": "release_date",
        "kind": "music",
        "title": "Metropolis Metropolis",
        "artists": ["Jeff Mills"],
        "starts": "2027-03-05",
        "formats": [
            {"format": "vinyl", "quantity": 3, "edition": "red", "catalogue_number": "AX-100LP"},
            {"format": "digital", "quantity": 1},
        ],
        "territory": "DE",
        "labels": ["Axis Records"],
        "catalogue_numbers": ["AX-100"],
    }


@pytest.mark.parametrize(
    ("starts", "expected", "zone"),
    [
        (TBA, "tba", None),
        (PartialDate("2027"), "2027", None),
        (PartialDate("2027-33"), "2027-33", None),
        (PartialDate("2027-03-05"), "2027-03-05", None),
        (Moment(datetime(2027, 3, 5, 20, 0, 30), "UTC"), "2027-03-05T20:00:30", "UTC"),
        (
            moment_of("2027-10-31T02:30+01:00", "Europe/Berlin", "starts"),
            "2027-10-31T02:30+01:00",
            "Europe/Berlin",
        ),
    ],
)
def test_a_time_is_told_as_far_as_it_is_known(starts: When, expected: str, zone: str | None) -> None:
    found = calendar(replace(EVENT, starts=starts))
    assert (found["starts"], found.get("zone")) == (expected, zone)


def test_instants_are_in_utc() -> None:
    at = NOW.replace(microsecond=5).astimezone(timezone(timedelta(hours=9)))
    assert written(item(EVENT, at=at))["items"][0]["date_published"] == "2026-11-23T12:00:00Z"


@given(ENTRIES)
def test_every_fact_comes_back(entries: list[Entry]) -> None:
    items = [Item(f"urn:{entry.uid}", Headline.ANNOUNCED, NOW, entry) for entry in entries]
    content = jsonfeed.json_feed(HEAD, items)
    assert content == jsonfeed.json_feed(HEAD, items)
    assert content.endswith(b"}\n")
    for put, found in zip(items, json.loads(content)["items"], strict=True):
        about, known = found["_calendar"], put.entry.facts
        assert (found["id"], found["url"], about["uid"]) == (put.id, put.entry.url, put.entry.uid)
        assert (found["title"], found["content_text"]) == (news.title(ENGLISH, put), news.text(ENGLISH, put))
        assert found["tags"] == wording.categories(ENGLISH, known)
        assert (about["title"], about["status"]) == (wording.title(known), known.status.value)
        if isinstance(known, facts.Event):
            assert about.get("place", {}).get("name") == (known.venue.name if known.venue else None)
            assert about.get("place", {}).get("latitude") == (known.venue.latitude if known.venue else None)
        else:
            assert [medium["format"] for medium in about.get("formats", [])] == [
                medium.format.value for medium in known.media
            ]
