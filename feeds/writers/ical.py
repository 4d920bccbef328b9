"""The iCal writer (RFC 5545, 7986, 9253): an entry's VEVENT, and calendars joined from rendered VEVENTs.

Properties stand in a fixed order, so that the same facts make the same bytes in every process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from feeds import wording
from feeds.entry import Entry, Span, Stamp, days, is_put_off, span
from feeds.facts import Event, Facts, Venue
from feeds.openings import Opening
from feeds.options import PLAIN, Options
from feeds.tongue import ENGLISH, Tongue
from feeds.vocabulary import DateStatus, EventStatus
from feeds.when import UTC_ZONES, Moment, PartialDate
from feeds.writers.lines import fold, line, text
from feeds.writers.zones import vtimezone

VERSION: Final = 1
"""To be raised with every change of what is written here: entries are then rendered anew (design, section 3)."""

PRODID: Final = "-//calendar-service//feeds//EN"
MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
REFRESH: Final = "PT1H"
COLOR: Final = ("steelblue", "#4682B4")
"""The CSS name (RFC 7986 section 5.9) and the same colour in hex, for Apple."""

_PLACEHOLDER_DAY: Final = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Head:
    """What a calendar says of itself: its name and text, its own address, its page, its home zone, its language."""

    name: str
    description: str
    source: str
    url: str
    zone: str
    tongue: Tongue = ENGLISH


@dataclass(frozen=True, slots=True)
class Rendered:
    """An entry's VEVENT without its stamps, as folded lines; `digest` is what decides whether it changed."""

    lines: tuple[bytes, ...]
    zone: str | None

    @property
    def digest(self) -> str:
        """A hash over all content lines but SEQUENCE, DTSTAMP and LAST-MODIFIED (design, section 3)."""
        return hashlib.sha256(b"".join(self.lines)).hexdigest()

    def stamped(self, stamp: Stamp) -> bytes:
        """The whole component with its stamps behind UID."""
        moment = _utc(stamp.changed_at)
        stamps = f"DTSTAMP:{moment}\r\nLAST-MODIFIED:{moment}\r\nSEQUENCE:{stamp.revision}\r\n".encode()
        return b"".join((*self.lines[:2], stamps, *self.lines[2:]))


def render(entry: Entry, options: Options = PLAIN, t: Tongue = ENGLISH) -> Rendered | None:
    """The entry's VEVENT, or None where its day is not known: iCalendar has no partial dates."""
    place = place_of(entry.facts, options)
    if place is None:
        return None
    lines = (
        "BEGIN:VEVENT",
        *_identity(entry.uid, entry.created_at),
        *_times(place),
        *_texts(t, entry, options),
        *_links(t, entry.facts),
        *_alarms(t, entry.facts, options),
        "END:VEVENT",
    )
    return Rendered(tuple(fold(content) for content in lines), zone_of(place))


def render_opening(entry: Entry, opening: Opening, options: Options) -> Rendered:
    """The VEVENT of the opening of an offer (option `onsale`)."""
    lines = (
        "BEGIN:VEVENT",
        *_identity(opening.uid, entry.created_at),
        *_times(opening.span),
        line("SUMMARY", text(opening.summary)),
        line("DESCRIPTION", text(opening.description)),
        line("URL", opening.url),
        line("STATUS", "CANCELLED" if opening.off and not options.confirmed else "CONFIRMED"),
        line("TRANSP", "TRANSPARENT"),
        line("RELATED-TO", text(entry.uid), RELTYPE="PARENT"),
        *(() if opening.off else _alarm_lines(opening.summary, options)),
        "END:VEVENT",
    )
    return Rendered(tuple(fold(content) for content in lines), zone_of(opening.span))


def place_of(facts: Facts, options: Options) -> Span | None:
    """When an entry stands in a feed; a half-known date on the last day of its period, where that is asked for."""
    place = span(facts)
    if place is None and options.tentative:
        _, last = days(facts)
        if last < date.max:
            on = PartialDate(last.isoformat())
            return Span(on, on)
    return place


def zone_of(place: Span) -> str | None:
    """The zone whose VTIMEZONE the entry needs; None for whole days and for times in UTC."""
    if isinstance(place.starts, PartialDate) or _in_utc(place):
        return None
    return place.starts.zone


