"""Storing events and releases: `revise` makes their facts be the given ones, and renders what it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slugify import slugify
from sqlalchemy import select

from calendar_service import models
from calendar_service.store import images, news, reading, rendering
from calendar_service.store.before import Lived
from calendar_service.store.nouns import BY_HAND, NAMES, Origin
from calendar_service.store.slugs import base_of
from calendar_service.store.writing import Writing
from feeds import facts
from feeds.facts import Facts
from feeds.search import folded
from feeds.when import Moment, When

Known = Mapping[tuple[str, str], Any]
"""Rows of nouns by noun and slug: those that the facts name."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A release date's facts under the id of that date."""

    date_id: str
    facts: facts.ReleaseDate


def revise_event(
    writing: Writing, row: models.Event | None, new: facts.Event, known: Known, origin: Origin = BY_HAND
) -> tuple[models.Event, str]:
    """Make the facts of an event be these: the row, and `created`, `revised` or `unchanged`."""
    verb = "created" if row is None else "revised"
    before = None if row is None else reading.event(row)
    if row is None:
        row = models.Event(**_born(writing, "event", event_slug(new), origin), room="", online_url="")
        row.entries = [_new_entry(writing, origin.lived())]
    elif before == new:
        return row, "unchanged"
    [entry] = row.entries
    _assign_event(row, new, known)
    _assign_item(writing, row, new, known)
    _assign_entry(entry, new.offers, new.previous_starts)
    _render(writing, row, entry, (before, new), origin.lived())
    writing.session.add(row)  # last: what hangs on it is then taken up at once
    writing.note("event", row, verb, new)
    return row, verb


def revise_release(
    writing: Writing, row: models.Release | None, new: Sequence[Dated], known: Known, origin: Origin = BY_HAND
) -> tuple[models.Release, str]:
    """Make the facts of a release, and of the dates named, be these. Dates that are not named stay.

    All dates carry the same release. Only entries whose lines change move.
    """
    release = new[0].facts.release
    verb = "created" if row is None else "revised"
    if row is None:
        row = models.Release(**_born(writing, "release", base_of("release", release.title), origin))
        writing.session.add(row)
    elif is_same(row, new):
        return row, "unchanged"
    before = {entry.uid: facts for entry, facts in reading.entries(row)} if verb == "revised" else {}
    _assign_release(writing, row, release, known)
    for dated in new:
        _assign_date(_date_entry(writing, row, dated.date_id, origin.lived(dated.date_id)), dated)
    for entry in row.entries:
        after, date = reading.release_date(entry, release), entry.date
        lived = origin.lived(date.source_id) if date else None
        _render(writing, row, entry, (before.get(entry.uid), after), lived)
    writing.note("release", row, verb, [reading.release_date(entry, release) for entry in row.entries])
    return row, verb


def is_same(row: models.Release, new: Sequence[Dated]) -> bool:
    """Whether a release and the dates named say what the facts say."""
    release = new[0].facts.release
    if reading.release(row) != release:
        return False
    stored = {entry.date.source_id: entry for entry in row.entries if entry.date is not None}
    return all(
        dated.date_id in stored and reading.release_date(stored[dated.date_id], release) == dated.facts for dated in new
    )


def event_slug(event: facts.Event) -> str:
    """The slug that an event asks for: its title, and its day where one is known."""
    if isinstance(event.starts, Moment):
        return base_of("event", event.title, event.starts.day)
    return base_of("event", event.title, event.starts.first if event.starts.is_day else None)


def _born(writing: Writing, noun: str, base: str, origin: Origin) -> dict[str, Any]:
    before, now = origin.before, writing.edge.now.replace(microsecond=0)
    return {
        "id": writing.numbers.take(models.Item, before.number if before else None),
        "slug": before.slug if before else writing.slugs.take(noun, base),
        "source": origin.source,
        "source_id": origin.source_id,
        "created_at": before.created_at if before and before.created_at else now,
    }


def _new_entry(writing: Writing, lived: Lived | None) -> models.Entry:
    number = writing.numbers.take(models.Entry, lived.number if lived else None)
    if lived is not None:
        return models.Entry(id=number, uid=lived.uid, created_at=lived.created_at, stale=False)
    now = writing.edge.now.replace(microsecond=0)
    return models.Entry(id=number, uid=writing.edge.new_uid(), created_at=now, stale=False)


def _render(
    writing: Writing, row: models.Item, entry: models.Entry, facts: tuple[Facts | None, Facts], lived: Lived | None
) -> None:
    """Render an entry from the second of its facts, and tell what is news since the first; what was told elsewhere
    already comes with it."""
    before, after = facts
    rendering.render(writing.edge, row, entry, after, lived)
    if lived is None:
        news.tell(writing, entry, before, after)


