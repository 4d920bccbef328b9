"""Whole feeds, fixed in files: the same facts make the same bytes in every process, on every database and Python.

`python -m tests.golden` compares (it needs what the service needs, and no more); with `--write` it makes them anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from calendar_service import demo
from calendar_service.intake.window import Window
from calendar_service.publishing import feed
from calendar_service.publishing.feed import Feed
from calendar_service.store.database import Database
from tests.cast import NOW, SITE, Clock, edge_of

FOLDER = Path(__file__).parent
ALL = Window(past=-1)
EMPTY = Window(first=date(1900, 1, 1), last=date(1900, 1, 2))


def fill(database: Database) -> None:
    """Store the demo with a standing clock and counted UIDs."""
    clock = Clock()
    demo.fill(database, edge_of(clock), clock.now.date(), lambda: None)


def feeds(database: Database) -> dict[str, bytes]:
    """The feeds that are fixed, by the names of their files."""
    with database.reading() as session:
        return {name: found.body.content for name, found in _feeds(session) if found is not None}


def expected() -> dict[str, bytes]:
    """What the files say."""
    return {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.ics"))}


def _feeds(session: Session) -> Iterator[tuple[str, Feed | None]]:
    yield "everything.ics", feed.site_feed(session, SITE, ALL, NOW)
    yield "nothing.ics", feed.site_feed(session, SITE, EMPTY, NOW)
    yield "jeff-mills.ics", feed.noun_feed(session, SITE, "artist", "jeff-mills", ALL, NOW)
    yield "metropolis-live.ics", feed.event_file(session, SITE, "metropolis-2023-02-22", NOW)
    yield "metropolis-metropolis.ics", feed.release_feed(session, SITE, "metropolis-metropolis", Window(), NOW)
