"""A named cast for the tests: Jeff Mills, Anthology Film Archives and friends, an edge with a clock and dice that
can be foretold, and load files made of them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from calendar_service import loading
from calendar_service.addresses import Addresses
from calendar_service.loading import Options, Report
from calendar_service.publishing.site import Site
from calendar_service.store.database import Database
from calendar_service.store.writing import Edge

NOW = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
ADDRESSES = Addresses("https://calendar.example.org")
SITE = Site("Calendar", "UTC", ADDRESSES)

VENUE: dict[str, Any] = {
    "id": "afa",
    "name": "Anthology Film Archives",
    "street": "32 Second Avenue",
    "city": "New York",
    "country": "US",
    "zone": "America/New_York",
    "latitude": 40.72477,
    "longitude": -73.99045,
    "rooms": ["Courthouse", "Deren"],
}
ARTIST: dict[str, Any] = {"id": "jm", "name": "Jeff Mills"}
LABEL: dict[str, Any] = {"id": "axis", "name": "Axis Records"}
EVENT: dict[str, Any] = {
    "id": "metropolis",
    "title": "Metropolis",
    "kind": "screening",
    "starts": "2026-12-05T20:00",
    "venue": "afa",
    "credits": [{"artist": "jm", "role": "performer"}, {"organizer": "axis", "role": "partner"}],
    "tags": ["techno"],
}
RELEASE: dict[str, Any] = {
    "id": "mm",
    "title": "Metropolis Metropolis",
    "credits": [{"artist": "jm", "role": "artist"}],
    "imprints": [{"label": "axis", "catalogue_number": "AX-100"}],
    "dates": [
        {"id": "lp", "date": "2027-03-05", "media": [{"format": "vinyl", "quantity": 3}]},
        {"id": "dl", "date": "2027-02-05", "media": [{"format": "digital"}]},
    ],
}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


def edge_of(clock: Callable[[], datetime], addresses: Addresses = ADDRESSES) -> Callable[[], Edge]:
    """An edge whose UIDs are 1, 2, 3 …"""
    numbers: Iterator[int] = itertools.count(1)
    return lambda: Edge(clock(), lambda: f"{next(numbers):032d}", addresses)


def file_of(**lists: Any) -> dict[str, Any]:
    """A load file that always brings the cast's venue, artist and label, unless it brings its own."""
    return {"source": "test", "venues": [VENUE], "artists": [ARTIST], "organizers": [LABEL], **lists}


class House:
    """A database with an edge: what a test loads and looks at."""

    def __init__(self, url: str, folder: Path) -> None:
        self.database = Database.at(url)
        self.clock = Clock()
        self.edge = edge_of(self.clock)
        self.folder = folder

    def load(self, content: dict[str, Any] | str, **options: Any) -> Report:
        path = self.folder / "load.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return loading.load(self.database, self.edge, path, Options(**options))
