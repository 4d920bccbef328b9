"""Several writers at once: nothing lost, nothing stale in the end, one log without holes; on each database."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from threading import Barrier
from typing import Any

from sqlalchemy import func, select

from calendar_service import models
from calendar_service.store import nouns, reading, rendering, sourced
from calendar_service.store.writing import Edge, Writing, revision, writing
from tests.cast import EVENT, VENUE, House, file_of
from tests.store.test_revise import entries, summary


def at_once(url: str, folder: Path, *files: Callable[[int], dict[str, Any]], times: int = 1) -> None:
    """Each in a thread and with a connection of its own, all beginning together."""
    barrier = Barrier(len(files))

    def work(place: int) -> None:
        own = folder / str(place)
        own.mkdir()
        house = House(url, own)
        house.edge = _apart(house, place)
        barrier.wait()
        for turn in range(times):
            assert not house.load(files[place](turn)).failed
        house.database.close()

    with ThreadPoolExecutor(len(files)) as pool:
        for future in [pool.submit(work, place) for place in range(len(files))]:
            future.result(timeout=120)


def _apart(house: House, place: int) -> Callable[[], Edge]:
    # The dice of two processes never fall alike.
    edge = house.edge

    def made() -> Edge:
        one = edge()
        return dataclasses.replace(one, token=lambda: f"{place}-{one.token()}")

    return made


def test_equal_titles_from_two_sources_get_different_slugs(database_url: str, tmp_path: Path) -> None:
    def file(source: str) -> Callable[[int], dict[str, Any]]:
        events = [EVENT | {"id": str(number)} for number in range(40)]
        return lambda _: file_of(events=events) | {"source": source}

    at_once(database_url, tmp_path, file("one"), file("two"))
    house = House(database_url, tmp_path)
    with house.database.reading() as session:
        slugs = session.scalars(select(models.Item.slug)).all()
        numbers = session.scalars(select(models.Change.revision).order_by(models.Change.revision)).all()
        assert (len(slugs), len(set(slugs))) == (80, 80)
        assert numbers == list(range(1, revision(session) + 1))
    house.database.close()


def test_the_same_file_from_two_writers_is_stored_once(database_url: str, tmp_path: Path) -> None:
    events = [EVENT | {"id": str(number), "title": f"Night {number}"} for number in range(60)]
    at_once(database_url, tmp_path, *[lambda _: file_of(events=events)] * 3)
    house = House(database_url, tmp_path)
    with house.database.reading() as session:
        assert session.scalars(select(func.count()).select_from(models.Entry)).one() == 60
        assert session.scalars(select(func.count()).select_from(models.Venue)).one() == 1
    house.database.close()


def test_a_venue_renamed_while_entries_are_stored_is_shown_by_all_in_the_end(database_url: str, tmp_path: Path) -> None:
    def nights(turn: int) -> dict[str, Any]:
        ids = range(turn * 25, turn * 25 + 25)
        content = file_of(events=[EVENT | {"id": str(number), "title": f"Night {number}"} for number in ids])
        del content["venues"]  # what it does not name stays as it is
        return content

    def name(turn: int) -> dict[str, Any]:
        return file_of(venues=[VENUE | {"name": f"Hall {turn}"}])

    house = House(database_url, tmp_path)
    house.load(file_of())
    at_once(database_url, tmp_path, nights, name, times=6)
    rendering.refresh(house.database, house.edge)
    found = entries(house)
    assert len(found) == 150
    assert {summary(entry).rsplit("@ ", 1)[1] for entry in found.values()} == {"Hall 5"}
    house.database.close()


def test_a_venue_renamed_while_its_entry_is_rendered_is_rendered_again(database_url: str, tmp_path: Path) -> None:
    house = House(database_url, tmp_path)
    house.load(file_of(events=[EVENT]))
    with writing(house.database, house.edge()) as transaction:
        _rename(transaction, "First")

    def rename() -> None:
        with writing(house.database, house.edge()) as transaction:
            _rename(transaction, "Second")

    with ThreadPoolExecutor(1) as pool:
        with writing(house.database, house.edge()) as transaction:
            assert rendering.render_stale(transaction) == 1
            renamed = pool.submit(rename)
            wait([renamed], timeout=0.5)  # it waits for us, or is done already: both must end well
        renamed.result(timeout=60)

    rendering.refresh(house.database, house.edge)
    assert summary(entries(house)["metropolis"]).endswith("@ Second")
    house.database.close()


def test_each_of_two_writers_changes_of_one_event_gets_a_revision_of_its_own(database_url: str, tmp_path: Path) -> None:
    house = House(database_url, tmp_path)
    house.load(file_of(events=[EVENT]))

    def file(writer: str) -> Callable[[int], dict[str, Any]]:
        return lambda turn: file_of(events=[EVENT | {"title": f"{writer} {turn}"}])

    at_once(database_url, tmp_path, file("A"), file("B"), times=6)

    with house.database.reading() as session:
        change = models.Change
        revised = select(func.count()).select_from(change).where(change.noun == "event", change.verb == "revised")
        assert session.scalars(revised).one() == 12
    assert entries(house)["metropolis"].revision == 12
    house.database.close()


def _rename(transaction: Writing, name: str) -> None:
    row = sourced.rows_of(transaction.session, "venue", "test", ["afa"], lock="update")["afa"]
    nouns.revise(transaction, row, dataclasses.replace(reading.venue(row), name=name))
