"""JSON Feed 1.1 (jsonfeed.org): news as items, each with what a program wants to know of the entry in `_calendar`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any, Final

from feeds import news, wording
from feeds.facts import Event, Medium, ReleaseDate, Venue
from feeds.news import Item
from feeds.tongue import Tongue
from feeds.when import Moment, When
from feeds.writers.ical import Head

MEDIA_TYPE: Final = "application/feed+json; charset=utf-8"
VERSION: Final = "https://jsonfeed.org/version/1.1"

Object = dict[str, Any]


def json_feed(head: Head, items: Sequence[Item]) -> bytes:
    """A JSON Feed, in the order of the items; names stand in a fixed order, and what is not known is left out."""
    feed = _known(
        version=VERSION,
        title=head.name,
        home_page_url=head.url,
        feed_url=head.source,
        description=head.description,
        language=head.tongue.code,
    )
    feed["items"] = [_item(head.tongue, item) for item in items]
    text = json.dumps(feed, ensure_ascii=False, allow_nan=False, indent=1)
    return f"{text}\n".encode()


def _item(t: Tongue, item: Item) -> Object:
    return {
        "id": item.id,
        "url": item.entry.url,
        "title": news.title(t, item),
        "content_text": news.text(t, item),
        "date_published": f"{item.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "tags": wording.categories(t, item.entry.facts),
        "_calendar": _calendar(item),
    }


def _calendar(item: Item) -> Object:
    """The extension: times exactly as they are known, as wall clock time beside its zone, or as EDTF (`2027-03`)."""
    facts = item.entry.facts
    shared = {"headline": item.headline.value, "uid": item.entry.uid, "status": facts.status.value}
    return shared | (_event(facts) if isinstance(facts, Event) else _release_date(facts))


def _event(event: Event) -> Object:
    return _known(
        type="event",
        kind=event.kind.value,
        title=event.title,
        artists=wording.billed(event.credits),
        **_times(event.starts, event.previous_starts),
        ends=_text(event.ends),
        doors=_text(event.doors),
        place=_place(event.venue, event.room) if event.venue else None,
        online_url=event.online_url,
    )


def _release_date(facts: ReleaseDate) -> Object:
    release = facts.release
    return _known(
        type="release_date",
        kind=release.kind.value,
        title=release.title,
        artists=wording.billed(release.credits),
        **_times(facts.date, facts.previous_dates),
        formats=[_medium(item) for item in facts.media],
        territory=facts.territory,
        labels=[imprint.label.name for imprint in release.imprints],
        catalogue_numbers=[imprint.catalogue_number for imprint in release.imprints if imprint.catalogue_number],
    )


def _medium(item: Medium) -> Object:
    return _known(
        format=item.format.value,
        quantity=item.quantity,
        edition=item.edition,
        catalogue_number=item.catalogue_number,
    )


def _times(starts: When, before: Iterable[When]) -> Object:
    zone = starts.zone if isinstance(starts, Moment) else None
    return {"starts": str(starts), "zone": zone, "previous_starts": [str(item) for item in before]}


def _place(venue: Venue, room: str) -> Object:
    return _known(
        name=venue.name,
        room=room,
        street=venue.street,
        postal_code=venue.postal_code,
        city=venue.city,
        region=venue.region,
        country=venue.country,
        latitude=venue.latitude,
        longitude=venue.longitude,
    )


def _text(when: When | None) -> str | None:
    return None if when is None else str(when)


def _known(**values: Any) -> Object:
    """Only what says something; 0 degrees do."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}
