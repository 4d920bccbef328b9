"""CSV: a reader of tables finds each entry in one line, and no spreadsheet finds a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given

from feeds import facts, wording
from feeds.entry import Entry, Stamp
from feeds.vocabulary import EventKind, Format, Role
from feeds.when import TBA, Moment, PartialDate, When
from feeds.writers import table
from tests.cast import NOW
from tests.strategies import ENTRIES

STAMP = Stamp(7, NOW)
EIGHT = Moment(datetime(2026, 12, 5, 20, 0), "America/New_York")
EVENT = facts.Event("Metropolis", EventKind.CLUB_NIGHT, EIGHT)
MILLS = facts.Artist("jm", "Jeff Mills")
VENUE = facts.Venue(
    "afa",
    "Anthology Film Archives",
    "America/New_York",
    street="32 Second Avenue",
    city="New York",
    region="NY",
    postal_code="10003",
    country="US",
    latitude=-40.72477,
    longitude=-73.99045,
)


def rows(entries: Iterable[Entry], stamp: Stamp = STAMP) -> list[dict[str, str]]:
    content = table.csv_table((entry, stamp) for entry in entries)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def row(found: facts.Facts, stamp: Stamp = STAMP) -> dict[str, str]:
    [only] = rows([Entry("1@example.org", "https://calendar.example.org/events/1", NOW, found)], stamp)
    return only


def known(found: facts.Facts) -> dict[str, str]:
    """The cells that say something, without those that every entry has."""
    shared = ("uid", "sequence", "changed_at", "url")
    return {column: cell for column, cell in row(found).items() if cell and column not in shared}


def test_a_table_without_entries_is_its_header() -> None:
    assert table.csv_table([]) == b"\xef\xbb\xbf" + ",".join(table.COLUMNS).encode() + b"\r\n"


def test_an_event_in_a_line() -> None:
    event = replace(
        EVENT,
        ends=EIGHT.plus(timedelta(hours=6)),
        doors=EIGHT.plus(timedelta(hours=-1)),
        venue=VENUE,
        room="Deren",
        credits=tuple(facts.Credit(artist, Role.DJ) for artist in (MILLS, facts.Artist("b", "B, the “other”"))),
        tags=("techno", "live"),
    )
    assert known(event) == {
        "status": "scheduled",
        "kind": "club night",
        "title": "Metropolis",
        "with": "Jeff Mills; B, the “other”",
        "starts": "2026-12-05T20:00",
        "ends": "2026-12-06T02:00",
        "zone": "America/New_York",
        "all_day": "no",
        "doors": "2026-12-05T19:00",
        "venue": "Anthology Film Archives",
        "room": "Deren",
        "street": "32 Second Avenue",
        "postal_code": "10003",
        "city": "New York",
        "region": "NY",
        "country": "US",
        "latitude": "-40.724770",
        "longitude": "-73.990450",
        "tags": "techno; live",
    }


def test_a_release_date_in_a_line() -> None:
    axis = facts.Organizer("axis", "Axis Records")
    release = facts.Release(
        "Metropolis Metropolis",
        credits=(facts.Credit(MILLS, Role.ARTIST),),
        imprints=(facts.Imprint(axis, "AX-100"), facts.Imprint(axis, "AX-101")),
        tags=("techno",),
    )
    media = (facts.Medium(Format.VINYL, 3, "", "AX-100"), facts.Medium(Format.CD, 1, "", "AXCD-100"))
    assert known(facts.ReleaseDate(release, PartialDate("2027-03"), territory="DE", media=media)) == {
        "status": "announced",
        "kind": "music release",
        "title": "Metropolis Metropolis",
        "with": "Jeff Mills",
        "starts": "2027-03",
        "all_day": "yes",
        "formats": "3×vinyl; CD",
        "territory": "DE",
        "labels": "Axis Records",
        "catalogue_numbers": "AX-100; AX-101; AXCD-100",
        "tags": "techno",
    }


def test_a_line_tells_who_it_is_and_when_it_changed() -> None:
    found = row(EVENT, Stamp(3, NOW.astimezone(timezone(timedelta(hours=9)))))
    assert (found["uid"], found["sequence"], found["changed_at"]) == ("1@example.org", "3", "2026-11-23T12:00:00Z")
    assert found["url"] == "https://calendar.example.org/events/1"


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        (TBA, ("tba", "yes", "America/New_York")),
        (PartialDate("2027-21"), ("2027-21", "yes", "America/New_York")),
        (PartialDate("2027-03-05"), ("2027-03-05", "yes", "America/New_York")),
        (Moment(EIGHT.wall, "Europe/Berlin"), ("2026-12-05T20:00", "no", "Europe/Berlin")),
    ],
)
def test_a_time_is_told_as_far_as_it_is_known(starts: When, expected: tuple[str, str, str]) -> None:
    found = row(replace(EVENT, starts=starts, venue=VENUE))
    assert (found["starts"], found["all_day"], found["zone"]) == expected


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("=1+1", "'=1+1"),
        ('=HYPERLINK("https://example.org";"x")', '\'=HYPERLINK("https://example.org";"x")'),
        ("+49 30", "'+49 30"),
        ("-M-", "'-M-"),
        ("-5", "'-5"),
        ("@home", "'@home"),
        ("＝1+1", "'＝1+1"),
        ("Nothing;=1+1; @home", "Nothing;'=1+1; '@home"),
        ("1+1=2", "1+1=2"),
        ("'quoted'", "'quoted'"),
        ('"=1+1"', '"=1+1"'),
        ("A, =B", "A, =B"),
    ],
)
def test_no_spreadsheet_finds_a_formula(title: str, cell: str) -> None:
    assert row(replace(EVENT, title=title))["title"] == cell


def test_each_of_several_names_is_guarded() -> None:
    credits = tuple(facts.Credit(facts.Artist(name, name), Role.DJ) for name in ("A", "=B", "-C"))
    assert row(replace(EVENT, credits=credits))["with"] == "A; '=B; '-C"


def without_guard(cell: str) -> str:
    return re.sub("(^|;\\s*)'(?=[=+\\-@＝＋－＠])", r"\1", cell)


@given(ENTRIES)
def test_every_text_comes_back_but_for_the_guard(entries: list[Entry]) -> None:
    for entry, found in zip(entries, rows(entries), strict=True):
        title = wording.title(entry.facts)
        assert without_guard(found["title"]) == without_guard(title)
        if isinstance(entry.facts, facts.Event):
            venue = entry.facts.venue
            assert without_guard(found["venue"]) == without_guard(venue.name if venue else "")
            assert without_guard(found["tags"]) == without_guard("; ".join(entry.facts.tags))
        assert (found["uid"], found["url"]) == (entry.uid, entry.url)


@given(ENTRIES)
def test_an_entry_is_one_line_without_a_formula(entries: list[Entry]) -> None:
    content = table.csv_table((entry, STAMP) for entry in entries)
    assert content == table.csv_table((entry, STAMP) for entry in entries)
    assert content.count(b"\n") == content.count(b"\r\n") == len(entries) + 1
    for found in rows(entries):
        cells = [cell for column, cell in found.items() if column not in ("latitude", "longitude")]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
