"""Sample load files of any size for the benchmarks: plausible, and the same at each run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

ZONES = ("Europe/Berlin", "America/New_York", "Europe/London", "Asia/Tokyo", "America/Sao_Paulo", "Asia/Kolkata")
START = date(2026, 11, 1)
PER_DAY = 30
TEXT = "A long night in two rooms. " * 12


def write(path: Path, entries: int) -> None:
    """A JSON Lines file with that many entries: nine events to one release date."""
    with path.open("w", encoding="utf-8") as file:
        for value in _objects(entries):
            file.write(json.dumps(value, ensure_ascii=False) + "\n")


def _objects(entries: int) -> Iterator[dict[str, object]]:
    yield {"source": "bench"}
    for number in range(60):
        zone = ZONES[number % len(ZONES)]
        yield {"type": "venue", "id": f"v{number}", "name": f"Hall {number}", "city": zone.split("/")[1], "zone": zone,
               "street": f"Street {number}", "latitude": 50 + number / 10, "longitude": 8 + number / 10}  # fmt: skip
    for number in range(500):
        yield {"type": "artist", "id": f"a{number}", "name": f"Artist Nº {number}"}
    for number in range(50):
        yield {"type": "organizer", "id": f"o{number}", "name": f"Label {number}"}
    for number in range(entries):
        yield _release(number) if number % 10 == 9 else _event(number)


def _event(number: int) -> dict[str, object]:
    on = START + timedelta(days=number // PER_DAY)
    artists = dict.fromkeys(number * step % 500 for step in (1, 7, 13))  # each once, in this order
    credits = [{"artist": f"a{artist}", "role": "performer"} for artist in artists]
    return {
        "type": "event",
        "id": f"e{number}",
        "title": f"Night {number}",
        "kind": "concert",
        "starts": f"{on}T20:00",
        "doors": "19:00",
        "ends": "23:30",
        "venue": f"v{number % 60}",
        "description": TEXT,
        "credits": credits,
        "tags": ["live", "indoors"],
        "offers": [{"url": f"https://tickets.example/{number}", "price": "20.00", "currency": "EUR"}],
    }


def _release(number: int) -> dict[str, object]:
    on = START + timedelta(days=number // PER_DAY)
    return {
        "type": "release",
        "id": f"r{number}",
        "title": f"Record {number}",
        "description": TEXT,
        "credits": [{"artist": f"a{number % 500}", "role": "artist"}],
        "imprints": [{"label": f"o{number % 50}", "catalogue_number": f"CAT-{number}"}],
        "dates": [{"date": f"{on}", "media": [{"format": "vinyl", "quantity": 2}, {"format": "digital"}]}],
    }


def write_edit(path: Path, number: int, title: str) -> None:
    """A file that gives one of those events another title and changes nothing else."""
    lines = ({"source": "bench"}, _event(number) | {"title": title})
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
