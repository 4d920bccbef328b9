"""A small programme in which each selection finds something else: ids of what is found are its titles."""

from __future__ import annotations

from typing import Any

from tests.cast import House

BERLIN = {"id": "hall", "name": "Große Halle", "city": "Berlin", "country": "DE", "zone": "Europe/Berlin",
          "latitude": 52.52, "longitude": 13.405}  # fmt: skip
POTSDAM = {"id": "mill", "name": "Mill", "city": "Potsdam", "country": "DE", "zone": "Europe/Berlin",
           "latitude": 52.4, "longitude": 13.06}  # fmt: skip
FIJI = {"id": "reef", "name": "Reef", "city": "Suva", "country": "FJ", "zone": "Pacific/Fiji",
        "latitude": -18.0, "longitude": 179.9}  # fmt: skip
SAMOA = {"id": "beach", "name": "Beach", "city": "Apia", "country": "WS", "zone": "Pacific/Apia",
         "latitude": -18.0, "longitude": -179.9}  # fmt: skip


def event(title: str, **more: Any) -> dict[str, Any]:
    return {"id": title, "title": title, "kind": "concert", "starts": "2026-12-05T20:00", "venue": "hall", **more}


def release(title: str, **more: Any) -> dict[str, Any]:
    dates = more.pop("dates", [{"date": "2026-12-04", "media": [{"format": "vinyl"}]}])
    return {"id": title, "title": title, "dates": dates, **more}


EVENTS = [
    event("plain"),
    event("film", kind="screening", tags=["Live Score", "techno"], works=["w"]),
    event("night", kind="club_night", venue="mill", tags=["techno", "metal"]),
    event("mills", credits=[{"artist": "jm", "role": "dj"}, {"organizer": "axis", "role": "presenter"}]),
    event("tour", series=["t"], description="Ein Abend in der Ålesunder Straße: 東京の夜"),
    event("off", status="cancelled"),
    event("later", status="postponed"),
    event("maybe", status="tentative"),
    event("new day", starts="2026-12-06T20:00", previous_starts=["2026-12-05T20:00"]),
    event("moved", venue="mill", previous_venue="hall"),
    event("online", venue=None, zone="Europe/Berlin", online_url="https://stream.example/x", previous_venue="reef"),
    event("full", offers=[{"url": "https://t.example", "availability": "sold_out"}]),
    event("half full", offers=[{"url": "https://t.example/1", "availability": "sold_out"},
                               {"url": "https://t.example/2"}]),
    event("reef", venue="reef"),
    event("beach", venue="beach"),
]  # fmt: skip
RELEASES = [
    release("lp", imprints=[{"label": "axis", "catalogue_number": "AX-100"}]),
    release("cd", kind="game", dates=[{"date": "2026-12-04", "territory": "DE", "media": [{"format": "cd"}]}]),
    release("film out", kind="film", dates=[{"date": "2026-12-04", "territory": "US", "media": [{"format": "bluray"}],
                                             "status": "confirmed"}]),
    release("late", dates=[{"date": "2026-12-04", "status": "delayed", "previous_dates": ["2026-11-27"]}]),
]  # fmt: skip


def fill(house: House) -> None:
    """Store it."""
    report = house.load(
        {
            "source": "test",
            "venues": [BERLIN, POTSDAM, FIJI, SAMOA],
            "artists": [{"id": "jm", "name": "Jeff Mills"}, {"id": "x", "name": "Björk"}],
            "organizers": [{"id": "axis", "name": "Axis Records"}],
            "series": [{"id": "t", "name": "Axis Tour"}],
            "works": [{"id": "w", "title": "Metropolis", "creator": "Fritz Lang", "year": 1927}],
            "events": EVENTS,
            "releases": RELEASES,
        }
    )
    assert not report.failed, report.lines()
