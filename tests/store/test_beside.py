"""What stands beside an entry: others that share something, each once, and what became known of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from calendar_service import models
from calendar_service.store import beside, reading
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


def test_somebody_in_two_roles_is_named_still(house: House) -> None:
    twice = [{"artist": "jm", "role": "performer"}, {"artist": "jm", "role": "producer"}]
    imprints = [{"label": "axis", "catalogue_number": number} for number in ("AX-1", "AX-2")]
    one = RELEASE | {"id": "one", "title": "One", "credits": twice, "imprints": imprints}
    other = RELEASE | {"id": "other", "title": "Other", "credits": []}
    later = event("next", starts="2026-12-06T20:00")
    report = house.load(file_of(events=[event("show", credits=twice), later], releases=[one, other]))
    assert not report.failed, report.lines()
    assert titles(house, "event", "show")[0][:2] == ("artist", "Jeff Mills")
    assert titles(house, "release", "One") == [
        ("artist", "Jeff Mills", ["show", "next"]), ("label", "Axis Records", ["Other", "Other"]),
    ]  # fmt: skip


def test_where_several_are_shared_the_group_has_no_name(house: House) -> None:
    second = {"id": "b", "name": "B"}
    both = [{"artist": "jm", "role": "performer"}, {"artist": "b", "role": "performer"}]
    alone = [{"artist": "b", "role": "performer"}]
    events = [event("both", credits=both, venue=None, zone="UTC"),
              event("alone", credits=alone, venue=None, zone="UTC")]  # fmt: skip
    report = house.load(file_of(artists=[*file_of()["artists"], second], events=events))
    assert not report.failed, report.lines()
    assert titles(house, "event", "both") == [("artist", "", ["alone"])]
    assert titles(house, "event", "alone") == [("artist", "B", ["both"])]


def test_only_five_of_a_group_are_named_and_those_that_come_first(house: House) -> None:
    many = [event(f"{day:02d}", starts=f"2026-12-{day:02d}T20:00", series=["s"]) for day in range(30, 3, -1)]
    last = [event("today", starts="2026-11-23T01:00"), event("yesterday", starts="2026-11-22T18:00")]
    lasting = event("show", starts="2026-11-01", ends="2026-11-23", kind="exhibition")
    series = {"id": "s", "name": "S", "kind": "recurring"}
    report = house.load(file_of(series=[series], events=[*many, *last, lasting]))
    assert not report.failed, report.lines()
    assert titles(house, "event", "20") == [
        ("series", "S", ["04", "05", "06", "07", "08"]),
        ("artist", "Jeff Mills", ["show", "today", "09", "10", "11"]),
        ("venue", "Anthology Film Archives", ["12", "13", "14", "15", "16"]),
    ]


def sent_for(house: House, title: str) -> tuple[int, int]:
    """How many queries ask for the neighbours of an item, and how many are sent with what hangs on those."""
    with house.database.reading() as session:
        row = session.scalars(select(models.Item).where(models.Item.title == title)).one()
        reading.entries(row)  # the page has read the item itself
        sent = recorded(house, lambda: beside.neighbours(session, row, TODAY))
    return sum("LIMIT" in statement for statement, _ in sent), len(sent)


def test_it_costs_a_query_for_each_group_and_no_more_for_many(house: House) -> None:
    filled(house)
    asked, few = sent_for(house, "first")
    assert asked == 3
    more = [event(f"x{number}", starts=f"2026-12-09T{number:02d}:00", series=["t"]) for number in range(20)]
    tour = {"id": "t", "name": "Tour", "kind": "tour"}
    assert not house.load(file_of(series=[tour], events=more)).failed
    assert sent_for(house, "first") <= (3, few)
    assert sent_for(house, "Other record")[0] == 1


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
