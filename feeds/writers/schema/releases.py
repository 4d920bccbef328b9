"""Releases in the words of schema.org: records as MusicRelease of a MusicAlbum; films, games and books as works."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from feeds.entry import Entry, days, is_put_off
from feeds.facts import Release, ReleaseDate
from feeds.vocabulary import DateStatus, ReleaseKind, Role
from feeds.writers.schema import things
from feeds.writers.schema.things import Object, Pages, known, one

TYPES: Final = {
    ReleaseKind.MUSIC: "MusicRelease",
    ReleaseKind.FILM: "Movie",
    ReleaseKind.GAME: "VideoGame",
    ReleaseKind.BOOK: "Book",
    ReleaseKind.OTHER: "CreativeWork",
}
_MADE: Final = {Role.PRODUCER: "producer", Role.SPONSOR: "sponsor"}
_PLAYED: Final = dict.fromkeys((Role.ARTIST, Role.PERFORMER, Role.SUPPORT, Role.DJ), "byArtist")
_SHOWN: Final = {
    Role.ARTIST: "creator",
    Role.DIRECTOR: "director",
    Role.COMPOSER: "musicBy",
    Role.PERFORMER: "actor",
}
_ROLES: Final = {
    ReleaseKind.MUSIC: _MADE | _PLAYED,
    ReleaseKind.FILM: _MADE | _SHOWN,
    ReleaseKind.GAME: _MADE | _SHOWN,
    ReleaseKind.BOOK: _MADE | {Role.ARTIST: "author"},
    ReleaseKind.OTHER: _MADE | {Role.ARTIST: "creator"},
}


def release(item: Release, dates: Sequence[Entry], url: str, pages: Pages, pictures: Sequence[str] = ()) -> Object:
    """A release with its dates, in their order. Music on one date is a MusicRelease, on several the album of these.

    A date is said as far as it is known, and not at all when it was cancelled or put off.
    """
    shared = things.titled(item, url, pictures) | known(
        isPartOf=things.part_of(item.series, "CreativeWorkSeries", pages)
    )
    if item.kind is not ReleaseKind.MUSIC:
        return _work(item, dates, shared, pages)
    made = things.credited(item.credits, _ROLES[item.kind], "MusicGroup", pages)
    players = {"byArtist": made.pop("byArtist")} if "byArtist" in made else {}
    album = known(type_="MusicAlbum", name=item.title) | players
    if len(dates) == 1:
        return _record(item, dates[0], pages) | shared | made | {"releaseOf": album}
    records = [_record(item, entry, pages) for entry in dates]
    credited = made.pop("creditedTo", None)
    return album | shared | made | known(albumRelease=[record | known(creditedTo=credited) for record in records])


def _record(item: Release, entry: Entry, pages: Pages) -> Object:
    """What comes out on one date."""
    facts = _date(entry)
    numbers = [imprint.catalogue_number for imprint in item.imprints]
    return known(
        type_=TYPES[item.kind],
        name=item.title,
        url=entry.url,
        identifier=entry.uid,
        datePublished=_out(facts),
        musicReleaseFormat=things.formats(facts.media),
        recordLabel=_labels(item, pages),
        catalogNumber=one([*numbers, *(medium.catalogue_number for medium in facts.media)]),
        isBasedOn=one(things.work(work) for work in item.works),
        offers=things.offers(facts.offers, off=facts.status is DateStatus.CANCELLED),
        releasedEvent=_released(facts),
    )


def _work(item: Release, dates: Sequence[Entry], shared: Object, pages: Pages) -> Object:
    """A film, a game, a book: one thing, which comes out on its first date."""
    found = sorted((_date(entry) for entry in dates), key=days)
    made = things.credited(item.credits, _ROLES[item.kind], "Person", pages)
    return (
        known(type_=TYPES[item.kind], datePublished=next((text for text in map(_out, found) if text), None))
        | shared
        | made
        | known(
            publisher=_labels(item, pages),
            exampleOfWork=one(things.work(work, _same(item.kind)) for work in item.works),
            offers=one(_offers(found)),
            releasedEvent=one(_released(facts) for facts in found),
        )
    )


def _date(entry: Entry) -> ReleaseDate:
    assert isinstance(entry.facts, ReleaseDate)
    return entry.facts


def _out(facts: ReleaseDate) -> str:
    return "" if facts.status is DateStatus.CANCELLED or is_put_off(facts) else things.published(facts.date)


def _labels(item: Release, pages: Pages) -> object:
    return one(things.whoever(imprint.label, "Organization", pages) for imprint in item.imprints)


def _released(facts: ReleaseDate) -> Object:
    """Where it comes out on that day. Search engines take it for an event: without a day and a place it is none."""
    day = things.stamp(facts.date) if _out(facts) else ""
    if not facts.territory or not day:
        return {}
    country = {"@type": "PostalAddress", "addressCountry": facts.territory}
    return known(
        type_="PublicationEvent",
        name=facts.release.title,
        startDate=day,
        location={"@type": "Place", "name": facts.territory, "address": country},
    )


def _same(kind: ReleaseKind) -> str:
    return TYPES[kind] if kind is ReleaseKind.FILM else "CreativeWork"


def _offers(dates: Iterable[ReleaseDate]) -> Iterable[object]:
    for facts in dates:
        found = things.offers(facts.offers, off=facts.status is DateStatus.CANCELLED)
        yield from found if isinstance(found, list) else [found]
