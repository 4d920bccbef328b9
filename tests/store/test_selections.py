"""Selections find what they say, and the same, on every database; each is refused that names what is not there."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from sqlalchemy import select

from calendar_service import models
from calendar_service.intake.asking import asked_of
from calendar_service.store import rendering
from calendar_service.store.choice import any_of
from calendar_service.store.choosing import chosen
from feeds.errors import FactError
from tests.cast import House
from tests.store import programme

ALL = {item["title"] for item in (*programme.EVENTS, *programme.RELEASES)}
EVENTS = {item["title"] for item in programme.EVENTS}

# Query, and the titles that it finds.
FOUND: list[tuple[str, set[str]]] = [
    ("", ALL),
    ("kind=screening", {"film"}),
    ("kind=event", EVENTS),
    ("kind=release", ALL - EVENTS),
    ("kind=game&kind=Club-Night", {"cd", "night"}),
    ("kind=-concert", ALL - EVENTS | {"film", "night"}),
    ("artist=jeff-mills", {"mills"}),
    ("artist=bjork", set()),
    ("artist=-jeff-mills&kind=event", EVENTS - {"mills"}),
    ("organizer=axis-records", {"mills", "lp"}),
    ("label=axis-records", {"lp"}),
    ("series=axis-tour", {"tour"}),
    ("venue=mill", {"night", "moved"}),
    ("venue=mill&tag=-metal", {"moved"}),
    ("venue=grosse-halle&kind=event", EVENTS - {"night", "online", "reef", "beach"}),
    ("city=potsdam-de", {"night", "moved"}),
    ("country=FJ&country=ws", {"reef", "online", "beach"}),
    ("country=-DE&kind=event", {"reef", "online", "beach"}),
    ("tag=techno", {"film", "night"}),
    ("tag=Live Score", {"film"}),
    ("tag=techno&tag=-metal", {"film"}),
    ("format=vinyl&format=cd", {"lp", "cd"}),
    ("format=-vinyl&kind=release", {"cd", "film out", "late"}),
    ("territory=DE", {"lp", "cd", "late"}),
    ("territory=-DE&kind=release", {"lp", "film out", "late"}),
    ("status=cancelled", {"off"}),
    ("status=postponed&status=tentative", {"later", "maybe"}),
    ("status=confirmed&status=delayed", {"film out", "late"}),
    ("status=rescheduled", {"new day", "late"}),
    ("status=moved", {"moved"}),
    ("status=moved_online", {"online"}),
    ("status=sold-out", {"full"}),
    ("status=-scheduled&kind=event", {"off", "later", "maybe"}),
    ("cancelled=hide&kind=event", EVENTS - {"off"}),
    ("near=52.52,13.405&within=5", EVENTS - {"night", "online", "reef", "beach"}),
    ("near=52.52,13.405&within=26&status=-cancelled&tag=metal", set()),
    ("near=52.52,13.405&within=28&tag=metal", {"night"}),
    ("near=-18,179.95&within=30", {"reef", "online", "beach"}),
    ("near=-18,-179.95&within=10", {"beach"}),
    ("near=89.9,0&within=4200&kind=event", EVENTS - {"online", "reef", "beach"}),
    ("q=metropolis", {"film"}),
    ("q=METROP", {"film"}),
    ("q=lang fritz", {"film"}),
    ("q=alesund strasse", {"tour"}),
    ("q=東京", {"tour"}),
    ("q=ax-100", {"lp"}),
    ("q=axis&kind=concert", {"mills", "tour"}),
    ("q=mill halle", {"mills"}),
    ("q=metropolis&q=ax 100", {"film", "lp"}),
    ("q=nothing like it", set()),
    ("from=2026-12-06&to=2026-12-06", {"new day", "night"}),
    ("to=2026-12-04", {"lp", "cd", "film out", "late"}),
]  # fmt: skip


def titles(house: House, *queries: str) -> set[str]:
    with house.database.reading() as session:
        choices = []
        for query in queries:
            selection = asked_of(parse_qsl(query)).selection
            days = selection.window.days(house.clock.now.date(), 365)
            choices.append(chosen(session, selection).choice.within(days))
        choice = choices[0] if len(choices) == 1 else any_of(choices)
        statement = select(models.Item.__table__.c.title).join(
            models.Entry, models.Entry.item_id == models.Item.__table__.c.id
        )
        return set(session.scalars(statement.where(*choice.conditions)))


def test_each_selection_finds_what_it_says(house: House) -> None:
    programme.fill(house)
    found = {query: titles(house, query) for query, _ in FOUND}
    assert found == dict(FOUND)


def test_several_selections_find_what_any_of_them_finds(house: House) -> None:
    programme.fill(house)
    assert titles(house, "format=vinyl&label=axis-records", "city=potsdam-de&tag=metal") == {"lp", "night"}


def test_what_is_renamed_is_found_by_its_new_name_alone(house: House) -> None:
    programme.fill(house)
    house.load({"source": "test", "artists": [{"id": "jm", "name": "The Wizard"}]})
    rendering.refresh(house.database, house.edge)
    assert (titles(house, "q=wizard"), titles(house, "q=jeff")) == ({"mills"}, set())


@pytest.mark.parametrize("query", ["artist=nobody", "artist=-nobody", "venue=a&city=b-de&tag=c", "label=x", "series=y"])
def test_a_name_that_nothing_has_is_refused(small_house: House, query: str) -> None:
    programme.fill(small_house)
    with small_house.database.reading() as session, pytest.raises(FactError) as caught:
        chosen(session, asked_of(parse_qsl(query)).selection)
    asked = parse_qsl(query)
    assert [problem.field for problem in caught.value.problems] == [name for name, _ in asked]
    assert all(value.removeprefix("-") in str(caught.value) for _, value in asked)
