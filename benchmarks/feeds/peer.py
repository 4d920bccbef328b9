"""The peer: icalendar building the entries of a feed from their values, and serialising them."""

from __future__ import annotations

import time

from icalendar import Calendar, Component, Event

PLAIN = {"DTSTART", "DTEND", "DTSTAMP", "CREATED", "LAST-MODIFIED"}


def values_of(body: bytes) -> list[list[tuple[str, object]]]:
    """The values of each entry of a feed, as one hands them to icalendar."""
    return [_values(event) for event in Calendar.from_ical(body).walk("VEVENT")]


def seconds(values: list[list[tuple[str, object]]]) -> float:
    """How long icalendar takes from values to bytes."""
    began = time.perf_counter()
    calendar = Calendar()
    calendar.add("prodid", "-//bench//EN")
    calendar.add("version", "2.0")
    for entry in values:
        event = Event()
        for name, value in entry:
            event.add(name, value)
        calendar.add_component(event)
    calendar.to_ical()
    return time.perf_counter() - began


def _values(event: Component) -> list[tuple[str, object]]:
    return [
        (name, event.decoded(name) if name in PLAIN else (value.cats if name == "CATEGORIES" else value))
        for name, value in event.items()
        if name != "X-APPLE-STRUCTURED-LOCATION"
    ]