CLOSING: Final = b"END:VCALENDAR\r\n"


def calendar(head: Head, vevents: Iterable[bytes], zones: Mapping[str, tuple[int, int]]) -> bytes:
    """A feed: its opening, then the VEVENTs.

    With no VEVENT it holds a placeholder: a calendar must not be empty (RFC 5545 section 3.6), and Evolution keeps
    for ever what an empty one had.
    """
    components = list(vevents) or [placeholder(head)]
    return b"".join((opening(head, zones), *components, CLOSING))


def opening(head: Head, zones: Mapping[str, tuple[int, int]]) -> bytes:
    """What stands before the VEVENTs: the head, and the VTIMEZONEs of the zones named (with first and last local
    year)."""
    return b"".join((*(fold(content) for content in _head_lines(head)), *_zone_blocks(zones)))


def single(vevent: bytes, zones: Mapping[str, tuple[int, int]]) -> bytes:
    """A file that holds one entry, as a copy to be added to a calendar (no METHOD: it is no invitation)."""
    first = "".join(f"{content}\r\n" for content in _file_lines()).encode()
    return b"".join((first, *_zone_blocks(zones), vevent, CLOSING))


def _zone_blocks(zones: Mapping[str, tuple[int, int]]) -> Iterator[bytes]:
    return (vtimezone(zone, *zones[zone]) for zone in sorted(zones))


def _file_lines() -> list[str]:
    return ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN"]


def _head_lines(head: Head) -> Iterator[str]:
    yield from _file_lines()
    yield line("NAME", text(head.name))
    yield line("X-WR-CALNAME", text(head.name))
    yield line("DESCRIPTION", text(head.description))
    yield line("X-WR-CALDESC", text(head.description))
    yield line("REFRESH-INTERVAL", REFRESH, VALUE="DURATION")
    yield line("X-PUBLISHED-TTL", REFRESH)
    yield line("SOURCE", head.source, VALUE="URI")
    yield line("URL", head.url)
    yield line("COLOR", COLOR[0])
    yield line("X-APPLE-CALENDAR-COLOR", COLOR[1])
    yield line("X-WR-TIMEZONE", text(head.zone))


def _identity(uid: str, created_at: datetime) -> Iterator[str]:
    yield line("UID", text(uid))
    yield line("CREATED", _utc(created_at))


def _times(place: Span) -> Iterator[str]:
    if isinstance(place.starts, PartialDate):
        assert isinstance(place.ends, PartialDate)
        yield line("DTSTART", _basic(place.starts.first), VALUE="DATE")
        # The end of whole days is exclusive (RFC 5545 section 3.6.1), and some clients need it always.
        yield line("DTEND", _basic(place.ends.last + timedelta(days=1)), VALUE="DATE")
        return
    assert isinstance(place.ends, Moment)
    if _in_utc(place):
        yield line("DTSTART", _utc(place.starts.utc))
        yield line("DTEND", _utc(place.ends.utc))
        return
    yield line("DTSTART", f"{place.starts.wall:%Y%m%dT%H%M%S}", TZID=place.starts.zone)
    yield line("DTEND", f"{place.ends.wall:%Y%m%dT%H%M%S}", TZID=place.starts.zone)


def _in_utc(place: Span) -> bool:
    # A local time with TZID always means the first of two equal ones (RFC 5545 section 3.3.5), but ical.js takes
    # the second: both are written in UTC, and their other end too, for both have to be of one kind (section 3.8.2.2).
    ends = (place.starts, place.ends)
    return any(isinstance(end, Moment) and (end.zone in UTC_ZONES or end.ambiguous) for end in ends)


def _texts(t: Tongue, entry: Entry, options: Options) -> Iterator[str]:
    facts = entry.facts
    yield line("SUMMARY", text(_summary(t, facts)))
    where = wording.location(t, facts)
    if where:
        yield line("LOCATION", text(where))
    if isinstance(facts, Event) and facts.venue and facts.venue.latitude is not None:
        yield from _position(facts.venue, where)
    yield line("DESCRIPTION", text(wording.description(t, entry)))
    yield line("URL", entry.url)
    yield line("CATEGORIES", ",".join(text(word) for word in wording.categories(t, facts)))
    yield line("STATUS", _status(facts, options))
    yield line("TRANSP", "OPAQUE" if options.busy and _takes_time(facts) else "TRANSPARENT")


