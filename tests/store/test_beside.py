"""What stands beside an entry: others that share something, each once, and what became known of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from calendar_service import models
from calendar_service.store import beside
from feeds.news import Headline
from tests.cast import EVENT, RELEASE, House, file_of
from tests.store.test_plans import recorded

TODAY = date(2026, 11, 23)


def event(title: str, **more: Any) -> dict[str, Any]:
    return EVENT | {"id": title, "title": title} | more


def titles(house: House, noun: str, title: str) -> list[tuple[str, str, list[str]]]:
    with house.database.reading() as session:
        row = session.scalars(select(models.Item).where(models.Item.noun == noun, models.Item.title == title)).one()
        return [
            (group.noun, group.name, [session.get_one(models.Item, one.item_id).title for one in group.entries])
            for group in beside.neighbours(session, row, TODAY)
        ]


def filled(house: House) -> House:
    tour = {"id": "t", "name": "Tour", "kind": "tour"}
    events = [
        event("first", series=["t"]),
        event("second", series=["t"], starts="2026-12-06T20:00", venue=None, zone="Europe/Berlin"),
        event("same act", starts="2026-12-07T20:00", venue=None, zone="Europe/Berlin"),
        event("same hall", starts="2026-12-08T20:00", credits=[]),
        event("long ago", starts="2026-01-08T20:00"),
    ]
    other = RELEASE | {"id": "other", "title": "Other record", "credits": []}
    report = house.load(file_of(series=[tour], events=events, releases=[RELEASE, other]))
    assert not report.failed, report.lines()
    return house


def test_others_are_named_once_under_what_they_share_most(house: House) -> None:
    filled(house)
    assert titles(house, "event", "first") == [
        ("series", "Tour", ["second"]),
        ("artist", "Jeff Mills", ["same act", RELEASE["title"], RELEASE["title"]]),
        ("venue", "Anthology Film Archives", ["same hall"]),
    ]
    assert titles(house, "release", "Other record") == [("label", "Axis Records", [RELEASE["title"], RELEASE["title"]])]


def test_it_costs_a_query_for_each_group(house: House) -> None:
    filled(house)
    with house.database.reading() as session:
        row = session.scalars(select(models.Item).where(models.Item.title == "first")).one()
        groups = beside.neighbours(session, row, TODAY)
        assert len(groups) == 3
        sent = recorded(house, lambda: list(beside._coming(session, row, select(models.Item.id), TODAY)))
    assert len([statement for statement, _ in sent if statement.startswith("SELECT entries")]) == 1


def test_history_tells_what_became_known_the_latest_first(house: House) -> None:
    assert not house.load(file_of(events=[EVENT])).failed
    house.clock.advance(days=1)
    assert not house.load(file_of(events=[EVENT | {"status": "cancelled"}])).failed
    with house.database.reading() as session:
        row = session.scalars(select(models.Item)).one()
        found = beside.history(session, row, 10)
        assert [item.headline for item in found] == [Headline.CANCELLED, Headline.ANNOUNCED]
        assert found[0].at > found[1].at
        assert len(beside.history(session, row, 1)) == 1


def test_a_catalogue_has_every_date_of_a_label(house: House) -> None:
    filled(house)
    with house.database.reading() as session:
        label = session.scalars(select(models.Organizer)).one()
        found = [(number, str(row.first_day)) for number, row in beside.catalogue(session, label, 10)]
    assert found == [("AX-100", "2027-03-05"), ("AX-100", "2027-03-05"), ("AX-100", "2027-02-05"),
                     ("AX-100", "2027-02-05")]  # fmt: skip
