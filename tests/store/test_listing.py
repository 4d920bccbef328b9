"""Listings hold every entry once, by nights, whether few are sorted or many are walked, on every database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import select

from calendar_service import models
from calendar_service.intake.asking import understood
from calendar_service.store import listing
from calendar_service.store.choosing import chosen
from tests.cast import EVENT, RELEASE, VENUE, House, file_of
from tests.store.test_plans import recorded

TODAY = date(2026, 11, 23)
ALL = (date.min, date.max)
COMING = (TODAY, date.max)


def event(title: str, starts: str, **more: Any) -> dict[str, Any]:
    return EVENT | {"id": title, "title": title, "starts": starts, "kind": "club_night"} | more


def release(title: str, on: str) -> dict[str, Any]:
    return RELEASE | {"id": title, "title": title, "dates": [{"id": title, "date": on}]}


EVENTS = [
    event("past", "2026-11-01T20:00"),
    event("show", "2026-11-10", ends="2026-12-01", kind="exhibition"),
    event("last night", "2026-11-23T01:00"),
    event("tonight", "2026-11-23T20:00"),
    event("later tonight", "2026-11-24T01:30"),
    event("day without hour", "2026-11-24"),
    event("next evening", "2026-11-24T19:00"),
    event("end of month", "2026-11-30T23:00"),
]
RELEASES = [release("some day", "2026-11"), release("never said", "tba"), release("out", "2026-11-24")]
ORDER = ["show", "last night", "tonight", "later tonight", "day without hour", "out", "next evening", "end of month",
         "some day", "never said"]  # fmt: skip


def filled(house: House) -> House:
    report = house.load(file_of(events=EVENTS, releases=RELEASES))
    assert not report.failed, report.lines()
    return house


def titles(house: House, query: str = "", days: tuple[date, date] = COMING, **page: int) -> list[str]:
    with house.database.reading() as session:
        choice = listing.settled(session, chosen(session, understood(parse_qsl(query)).selection).choice)
        rows = listing.by_night(session, choice, days, page.get("limit", 100), page.get("offset", 0))
        return [session.get_one(models.Item, row.item_id).title for row in rows]


@pytest.mark.parametrize("dense", [1, 2_000])
@pytest.mark.parametrize("query", ["", "artist=jeff-mills"])
def test_entries_stand_by_nights(house: House, monkeypatch: pytest.MonkeyPatch, dense: int, query: str) -> None:
    monkeypatch.setattr(listing, "DENSE", dense)
    filled(house)
    found = titles(house, query)
    # Of one night what has no hour comes first, in the order of the feed.
    assert sorted(found[4:6]) == sorted(ORDER[4:6])
    assert [*found[:4], *found[6:]] == [*ORDER[:4], *ORDER[6:]]


@pytest.mark.parametrize("dense", [1, 2_000])
@pytest.mark.parametrize("days", [COMING, ALL, (date(2026, 11, 24), date.max)])
def test_pages_go_on_without_a_gap(house: House, monkeypatch: pytest.MonkeyPatch, dense: int, days: Any) -> None:
    monkeypatch.setattr(listing, "DENSE", dense)
    filled(house)
    whole = titles(house, "artist=jeff-mills", days)
    for limit in (1, 2, 3, 7):
        pages = [titles(house, "artist=jeff-mills", days, limit=limit, offset=at) for at in range(0, 14, limit)]
        assert [title for page in pages for title in page] == whole


def test_a_page_may_end_amidst_what_reaches_in(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    long = [event(f"long {number}", f"2026-11-0{number}", ends="2026-12-01", kind="exhibition") for number in (1, 2, 3)]
    assert not house.load(file_of(events=[*EVENTS, *long], releases=RELEASES)).failed
    found = {}
    for dense in (1, 2_000):
        monkeypatch.setattr(listing, "DENSE", dense)
        found[dense] = [titles(house, "artist=jeff-mills", limit=3, offset=at) for at in range(14)]
    assert found[1] == found[2_000]
    assert found[1][0] == ["long 1", "long 2", "long 3"]
    assert found[1][3][:2] == ["show", "last night"]
    assert [len(page) for page in found[1][-4:]] == [3, 2, 1, 0]


@pytest.mark.parametrize("query", ["artist=-nobody-else", "kind=-talk", "q=night", "artist=jeff-mills&cancelled=hide"])
@pytest.mark.parametrize(
    "days", [COMING, ALL, (date.min, date(2026, 11, 24)), (date(2026, 11, 24), date(2026, 11, 30))]
)
def test_few_and_many_are_found_in_one_order(
    house: House, monkeypatch: pytest.MonkeyPatch, query: str, days: Any
) -> None:
    nobody = {"id": "nobody", "name": "Nobody else"}
    assert not house.load(file_of(artists=[*file_of()["artists"], nobody], events=EVENTS, releases=RELEASES)).failed
    whole = titles(house, query, days)
    monkeypatch.setattr(listing, "DENSE", 1)
    assert titles(house, query, days) == whole
    pages = [titles(house, query, days, limit=4, offset=at) for at in range(0, 16, 4)]
    assert [title for page in pages for title in page] == whole
    assert len(whole) == len(set(whole)) > 0


def test_a_night_follows_its_venue_when_that_moves_its_hour(house: House) -> None:
    morning = event("after hours", "2026-11-25T07:00", venue="afa")
    night = {}
    for ends in ("08:00", "06:00"):
        assert not house.load(file_of(venues=[VENUE | {"night_ends": ends}], events=[morning])).failed
        with house.database.reading() as session:
            row = session.scalars(select(models.Entry)).one()
            night[ends] = (row.night, row.revision)
    # The calendar says nothing of nights: no fan's device is told of a change.
    assert night == {"08:00": (date(2026, 11, 24), 0), "06:00": (date(2026, 11, 25), 0)}


def test_a_window_holds_the_whole_of_its_last_night(house: House) -> None:
    filled(house)
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    assert titles(house, days=(monday, monday)) == ["show", "last night", "tonight", "later tonight", "some day"]
    assert set(titles(house, days=(tuesday, tuesday))) == {
        "show", "tonight", "later tonight", "day without hour", "out", "next evening", "some day",
    }  # fmt: skip


def test_a_half_known_month_is_on_each_of_its_days_and_on_no_other(house: House) -> None:
    filled(house)
    assert "some day" in titles(house, days=(date(2026, 11, 2), date(2026, 11, 3)))
    assert "some day" not in titles(house, days=(date(2026, 12, 1), date(2026, 12, 31)))


@pytest.mark.parametrize("dense", [1, 2_000])
def test_what_ended_last_comes_first(house: House, monkeypatch: pytest.MonkeyPatch, dense: int) -> None:
    monkeypatch.setattr(listing, "DENSE", dense)
    filled(house)
    with house.database.reading() as session:
        choice = listing.settled(session, chosen(session, understood([("artist", "jeff-mills")]).selection).choice)
        rows = listing.ended(session, choice, date(2026, 12, 10), 3)
        found = [session.get_one(models.Item, row.item_id).title for row in rows]
        assert found == ["some day", "end of month", "next evening"]
        assert listing.years(session, choice, date(2028, 1, 1)) == [2028, 2027, 2026]
        assert listing.years(session, choice, date(2026, 1, 1)) == []


@pytest.mark.parametrize("dense", [1, 2_000])
def test_a_month_takes_two_queries_and_is_the_same_among_many(
    house: House, monkeypatch: pytest.MonkeyPatch, dense: int
) -> None:
    monkeypatch.setattr(listing, "DENSE", dense)
    busy = [event(f"busy {number}", f"2026-11-25T{number:02d}:30") for number in range(6, 20)]
    assert not house.load(file_of(events=[*EVENTS, *busy], releases=RELEASES)).failed
    with house.database.reading() as session:
        choice = listing.settled(session, chosen(session, understood([("artist", "jeff-mills")]).selection).choice)
        month: dict[date, listing.DayOfMonth] = {}
        sent = recorded(house, lambda: month.update(listing.month(session, choice, TODAY, date(2026, 11, 30))))
        assert [(day.day, found.total, len(found.entries)) for day, found in sorted(month.items())] == [
            (23, 2, 2), (24, 3, 3), (25, 14, 3), (30, 1, 1),
        ]  # fmt: skip
        assert listing.month(session, choice, date(2027, 1, 1), date(2027, 1, 31)) == {}
        for number in (10, 12):
            assert listing.half_known(session, choice, date(2026, number, 1), date(2026, number, 28), 10) == []
    # What hangs on entries, such as their offers, is a query each, however many entries there are.
    assert sum(" FROM entries" in statement.replace("\n", " ") for statement, _ in sent) == 2


def test_a_cell_of_a_month_names_three_and_counts_all(house: House) -> None:
    busy = [event(f"busy {number}", f"2026-11-25T{20 - number}:00") for number in range(7)]
    report = house.load(file_of(events=[*EVENTS, *busy], releases=RELEASES))
    assert not report.failed, report.lines()
    with house.database.reading() as session:
        choice = chosen(session, understood([]).selection).choice
        nights = listing.month(session, choice, date(2026, 11, 1), date(2026, 11, 30))
        names = {night: [session.get_one(models.Item, row.item_id).title for row in day.entries]
                 for night, day in nights.items()}  # fmt: skip
        half = listing.half_known(session, choice, date(2026, 11, 1), date(2026, 11, 30), 10)
    assert nights[date(2026, 11, 25)].total == 7
    assert names[date(2026, 11, 25)] == ["busy 6", "busy 5", "busy 4"]
    assert names[TODAY] == ["tonight", "later tonight"]
    assert names[TODAY - timedelta(days=1)] == ["last night"]
    assert len(half) == 1


def test_a_month_tells_what_goes_on_from_before(house: House) -> None:
    filled(house)
    late = event("small hours", "2026-10-31T22:00", ends="2026-11-01T04:00")
    lasting = event("to the first", "2026-10-20", ends="2026-11-01", kind="exhibition")
    report = house.load(file_of(events=[late, lasting]))
    assert not report.failed, report.lines()
    with house.database.reading() as session:
        choice = chosen(session, understood([]).selection).choice
        days = (date(2026, 11, 1), date(2026, 12, 1), date(2026, 12, 2))
        rows = [listing.running(session, choice, first, 9) for first in days]
        found = [[session.get_one(models.Item, row.item_id).title for row in some] for some in rows]
    assert found == [["to the first"], ["show"], []]
