"""What templates show: facts turned into words and addresses. Nothing here escapes: templates do, at output."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from babel.dates import format_date

from calendar_service import models
from calendar_service.addresses import FOLDERS, anchor, path_of
from calendar_service.store.nouns import NAMES
from feeds import wording
from feeds.entry import Span, announced, is_put_off, span
from feeds.facts import Artist, Credit, Event, Facts, Noun, Offer, Organizer, Release, ReleaseDate, Series, Venue
from feeds.vocabulary import BILLED, Availability, DateStatus, EventKind, EventStatus, Role
from feeds.when import Moment, PartialDate, Precision, When

LOCALE: Final = "en"
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
class Link:
    """A name, and the address of its page where it has one; of a time, the form that machines read."""

    name: str
    href: str = ""
    role: str = ""
    stamp: str = ""


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


@dataclass(frozen=True, slots=True)
class Fact:
    """A line in the table of facts on an entry's page: what, and its values one below the other."""

    label: str
    values: tuple[Link, ...]


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
        moment=_machine(place.starts) if place and isinstance(place.starts, Moment) else "",
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
        return _machine(when)
    if isinstance(place.starts, Moment):
        return place.starts.day.isoformat()
    return _machine(place.starts) if place.starts == place.ends else ""


def day(on: date, today: date) -> str:
    """A day as people read it: near ones by name, the year only where it is another one."""
    near = {0: "Today, ", 1: "Tomorrow, "}.get((on - today).days, "")
    pattern = "EEEE d MMMM" if on.year == today.year else "EEEE d MMMM y"
    return near + format_date(on, pattern, locale=LOCALE)


def event_facts(event: Event) -> list[Fact]:
    """The facts of an event in reading order."""
    rows = [
        _fact("When", _when(event)),
        _fact("Where", _where(event)),
        _fact("Line-up", [_credit(credit) for credit in event.credits if credit.role in (*BILLED, Role.SUPPORT)]),
        _fact("With", [_credit(credit) for credit in event.credits if credit.role not in (*BILLED, Role.SUPPORT)]),
        _fact("Shown", [Link(wording.work(work)) for work in event.works]),
        _fact("Tickets", [_offer(offer) for offer in event.offers]),
        _fact("Age", [Link(_age(event.minimum_age))] if event.minimum_age is not None else []),
        _fact("Access", [Link(event.venue.access)] if event.venue and event.venue.access else []),
        _fact("Online", [Link(event.online_url, event.online_url)] if event.online_url else []),
        *_shared(event),
    ]
    return [row for row in rows if row.values]


def release_facts(release: Release) -> list[Fact]:
    """The facts of a release in reading order, without its dates."""
    labels = [
        Link(f"{item.label.name}{f' · {item.catalogue_number}' if item.catalogue_number else ''}", _href(item.label))
        for item in release.imprints
    ]
    rows = [
        _fact("By", [_credit(credit) for credit in release.credits]),
        _fact("Label", labels),
        _fact("Work", [Link(wording.work(work)) for work in release.works]),
        *_shared(release),
    ]
    return [row for row in rows if row.values]


def date_facts(facts: ReleaseDate) -> list[Fact]:
    """The facts of one release date."""
    details = [
        Link(", ".join(part for part in (wording.medium(item), item.edition, item.catalogue_number) if part))
        for item in facts.media
    ]
    before = [Link(wording.when(time)) for time in facts.previous_dates]
    rows = [
        _fact("Formats", details),
        _fact("Territory", [Link(facts.territory)] if facts.territory else []),
        _fact("Was to be", before),
        _fact("Order", [_offer(offer) for offer in facts.offers]),
    ]
    return [row for row in rows if row.values]


def noun_facts(noun: Noun) -> list[Fact]:
    """What is known of a venue, an artist, an organizer or a series."""
    rows: list[Fact] = []
    if isinstance(noun, Venue):
        rows += [
            _fact("Address", [Link(", ".join(wording.address(noun)))] if wording.address(noun) else []),
            _fact("Map", [Link("OpenStreetMap", map_link(noun))] if noun.latitude is not None else []),
            _fact("Rooms", [Link(name) for name in noun.rooms]),
            _fact("Access", [Link(noun.access)] if noun.access else []),
            _fact("Time zone", [Link(noun.zone.replace("_", " "))]),
        ]
    if isinstance(noun, Venue | Artist | Organizer | Series) and noun.url:
        rows.append(_fact("Site", [Link(noun.url, noun.url)]))
    return [row for row in rows if row.values]


def map_link(venue: Venue) -> str:
    """A map of the place, opened by a press only."""
    position = f"{venue.latitude:.5f}/{venue.longitude:.5f}"
    return f"https://www.openstreetmap.org/?mlat={venue.latitude:.5f}&mlon={venue.longitude:.5f}#map=17/{position}"


