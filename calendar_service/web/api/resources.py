"""What the API tells of a thing: the object that could be sent again, and beside it what only we know."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from calendar_service import models
from calendar_service.addresses import FOLDERS, Addresses, image_path, path_of
from calendar_service.intake.telling import told_event, told_noun, told_release
from calendar_service.pictures.shrinking import widths
from calendar_service.store import reading
from feeds import facts

Object = dict[str, Any]

PLURALS: Final[Mapping[str, str]] = {
    "event": "events",
    "release": "releases",
    "venue": "venues",
    "artist": "artists",
    "organizer": "organizers",
    "series": "series",
    "work": "works",
    "announcement": "announcements",
}
"""The nouns of the API, and the part of an address under which each is found."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing as the API tells it, and its strong ETag (RFC 9110 section 8.8.3)."""

    content: Object
    etag: str


def resource(noun: str, row: Any, addresses: Addresses) -> Resource:
    """What is told of a row."""
    content = _TOLD.get(noun, _noun)(row, addresses)
    return Resource(content, tag_of(encoded(content)))


def encoded(content: Any) -> bytes:
    """JSON in UTF-8, names in a fixed order."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def tag_of(content: bytes) -> str:
    """A strong ETag."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def sparse(content: Object, names: Sequence[str]) -> Object:
    """Some fields alone, and always `meta`."""
    return {name: value for name, value in content.items() if name in names or name == "meta"} if names else content


def instant(at: datetime) -> str:
    """A moment in UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _noun(row: Any, addresses: Addresses) -> Object:
    known = reading.NOUNS[_NOUNS[type(row)]](row)
    return {"meta": _meta(_NOUNS[type(row)], row, addresses), **told_noun(known)}


def _event(row: models.Event, addresses: Addresses) -> Object:
    [entry] = row.entries
    known = reading.event(row)
    meta = _meta("event", row, addresses) | _stamps(entry) | {"created_at": instant(row.created_at)}
    return {"meta": meta, **told_event(known, _slug), **_beside(row, known, addresses)}


def _release(row: models.Release, addresses: Addresses) -> Object:
    known = reading.release(row)
    dates = [
        {"id": key, "address": addresses.release_date(row.slug, key), **_stamps(entry)}
        for entry in row.entries
        if entry.date is not None and (key := entry.date.source_id)
    ]
    meta = _meta("release", row, addresses) | {"created_at": instant(row.created_at), "dates": dates}
    return {"meta": meta, **told_release(known, reading.dates(row), _slug), **_beside(row, known, addresses)}


def _meta(noun: str, row: Any, addresses: Addresses) -> Object:
    found: Object = {"noun": noun, "slug": row.slug}
    if noun in FOLDERS:
        path = path_of(noun, row.slug)
        found |= {"address": addresses.to(path), "feed": addresses.to(f"{path}.ics")}
    if isinstance(row, models.Series):
        found["uid"] = row.uid
    return found


def _stamps(entry: models.Entry) -> Object:
    return {"uid": entry.uid, "revision": entry.revision, "changed_at": instant(entry.changed_at)}


def _beside(row: models.Item, known: facts.Event | facts.Release, addresses: Addresses) -> Object:
    image: Object | None = None
    if known.image:
        largest = widths(known.image.width)[-1]
        image = {
            "digest": known.image.digest,
            "alt": known.image.alt,
            "address": addresses.to(image_path(known.image.digest, largest)),
        }
    return {"image": image, "owner": row.owner.slug if row.owner else None}


def _slug(noun: facts.Noun) -> str:
    return noun.slug


_NOUNS: Final[Mapping[type[Any], str]] = {
    models.Venue: "venue",
    models.Artist: "artist",
    models.Organizer: "organizer",
    models.Series: "series",
    models.Work: "work",
    models.Announcement: "announcement",
}
_TOLD: Final[Mapping[str, Callable[[Any, Addresses], Object]]] = {"event": _event, "release": _release}
