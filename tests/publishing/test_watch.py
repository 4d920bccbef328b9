"""The watch learns of what others write, begins again when the database comes back, and notices another database."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from calendar_service.publishing import watch
from calendar_service.publishing.watch import Watch
from calendar_service.store import migrations
from calendar_service.store.database import Database
from calendar_service.store.writing import revision
from tests.cast import EVENT, House, file_of


def until(holds: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def test_it_hears_of_what_another_process_writes(house: House, database_url: str) -> None:
    other = Database.at(database_url)
    watched = Watch(other, lambda: None)
    watched.start()
    try:
        for number in range(3):
            house.clock.advance(hours=1)
            house.load(file_of(events=[EVENT | {"title": f"Night {number}"}]))
            with house.database.reading() as session:
                newest = revision(session)
            assert until(lambda newest=newest: other.revisions.value == newest)  # type: ignore[misc]
    finally:
        watched.stop()
        other.close()


def test_a_log_that_is_shorter_than_it_was_is_another_database(house: House, database_url: str) -> None:
    house.load(file_of(events=[EVENT]))
    other, turned = Database.at(database_url), []
    watched = Watch(other, lambda: turned.append(True))
    watched.start()
    try:
        assert until(lambda: other.revisions.value > 3)
        with house.database.engine.execution_options(writing=True).begin() as connection:
            connection.execute(text("UPDATE counter SET revision = 2"))
        assert until(lambda: other.revisions.value == 2)
        assert turned == [True]
    finally:
        watched.stop()
        other.close()


def test_it_goes_on_when_the_database_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "calendar.sqlite"
    late = Database.at(f"sqlite:///{file}")
    watched = Watch(late, lambda: None)
    watched.start()
    try:
        time.sleep(watch.AGAIN_SECONDS / 2)
        assert late.revisions.value == -1
        migrations.upgrade(f"sqlite:///{file}")
        assert until(lambda: late.revisions.value == 0)
    finally:
        watched.stop()
        late.close()
