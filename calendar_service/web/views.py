"""What listings show: entries turned into lines under their days. Nothing here escapes: templates do, at output."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from babel.dates import format_date

from calendar_service import models
from calendar_service.addresses import anchor, path_of
from calendar_service.web.details import LOCALE, Fact, Link, date_facts, link_to, machine_time
from feeds import wording
from feeds.entry import Span, announced, is_put_off, span
from feeds.facts import Event, Facts, ReleaseDate
from feeds.vocabulary import DateStatus, EventStatus
from feeds.when import Moment, PartialDate, When

_MARKS: Final = {
    "CANCELLED": "Cancelled",
    "POSTPONED": "Postponed",
    "RESCHEDULED": "New date",
    "MOVED": "New place",
    "MOVED ONLINE": "Moved online",
    "SOLD OUT": "Sold out",
    "DELAYED": "Delayed",
    "NEW DATE": "New date",
}


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in a listing."""

    title: str
    href: str
    time: str
    moment: str
    kind: str
    who: str
    place: Link | None
    formats: str
    marks: tuple[str, ...]
    off: bool
    heading: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Group:
    """The lines under one heading."""

    heading: str
    stamp: str
    lines: tuple[Line, ...]

    @property
    def pieces(self) -> list[str]:
        """The heading in parts that are best kept on one line each."""
        return re.split(r"(?<=[,–]) ", self.heading)


def groups(found: Iterable[tuple[models.Item, models.Entry, Facts]], today: date) -> list[Group]:
    """Listing lines under their days, in the order given."""
    lines = [line(item, entry, facts, today) for item, entry, facts in found]
    by_heading = groupby(lines, key=lambda item: (item.heading, item.stamp))
    return [Group(heading, stamp, tuple(items)) for (heading, stamp), items in by_heading]


def line(item: models.Item, entry: models.Entry, facts: Facts, today: date) -> Line:
    """An entry as a line of a listing."""
    when = announced(facts)
    place = span(facts)
    return Line(
        title=wording.title(facts),
        href=href(item, entry),
        time=_time(place),
        moment=machine_time(place.starts) if place and isinstance(place.starts, Moment) else "",
        kind=wording.kind(facts),
        who=_who(facts),
        place=_place(facts),
        formats=wording.media(facts.media) if isinstance(facts, ReleaseDate) else "",
        marks=marks(facts),
        off=is_off(facts),
        heading=heading(place, when, today),
        stamp=stamp(place, when),
    )


@dataclass(frozen=True, slots=True)
class DateCard:
    """One date on the page of a release."""

    anchor: str
    heading: str
    stamp: str
    facts: tuple[Fact, ...]
    marks: tuple[str, ...]
    off: bool


def release_date(entry: models.Entry, facts: Facts, today: date) -> DateCard:
    """One date of a release as its page shows it."""
    assert isinstance(facts, ReleaseDate)
    assert entry.date is not None
    place, when = span(facts), announced(facts)
    rows = tuple(date_facts(facts))
    title = heading(place, when, today)
    return DateCard(entry.date.source_id, title, stamp(place, when), rows, marks(facts), is_off(facts))


def kind(facts: Facts) -> str:
    """What sort of entry it is, in words."""
    text = wording.kind(facts)
    return text[:1].upper() + text[1:]


def href(item: models.Item, entry: models.Entry) -> str:
    """The path of an entry's page."""
    path = path_of(item.noun, item.slug)
    return f"{path}#{anchor(entry.date.source_id)}" if entry.date else path


def marks(facts: Facts) -> tuple[str, ...]:
    """The state of an entry in words for a page; empty where all is as announced."""
    return tuple(_MARKS[word] for word in wording.state_words(facts))


def is_off(facts: Facts) -> bool:
    """Whether it does not take place (or come out) when it was to."""
    return is_put_off(facts) or facts.status in (EventStatus.CANCELLED, DateStatus.CANCELLED)


def heading(place: Span | None, when: When, today: date) -> str:
    """The day, the days or the period under which an entry is listed."""
    if place is None:
        text = wording.when(when)
        return text[:1].upper() + text[1:]
    if isinstance(place.starts, Moment):
        return day(place.starts.day, today)
    first, last = place.starts.first, place.ends.last if isinstance(place.ends, PartialDate) else place.starts.first
    return day(first, today) if first == last else f"{day(first, today)} – {day(last, today)}"


def stamp(place: Span | None, when: When) -> str:
    """A heading's day, month or year as HTML's `datetime` has it; empty for what that cannot say."""
    if place is None:
        return machine_time(when)
    if isinstance(place.starts, Moment):
        return place.starts.day.isoformat()
    return machine_time(place.starts) if place.starts == place.ends else ""


def day(on: date, today: date) -> str:
    """A day as people read it: near ones by name, the year only where it is another one."""
    near = {0: "Today, ", 1: "Tomorrow, "}.get((on - today).days, "")
    pattern = "EEEE d MMMM" if on.year == today.year else "EEEE d MMMM y"
    return near + format_date(on, pattern, locale=LOCALE)


def _who(facts: Facts) -> str:
    credits = facts.credits if isinstance(facts, Event) else facts.release.credits
    names = [name for name in wording.billed(credits) if name.casefold() not in wording.title(facts).casefold()]
    return ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")


def _place(facts: Facts) -> Link | None:
    if isinstance(facts, ReleaseDate):
        return Link(facts.territory) if facts.territory else None
    if facts.venue is None:
        return Link("Online") if facts.online_url else None
    city = f", {facts.venue.city}" if facts.venue.city else ""
    return Link(f"{facts.venue.name}{city}", link_to(facts.venue))


def _time(place: Span | None) -> str:
    if place is None or not isinstance(place.starts, Moment):
        return ""
    return f"Doors {wording.clock(place.starts)}" if place.doors else wording.clock(place.starts)