def _fact(label: str, values: Sequence[Link]) -> Fact:
    return Fact(label, tuple(values))


def _shared(item: Event | Release) -> list[Fact]:
    sources = [Link(wording.source(source), source.url) for source in item.announcements]
    return [
        _fact("Part of", [Link(series.name, path_of("series", series.slug)) for series in item.series]),
        _fact("Tags", [Link(", ".join(item.tags))] if item.tags else []),
        _fact("More", [Link(item.url, item.url)] if item.url else []),
        _fact("Source", sources),
    ]


def _href(noun: Noun) -> str:
    name = NAMES[type(noun)]
    return path_of(name, noun.slug) if name in FOLDERS else ""


def _credit(credit: Credit) -> Link:
    return Link(credit.who.name, _href(credit.who), wording.ROLES[credit.role])


def _offer(offer: Offer) -> Link:
    sold = "sold out" if offer.availability is Availability.SOLD_OUT else wording.price(offer)
    parts = (
        offer.name or wording.OFFERS[offer.kind],
        sold,
        "few left" if offer.availability is Availability.LIMITED else "",
        f"from {wording.when(offer.opens)}" if offer.opens else "",
        f"until {wording.when(offer.closes)}" if offer.closes else "",
    )
    return Link(" · ".join(part for part in parts if part), offer.url)


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
    return Link(f"{facts.venue.name}{city}", _href(facts.venue))


def _time(place: Span | None) -> str:
    if place is None or not isinstance(place.starts, Moment):
        return ""
    return f"Doors {wording.clock(place.starts)}" if place.doors else wording.clock(place.starts)


def _when(event: Event) -> list[Link]:
    first, *others = _when_texts(event)
    several = isinstance(event.ends, PartialDate) and event.ends != event.starts
    return [Link(first, stamp="" if several else _machine(event.starts)), *(Link(text) for text in others)]


def _machine(when: When) -> str:
    """A time as HTML's `datetime` has it: no seasons, quarters and unknown dates there."""
    if isinstance(when, Moment):
        return f"{when.wall.isoformat()}{when.offset}"
    return when.text if when.precision in (Precision.DAY, Precision.MONTH, Precision.YEAR) else ""


def _when_texts(event: Event) -> list[str]:
    """The day, then doors, start and end with their zone; what is not known is said."""
    texts = [_full(event.starts)]
    if isinstance(event.starts, Moment):
        doors = f"Doors {wording.clock(event.doors)} · " if event.doors else ""
        ends = f" · End {_end(event.ends, event.starts)}" if isinstance(event.ends, Moment) else ""
        texts.append(f"{doors}Start {wording.clock(event.starts)}{ends}")
        zone, offset = event.starts.zone.replace("_", " "), event.starts.offset.replace("-", "−")
        texts.append(f"Local time in {zone} (UTC{offset})")
    elif isinstance(event.ends, PartialDate) and event.ends != event.starts:
        texts = [f"{_full(event.starts)} – {_full(event.ends)}"]
    elif event.doors:
        texts.append(f"Doors {wording.clock(event.doors)}, the hour of the start is not announced")
    elif event.starts.is_day and event.kind is not EventKind.FESTIVAL:
        texts.append("The hour is not announced")
    if event.status is EventStatus.POSTPONED:
        texts.append("Postponed: a new date is to be announced")
    return texts + [f"Was to be on {wording.when(time)}" for time in event.previous_starts]


def _full(when: When) -> str:
    on = when.day if isinstance(when, Moment) else when.first
    if isinstance(when, PartialDate) and not when.is_day:
        text = wording.when(when)
        return text[:1].upper() + text[1:]
    return format_date(on, "EEEE d MMMM y", locale=LOCALE)


def _end(ends: Moment, starts: Moment) -> str:
    later = "" if ends.day == starts.day else f" ({format_date(ends.day, 'EEE', locale=LOCALE)})"
    return wording.clock(ends) + later


def _where(event: Event) -> list[Link]:
    links = [Link("Online")] if event.online_url and event.venue is None else []
    if event.venue:
        name = f"{event.venue.name}, {event.room}" if event.room else event.venue.name
        links.append(Link(name, _href(event.venue)))
        address = ", ".join(wording.address(event.venue))
        links += [Link(address)] if address else []
        links += [Link("Map", map_link(event.venue))] if event.venue.latitude is not None else []
    if event.previous_venue:
        links.append(Link(f"Moved from {event.previous_venue.name}", _href(event.previous_venue)))
    return links


def _age(minimum: int) -> str:
    return f"{minimum} and over" if minimum else "All ages"
