"""Slugs: the readable last part of addresses, made once from a title and never given to another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from slugify import slugify
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from calendar_service import models

LENGTH: Final = 60
"""Characters of a slug before its day and its number."""

SLUG: Final = re.compile(r"[a-z0-9-]{1,100}")
"""What a slug is made of; an address with anything else leads nowhere, and the database is not asked."""

RESERVED: Final = frozenset({("organizer", "new"), ("event", "new"), ("release", "new")})
"""Slugs that are never given, since the desk has pages of its own there (`/desk/organizers/new`)."""

TABLES: Final[dict[str, Any]] = {
    "venue": models.Venue,
    "artist": models.Artist,
    "organizer": models.Organizer,
    "work": models.Work,
    "series": models.Series,
    "announcement": models.Announcement,
    "event": models.Item,
    "release": models.Item,
    "tag": models.Tag,
}


def base_of(noun: str, title: str, first: date | None = None) -> str:
    """The slug that a title asks for: `a-z0-9-`, for events with the day; the noun itself where nothing is left."""
    stem = slugify(title, max_length=LENGTH, word_boundary=True) or noun
    return f"{stem}-{first.isoformat()}" if first else stem


def city_slug(city: str, country: str) -> str | None:
    """City and country as in an address, such as `springfield-us`; None where the city is not known."""
    return (slugify(f"{city} {country}") or None) if city else None


class Slugs:
    """The slugs taken within one transaction. Two transactions that take the same are told apart by the database."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._taken: dict[str, set[str]] = {}
        self._asked: set[tuple[str, str]] = set()

    def learn(self, noun: str, bases: Iterable[str]) -> None:
        """Look up many at once, so that `take` needs no query for those that are free."""
        wanted = list({base for base in bases if (noun, base) not in self._asked})
        self._asked.update((noun, base) for base in wanted)
        taken = self._taken.setdefault(noun, set())
        if wanted:
            for column, condition in _columns(noun):
                taken.update(self._session.scalars(select(column).where(column.in_(wanted), condition)))

    def take(self, noun: str, base: str) -> str:
        """The base itself if it is free, else with the next free number behind it."""
        self.learn(noun, [base])
        taken = self._taken[noun]
        is_free = base not in taken and (noun, base) not in RESERVED
        slug = base if is_free else self._numbered(noun, base)
        taken.add(slug)
        return slug

    def _numbered(self, noun: str, base: str) -> str:
        if (noun, f"{base}-") not in self._asked:
            self._asked.add((noun, f"{base}-"))
            for column, condition in _columns(noun):
                # A range and not LIKE: it finds its way by the index on both databases.
                statement = select(column).where(column > f"{base}-", column < f"{base}.", condition)
                self._taken[noun].update(self._session.scalars(statement))
        number = 2
        while f"{base}-{number}" in self._taken[noun]:
            number += 1
        return f"{base}-{number}"


def _columns(noun: str) -> list[tuple[Any, ColumnElement[bool]]]:
    """Where slugs of a noun stand: those that it has, and those that it had."""
    return [(TABLES[noun].slug, _of(noun)), (models.Retired.slug, models.Retired.noun == noun)]


def _of(noun: str) -> ColumnElement[bool]:
    table = TABLES[noun]
    return models.Item.noun == noun if table is models.Item else table.id.is_not(None)
