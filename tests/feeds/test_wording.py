"""The words of entries: title lines that stand alone, states in front, facts first and nothing invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from feeds import facts, terms, wording
from feeds.entry import Entry, days, span
from feeds.facts import Credit
from feeds.terms import State
from feeds.tongue import ENGLISH
from feeds.vocabulary import (
    Availability,
    DateStatus,
    EventKind,
    EventStatus,
    Format,
    OfferKind,
    ReleaseKind,
    Role,
    SeriesKind,
)
from feeds.when import Moment, PartialDate
from tests.cast import NOW

BERLIN = facts.Venue("v", "Hall", "Europe/Berlin", street="Street 1", city="Berlin", postal_code="10999", country="DE")
LODZ = facts.Venue("w", "Tkalnia", "Europe/Warsaw", city="Łódź")
MILLS = facts.Artist("a", "Jeff Mills")
STARTS = Moment(datetime(2026, 12, 5, 20), "Europe/Berlin")
GIG = facts.Event("Metropolis", EventKind.CONCERT, STARTS, venue=BERLIN, credits=(Credit(MILLS, Role.PERFORMER),))
LP = facts.ReleaseDate(
    facts.Release("Metropolis Metropolis", credits=(Credit(MILLS, Role.ARTIST),)),
    PartialDate("2027-03-05"),
    media=(facts.Medium(Format.VINYL, 3), facts.Medium(Format.CD), facts.Medium(Format.DIGITAL)),
)
SOLD = facts.Offer(url="https://t.example", availability=Availability.SOLD_OUT)


def told(found: facts.Facts) -> list[str]:
    return wording.description(ENGLISH, Entry("1@e", "https://e.org/1", NOW, found)).split("\n")


@pytest.mark.parametrize(
    ("change", "summary"),
    [
        ({}, "Jeff Mills: Metropolis @ Hall"),
        ({"title": "Jeff Mills live"}, "Jeff Mills live @ Hall"),
        ({"venue": None}, "Jeff Mills: Metropolis"),
        ({"status": EventStatus.CANCELLED, "offers": (SOLD,)}, "CANCELLED: Jeff Mills: Metropolis @ Hall"),
        ({"status": EventStatus.POSTPONED}, "POSTPONED: Jeff Mills: Metropolis @ Hall"),
        ({"offers": (SOLD,)}, "SOLD OUT: Jeff Mills: Metropolis @ Hall"),
        ({"offers": (SOLD, facts.Offer())}, "Jeff Mills: Metropolis @ Hall"),
        ({"previous_venue": LODZ}, "MOVED: Jeff Mills: Metropolis @ Hall"),
        (
            {"venue": None, "previous_venue": LODZ, "online_url": "https://s.example"},
            "MOVED ONLINE: Jeff Mills: Metropolis",
        ),
        (
            {"previous_starts": (PartialDate("2026-11"),), "offers": (SOLD,)},
            "RESCHEDULED, SOLD OUT: Jeff Mills: Metropolis @ Hall",
        ),
        ({"title": "x" * 200}, f"Jeff Mills: {'x' * 200} @ Hall"),
        (
            {"title": "x" * 200, "credits": (Credit(facts.Artist("b", "y" * 200), Role.DJ),)},
            f"{'x' * 200} @ Hall",
        ),
    ],
)
def test_the_title_line_of_an_event(change: dict[str, Any], summary: str) -> None:
    assert wording.summary(ENGLISH, replace(GIG, **change)) == summary


@pytest.mark.parametrize(
    ("change", "summary"),
    [
        ({}, "Jeff Mills – Metropolis Metropolis (3×vinyl, CD, digital)"),
        ({"media": ()}, "Jeff Mills – Metropolis Metropolis"),
        ({"status": DateStatus.CANCELLED}, "CANCELLED: Jeff Mills – Metropolis Metropolis (3×vinyl, CD, digital)"),
        ({"status": DateStatus.DELAYED}, "DELAYED: Jeff Mills – Metropolis Metropolis (3×vinyl, CD, digital)"),
        (
            {"previous_dates": (PartialDate("2027-02-05"),)},
            "NEW DATE: Jeff Mills – Metropolis Metropolis (3×vinyl, CD, digital)",
        ),
    ],
)
def test_the_title_line_of_a_release_date(change: dict[str, Any], summary: str) -> None:
    assert wording.summary(ENGLISH, replace(LP, **change)) == summary


def test_an_hour_that_is_not_known_is_not_invented() -> None:
    event = replace(GIG, starts=PartialDate("2023-02-22"))
    assert told(event)[0] == "The hour is not announced."
    assert str(span(event).starts) == "2023-02-22"  # type: ignore[union-attr]


def test_doors_alone_are_said_to_be_doors() -> None:
    doors = Moment(datetime(2026, 12, 5, 19), "Europe/Berlin")
    event = replace(GIG, starts=PartialDate("2026-12-05"), doors=doors)
    assert told(event)[:2] == [
        "Doors 19:00 (Europe/Berlin); the hour of the start is not announced.",
        "The end is approximate.",
    ]


def test_an_unknown_end_is_the_usual_one_and_said_to_be_approximate() -> None:
    film = facts.Work("w", "Metropolis", 1927, "Fritz Lang", 153)
    for event, minutes in ((GIG, 180), (replace(GIG, kind=EventKind.SCREENING, works=(film,)), 173)):
        place = span(event)
        assert place is not None
        assert isinstance(place.ends, Moment)
        assert (place.ends.utc - STARTS.utc).total_seconds() / 60 == minutes
        assert told(event)[:2] == ["Start 20:00 (Europe/Berlin).", "The end is approximate."]


def test_what_was_put_off_stays_on_its_day_and_says_so() -> None:
    postponed = replace(GIG, status=EventStatus.POSTPONED)
    assert "This was to be on 5 December 2026, 20:00; a new date is to be announced." in told(postponed)
    open_again = replace(postponed, starts=PartialDate("tba"), previous_starts=(STARTS,))
    assert days(open_again) == (STARTS.day, STARTS.day)
    assert "When: date to be announced." in told(open_again)
    again = told(replace(postponed, previous_starts=(PartialDate("2026-11-28"),)))
    assert "This was to be on 5 December 2026, 20:00; a new date is to be announced." in again
    assert "Moved from 28 November 2026." in again
    unknown = told(replace(postponed, starts=PartialDate("2027-03")))
    assert unknown[0] == "When: March 2027."
    assert not any("was to be" in line for line in unknown)
    cancelled = told(replace(open_again, status=EventStatus.CANCELLED, starts=PartialDate("2027-06")))
    assert cancelled[:2] == ["When: June 2027.", "This was to be on 5 December 2026, 20:00."]
    delayed = replace(LP, status=DateStatus.DELAYED, date=PartialDate("2027-05-07"), previous_dates=(LP.date,))
    assert "Moved from 5 March 2027." in told(delayed)


def test_facts_come_first_and_links_last() -> None:
    offer = facts.Offer(
        OfferKind.PRESALE, "https://t.example", "Early", Decimal("20.50"), Decimal(25), "EUR", opens=STARTS
    )
    source = facts.Announcement("s", "They said so", "https://n.example", "News", "R. S.", PartialDate("2026-11"))
    event = replace(
        GIG,
        doors=Moment(datetime(2026, 12, 5, 19), "Europe/Berlin"),
        offers=(offer,),
        minimum_age=18,
        description="Two rooms.",
        announcements=(source,),
        previous_starts=(PartialDate("2026-11-28"),),
    )
    assert told(event) == [
        "Doors 19:00, start 20:00 (Europe/Berlin).",
        "The end is approximate.",
        "Moved from 28 November 2026.",
        "Age: 18 and over",
        "With: Jeff Mills (performer)",
        "Presale (Early): 20.50–25 EUR from 5 December 2026, 20:00 https://t.example",
        "",
        "Two rooms.",
        "",
        "Source: “They said so”, R. S., News, November 2026 https://n.example",
        "",
        "https://e.org/1",
    ]


def test_a_long_description_ends_where_there_is_more() -> None:
    text = "\n".join(told(replace(GIG, description="long words " * 1000)))
    assert text.endswith(("long\n… more at https://e.org/1", "words\n… more at https://e.org/1"))
    assert len(text) < wording.DESCRIPTION_LIMIT + 40


def test_places_are_written_in_the_order_of_their_country() -> None:
    assert wording.location(ENGLISH, replace(GIG, room="Deep")) == "Hall, Deep, Street 1, 10999 Berlin, DE"
    york = replace(BERLIN, city="New York", region="NY", postal_code="10003", country="US")
    assert wording.location(ENGLISH, replace(GIG, venue=york)) == "Hall, Street 1, New York, NY 10003, US"
    assert wording.location(ENGLISH, replace(GIG, venue=None, online_url="https://s.example")) == "Online"
    assert wording.location(ENGLISH, LP) == ""


def test_partial_dates_read_as_they_are_announced() -> None:
    texts = ("2027-03-05", "2027-03", "2027-33", "2027-21", "2027", "tba")
    assert [terms.when(ENGLISH, PartialDate(text)) for text in texts] == [
        "5 March 2027",
        "March 2027",
        "quarter 1 of 2027",
        "spring 2027",
        "2027",
        "date to be announced",
    ]


def test_every_word_of_the_vocabulary_has_a_wording() -> None:
    assert set(terms.FORMATS) == set(Format)
    assert set(terms.KINDS) == set(EventKind)
    assert set(terms.RELEASE_KINDS) == set(ReleaseKind)
    assert set(terms.ROLES) == set(Role)
    assert set(terms.OFFERS) == set(OfferKind)
    assert set(terms.SERIES_KINDS) == set(SeriesKind)
    assert set(terms.STATES) == set(terms.ASIDE) == set(State)
    assert terms.KINDS[EventKind.OTHER] == "event"
