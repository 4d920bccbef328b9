"""The readers in Python: icalendar, ical (the strictest), ics.py and vobject (which trusts the feed's VTIMEZONE)."""

from __future__ import annotations

import warnings
from datetime import date, datetime, timedelta
from typing import Any

from tests.readers.seen import ReaderError, Seen, instant, number, wall, word, words

# Their warnings are about their own insides, and ours are errors: they are silenced here and nowhere else.
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import ics
    import vobject
    from ical.calendar_stream import IcsCalendarStream
    from icalendar import Calendar
    from vobject.icalendar import registerTzid, utc


def icalendar(feed: bytes) -> list[Seen]:
    """icalendar, which collects what it could not read instead of raising: any such error is raised here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        calendar = Calendar.from_ical(feed)
    for component in calendar.walk():
        if component.errors:
            raise ReaderError(f"icalendar: {component.name}: {component.errors}")
    return [_icalendar_entry(event) for event in calendar.walk("VEVENT")]


def _icalendar_entry(event: Any) -> Seen:
    start, end = event.decoded("DTSTART"), event.decoded("DTEND", None)
    return Seen(
        uid=word(event.get("UID")),
        summary=word(event.get("SUMMARY")),
        description=word(event.get("DESCRIPTION")),
        location=word(event.get("LOCATION")),
        url=word(event.get("URL")),
        status=word(event.get("STATUS")),
        categories=words(event.categories),
        sequence=number(event.get("SEQUENCE")),
        all_day=not isinstance(start, datetime),
        start=wall(start),
        end=wall(end),
        start_utc=instant(start),
        end_utc=instant(end),
    )


def ical(feed: bytes) -> list[Seen]:
    """`ical` of Home Assistant. It refuses control characters and types that do not fit."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        stream = IcsCalendarStream.from_ics(feed.decode())
    return [_ical_entry(event) for calendar in stream.calendars for event in calendar.events]


def _ical_entry(event: Any) -> Seen:
    return Seen(
        uid=event.uid,
        summary=event.summary,
        description=event.description,
        location=event.location,
        url=word(event.url),
        status=event.status.value if event.status else None,
        categories=words(event.categories),
        sequence=event.sequence,
        all_day=not isinstance(event.dtstart, datetime),
        start=wall(event.dtstart),
        end=wall(event.dtend),
        start_utc=instant(event.dtstart),
        end_utc=instant(event.dtend),
    )


def ics_py(feed: bytes) -> list[Seen]:
    """ics.py, whose events are a set: they come back in order of time and UID, and without SEQUENCE."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        calendar = ics.Calendar(feed.decode())
        return [_ics_entry(event) for event in sorted(calendar.events, key=lambda event: (event.begin, event.uid))]


def _ics_entry(event: Any) -> Seen:
    start, end = event.begin.datetime, event.end.datetime
    floating: dict[str, date | None] = {"start": start.date(), "end": _last_day(event) + timedelta(days=1)}
    timed: dict[str, date | None] = {"start": wall(start), "end": wall(end)}
    return Seen(
        uid=event.uid,
        summary=event.name,
        description=event.description,
        location=event.location,
        url=event.url,
        status=event.status,
        categories=words(sorted(event.categories)),
        sequence=None,
        all_day=event.all_day,
        **(floating if event.all_day else timed),
        start_utc=None if event.all_day else instant(start),
        end_utc=None if event.all_day else instant(end),
    )


def _last_day(event: Any) -> date:
    """The last of the whole days."""
    last: date = (event.end - timedelta(days=1)).date()
    return last


def vobject_py(feed: bytes) -> list[Seen]:
    """vobject, which takes the offsets from the feed's own VTIMEZONE and from nowhere else."""
    _forget_zones()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        calendar = vobject.readOne(feed.decode())
    return [_vobject_entry(event) for event in calendar.contents.get("vevent", [])]


def _forget_zones() -> None:
    """vobject keeps the first VTIMEZONE of a name for as long as the process lives."""
    zones = registerTzid.__globals__["__tzidMap"]
    zones.clear()
    registerTzid("UTC", utc)


def _vobject_entry(event: Any) -> Seen:
    def value(name: str) -> Any:
        return getattr(event, name).value if hasattr(event, name) else None

    start, end = value("dtstart"), value("dtend")
    categories = [category for line in event.contents.get("categories", []) for category in line.value]
    return Seen(
        uid=value("uid"),
        summary=value("summary"),
        description=value("description"),
        location=value("location"),
        url=value("url"),
        status=value("status"),
        categories=words(categories),
        sequence=number(value("sequence")),
        all_day=not isinstance(start, datetime),
        start=wall(start),
        end=wall(end),
        start_utc=instant(start),
        end_utc=instant(end),
    )