def _summary(t: Tongue, facts: Facts) -> str:
    return wording.summary(t, facts) if span(facts) else wording.tentative_summary(t, facts)


def _takes_time(facts: Facts) -> bool:
    place = span(facts)
    return isinstance(facts, Event) and place is not None and isinstance(place.starts, Moment) and not _is_off(facts)


def _is_off(facts: Facts) -> bool:
    return is_put_off(facts) or facts.status in (EventStatus.CANCELLED, DateStatus.CANCELLED)


def _alarms(t: Tongue, facts: Facts, options: Options) -> Iterator[str]:
    if not _is_off(facts) and span(facts):
        yield from _alarm_lines(_summary(t, facts), options)


def _alarm_lines(summary: str, options: Options) -> Iterator[str]:
    """Reminders (RFC 5545 section 3.6.6); whole days begin at midnight."""
    for duration in options.alarms:
        yield "BEGIN:VALARM"
        yield line("ACTION", "DISPLAY")
        yield line("DESCRIPTION", text(summary))
        yield line("TRIGGER", duration if duration == "PT0S" else f"-{duration}")
        yield "END:VALARM"


def _position(venue: Venue, where: str) -> Iterator[str]:
    yield line("GEO", f"{venue.latitude:.6f};{venue.longitude:.6f}")
    # Apple shows a map only for this, and only where its title equals LOCATION to the letter; some of its readers
    # know no RFC 6868, so it is left out where the title would need that.
    if not set(where) & set('"^\n'):
        uri = f"geo:{venue.latitude:.6f},{venue.longitude:.6f}"
        yield line("X-APPLE-STRUCTURED-LOCATION", uri, VALUE="URI", X_APPLE_RADIUS="50", X_TITLE=where)


def _links(t: Tongue, facts: Facts) -> Iterator[str]:
    if isinstance(facts, Event) and facts.online_url:
        yield line("CONFERENCE", facts.online_url, VALUE="URI", FEATURE="VIDEO", LABEL=t("Online"))
    item = facts if isinstance(facts, Event) else facts.release
    for series in item.series:
        if series.uid:
            yield line("RELATED-TO", text(series.uid), RELTYPE="PARENT")
    for announcement in item.announcements:
        if announcement.url:
            yield line("LINK", announcement.url, LINKREL="via", VALUE="URI")


def _status(facts: Facts, options: Options) -> str:
    if facts.status in (EventStatus.CANCELLED, DateStatus.CANCELLED):
        return "CONFIRMED" if options.confirmed else "CANCELLED"
    is_open = is_put_off(facts) or facts.status is EventStatus.TENTATIVE or span(facts) is None
    return "TENTATIVE" if is_open else "CONFIRMED"


def placeholder(head: Head, summary: str = "", words: str = "") -> bytes:
    """The one entry of a feed that holds none: that nothing is announced, or whatever it is to say."""
    t = head.tongue
    summary = summary or t("Nothing announced yet")
    words = words or t("This calendar has no entries at the moment; they appear here by themselves.")
    # Its UID comes from the feed's address, since it must be the same for ever and is no entry of anybody's.
    identity = hashlib.sha256(head.source.encode()).hexdigest()[:32]
    lines = (
        "BEGIN:VEVENT",
        f"UID:empty-{identity}@calendar-service",
        "DTSTAMP:20000101T000000Z",
        line("DTSTART", _basic(_PLACEHOLDER_DAY), VALUE="DATE"),
        line("DTEND", _basic(_PLACEHOLDER_DAY + timedelta(days=1)), VALUE="DATE"),
        line("SUMMARY", text(summary)),
        line("DESCRIPTION", text(f"{words}\n\n{head.url}")),
        line("URL", head.url),
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    )
    return b"".join(fold(content) for content in lines)


def _basic(on: date) -> str:
    return f"{on:%Y%m%d}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
