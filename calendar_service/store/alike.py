"""What may be a duplicate of a draft: events of its night that share the place, an act or most words of the title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.intake.alike import Likeness, Sketch, likeness, sketch_of, words_of
from calendar_service.store import drafts, named

MOST: Final = 3_000
"""Events of all nights concerned that are looked at."""
TOLD: Final = 4
"""Likenesses that are told of one draft."""


@dataclass(frozen=True, slots=True)
class Like:
    """What a draft is like: a public event under its slug, or another draft under its key; its title, and in what."""

    title: str
    slug: str
    key: str
    shared: frozenset[Likeness]


def sketches(session: Session, rows: Sequence[models.Draft]) -> dict[int, Sketch]:
    """Drafts of events as they are compared, by their numbers; without those of which no day is known."""
    bodies = {row.id: drafts.body_in(row) for row in rows if row.noun == "event"}
    names = _names(session, list(bodies.values()))
    found = {number: sketch_of(body, names) for number, body in bodies.items()}
    return {number: one for number, one in found.items() if one is not None}


def likes(session: Session, rows: Sequence[models.Draft]) -> dict[int, list[Like]]:
    """What drafts are like, the likest first: public events, and the others of these drafts."""
    own = sketches(session, rows)
    public = _public(session, {one.night for one in own.values()})
    waiting = [(row, own[row.id]) for row in rows if row.id in own]
    found = {}
    for row, sketch in waiting:
        ours = [Like(title, slug, "", likeness(sketch, other)) for slug, title, other in public]
        ours += [
            Like(str(drafts.body_in(one).get("title") or ""), "", one.key, likeness(sketch, other))
            for one, other in waiting
            if one.id != row.id
        ]
        like = [one for one in ours if one.shared]
        found[row.id] = sorted(like, key=lambda one: -len(one.shared))[:TOLD]
    return found


def _public(session: Session, nights: set[date]) -> list[tuple[str, str, Sketch]]:
    """The slugs and titles of the events of some nights, with what is compared: two queries, however many."""
    entry, item, event, venue = models.Entry, models.Item.__table__.c, models.Event.__table__.c, models.Venue
    statement = (
        select(entry.night, item.id, item.slug, item.title, venue.sort_name)
        .join(models.Item.__table__, item.id == entry.item_id)
        .join(models.Event.__table__, event.id == item.id)
        .join(venue, venue.id == event.venue_id, isouter=True)
        .where(entry.night.in_(sorted(nights)))
        .order_by(entry.night, entry.id)
        .limit(MOST)
    )
    rows = session.execute(statement).all()
    credit, artist = models.Credit, models.Artist
    billed = select(credit.item_id, artist.sort_name).join(artist, artist.id == credit.artist_id)
    billed = billed.join(entry, entry.item_id == credit.item_id).where(entry.night.in_(sorted(nights)))
    acts: dict[int, set[str]] = {}
    for number, name in session.execute(billed):
        acts.setdefault(number, set()).add(name)
    return [
        (row.slug, row.title, Sketch(row.night, row.sort_name or "", frozenset(acts.get(row.id, ())),
                                     words_of(row.title)))
        for row in rows
    ]  # fmt: skip


def _names(session: Session, bodies: Sequence[dict[str, Any]]) -> dict[tuple[str, str], str]:
    slugs: dict[str, set[str]] = {"venue": set(), "artist": set()}
    for body in bodies:
        slugs["venue"] |= {one for one in [body.get("venue")] if isinstance(one, str)}
        credits = [one.get("artist") for one in body.get("credits") or [] if isinstance(one, dict)]
        slugs["artist"] |= {one for one in credits if isinstance(one, str)}
    return {
        (noun, slug): one.name
        for noun, some in slugs.items()
        for slug, one in named.by_slug(session, noun, sorted(some)).items()
    }