def _assign_event(row: models.Event, new: facts.Event, known: Known) -> None:
    row.status = new.status.value
    row.starts, row.ends, row.doors = str(new.starts), _text(new.ends), _text(new.doors)
    row.zone = _zone(new.starts) or _zone(new.doors)
    row.venue = _row_of(known, new.venue)
    row.previous_venue = _row_of(known, new.previous_venue)
    row.room, row.online_url, row.minimum_age = new.room, new.online_url, new.minimum_age


def _assign_release(writing: Writing, row: models.Release, new: facts.Release, known: Known) -> None:
    _assign_item(writing, row, new, known)
    row.imprints = [
        models.Imprint(
            position=position, label=_row_of(known, imprint.label), catalogue_number=imprint.catalogue_number
        )
        for position, imprint in enumerate(new.imprints)
    ]


def _assign_item(writing: Writing, row: models.Item, new: facts.Event | facts.Release, known: Known) -> None:
    row.title, row.kind, row.url, row.description = new.title, new.kind.value, new.url, new.description
    row.image = images.kept(writing.session, new.image.digest) if new.image else None
    row.image_alt = new.image.alt if new.image else ""
    row.credits = [_credit(position, credit, known) for position, credit in enumerate(new.credits)]
    row.showings = [models.Showing(position=i, work=_row_of(known, work)) for i, work in enumerate(new.works)]
    row.sequels = [models.Sequel(position=i, series=_row_of(known, item)) for i, item in enumerate(new.series)]
    row.mentions = [
        models.Mention(position=i, announcement=_row_of(known, item)) for i, item in enumerate(new.announcements)
    ]
    row.taggings = [models.Tagging(position=i, name=name, tag=_tag(writing, name)) for i, name in enumerate(new.tags)]


def _credit(position: int, credit: facts.Credit, known: Known) -> models.Credit:
    who = _row_of(known, credit.who)
    artist = who if isinstance(credit.who, facts.Artist) else None
    # Both are said: a row that takes the place of another is updated in the columns that are set, and in no others.
    organizer = None if artist is not None else who
    return models.Credit(position=position, artist=artist, organizer=organizer, role=credit.role.value)


def _tag(writing: Writing, name: str) -> models.Tag:
    slug = slugify(name) or name.casefold()
    if slug not in writing.tags:
        found = writing.session.scalars(select(models.Tag).where(models.Tag.slug == slug)).one_or_none()
        writing.tags[slug] = found or models.Tag(slug=slug, name=name, sort_name=folded(name))
    return writing.tags[slug]


def _assign_entry(entry: models.Entry, offers: Iterable[facts.Offer], before: Iterable[When]) -> None:
    entry.offers = [_offer(position, offer) for position, offer in enumerate(offers)]
    entry.earlier = [
        models.EarlierTime(position=position, time=str(time), zone=_zone(time)) for position, time in enumerate(before)
    ]


def _offer(position: int, offer: facts.Offer) -> models.Offer:
    return models.Offer(
        position=position,
        kind=offer.kind.value,
        url=offer.url,
        name=offer.name,
        price=_text(offer.price),
        price_max=_text(offer.price_max),
        currency=offer.currency,
        opens=_text(offer.opens),
        opens_zone=_zone(offer.opens),
        closes=_text(offer.closes),
        closes_zone=_zone(offer.closes),
        availability=offer.availability.value,
    )


def _date_entry(writing: Writing, row: models.Release, date_id: str, lived: Lived | None) -> models.Entry:
    for entry in row.entries:
        if entry.date is not None and entry.date.source_id == date_id:
            return entry
    entry = _new_entry(writing, lived)
    entry.date = models.ReleaseDate(source_id=date_id)
    row.entries.append(entry)
    row.dates.add(entry.date)
    return entry


def _assign_date(entry: models.Entry, dated: Dated) -> None:
    row, new = entry.date, dated.facts
    assert row is not None
    row.date, row.zone = str(new.date), _zone(new.date)
    row.status, row.territory = new.status.value, new.territory
    row.media = [
        models.Medium(
            position=position,
            format=medium.format.value,
            quantity=medium.quantity,
            edition=medium.edition,
            catalogue_number=medium.catalogue_number,
            barcode=medium.barcode,
        )
        for position, medium in enumerate(new.media)
    ]
    _assign_entry(entry, new.offers, new.previous_dates)


def _row_of(known: Known, noun: facts.Noun | None) -> Any:
    return known[NAMES[type(noun)], noun.slug] if noun is not None else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _zone(value: When | None) -> str | None:
    return value.zone if isinstance(value, Moment) else None
