"""The loop of a server: it prepares, is then ready, and renders what others have left; it ends when asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event

import pytest

from calendar_service import models
from calendar_service.errors import DatabaseError
from calendar_service.store import nouns, rendering, sourced
from calendar_service.store.writing import writing
from calendar_service.upkeep import Upkeep
from feeds import facts
from tests.cast import EVENT, House, file_of
from tests.people import count
from tests.store.test_revise import entries, summary


def until(holds: Callable[[], bool]) -> bool:
    """Whether it holds within a generous while; the tests judge results, and never how soon."""
    for _ in range(1500):
        if holds():
            return True
        time.sleep(0.02)
    return False


def test_entries_that_a_killed_process_left_stale_are_rendered(small_house: House) -> None:
    small_house.load(file_of(events=[EVENT]))
    with writing(small_house.database, small_house.edge()) as transaction:
        row = sourced.rows_of(transaction.session, "venue", "test", ["afa"])["afa"]
        nouns.revise(transaction, row, facts.Venue("", "Renamed", row.zone))
    assert summary(entries(small_house)["metropolis"]).endswith("Anthology Film Archives")

    prepared = Event()
    upkeep = Upkeep(small_house.database, small_house.edge, lambda _: prepared.set(), Event())
    upkeep.start()
    assert until(lambda: summary(entries(small_house)["metropolis"]).endswith("Renamed"))
    assert (prepared.is_set(), upkeep.ready.is_set()) == (True, True)
    upkeep.stop()


def test_preparing_that_fails_is_told_and_never_ready(small_house: House) -> None:
    def fail(_: Callable[[], None]) -> None:
        raise DatabaseError("No.")

    failed = Event()
    upkeep = Upkeep(small_house.database, small_house.edge, fail, Event(), fail=failed.set)
    upkeep.start()
    assert failed.wait(30)
    assert (str(upkeep.failure), upkeep.ready.is_set()) == ("No.", False)
    upkeep.stop()


def test_a_look_that_fails_is_followed_by_another(small_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []

    def broken(*_: object) -> int:
        looks.append(1)
        raise RuntimeError

    monkeypatch.setattr(rendering, "refresh", broken)
    monkeypatch.setattr("calendar_service.upkeep.SECONDS", 0.01)
    upkeep = Upkeep(small_house.database, small_house.edge, lambda _: None, Event())
    upkeep.start()
    assert until(lambda: len(looks) > 2)
    upkeep.stop()
    assert upkeep.failure is None


def test_work_under_way_ends_between_batches_when_asked(small_house: House) -> None:
    begun = Event()

    def prepare(check: Callable[[], None]) -> None:
        begun.set()
        while True:
            check()
            time.sleep(0.01)

    upkeep = Upkeep(small_house.database, small_house.edge, prepare, Event())
    upkeep.start()
    assert begun.wait(30)
    upkeep.stop()
    assert (upkeep.failure, upkeep.ready.is_set()) == (None, False)


def test_a_refresh_goes_on_until_nothing_waits(small_house: House) -> None:
    events = [EVENT | {"id": str(number)} for number in range(450)]
    small_house.load(file_of(events=events))
    rendering.follow_site(small_house.database, small_house.edge())
    steps: list[int] = []
    assert rendering.refresh(small_house.database, small_house.edge, steps.append) == 450
    assert steps == [200, 200, 50]


def test_what_nobody_needs_any_more_is_swept(small_house: House) -> None:
    with writing(small_house.database, small_house.edge()) as transaction:
        transaction.session.add(models.Attempt(key="address:x", at=small_house.clock() - timedelta(hours=2)))
    upkeep = Upkeep(small_house.database, small_house.edge, lambda _: None, Event())
    upkeep.start()
    assert until(lambda: count(small_house, models.Attempt) == 0)
    upkeep.stop()
