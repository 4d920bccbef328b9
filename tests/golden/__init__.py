"""Whole feeds, fixed in files: the same facts make the same bytes in every process, on every database and Python.

`python -m tests.golden` compares (it needs what the service needs, and no more); with `--write` it makes them anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from calendar_service import demo
from calendar_service.intake.asking import asked_of
from calendar_service.intake.selection import Asked
from calendar_service.publishing.recipes import EventRecipe, Recipe, ReleaseRecipe, SelectionRecipe
from calendar_service.store.database import Database
from feeds.registry import ICAL
from tests.cast import NOW, SITE, Clock, edge_of

FOLDER = Path(__file__).parent


def fill(database: Database) -> None:
    """Store the demo with a standing clock and counted UIDs."""
    clock = Clock()
    demo.fill(database, edge_of(clock), clock.now.date(), lambda: None)


def feeds(database: Database) -> dict[str, bytes]:
    """The feeds that are fixed, by the names of their files."""
    with database.reading() as session:
        return dict(_feeds(session))


def expected() -> dict[str, bytes]:
    """What the files say."""
    return {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.ics"))}


def _feeds(session: Session) -> Iterator[tuple[str, bytes]]:
    selections = {
        "everything.ics": asked_of([("past", "all")]),
        "nothing.ics": asked_of([("from", "1900-01-01"), ("to", "1900-01-02")]),
        "jeff-mills.ics": asked_of([("artist", "jeff-mills"), ("past", "all")]),
    }
    recipes: dict[str, Recipe] = {name: SelectionRecipe(asked, ICAL) for name, asked in selections.items()}
    recipes["metropolis-live.ics"] = EventRecipe("metropolis-2023-02-22")
    recipes["metropolis-metropolis.ics"] = ReleaseRecipe("metropolis-metropolis", Asked(), ICAL)
    for name, recipe in recipes.items():
        yield name, recipe.make(session, SITE, NOW.date(), None).content
