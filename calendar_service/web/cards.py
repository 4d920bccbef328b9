"""The words on drawn cards, and the card behind an address `/cards/{noun}/{slug}.png`."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import astuple
from typing import Final
from urllib.parse import quote

from sqlalchemy.orm import Session

from calendar_service.pictures.cards import VERSION, Card, card
from calendar_service.publishing.recipes import MissingError
from calendar_service.publishing.site import Site
from calendar_service.store import reading, selecting
from calendar_service.store.nouns import title_of
from calendar_service.web.views import is_off, marks
from feeds import terms, wording
from feeds.entry import Span, announced, span
from feeds.facts import Event, Facts, Noun, ReleaseDate, Venue
from feeds.tongue import Tongue
from feeds.when import Moment, PartialDate

SITE: Final = ("site", "card")
"""Noun and slug of the card of the site itself, for pages that have no other."""

_ITEMS: Final = ("event", "release")
_NOUNS: Final = ("venue", "artist", "organizer", "series")
_NAMES: Final = 2


def drawn(session: Session, site: Site, noun: str, slug: str) -> bytes:
    """The card of a noun, in the site's language. Raises MissingError where there is no such thing."""
    return card(lines_at(session, site, noun, slug))


def lines_at(session: Session, site: Site, noun: str, slug: str) -> Card:
    """What is on the card of a noun. Raises MissingError where there is no such thing."""
    if (noun, slug) == SITE:
        return Card("", site.name)
    if noun in _ITEMS:
        item = selecting.item_row(session, noun, slug)
        if item is not None:
            return lines_of(site.tongue, site.name, [facts for _, facts in reading.entries(item)])
    elif noun in _NOUNS:
        row = selecting.noun_row(session, noun, slug)
        if row is not None:
            return noun_lines(site.name, reading.NOUNS[noun](row))
    raise MissingError


def lines_of(t: Tongue, site: str, found: Sequence[Facts]) -> Card:
    """The card of an event, or of a release with all its dates. It says nothing that another day would make untrue."""
    found = sorted(found, key=lambda facts: announced_day(facts).first)
    first = found[0]
    return Card(
        site=site,
        title=_title(first),
        date=t.listed(list(dict.fromkeys(_date(t, facts) for facts in found))),
        place=_place(t, first) if isinstance(first, Event) else _formats(t, found),
        mark=", ".join(dict.fromkeys(mark for facts in found for mark in marks(t, facts))) if len(found) == 1 else "",
        off=all(is_off(facts) for facts in found),
    )


def noun_lines(site: str, noun: Noun) -> Card:
    """The card of a venue, an artist, an organizer or a series."""
    place = ", ".join(terms.address(noun)) if isinstance(noun, Venue) else ""
    return Card(site, title_of(noun), place=place)


def card_path(noun: str, slug: str, lines: Card) -> str:
    """The address of a card. It changes with what is on the card, since networks keep the picture of an address."""
    mark = zlib.crc32(repr((VERSION, astuple(lines))).encode())
    return f"/cards/{noun}/{quote(slug, safe='')}.png?v={mark:08x}"


def announced_day(facts: Facts) -> PartialDate:
    """The day, or as much of it as is known."""
    when = announced(facts)
    return PartialDate(when.day.isoformat()) if isinstance(when, Moment) else when


def _title(facts: Facts) -> str:
    bare = wording.title(facts)
    credits = facts.credits if isinstance(facts, Event) else facts.release.credits
    names = [name for name in wording.billed(credits) if name.casefold() not in bare.casefold()]
    if not 1 <= len(names) <= _NAMES:
        return bare
    who = ", ".join(names)
    return f"{who} – {bare}" if isinstance(facts, ReleaseDate) else f"{who}: {bare}"


def _date(t: Tongue, facts: Facts) -> str:
    place = span(facts)
    if place is None:
        return t.sentence_case(terms.when(t, announced(facts)))
    if isinstance(place.starts, Moment):
        day, hour = t.weekday(place.starts.day), _hour(t, place)
        return f"{day}, {hour}" if isinstance(facts, Event) else day
    assert isinstance(place.ends, PartialDate)
    first, last = place.starts.first, place.ends.last
    return t.weekday(first) if first == last else t.days(first, last)


def _hour(t: Tongue, place: Span) -> str:
    assert isinstance(place.starts, Moment)
    clock = terms.clock(place.starts)
    return t("Doors {time}", time=clock) if place.doors else clock


def _place(t: Tongue, event: Event) -> str:
    if event.venue is None:
        return t("Online") if event.online_url else ""
    return ", ".join(part for part in (event.venue.name, event.venue.city) if part)


def _formats(t: Tongue, found: Sequence[Facts]) -> str:
    dates = [facts for facts in found if isinstance(facts, ReleaseDate)]
    media = dict.fromkeys(terms.medium(t, item) for facts in dates for item in facts.media)
    labels = dict.fromkeys(imprint.label.name for imprint in dates[0].release.imprints)
    return " · ".join(part for part in (", ".join(media), ", ".join(labels)) if part)
