"""Nouns found by what people call them, as they type: the same name first, then what begins so, then what holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import case, or_, select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store.nouns import MODELS
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


def suggested(session: Session, noun: str, text: str, limit: int = MOST) -> Sequence[Named]:
    """Those whose names hold every word of a text, or begin so; the nearest first. A venue is found by its city too."""
    words = folded(text).split()[:8]
    if not words or not folded(text).strip():
        return ()
    table, name = MODELS[noun], MODELS[noun].sort_name
    held = [or_(*_holding(noun, word)) for word in words]
    near = case((name == " ".join(words), 0), (name.startswith(" ".join(words), autoescape=True), 1), else_=2)
    rows = session.scalars(select(table).where(*held).order_by(near, name, table.id).limit(limit))
    return [_told(row) for row in rows]


def called(session: Session, noun: str, text: str) -> Sequence[Named]:
    """Those that are called exactly so, but for case and accents."""
    table = MODELS[noun]
    rows = session.scalars(select(table).where(table.sort_name == folded(text)).order_by(table.id).limit(MOST))
    return [_told(row) for row in rows]


def by_slug(session: Session, noun: str, slugs: Sequence[str]) -> dict[str, Named]:
    """Those of these slugs."""
    table = MODELS[noun]
    return {row.slug: _told(row) for row in session.scalars(select(table).where(table.slug.in_(slugs)))}


def _holding(noun: str, word: str) -> list[Any]:
    name = MODELS[noun].sort_name
    found = [name.startswith(word, autoescape=True), name.contains(f" {word}", autoescape=True)]
    if noun == "venue":
        found.append(models.Venue.city_slug.startswith(word, autoescape=True))
    return found


def _told(row: Any) -> Named:
    if not isinstance(row, models.Venue):
        return Named(row.slug, row.name)
    beside = ", ".join(part for part in (row.street, row.city, row.country) if part)
    return Named(row.slug, row.name, beside, row.zone)
