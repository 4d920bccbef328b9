"""Nights: what begins after midnight belongs to the evening before, and half-known dates stand behind their period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest

from feeds import facts
from feeds.entry import instant
from feeds.nights import night
from feeds.vocabulary import DateStatus, EventKind
from feeds.when import TBA, Moment, PartialDate

HALL = facts.Venue("hall", "Hall", "Europe/Berlin")
LATE = Moment(datetime(2026, 11, 29, 1), "Europe/Berlin")
CLUB = facts.Event("Night", EventKind.CLUB_NIGHT, LATE, venue=HALL)
RELEASE = facts.ReleaseDate(facts.Release("Record"), PartialDate("2027-03-05"))


def at(clock: str) -> Moment:
    return Moment(datetime.fromisoformat(f"2026-11-29T{clock}"), "Europe/Berlin")


@pytest.mark.parametrize(
    ("clock", "day"), [("00:00", 28), ("01:00", 28), ("04:59", 28), ("05:00", 29), ("20:00", 29), ("23:59", 29)]
)
def test_a_night_ends_at_five(clock: str, day: int) -> None:
    assert night(replace(CLUB, starts=at(clock))) == date(2026, 11, day)
    assert night(replace(CLUB, starts=at(clock), venue=None)) == date(2026, 11, day)


def test_a_venue_may_have_nights_of_its_own() -> None:
    long, short = replace(HALL, night_ends=time(8)), replace(HALL, night_ends=time(0))
    assert night(replace(CLUB, starts=at("07:30"), venue=long)) == date(2026, 11, 28)
    assert night(replace(CLUB, starts=at("08:00"), venue=long)) == date(2026, 11, 29)
    assert night(replace(CLUB, starts=at("00:30"), venue=short)) == date(2026, 11, 29)


@pytest.mark.parametrize("kind", EventKind)
def test_some_kinds_have_mornings(kind: EventKind) -> None:
    by_day = kind in (EventKind.BROADCAST, EventKind.TALK, EventKind.WORKSHOP, EventKind.EXHIBITION)
    assert night(replace(CLUB, kind=kind)) == date(2026, 11, 29 if by_day else 28)


def test_a_night_is_that_of_the_venues_clock_and_of_no_other() -> None:
    tokyo = Moment(datetime(2026, 11, 29, 0, 30), "Asia/Tokyo")
    assert night(replace(CLUB, starts=tokyo)) == date(2026, 11, 28)
    # The night on which clocks go back has this hour twice.
    again = Moment(datetime(2026, 10, 25, 2, 30), "Europe/Berlin")
    assert night(replace(CLUB, starts=again)) == date(2026, 10, 24)


def test_a_day_without_an_hour_is_its_own_night() -> None:
    assert night(replace(CLUB, starts=PartialDate("2026-11-29"))) == date(2026, 11, 29)
    doors = replace(CLUB, starts=PartialDate("2026-11-29"), doors=at("00:30"))
    assert night(doors) == date(2026, 11, 28)


def test_a_release_comes_out_in_the_morning() -> None:
    assert night(RELEASE) == date(2027, 3, 5)
    assert night(replace(RELEASE, date=Moment(datetime(2027, 3, 5), "America/New_York"))) == date(2027, 3, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2027-03", date(2027, 3, 31)), ("2027-21", None), ("2027-33", date(2027, 3, 31)), ("2027", date(2027, 12, 31))],
)
def test_a_half_known_date_stands_at_the_end_of_its_period(text: str, expected: date | None) -> None:
    found = replace(RELEASE, date=PartialDate(text))
    assert night(found) == (expected or PartialDate(text).last)


def test_what_is_not_known_at_all_comes_last() -> None:
    assert night(replace(RELEASE, date=TBA)) == date.max
    assert instant(replace(RELEASE, date=TBA)) >= instant(replace(RELEASE, date=PartialDate("2200")))


def test_behind_everything_that_happens_on_its_last_day() -> None:
    month = instant(replace(RELEASE, date=PartialDate("2026-11")))
    last: list[Any] = [replace(CLUB, starts=Moment(datetime(2026, 11, 30, 23, 59), zone))
                       for zone in ("Pacific/Niue", "Europe/Berlin", "Pacific/Kiritimati")]  # fmt: skip
    last += [replace(CLUB, starts=Moment(datetime(2026, 12, 1, 4, 59), "Pacific/Niue"))]
    assert all(night(event) == date(2026, 11, 30) for event in last)
    assert all(instant(event) < month for event in last)


def test_what_was_put_off_keeps_the_night_that_people_have_in_mind() -> None:
    off = replace(RELEASE, status=DateStatus.DELAYED, date=TBA, previous_dates=(PartialDate("2027-03-05"),))
    assert night(off) == date(2027, 3, 5)
