"""Rows to facts: the one place where columns become what is true."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from calendar_service import models
from feeds import facts
from feeds.vocabulary import (
    Availability,
    DateStatus,
    EventKind,
    EventStatus,
    Format,
    OfferKind,
    ReleaseKind,
    Role,
    SeriesKind,
)
from feeds.when import Moment, PartialDate, When, local


def venue(row: models.Venue) -> facts.Venue:
    """A venue with its rooms."""
    plain = ("slug", "name", "zone", "street", "city", "region", "postal_code", "country", "latitude", "longitude")
    return facts.Venue(
        **_pick(row, *plain, "url", "access", "description"),
        rooms=tuple(room.name for room in row.rooms),
        night_ends=time.fromisoformat(row.night_ends) if row.night_ends else None,
    )


def artist(row: models.Artist) -> facts.Artist:
    """An artist."""
    return facts.Artist(**_pick(row, "slug", "name", "url", "description"))


def organizer(row: models.Organizer) -> facts.Organizer:
    """An organizer."""
    return facts.Organizer(**_pick(row, "slug", "name", "url", "description"))


def work(row: models.Work) -> facts.Work:
    """A work."""
    return facts.Work(**_pick(row, "slug", "title", "year", "creator", "runtime"))


def series(row: models.Series) -> facts.Series:
    """A series with its UID."""
    picked = _pick(row, "slug", "name", "url", "description", "rule", "uid")
    return facts.Series(**picked, kind=SeriesKind(row.kind))


def announcement(row: models.Announcement) -> facts.Announcement:
    """An announcement."""
    picked = _pick(row, "slug", "title", "url", "publisher", "author")
    return facts.Announcement(**picked, date=PartialDate(row.date) if row.date else None)


NOUNS: Final[dict[str, Callable[[Any], facts.Noun]]] = {
    "venue": venue,
    "artist": artist,
    "organizer": organizer,
    "work": work,
    "series": series,
    "announcement": announcement,
}
"""How each noun is read."""


def event(row: models.Event) -> facts.Event:
    """An event with all that it shows."""
    [entry] = row.entries
    doors = when(row.doors, row.zone) if row.doors else None
    assert doors is None or isinstance(doors, Moment)
    return facts.Event(
        **_pick(row, "title", "room", "online_url", "url", "description", "minimum_age"),
        kind=EventKind(row.kind),
        status=EventStatus(row.status),
        starts=when(row.starts, row.zone),
        ends=when(row.ends, row.zone) if row.ends else None,
        doors=doors,
        venue=venue(row.venue) if row.venue else None,
        previous_venue=venue(row.previous_venue) if row.previous_venue else None,
        offers=_offers(entry),
        previous_starts=_earlier(entry),
        **_shared(row),
    )


def release(row: models.Release) -> facts.Release:
    """A release without its dates."""
    imprints = tuple(facts.Imprint(organizer(item.label), item.catalogue_number) for item in row.imprints)
    picked = _pick(row, "title", "url", "description")
    return facts.Release(**picked, kind=ReleaseKind(row.kind), imprints=imprints, **_shared(row))


def release_date(entry: models.Entry, of: facts.Release) -> facts.ReleaseDate:
    """One date of a release."""
    row = entry.date
    assert row is not None
    return facts.ReleaseDate(
        release=of,
        date=when(row.date, row.zone),
        status=DateStatus(row.status),
        territory=row.territory,
        media=tuple(_medium(item) for item in row.media),
        offers=_offers(entry),
        previous_dates=_earlier(entry),
    )


def entries(item: models.Item) -> Iterable[tuple[models.Entry, facts.Facts]]:
    """Every entry of an event or a release with its facts."""
    if isinstance(item, models.Event):
        yield item.entries[0], event(item)
    elif isinstance(item, models.Release):
        of = release(item)
        yield from ((entry, release_date(entry, of)) for entry in item.entries)


def dates(row: models.Release) -> list[tuple[str, facts.ReleaseDate]]:
    """The dates of a release under their ids."""
    of = release(row)
    return [(entry.date.source_id, release_date(entry, of)) for entry in row.entries if entry.date is not None]


def when(text: str, zone: str | None) -> When:
    """A time from its column and the column of its zone: it was judged at intake, so no word is lost on it here."""
    if "T" not in text:
        return PartialDate(text)
    assert zone is not None
    wall = datetime.fromisoformat(text)
    # An offset is only there for the second of two equal times (feeds.when.Moment).
    second = wall.tzinfo is not None
    # Zone rules may have changed since the time was stored and skip it now: then the clock shows what follows.
    return local(wall.replace(tzinfo=ZoneInfo(zone), fold=second), zone)


def _pick(row: object, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _shared(row: models.Item) -> dict[str, Any]:
    return {
        "credits": tuple(_credit(item) for item in row.credits),
        "works": tuple(work(item.work) for item in row.showings),
        "series": tuple(series(item.series) for item in row.sequels),
        "announcements": tuple(announcement(item.announcement) for item in row.mentions),
        "tags": tuple(item.name for item in row.taggings),
        "image": facts.Image(**_pick(row.image, "digest", "width", "height"), alt=row.image_alt) if row.image else None,
    }


def _credit(row: models.Credit) -> facts.Credit:
    if row.artist:
        return facts.Credit(artist(row.artist), Role(row.role))
    assert row.organizer is not None
    return facts.Credit(organizer(row.organizer), Role(row.role))


def _medium(row: models.Medium) -> facts.Medium:
    picked = _pick(row, "quantity", "edition", "catalogue_number", "barcode")
    return facts.Medium(format=Format(row.format), **picked)


def _offers(entry: models.Entry) -> tuple[facts.Offer, ...]:
    return tuple(_offer(row) for row in entry.offers)


def _offer(row: models.Offer) -> facts.Offer:
    opens = when(row.opens, row.opens_zone) if row.opens else None
    closes = when(row.closes, row.closes_zone) if row.closes else None
    assert opens is None or isinstance(opens, Moment)
    assert closes is None or isinstance(closes, Moment)
    return facts.Offer(
        **_pick(row, "url", "name", "currency"),
        kind=OfferKind(row.kind),
        price=Decimal(row.price) if row.price is not None else None,
        price_max=Decimal(row.price_max) if row.price_max is not None else None,
        opens=opens,
        closes=closes,
        availability=Availability(row.availability),
    )


def _earlier(entry: models.Entry) -> tuple[When, ...]:
    return tuple(when(row.time, row.zone) for row in entry.earlier)
