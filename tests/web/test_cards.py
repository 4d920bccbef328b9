"""The words on cards, and which card stands at an address."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from calendar_service.pictures.cards import Card, card
from calendar_service.publishing.recipes import MissingError
from calendar_service.web.cards import SITE, card_path, drawn, lines_of
from feeds import facts
from feeds.tongue import ENGLISH
from feeds.vocabulary import DateStatus, EventKind, EventStatus, Format, Role
from feeds.when import TBA, Moment, PartialDate
from tests import cast
from tests.cast import EVENT, RELEASE, House, file_of

MILLS = facts.Artist("jm", "Jeff Mills")
VENUE = facts.Venue("afa", "Anthology Film Archives", "America/New_York", city="New York", country="US")
EIGHT = Moment(datetime(2026, 12, 5, 20, 0), "America/New_York")
SHOWING = facts.Event("Metropolis", EventKind.SCREENING, EIGHT, venue=VENUE)
RECORD = facts.Release(
    "Metropolis Metropolis",
    credits=(facts.Credit(MILLS, Role.ARTIST),),
    imprints=(facts.Imprint(facts.Organizer("axis", "Axis Records")),),
)
VINYL = facts.ReleaseDate(RECORD, PartialDate("2027-03-05"), media=(facts.Medium(Format.VINYL, 3),))


def lines(*found: facts.Facts) -> Card:
    return lines_of(ENGLISH, "Calendar", found)


def test_a_card_says_what_when_and_where() -> None:
    assert lines(SHOWING) == Card(
        "Calendar", "Metropolis", "Saturday 5 December 2026, 20:00", "Anthology Film Archives, New York"
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"starts": PartialDate("2026-12-05")}, "Saturday 5 December 2026"),
        (
            {"starts": PartialDate("2026-12-05"), "doors": EIGHT},
            "Saturday 5 December 2026, Doors 20:00",
        ),
        (
            {"starts": PartialDate("2026-12-05"), "ends": PartialDate("2026-12-07"), "kind": EventKind.FESTIVAL},
            ENGLISH.days(datetime(2026, 12, 5), datetime(2026, 12, 7)),
        ),
        ({"starts": PartialDate("2027-03")}, "March 2027"),
        ({"starts": PartialDate("2027-21")}, "Spring 2027"),
        ({"starts": TBA}, "Date to be announced"),
    ],
)
def test_a_date_is_said_as_far_as_it_is_known(changes: Any, expected: str) -> None:
    assert lines(replace(SHOWING, **changes)).date == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Jeff Mills"], "Jeff Mills: Metropolis"),
        (["A", "B"], "A, B: Metropolis"),
        (["A", "B", "C"], "Metropolis"),
        (["METROPOLIS"], "Metropolis"),
    ],
)
def test_who_plays_stands_before_the_title_where_it_is_short(names: list[str], expected: str) -> None:
    credits = tuple(facts.Credit(facts.Artist(name, name), Role.PERFORMER) for name in names)
    assert lines(replace(SHOWING, credits=credits)).title == expected


def test_online_is_a_place() -> None:
    online = replace(SHOWING, venue=None, online_url="https://example.org/", previous_venue=VENUE)
    assert (lines(online).place, lines(online).mark) == ("Online", "Moved online")


@pytest.mark.parametrize(
    ("changes", "mark", "off"),
    [
        ({"status": EventStatus.CANCELLED}, "Cancelled", True),
        ({"status": EventStatus.POSTPONED}, "Postponed", True),
        ({"previous_starts": (EIGHT.plus(timedelta(days=-7)),)}, "Rescheduled", False),
    ],
)
def test_the_state_is_on_the_card(changes: Any, mark: str, off: bool) -> None:
    found = lines(replace(SHOWING, **changes))
    assert (found.mark, found.off) == (mark, off)


def test_a_release_says_its_dates_formats_and_label() -> None:
    digital = replace(VINYL, date=PartialDate("2027-02"), media=(facts.Medium(Format.DIGITAL),))
    assert lines(VINYL, digital) == Card(
        "Calendar",
        "Jeff Mills – Metropolis Metropolis",
        "February 2027 and Friday 5 March 2027",
        "digital, 3×vinyl · Axis Records",
    )


def test_a_release_is_off_when_all_its_dates_are() -> None:
    gone = replace(VINYL, status=DateStatus.CANCELLED)
    assert (lines(gone).off, lines(gone, VINYL).off) == (True, False)


def test_another_card_has_another_address() -> None:
    before, after = lines(SHOWING), lines(replace(SHOWING, status=EventStatus.CANCELLED))
    assert card_path("event", "metropolis", before) == card_path("event", "metropolis", lines(SHOWING))
    assert card_path("event", "metropolis", before) != card_path("event", "metropolis", after)
    assert card_path("event", "metropolis", before).startswith("/cards/event/metropolis.png?v=")


def test_every_noun_with_a_page_has_a_card(house: House) -> None:
    series = {"id": "s", "name": "The tour"}
    house.load(file_of(events=[{**EVENT, "series": ["s"]}], releases=[RELEASE], series=[series]))
    with house.database.reading() as session:
        for noun, slug, expected in (
            ("event", "metropolis-2026-12-05", lines(replace(SHOWING, credits=(facts.Credit(MILLS, Role.PERFORMER),)))),
            ("venue", "anthology-film-archives", "Anthology Film Archives"),
            ("artist", "jeff-mills", "Jeff Mills"),
            ("organizer", "axis-records", "Axis Records"),
            ("series", "the-tour", "The tour"),
        ):
            content = drawn(session, cast.SITE, noun, slug)
            if isinstance(expected, Card):
                assert content == card(expected)
            elif noun != "venue":
                assert content == card(Card("Calendar", expected))
        assert drawn(session, cast.SITE, "release", "metropolis-metropolis").startswith(b"\x89PNG")
        assert drawn(session, cast.SITE, *SITE) == card(Card("", "Calendar"))


NOTHING = [
    ("event", "nothing"),
    ("venue", "nothing"),
    ("work", "metropolis"),
    ("site", "x"),
    ("event", "../x"),
    ("x", "y"),
]


def test_what_is_not_there_has_no_card(house: House) -> None:
    with house.database.reading() as session:
        for noun, slug in NOTHING:
            with pytest.raises(MissingError):
                drawn(session, cast.SITE, noun, slug)
