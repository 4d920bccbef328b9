"""Nouns found by what people call them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store.nouns import MODELS
from calendar_service.store.slugs import SLUG
from feeds.search import folded

MOST: Final = 8
"""How many are told at once."""


@dataclass(frozen=True, slots=True)
class Named:
    """A noun as it is told to who looks for it: `beside` tells those of one name apart, `zone` is a venue's."""

    slug: str
    name: str
    beside: str = ""
    zone: str = ""


def called(session: Session, noun: str, text: str) -> Sequence[Named]:
    """Those that are called exactly so, but for case and accents."""
    if not text.isprintable():
        return ()  # no name has such signs, and no database is asked for them
    table = MODELS[noun]
    rows = session.scalars(select(table).where(table.sort_name == folded(text)).order_by(table.id).limit(MOST))
    return [_told(row) for row in rows]


def by_slug(session: Session, noun: str, slugs: Sequence[str]) -> dict[str, Named]:
    """Those of these slugs."""
    table = MODELS[noun]
    wanted = [slug for slug in slugs if SLUG.fullmatch(slug)]
    return {row.slug: _told(row) for row in session.scalars(select(table).where(table.slug.in_(wanted)))}


def _told(row: Any) -> Named:
    if not isinstance(row, models.Venue):
        return Named(row.slug, row.name)
    beside = ", ".join(part for part in (row.street, row.city, row.country) if part)
    return Named(row.slug, row.name, beside, row.zone)
