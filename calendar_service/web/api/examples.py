"""One example of each thing that can be sent, as the description of the API shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

EXAMPLES: Final[Mapping[str, Any]] = {
    "event": {
        "title": "Metropolis",
        "kind": "screening",
        "starts": "2027-03-05T20:00",
        "doors": "19:00",
        "venue": "anthology-film-archives",
        "credits": [{"artist": "jeff-mills", "role": "performer"}],
        "offers": [{"url": "https://tickets.example/1", "price": "20.00", "currency": "USD"}],
        "owner": "axis-records",
    },
    "release": {
        "title": "Metropolis Metropolis",
        "credits": [{"artist": "jeff-mills", "role": "artist"}],
        "imprints": [{"label": "axis-records", "catalogue_number": "AX-100"}],
        "dates": [{"date": "2027-03-03", "media": [{"format": "vinyl", "quantity": 3}, {"format": "cd"}]}],
        "owner": "axis-records",
    },
    "venue": {
        "name": "Anthology Film Archives",
        "street": "32 Second Avenue",
        "city": "New York",
        "country": "US",
        "zone": "America/New_York",
        "rooms": ["Courthouse", "Deren"],
    },
    "artist": {"name": "Jeff Mills", "url": "https://artist.example"},
    "organizer": {"name": "Axis Records", "url": "https://label.example"},
    "series": {"name": "Every Friday", "kind": "recurring", "rule": "FREQ=WEEKLY;BYDAY=FR"},
    "work": {"title": "Metropolis", "year": 1927, "creator": "Fritz Lang", "runtime": 148},
    "announcement": {"title": "Metropolis returns", "url": "https://news.example/1", "date": "2027-01-24"},
    "batch": {
        "whole": True,
        "operations": [
            {"method": "POST", "noun": "artist", "body": {"name": "Jeff Mills"}},
            {"method": "PATCH", "noun": "venue", "slug": "rivoli", "if_match": "*", "body": {"rooms": ["Big"]}},
        ],
    },
}
PATCHES: Final[Mapping[str, Any]] = {
    "event": {"starts": "2027-03-05T21:00", "doors": None},
    "release": {"description": "Remastered.", "url": None},
    "venue": {"access": "Steps at the door.", "url": None},
    "artist": {"url": "https://artist.example"},
    "organizer": {"description": "Since 1992."},
    "series": {"description": "Every week.", "url": None},
    "work": {"runtime": 153},
    "announcement": {"publisher": "The Herald"},
}
"""Some of what is said, anew: null takes away (RFC 7396)."""
