"""Facts as the objects that people send: what the shapes read, so that what is told can be sent again unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from feeds import facts
from feeds.when import Moment, PartialDate, When

Object = dict[str, Any]
Name = Callable[[facts.Noun], str]
"""How what is referred to is named: by its slug, or by somebody's id."""


def told_noun(noun: facts.Noun) -> Object:
    """A noun without its slug and its UID."""
    values = {item.name: getattr(noun, item.name) for item in fields(noun)}
    return {name: _plain(value) for name, value in values.items() if name not in ("slug", "uid")}


def told_event(event: facts.Event, name: Name) -> Object:
    """An event without its picture, which is named otherwise in a file than in the API."""
    zone = _zone_of(event.starts, event.doors)
    return {
        **_shared(event, name),
        "kind": event.kind.value,
        "status": event.status.value,
        "starts": told_time(event.starts, zone),
        "ends": _maybe(event.ends, zone),
        "doors": _maybe(event.doors, zone),
        "zone": zone,
        "venue": name(event.venue) if event.venue else None,
        "room": event.room,
        "online_url": event.online_url,
        "minimum_age": event.minimum_age,
        "offers": [_offer(offer, zone) for offer in event.offers],
        "previous_starts": [told_time(when, zone) for when in event.previous_starts],
        "previous_venue": name(event.previous_venue) if event.previous_venue else None,
    }


def told_release(release: facts.Release, dates: Iterable[tuple[str, facts.ReleaseDate]], name: Name) -> Object:
    """A release with its dates under their ids, without its picture."""
    imprints = [{"label": name(one.label), "catalogue_number": one.catalogue_number} for one in release.imprints]
    return {
        **_shared(release, name),
        "kind": release.kind.value,
        "imprints": imprints,
        "dates": [told_date(key, date) for key, date in dates],
    }


def told_date(key: str, date: facts.ReleaseDate) -> Object:
    """A date of a release under its id."""
    zone = _zone_of(date.date)
    return {
        "id": key,
        "date": told_time(date.date, zone),
        "zone": zone,
        "territory": date.territory,
        "status": date.status.value,
        "media": [{item.name: _plain(getattr(medium, item.name)) for item in fields(medium)} for medium in date.media],
        "offers": [_offer(offer, zone) for offer in date.offers],
        "previous_dates": [told_time(when, zone) for when in date.previous_dates],
    }


def told_time(when: When, zone: str | None) -> str:
    """A time as it is announced; with its zone (RFC 9557) where that is not the one which applies."""
    elsewhere = isinstance(when, Moment) and when.zone != zone
    return f"{when}[{when.zone}]" if elsewhere and isinstance(when, Moment) else str(when)


def _shared(item: facts.Event | facts.Release, name: Name) -> Object:
    return {
        "title": item.title,
        "url": item.url,
        "description": item.description,
        "credits": [_credit(credit, name) for credit in item.credits],
        "works": [name(work) for work in item.works],
        "series": [name(series) for series in item.series],
        "announcements": [name(announcement) for announcement in item.announcements],
        "tags": list(item.tags),
    }


def _credit(credit: facts.Credit, name: Name) -> Object:
    is_artist = isinstance(credit.who, facts.Artist)
    return {
        "artist": name(credit.who) if is_artist else None,
        "organizer": None if is_artist else name(credit.who),
        "role": credit.role.value,
    }


def _offer(offer: facts.Offer, of: str | None) -> Object:
    zone = _zone_of(offer.opens, offer.closes) or of
    plain = ("kind", "url", "name", "price", "price_max", "currency", "availability")
    return {
        **{name: _plain(getattr(offer, name)) for name in plain},
        "opens": _maybe(offer.opens, zone),
        "closes": _maybe(offer.closes, zone),
        "zone": None if zone == of else zone,
    }


def _zone_of(*times: When | None) -> str | None:
    return next((when.zone for when in times if isinstance(when, Moment)), None)


def _maybe(when: When | None, zone: str | None) -> str | None:
    return told_time(when, zone) if when is not None else None


def _plain(value: Any) -> Any:
    match value:
        case StrEnum():
            return value.value
        case Decimal():
            return f"{value:f}"
        case PartialDate():
            return str(value)
        case time():
            return f"{value:%H:%M}"
        case tuple():
            return [_plain(item) for item in value]
    return value
