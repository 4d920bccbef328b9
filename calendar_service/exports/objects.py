"""Rows as the objects of a load file, by their slugs, each with what a load file has no field for under `kept`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from datetime import time as clock
from decimal import Decimal
from typing import Any, Final

from calendar_service import models
from calendar_service.store import reading
from feeds import facts
from feeds.when import Moment, When

VERSION: Final = 1
"""Of the form of an export; it is raised when an older program could no longer take one up."""
HEADER: Final = {"type": "export", "version": VERSION}
PICTURES: Final = "pictures"
"""The folder of the pictures, beside the file."""

Object = dict[str, Any]


def noun_object(noun: str, row: Any) -> Object:
    """A venue, artist, organizer, series, work or announcement."""
    found = reading.NOUNS[noun](row)
    plain = {name: value for name, value in _fields(found).items() if name not in ("slug", "uid")}
    kept = {**_origin(row), "uid": row.uid if isinstance(row, models.Series) else None}
    return _filled({"type": noun, "id": row.slug, **plain, "kept": _filled(kept)})


def tag_object(row: models.Tag) -> Object:
    """A tag in the spelling by which it is called."""
    return {"type": "tag", "id": row.slug, "name": row.name}


def item_object(row: models.Item) -> Object:
    """An event with its entry, or a release with its dates, each with its entry."""
    kept = {**_origin(row), "created_at": _instant(row.created_at)}
    if isinstance(row, models.Event):
        [entry] = row.entries
        own, kept = event_fields(reading.event(row)), {**kept, "entry": _entry(entry)}
    else:
        assert isinstance(row, models.Release)
        release = reading.release(row)
        own = {**release_fields(release), "dates": [_date(entry, release) for entry in row.entries]}
    return {"type": row.noun, "id": row.slug, **own, "kept": _filled(kept)}


def event_fields(event: facts.Event) -> Object:
    """The fields of an event in a load file, in which nouns are called by their slugs."""
    place = event.venue or event.previous_venue
    zone = event.starts.zone if isinstance(event.starts, Moment) else place.zone if place else None
    own = {
        "starts": _time(event.starts, zone),
        "ends": _time(event.ends, zone),
        "doors": _time(event.doors, zone),
        "zone": zone if place is None or zone != place.zone else None,
        "status": event.status.value,
        "venue": event.venue.slug if event.venue else None,
        "room": event.room,
        "online_url": event.online_url,
        "minimum_age": event.minimum_age,
        "offers": [_offer(offer, zone) for offer in event.offers],
        "previous_starts": [_time(time, zone) for time in event.previous_starts],
        "previous_venue": event.previous_venue.slug if event.previous_venue else None,
    }
    return _filled({**_shared(event), **own})


def release_fields(release: facts.Release) -> Object:
    """The fields of a release without its dates."""
    return _filled({**_shared(release), "imprints": [_imprint(item) for item in release.imprints]})


def date_fields(date_id: str, date: facts.ReleaseDate) -> Object:
    """The fields of a release date."""
    zone = date.date.zone if isinstance(date.date, Moment) else None
    own = {
        "id": date_id,
        "date": _time(date.date, zone),
        "zone": zone,
        "territory": date.territory,
        "status": date.status.value,
        "media": [_filled(_fields(medium)) for medium in date.media],
        "offers": [_offer(offer, zone) for offer in date.offers],
        "previous_dates": [_time(time, zone) for time in date.previous_dates],
    }
    return _filled(own)


def image_object(row: models.Image, sizes: Iterable[models.ImageSize]) -> Object:
    """A picture, and the files that hold it in each of its sizes."""
    files = [
        {"path": picture_path(row.digest, size.width), "width": size.width, "height": size.height} for size in sizes
    ]
    measure = {"width": row.width, "height": row.height, "created_at": _instant(row.created_at)}
    return {"type": "image", "id": row.digest, **measure, "sizes": files}


def picture_path(digest: str, width: int) -> str:
    """Where a picture stands beside the file."""
    return f"{PICTURES}/{digest}-{width}.webp"


def news_object(row: models.News, uid: str) -> Object:
    """Something that became known of an entry."""
    return {"type": "news", "number": row.id, "entry": uid, "headline": row.headline, "at": _instant(row.at)}


def retired_object(row: models.Retired) -> Object:
    """A slug that leads on, or to the word that its page was withdrawn."""
    return _filled({"type": "retired", "noun": row.noun, "id": row.slug, "successor": row.successor})


def selection_object(row: models.SavedSelection) -> Object:
    """A selection behind a short address."""
    return {"type": "selection", "id": row.code, "query": row.query, "created_at": _instant(row.created_at)}


def _shared(of: facts.Event | facts.Release) -> Object:
    return {
        "title": of.title,
        "kind": of.kind.value,
        "url": of.url,
        "description": of.description,
        "credits": [_credit(credit) for credit in of.credits],
        **{name: [item.slug for item in getattr(of, name)] for name in ("works", "series", "announcements")},
        "tags": list(of.tags),
        "image": {"path": picture_path(of.image.digest, of.image.width), "alt": of.image.alt} if of.image else None,
    }


def _date(entry: models.Entry, release: facts.Release) -> Object:
    row = entry.date
    assert row is not None
    return {**date_fields(row.source_id, reading.release_date(entry, release)), "kept": _entry(entry)}


def _offer(offer: facts.Offer, zone: str | None) -> Object:
    plain = {name: _plain(getattr(offer, name)) for name in ("kind", "url", "name", "currency", "availability")}
    prices = {name: _price(getattr(offer, name)) for name in ("price", "price_max")}
    return _filled({**plain, **prices, "opens": _time(offer.opens, zone), "closes": _time(offer.closes, zone)})


def _price(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")


def _imprint(imprint: facts.Imprint) -> Object:
    return _filled({"label": imprint.label.slug, "catalogue_number": imprint.catalogue_number})


def _credit(credit: facts.Credit) -> Object:
    noun = "artist" if isinstance(credit.who, facts.Artist) else "organizer"
    return {noun: credit.who.slug, "role": credit.role.value}


def _entry(row: models.Entry) -> Object:
    instants = {"created_at": _instant(row.created_at), "changed_at": _instant(row.changed_at)}
    plain = {name: getattr(row, name) for name in ("uid", "revision", "digest", "variants")}
    return _filled({"number": row.id, **plain, **instants})


def _origin(row: Any) -> Object:
    return {"source": row.source, "id": row.source_id}


def _time(time: When | None, zone: str | None) -> str | None:
    """A time as text; one that has another zone than applies there names it (RFC 9557)."""
    if isinstance(time, Moment) and time.zone != zone:
        return f"{time}[{time.zone}]"
    return None if time is None else str(time)


def _fields(of: facts.Noun | facts.Medium) -> Object:
    return {item.name: _plain(getattr(of, item.name)) for item in fields(of)}


def _plain(value: Any) -> Any:
    """Numbers and lists as they are; everything else in its text."""
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, clock):
        return f"{value:%H:%M}"
    return list(value) if isinstance(value, tuple) else str(value)


def _instant(time: datetime) -> str:
    return time.isoformat()


def _filled(given: Mapping[str, Any]) -> Object:
    empty: Sequence[Any] = (None, "", [], {})
    return {name: value for name, value in given.items() if value not in empty}
