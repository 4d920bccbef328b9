"""Twenty thousand entries, put into the tables directly: for the plans of queries, not for what they show."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert, text

from calendar_service import models
from calendar_service.store.database import Database

ENTRIES: Final = 20_000
RELEASES: Final = 4_000
"""The last so many of them."""
NOUNS: Final = 2_000
_AT: Final = datetime(2026, 11, 1, tzinfo=UTC)
LONG: Final = " ".join(f"word{number}" for number in range(40))
_NOUN: Final[dict[str, Any]] = {"url": "", "description": ""}


def fill(database: Database) -> None:
    """Store them, and let the database learn what it holds."""
    with database.writing() as session:
        for table, rows in _tables().items():
            session.execute(insert(models.Base.metadata.tables[table]), rows)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    database.engine.dispose()  # SQLite reads its statistics when a connection begins


def _tables() -> dict[str, list[dict[str, Any]]]:
    numbers, releases = range(1, ENTRIES + 1), range(ENTRIES - RELEASES + 1, ENTRIES + 1)
    events = range(1, ENTRIES - RELEASES + 1)
    return {
        "venues": [_venue(n) for n in range(1, NOUNS + 1)],
        "artists": [_noun("artist", n) for n in range(1, NOUNS + 1)],
        "organizers": [_noun("organizer", n) for n in range(1, NOUNS + 1)],
        "series": [_noun("series", n) | {"kind": "tour", "rule": "", "uid": f"s{n}"} for n in range(1, NOUNS + 1)],
        "tags": [{"id": n, "slug": f"tag-{n}", "name": f"Tag {n}"} for n in range(1, NOUNS + 1)],
        "items": [_item(n) for n in numbers],
        "events": [_event(n) for n in events],
        "releases": [{"id": n} for n in releases],
        "entries": [_entry(n) for n in numbers],
        "words": [{"entry_id": n, "text": f"night w{n % 1000:03d} in the city " + LONG} for n in numbers],
        "credits": [{"item_id": n, "position": 0, "artist_id": _of(n), "organizer_id": None, "role": "dj"}
                    for n in numbers] + [{"item_id": n, "position": 1, "artist_id": None, "organizer_id": _of(n),
                                          "role": "promoter"} for n in numbers],
        "sequels": [{"item_id": n, "position": 0, "series_id": _of(n)} for n in numbers],
        "taggings": [{"item_id": n, "position": 0, "tag_id": _of(n), "name": "x"} for n in numbers],
        "imprints": [{"release_id": n, "position": 0, "label_id": _of(n), "catalogue_number": ""} for n in releases],
        "release_dates": [_date(n) for n in releases],
        "media": [{"entry_id": n, "position": 0, "format": "cassette" if n % 200 == 0 else "vinyl", "quantity": 1,
                   "edition": "", "catalogue_number": "", "barcode": ""} for n in releases],
        "news": [{"id": n, "entry_id": n, "headline": "announced", "at": _AT + timedelta(minutes=n)} for n in numbers],
        "earlier_times": [{"entry_id": n, "position": 0, "time": "2026-01-01", "zone": None}
                          for n in numbers if n % 300 == 0],
        "offers": [_offer(n) for n in numbers],
    }  # fmt: skip


def _of(number: int) -> int:
    return number % NOUNS + 1


def _day(number: int) -> date:
    return date(2020, 1, 1) + timedelta(days=number % 3650)


def _noun(name: str, number: int) -> dict[str, Any]:
    return _NOUN | {"id": number, "slug": f"{name}-{number}", "name": f"{name} {number}"}


def _venue(number: int) -> dict[str, Any]:
    return _noun("venue", number) | {
        "zone": "Europe/Berlin", "street": "", "city": f"City {number % 500}", "city_slug": f"city-{number % 500}-de",
        "region": "", "postal_code": "", "country": "FJ" if number % 400 == 0 else "DE", "access": "",
        "latitude": -60 + (number % 120), "longitude": -179 + (number % 358),
    }  # fmt: skip


def _item(number: int) -> dict[str, Any]:
    is_event = number <= ENTRIES - RELEASES
    kind = ("talk" if number % 300 == 0 else "concert") if is_event else "game" if number % 300 == 0 else "music"
    noun = "event" if is_event else "release"
    return {"id": number, "noun": noun, "slug": f"{noun}-{number}", "source": None, "source_id": None,
            "created_at": _AT, "title": f"Night {number}", "kind": kind, "url": "", "description": ""}  # fmt: skip


def _event(number: int) -> dict[str, Any]:
    return {"id": number, "status": "cancelled" if number % 300 == 0 else "scheduled", "zone": "Europe/Berlin",
            "starts": f"{_day(number)}T20:00", "ends": None, "doors": None, "venue_id": _of(number), "room": "",
            "online_url": "", "minimum_age": None,
            "previous_venue_id": _of(number + 7) if number % 300 == 1 else None}  # fmt: skip


def _entry(number: int) -> dict[str, Any]:
    on = _day(number)
    return {"id": number, "item_id": number, "uid": f"{number:032d}@x", "revision": 0, "created_at": _AT,
            "changed_at": _AT, "first_day": on, "last_day": on, "night": on, "zone": "Europe/Berlin", "digest": "x",
            "starts_at": datetime(on.year, on.month, on.day, 20, tzinfo=UTC), "vevent": b"x" * 900,
            "variants": "", "fault": "", "stale": False}  # fmt: skip


def _date(number: int) -> dict[str, Any]:
    territory = "" if number % 100 == 0 else f"{chr(65 + number % 25)}{chr(65 + number % 23)}"
    return {"entry_id": number, "release_id": number, "source_id": "x", "date": str(_day(number)), "zone": None,
            "status": "delayed" if number % 300 == 0 else "announced", "territory": territory}  # fmt: skip


def _offer(number: int) -> dict[str, Any]:
    return {"entry_id": number, "position": 0, "kind": "tickets", "url": "", "name": "", "price": None,
            "price_max": None, "currency": "", "opens": None, "opens_zone": None, "closes": None, "closes_zone": None,
            "availability": "sold_out" if number % 300 == 0 else "available"}  # fmt: skip
