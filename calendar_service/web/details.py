"""The tables of facts on the pages of entries and nouns, in reading order. Nothing here escapes: templates do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from babel.dates import format_date

from calendar_service.addresses import FOLDERS, path_of
from calendar_service.store.nouns import NAMES
from feeds import wording
from feeds.facts import Artist, Credit, Event, Noun, Offer, Organizer, Release, ReleaseDate, Series, Venue
from feeds.vocabulary import BILLED, Availability, EventKind, EventStatus, Role
from feeds.when import Moment, PartialDate, Precision, When

LOCALE: Final = "en"


@dataclass(frozen=True, slots=True)
class Link:
    """A name, and the address of its page where it has one; of a time, the form that machines read."""

    name: str
    href: str = ""
    role: str = ""
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line in the table of facts on an entry's page: what, and its values one below the other."""

    label: str
    values: tuple[Link, ...]


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
        Link(f"{item.label.name}{f' · {item.catalogue_number}' if item.catalogue_number else ''}", link_to(item.label))
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


def link_to(noun: Noun) -> str:
    """The path of a noun's page; empty where it has none."""
    name = NAMES[type(noun)]
    return path_of(name, noun.slug) if name in FOLDERS else ""


def _credit(credit: Credit) -> Link:
    return Link(credit.who.name, link_to(credit.who), wording.ROLES[credit.role])


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


def _when(event: Event) -> list[Link]:
    first, *others = _when_texts(event)
    several = isinstance(event.ends, PartialDate) and event.ends != event.starts
    return [Link(first, stamp="" if several else machine_time(event.starts)), *(Link(text) for text in others)]


def machine_time(when: When) -> str:
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
        links.append(Link(name, link_to(event.venue)))
        address = ", ".join(wording.address(event.venue))
        links += [Link(address)] if address else []
        links += [Link("Map", map_link(event.venue))] if event.venue.latitude is not None else []
    if event.previous_venue:
        links.append(Link(f"Moved from {event.previous_venue.name}", link_to(event.previous_venue)))
    return links


def _age(minimum: int) -> str:
    return f"{minimum} and over" if minimum else "All ages"
