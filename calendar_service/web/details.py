"""The tables of facts on the pages of entries and nouns, in reading order. Nothing here escapes: templates do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from calendar_service.addresses import FOLDERS, path_of
from calendar_service.store.nouns import NAMES
from calendar_service.store.slugs import base_of, city_slug
from calendar_service.web.times import past_link, when_links
from calendar_service.web.words import Link
from feeds import terms
from feeds.facts import Artist, Credit, Event, Medium, Noun, Offer, Organizer, Release, ReleaseDate, Series, Venue
from feeds.tongue import Tongue
from feeds.vocabulary import BILLED, Role


@dataclass(frozen=True, slots=True)
class Fact:
    """A line in the table of facts on an entry's page: what, and its values one below the other."""

    label: str
    values: tuple[Link, ...]


def event_facts(t: Tongue, event: Event) -> list[Fact]:
    """The facts of an event in reading order: when, where, who, what, how to get in; then where it comes from."""
    stage = (*BILLED, Role.SUPPORT)
    return _told(
        _fact(t("When"), when_links(t, event)),
        _fact(t("Where"), _where(t, event)),
        _fact(t("Line-up"), [_credit(t, credit) for credit in event.credits if credit.role in stage]),
        _fact(t("Presented by"), [_credit(t, credit) for credit in event.credits if credit.role not in stage]),
        _fact(t("Shown"), [Link(terms.work(work)) for work in event.works]),
        _fact(t("Tickets"), [_offer(t, offer) for offer in event.offers]),
        _fact(t("Age"), [Link(_age(t, event.minimum_age))] if event.minimum_age is not None else []),
        _fact(t("Access"), [Link(event.venue.access)] if event.venue and event.venue.access else []),
        _fact(t("Online"), [Link(event.online_url, event.online_url)] if event.online_url else []),
        *_shared(t, event),
    )


def release_facts(t: Tongue, release: Release) -> list[Fact]:
    """The facts of a release in reading order, without its dates."""
    labels = [
        Link(item.label.name, path_of("organizer", item.label.slug), item.catalogue_number) for item in release.imprints
    ]
    return _told(
        _fact(t("By"), [_credit(t, credit) for credit in release.credits]),
        _fact(t("Label"), labels),
        _fact(t("Work"), [Link(terms.work(work)) for work in release.works]),
        *_shared(t, release),
    )


def date_facts(t: Tongue, facts: ReleaseDate) -> list[Fact]:
    """The facts of one release date."""
    return _told(
        _fact(t("Formats"), [_medium(t, item) for item in facts.media]),
        _fact(t("Territory"), [Link(t.country(facts.territory))] if facts.territory else []),
        _fact(t("Was to be"), [past_link(t, time) for time in facts.previous_dates]),
        _fact(t("Order"), [_offer(t, offer) for offer in facts.offers]),
    )


def noun_facts(t: Tongue, noun: Noun) -> list[Fact]:
    """What is known of a venue, an artist, an organizer or a series."""
    rows = _venue_facts(t, noun) if isinstance(noun, Venue) else []
    if isinstance(noun, Venue | Artist | Organizer | Series) and noun.url:
        rows.append(_fact(t("Site"), [Link(noun.url, noun.url)]))
    return _told(*rows)


def map_link(venue: Venue) -> str:
    """A map of the place, opened by a press only."""
    position = f"{venue.latitude:.5f}/{venue.longitude:.5f}"
    return f"https://www.openstreetmap.org/?mlat={venue.latitude:.5f}&mlon={venue.longitude:.5f}#map=17/{position}"


def link_to(noun: Noun) -> str:
    """The path of a noun's page; empty where it has none."""
    name = NAMES[type(noun)]
    return path_of(name, noun.slug) if name in FOLDERS else ""


def address(t: Tongue, venue: Venue) -> str:
    """Where a venue is, in one line, the country by its name."""
    parts = terms.address(venue)
    if venue.country and parts[-1:] == [venue.country]:
        parts[-1] = t.country(venue.country)
    return ", ".join(parts)


def _venue_facts(t: Tongue, venue: Venue) -> list[Fact]:
    where = address(t, venue)
    city = [Link(venue.city, path_of("city", slug))] if (slug := city_slug(venue.city, venue.country)) else []
    return [
        _fact(t("Address"), [Link(where)] if where else []),
        _fact(t("City"), city),
        _fact(t("Map"), [Link("OpenStreetMap", map_link(venue))] if venue.latitude is not None else []),
        _fact(t("Rooms"), [Link(name) for name in venue.rooms]),
        _fact(t("Access"), [Link(venue.access)] if venue.access else []),
        _fact(t("Time zone"), [Link(venue.zone.replace("_", " "))]),
    ]


def _fact(label: str, values: Sequence[Link]) -> Fact:
    return Fact(label, tuple(values))


def _told(*rows: Fact) -> list[Fact]:
    return [row for row in rows if row.values]


def _shared(t: Tongue, item: Event | Release) -> Iterable[Fact]:
    sources = [Link(terms.source(t, source), source.url) for source in item.announcements]
    yield _fact(t("Part of"), [Link(series.name, path_of("series", series.slug)) for series in item.series])
    yield _fact(t("Tags"), [Link(tag, path_of("tag", base_of("tag", tag))) for tag in item.tags])
    yield _fact(t("More"), [Link(item.url, item.url)] if item.url else [])
    yield _fact(t("Source"), sources)


def _credit(t: Tongue, credit: Credit) -> Link:
    return Link(credit.who.name, link_to(credit.who), terms.role(t, credit.role))


def _medium(t: Tongue, item: Medium) -> Link:
    numbers = ", ".join(part for part in (item.catalogue_number, item.barcode) if part)
    name = t.sentence_case(terms.medium(t, item))
    return Link(f"{name}, {item.edition}" if item.edition else name, role=numbers)


def _offer(t: Tongue, offer: Offer) -> Link:
    name = offer.name or terms.offer_kind(t, offer.kind)
    return Link(" · ".join((name, *terms.conditions(t, offer))), offer.url)


def _where(t: Tongue, event: Event) -> list[Link]:
    links = [Link(t("Online"))] if event.online_url and event.venue is None else []
    if event.venue:
        name = f"{event.venue.name}, {event.room}" if event.room else event.venue.name
        links.append(Link(name, link_to(event.venue)))
        where = address(t, event.venue)
        links += [Link(where)] if where else []
        links += [Link(t("Map"), map_link(event.venue))] if event.venue.latitude is not None else []
    if event.previous_venue:
        name = t("Moved from {venue}.", venue=event.previous_venue.name).rstrip(".")
        links.append(Link(name, link_to(event.previous_venue)))
    return links


def _age(t: Tongue, minimum: int) -> str:
    return t("{years} and over", years=minimum) if minimum else t("All ages")
