"""News: what is one between two states of an entry, and how it reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import news
from feeds.entry import Entry
from feeds.facts import Artist, Credit, Event, Facts, Medium, Offer, Organizer, Release, ReleaseDate, Venue, Work
from feeds.news import Headline
from feeds.tongue import ENGLISH
from feeds.vocabulary import Availability, DateStatus, EventKind, EventStatus, Format, Role
from feeds.when import TBA, Moment, PartialDate
from tests.cast import NOW
from tests.strategies import events, release_dates

NEW_YORK = "America/New_York"
EIGHT = Moment(datetime(2026, 12, 5, 20, 0), NEW_YORK)
NINE = Moment(datetime(2026, 12, 5, 21, 0), NEW_YORK)
LATER = Moment(datetime(2026, 12, 12, 20, 0), NEW_YORK)
DAY, NEXT_DAY = PartialDate("2026-12-05"), PartialDate("2026-12-06")
SPRING, APRIL, JUNE = PartialDate("2027-21"), PartialDate("2027-04"), PartialDate("2027-06-04")
MILLS = Credit(Artist("jm", "Jeff Mills"), Role.PERFORMER)
GUEST = Credit(Artist("guest", "A Guest"), Role.SUPPORT)
AFA = Venue("afa", "Anthology Film Archives", NEW_YORK, city="New York", country="US")
HALL = Venue("hall", "The Hall", NEW_YORK)
STREAM = "https://example.org/stream"
SOLD = (Offer(availability=Availability.SOLD_OUT),)
EVENT = Event("Metropolis", EventKind.SCREENING, EIGHT, venue=AFA, credits=(MILLS,), offers=(Offer(),))
DATE = ReleaseDate(
    Release("Metropolis Metropolis", credits=(Credit(MILLS.who, Role.ARTIST),)),
    PartialDate("2027-03-05"),
    media=(Medium(Format.VINYL, 3), Medium(Format.CD)),
)

Values = dict[str, Any]
CANCELLED: Values = {"status": EventStatus.CANCELLED}
POSTPONED: Values = {"status": EventStatus.POSTPONED}
# What was true of the event, what is true now, and what is news.
EVENTS: dict[str, tuple[Values, Values, list[Headline]]] = {
    "cancelled": ({}, CANCELLED, [Headline.CANCELLED]),
    "cancelled, and its place is gone": ({}, CANCELLED | {"venue": None}, [Headline.CANCELLED]),
    "cancelled after it was postponed": (POSTPONED, CANCELLED, [Headline.CANCELLED]),
    "an edit of what is cancelled": (CANCELLED, CANCELLED | {"venue": HALL, "starts": LATER}, []),
    "on again": (CANCELLED, {}, [Headline.RESTORED]),
    "on again on another day": (CANCELLED, {"starts": LATER}, [Headline.RESTORED, Headline.NEW_DATE]),
    "postponed": ({}, POSTPONED, [Headline.POSTPONED]),
    "postponed, day unknown": ({}, POSTPONED | {"starts": TBA, "previous_starts": (EIGHT,)}, [Headline.POSTPONED]),
    "postponed to some day in spring": (
        POSTPONED,
        POSTPONED | {"starts": SPRING, "previous_starts": (EIGHT,)},
        [Headline.NEW_DATE],
    ),
    "postponed, the day now taken away": (POSTPONED, POSTPONED | {"starts": TBA, "previous_starts": (EIGHT,)}, []),
    "postponed before it had a day": ({"starts": TBA}, POSTPONED | {"starts": TBA}, [Headline.POSTPONED]),
    "an edit of what is postponed": (POSTPONED, POSTPONED | {"venue": HALL}, []),
    "back on the old day": (POSTPONED, {}, [Headline.RESTORED]),
    "back on the old day, which was gone": (
        POSTPONED | {"starts": TBA, "previous_starts": (EIGHT,)},
        {},
        [Headline.RESTORED],
    ),
    "back on a new day": (POSTPONED, {"starts": LATER, "previous_starts": (EIGHT,)}, [Headline.NEW_DATE]),
    "back from no day on a new one": (
        POSTPONED | {"starts": TBA, "previous_starts": (EIGHT,)},
        {"starts": LATER, "previous_starts": (EIGHT,)},
        [Headline.NEW_DATE],
    ),
    "no day any more": ({}, {"starts": TBA}, [Headline.POSTPONED]),
    "another day": ({}, {"starts": LATER}, [Headline.NEW_DATE]),
    "another day without an hour": ({}, {"starts": NEXT_DAY}, [Headline.NEW_DATE]),
    "only a month any more": ({"starts": DAY}, {"starts": PartialDate("2026-12")}, [Headline.NEW_DATE]),
    "another hour": ({}, {"starts": NINE}, [Headline.NEW_TIME]),
    "another zone, so another time": (
        {},
        {"starts": Moment(EIGHT.wall, "Europe/Berlin")},
        [Headline.NEW_TIME],
    ),
    "another name of the zone": ({}, {"starts": Moment(EIGHT.wall, "US/Eastern")}, []),
    "no hour any more": ({}, {"starts": DAY}, [Headline.NEW_TIME]),
    "an hour": ({"starts": DAY}, {"starts": EIGHT}, [Headline.TIME_KNOWN]),
    "the hour of the doors": ({"starts": DAY}, {"starts": DAY, "doors": EIGHT}, [Headline.TIME_KNOWN]),
    "another hour of the doors": (
        {"starts": DAY, "doors": EIGHT},
        {"starts": DAY, "doors": NINE},
        [Headline.NEW_TIME],
    ),
    "the hour behind the doors": ({"starts": DAY, "doors": EIGHT}, {"doors": EIGHT}, [Headline.TIME_KNOWN]),
    "doors beside the hour": ({}, {"doors": EIGHT}, []),
    "a day, at last": ({"starts": TBA}, {"starts": DAY}, [Headline.DATE_KNOWN]),
    "a month of the season": ({"starts": SPRING}, {"starts": APRIL}, [Headline.DATE_KNOWN]),
    "a month out of the season": ({"starts": SPRING}, {"starts": PartialDate("2027-06")}, [Headline.NEW_DATE]),
    "a day out of the season": ({"starts": SPRING}, {"starts": EIGHT}, [Headline.NEW_DATE]),
    "an hour of the month": ({"starts": PartialDate("2026-12")}, {"starts": EIGHT}, [Headline.DATE_KNOWN]),
    "a day longer": (
        {"starts": DAY, "ends": DAY},
        {"starts": DAY, "ends": NEXT_DAY},
        [Headline.NEW_DATE],
    ),
    "a last day, which nobody knew": ({"starts": DAY}, {"starts": DAY, "ends": NEXT_DAY}, []),
    "another end by the clock": ({"ends": NINE}, {"ends": Moment(datetime(2026, 12, 5, 22), NEW_YORK)}, []),
    "another place": ({}, {"venue": HALL, "previous_venue": AFA}, [Headline.NEW_PLACE]),
    "another day and place": ({}, {"starts": LATER, "venue": HALL}, [Headline.NEW_DATE, Headline.NEW_PLACE]),
    "another room": ({"room": "Deren"}, {"room": "Courthouse"}, []),
    "another address of the same place": ({}, {"venue": replace(AFA, street="32 Second Avenue")}, []),
    "a place": ({"venue": None}, {}, [Headline.PLACE_KNOWN]),
    "a stream where no place was known": (
        {"venue": None},
        {"venue": None, "online_url": STREAM},
        [Headline.PLACE_KNOWN],
    ),
    "a place in place of a stream": ({"venue": None, "online_url": STREAM}, {}, [Headline.NEW_PLACE]),
    "a stream beside the place": ({}, {"online_url": STREAM}, []),
    "moved online": ({}, {"venue": None, "online_url": STREAM, "previous_venue": AFA}, [Headline.ONLINE]),
    "no place any more": ({}, {"venue": None}, [Headline.PLACE_OPEN]),
    "one more on the bill": ({}, {"credits": (MILLS, GUEST)}, [Headline.LINE_UP]),
    "nobody on the bill": ({}, {"credits": ()}, [Headline.LINE_UP]),
    "another order of the bill": ({"credits": (MILLS, GUEST)}, {"credits": (GUEST, MILLS)}, []),
    "another partner": ({}, {"credits": (MILLS, Credit(Organizer("axis", "Axis"), Role.PARTNER))}, []),
    "sold out": ({}, {"offers": SOLD}, [Headline.SOLD_OUT]),
    "tickets again": ({"offers": SOLD}, {}, [Headline.TICKETS_AGAIN]),
    "no word on tickets any more": ({"offers": SOLD}, {"offers": ()}, []),
    "firm": ({"status": EventStatus.TENTATIVE}, {}, [Headline.CONFIRMED]),
    "firm on a new day": ({"status": EventStatus.TENTATIVE}, {"starts": LATER}, [Headline.NEW_DATE]),
    "not firm any more": ({}, {"status": EventStatus.TENTATIVE}, []),
    "other words": ({}, {"title": "METROPOLIS", "description": "Fixed a typo.", "tags": ("techno",)}, []),
    "other links": ({}, {"url": "https://example.org/", "works": (Work("m", "Metropolis"),)}, []),
}

MOVED: Values = {"date": JUNE, "previous_dates": (DATE.date,)}
DELAYED: Values = {"status": DateStatus.DELAYED}
DATES: dict[str, tuple[Values, Values, list[Headline]]] = {
    "cancelled": ({}, {"status": DateStatus.CANCELLED}, [Headline.CANCELLED]),
    "back": ({"status": DateStatus.CANCELLED}, {}, [Headline.RESTORED]),
    "delayed": ({}, DELAYED, [Headline.DELAYED]),
    "delayed to a day": ({}, DELAYED | MOVED, [Headline.DELAYED]),
    "delayed once more": (DELAYED | MOVED, DELAYED | MOVED | {"date": LATER}, [Headline.NEW_DATE]),
    "delayed, and now to no day": (
        DELAYED | MOVED,
        DELAYED | {"date": TBA, "previous_dates": (DATE.date, JUNE)},
        [Headline.DELAYED],
    ),
    "delayed before it had a day": ({"date": TBA}, DELAYED | {"date": TBA}, [Headline.DELAYED]),
    "a day after the delay": (DELAYED, DELAYED | MOVED, [Headline.NEW_DATE]),
    "no delay after all": (DELAYED, {}, [Headline.RESTORED]),
    "no day any more": ({}, {"date": TBA}, [Headline.DELAYED]),
    "another day": ({}, MOVED, [Headline.NEW_DATE]),
    "a day of the season": ({"date": SPRING}, {"date": PartialDate("2027-04-02")}, [Headline.DATE_KNOWN]),
    "firm": ({}, {"status": DateStatus.CONFIRMED}, [Headline.CONFIRMED]),
    "firm after a delay to a day": (DELAYED | MOVED, {"status": DateStatus.CONFIRMED} | MOVED, [Headline.CONFIRMED]),
    "other media": ({}, {"media": (), "territory": "DE"}, []),
}


@pytest.mark.parametrize("case", EVENTS)
def test_news_of_an_event(case: str) -> None:
    before, after, expected = EVENTS[case]
    assert news.headlines(replace(EVENT, **before), replace(EVENT, **after)) == tuple(expected)


@pytest.mark.parametrize("case", DATES)
def test_news_of_a_release_date(case: str) -> None:
    before, after, expected = DATES[case]
    assert news.headlines(replace(DATE, **before), replace(DATE, **after)) == tuple(expected)


@given(st.one_of(events(), release_dates()))
def test_what_is_new_is_announced_and_what_stays_is_no_news(facts: Facts) -> None:
    assert news.headlines(None, facts) == (Headline.ANNOUNCED,)
    assert news.headlines(facts, facts) == ()


@given(st.one_of(st.tuples(events(), events()), st.tuples(release_dates(), release_dates())))
def test_news_is_in_order_and_never_twice(states: tuple[Facts, Facts]) -> None:
    before, after = states
    found = news.headlines(before, after)
    order = list(Headline)
    assert list(found) == sorted(set(found), key=order.index)
    assert not {Headline.ANNOUNCED, Headline.OUT_TODAY} & set(found)
    if after.status == "cancelled":
        assert set(found) <= {Headline.CANCELLED}


@given(events(), st.text())
def test_other_words_are_no_news(event: Event, words: str) -> None:
    assert news.headlines(event, replace(event, description=words, title=words, works=(), series=())) == ()


def item(facts: Facts, headline: Headline = Headline.ANNOUNCED) -> news.Item:
    return news.Item("urn:test:1", headline, NOW, Entry("1@example.org", "https://example.org/e/1", NOW, facts))


BILL = "Jeff Mills: Metropolis @ Anthology Film Archives"
RECORD = "Jeff Mills – Metropolis Metropolis"
TITLES: list[tuple[Headline, Facts, str]] = [
    (Headline.ANNOUNCED, EVENT, f"Announced: {BILL} (5 December 2026, 20:00)"),
    (
        Headline.NEW_DATE,
        replace(EVENT, starts=LATER, previous_starts=(EIGHT,)),
        f"New date: {BILL} (12 December 2026, 20:00)",
    ),
    (
        Headline.ANNOUNCED,
        replace(EVENT, starts=LATER, previous_starts=(EIGHT,)),
        f"Announced: {BILL} (12 December 2026, 20:00; rescheduled)",
    ),
    (Headline.CANCELLED, replace(EVENT, status=EventStatus.CANCELLED), f"Cancelled: {BILL} (5 December 2026, 20:00)"),
    (
        Headline.ANNOUNCED,
        replace(EVENT, status=EventStatus.CANCELLED),
        f"Announced: {BILL} (5 December 2026, 20:00; cancelled)",
    ),
    (
        Headline.CANCELLED,
        replace(EVENT, starts=TBA, previous_starts=(EIGHT,), status=EventStatus.CANCELLED),
        f"Cancelled: {BILL} (was 5 December 2026, 20:00)",
    ),
    (Headline.CANCELLED, replace(EVENT, starts=TBA, status=EventStatus.CANCELLED), f"Cancelled: {BILL}"),
    (
        Headline.POSTPONED,
        replace(EVENT, status=EventStatus.POSTPONED),
        f"Postponed: {BILL} (was 5 December 2026, 20:00)",
    ),
    (
        Headline.POSTPONED,
        replace(EVENT, status=EventStatus.POSTPONED, starts=SPRING, previous_starts=(EIGHT,)),
        f"Postponed: {BILL} (spring 2027; was 5 December 2026, 20:00)",
    ),
    (Headline.POSTPONED, replace(EVENT, starts=TBA), f"Postponed: {BILL} (date to be announced)"),
    (
        Headline.ONLINE,
        replace(EVENT, venue=None, online_url=STREAM, previous_venue=AFA),
        "Moved online: Jeff Mills: Metropolis (5 December 2026, 20:00; online)",
    ),
    (Headline.SOLD_OUT, replace(EVENT, offers=SOLD), f"Sold out: {BILL} (5 December 2026, 20:00)"),
    (Headline.LINE_UP, replace(EVENT, offers=SOLD), f"Line-up: {BILL} (5 December 2026, 20:00; sold out)"),
    (
        Headline.NEW_DATE,
        replace(EVENT, starts=DAY, ends=NEXT_DAY),
        f"New date: {BILL} (5 December 2026 – 6 December 2026)",
    ),
    (
        Headline.TIME_KNOWN,
        replace(EVENT, starts=DAY, doors=EIGHT),
        f"Time announced: {BILL} (5 December 2026, doors 20:00)",
    ),
    (
        Headline.OUT_TODAY,
        replace(DATE, territory="DE"),
        f"Out today: {RECORD} (3×vinyl, CD; 5 March 2027; DE)",
    ),
    (
        Headline.DELAYED,
        replace(DATE, date=JUNE, previous_dates=(DATE.date,), status=DateStatus.DELAYED, media=()),
        f"Delayed: {RECORD} (4 June 2027)",
    ),
    (Headline.DATE_KNOWN, replace(DATE, date=APRIL, media=()), f"Date announced: {RECORD} (April 2027)"),
]


@pytest.mark.parametrize(("headline", "facts", "expected"), TITLES)
def test_a_title_says_everything_once(headline: Headline, facts: Facts, expected: str) -> None:
    assert news.title(ENGLISH, item(facts, headline)) == expected


@given(st.one_of(events(), release_dates()), st.sampled_from(Headline))
def test_a_title_is_one_line_with_the_news_in_front(facts: Facts, headline: Headline) -> None:
    title = news.title(ENGLISH, item(facts, headline))
    assert title.startswith(f"{news.words(ENGLISH, headline)}: ")
    assert len(title.splitlines()) == 1


def test_every_headline_has_words_of_its_own() -> None:
    assert len({news.words(ENGLISH, headline) for headline in Headline}) == len(Headline)


def test_the_text_begins_with_day_and_place() -> None:
    lines = news.text(ENGLISH, item(EVENT)).splitlines()
    assert lines[:3] == ["5 December 2026, 20:00", "Anthology Film Archives, New York, US", ""]
    assert lines[3:5] == ["Start 20:00 (America/New York).", "The end is approximate."]


def test_the_text_names_a_day_that_does_not_hold_only_as_such() -> None:
    text = news.text(ENGLISH, item(replace(EVENT, status=EventStatus.POSTPONED)))
    assert text.splitlines()[:2] == ["Anthology Film Archives, New York, US", ""]
    assert "This was to be on 5 December 2026, 20:00; a new date is to be announced." in text


def test_the_text_of_a_release_begins_with_its_day() -> None:
    assert news.text(ENGLISH, item(DATE)).splitlines()[:3] == ["5 March 2027", "", "Formats: 3×vinyl, CD"]
    assert news.text(ENGLISH, item(replace(DATE, date=APRIL))).startswith("When: April 2027.")
