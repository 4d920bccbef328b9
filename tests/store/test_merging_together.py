"""Merges while others merge and write: nobody waits for ever, and nothing is left behind."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

from sqlalchemy import select

from calendar_service import models
from calendar_service.intake.bodies import body_of
from calendar_service.store import editing, merging
from calendar_service.store.rendering import refresh
from calendar_service.store.writing import Edge, Writing, persist
from feeds.errors import FactError
from tests.cast import LABEL, VENUE, House, file_of

TWIN = VENUE | {"id": "afa2", "name": "The Anthology"}
GONE, KEPT = "the-anthology", "anthology-film-archives"


def filled(url: str, folder: Path) -> House:
    house = House(url, folder)
    assert not house.load(file_of(venues=[VENUE, TWIN])).failed
    return house


def all_at_once(url: str, folder: Path, *works: Callable[[House, Callable[[], Edge]], Any]) -> list[Any]:
    """What each gives, in a thread and with a connection of its own, all beginning together."""
    barrier = Barrier(len(works))

    def work(place: int) -> Any:
        house = House(url, folder)
        barrier.wait()
        try:
            return works[place](house, lambda: _edge(house, place))
        finally:
            house.database.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(work, place) for place in range(len(works))]]


def _edge(house: House, place: int) -> Edge:
    one = house.edge()  # the dice of two processes never fall alike
    return dataclasses.replace(one, token=lambda: f"{place}-{one.token()}")


def merger(gone: str, kept: str) -> Callable[[House, Callable[[], Edge]], str]:
    def work(house: House, edge: Callable[[], Edge]) -> str:
        try:
            return str(
                persist(house.database, edge, lambda it: merging.merge(it, "venue", gone, kept, "One.").gone_slug)
            )
        except FactError as error:
            return str(error)
        return gone

    return work


def test_two_that_swallow_each_other_leave_one(database_url: str, tmp_path: Path) -> None:
    house = filled(database_url, tmp_path)
    told = all_at_once(database_url, tmp_path, merger(GONE, KEPT), merger(KEPT, GONE))
    with house.database.reading() as session:
        [left] = session.scalars(select(models.Venue.slug)).all()
    assert ({GONE, KEPT} - {left}).pop() in told
    assert any("leads on to" in one for one in told), told
    house.database.close()


def test_what_is_made_meanwhile_is_owned_by_who_is_there(database_url: str, tmp_path: Path) -> None:
    house = House(database_url, tmp_path)
    labels = [LABEL, LABEL | {"id": "axis2", "name": "Axis"}]
    assert not house.load({"source": "test", "organizers": labels}).failed

    def enter(own: House, edge: Callable[[], Edge]) -> None:
        for number in range(30):
            event = {"title": f"Talk {number}", "kind": "talk", "starts": "2026-12-20", "owner": "axis"}
            body = body_of("event", event)
            persist(own.database, edge, lambda it, body=body: editing.save(it, None, body)[1])  # type: ignore[misc]

    def join(own: House, edge: Callable[[], Edge]) -> None:
        persist(own.database, edge, lambda it: merging.merge(it, "organizer", "axis", "axis-records", "One.").id)

    all_at_once(database_url, tmp_path, enter, join)
    with house.database.reading() as session:
        owners = session.execute(
            select(models.Organizer.slug).join(models.Event, models.Event.owner_id == models.Organizer.id)
        )
        assert [row[0] for row in owners] == ["axis-records"] * 30
    house.database.close()


def test_what_is_entered_meanwhile_names_what_is_there(database_url: str, tmp_path: Path) -> None:
    house = filled(database_url, tmp_path)

    def enter(own: House, edge: Callable[[], Edge]) -> None:
        for number in range(20):
            event = {"title": f"Talk {number}", "kind": "talk", "starts": "2026-12-20", "venue": GONE, "room": "Deren"}
            body = body_of("event", event)
            persist(own.database, edge, lambda it, body=body: editing.save(it, None, body)[1])  # type: ignore[misc]

    def merge_and_part(own: House, edge: Callable[[], Edge]) -> None:
        def part(writing: Writing, number: int) -> None:
            row = merging.locked(writing.session, number)
            assert row is not None
            merging.undo(writing, row)

        for _ in range(6):
            number = persist(own.database, edge, lambda it: merging.merge(it, "venue", GONE, KEPT, "One.").id)
            persist(own.database, edge, lambda it, number=number: part(it, number))  # type: ignore[misc]

    all_at_once(database_url, tmp_path, enter, merge_and_part)
    refresh(house.database, house.edge)
    with house.database.reading() as session:
        events = session.scalars(select(models.Event)).all()
        assert len(events) == 20
        assert {event.venue.slug for event in events if event.venue} <= {GONE, KEPT}
        assert all(event.venue and event.room in {room.name for room in event.venue.rooms} for event in events)
        assert {(entry.stale, entry.fault) for entry in session.scalars(select(models.Entry))} == {(False, "")}
    house.database.close()
