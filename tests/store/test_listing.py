"""Listings hold every entry once, by nights, whether few are sorted or many are walked, on every database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest

from calendar_service import models
from calendar_service.intake.asking import understood
from calendar_service.store import listing
from calendar_service.store.choosing import chosen
from tests.cast import EVENT, RELEASE, House, file_of

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
