"""All public pages in order, in portions, each with the day of its newest change: what sitemaps are made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from calendar_service import models

PORTION: Final = 50_000
"""Addresses in one file (sitemaps.org)."""
NOUNS: Final = ("event", "release", "venue", "artist", "organizer", "series", "city", "tag")

_NAMED: Final[dict[str, Any]] = {
    "venue": models.Venue,
    "artist": models.Artist,
    "organizer": models.Organizer,
    "series": models.Series,
    "tag": models.Tag,
}


def portions(session: Session) -> dict[str, int]:
    """How many files each noun needs; those that have none are left out."""
    found = {}
    for noun in NOUNS:
        number = session.scalars(select(func.count()).select_from(_slugs(noun).subquery())).one()
        if number:
            found[noun] = -(-number // PORTION)
    return found


def portion(session: Session, noun: str, number: int) -> list[tuple[str, datetime | None]]:
    """The slugs of a portion (from 1) in their order; of events and releases with their newest change (aware UTC)."""
    statement = _slugs(noun).limit(PORTION).offset((number - 1) * PORTION)
    if noun not in ("event", "release"):
        return [(slug, None) for slug in session.scalars(statement)]
    few = statement.add_columns(models.Item.id).subquery()
    entry = models.Entry
    changed = select(few.c.slug, func.max(entry.changed_at)).join(entry, entry.item_id == few.c.id)
    return [(slug, at) for slug, at in session.execute(changed.group_by(few.c.slug).order_by(few.c.slug)).all()]


def _slugs(noun: str) -> Select[Any]:
    if noun in ("event", "release"):
        return select(models.Item.slug).where(models.Item.noun == noun).order_by(models.Item.slug)
    if noun == "city":
        slug = models.Venue.city_slug
        return select(slug).where(slug.is_not(None)).distinct().order_by(slug)
    table = _NAMED[noun]
    return select(table.slug).order_by(table.slug)
