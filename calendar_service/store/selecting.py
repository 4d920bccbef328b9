"""Which entries a page or a feed holds: one query on indexes each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store.nouns import MODELS, showing
from calendar_service.store.slugs import SLUG

Columns = tuple[bytes | None, str | None, date, date]
_ORDER: Final = (models.Entry.first_day, models.Entry.starts_at, models.Entry.uid)


@dataclass(frozen=True, slots=True)
class Choice:
    """The entries wanted: all, or those of one noun (by name and number), or those of one item."""

    noun: str | None = None
    number: int = 0

    def holds(self) -> list[ColumnElement[bool]]:
        """The conditions on entries."""
        if self.noun is None:
            return []
        if self.noun in ("event", "release"):
            return [models.Entry.item_id == self.number]
        return [models.Entry.item_id.in_(showing(self.noun, self.number))]


def noun_row(session: Session, noun: str, slug: str) -> Any | None:
    """A venue, artist, organizer or series by its slug."""
    if not SLUG.fullmatch(slug):
        return None
    table = MODELS[noun]
    return session.scalars(select(table).where(table.slug == slug)).one_or_none()


def item_row(session: Session, noun: str, slug: str) -> models.Item | None:
    """An event or a release by its slug."""
    if not SLUG.fullmatch(slug):
        return None
    table = models.Event if noun == "event" else models.Release
    statement = select(table).where(models.Item.noun == noun, models.Item.slug == slug)
    found: models.Item | None = session.scalars(statement).one_or_none()
    return found


def rendered(session: Session, choice: Choice, days: tuple[date, date]) -> Sequence[Row[*Columns]]:
    """What a feed is joined from: `vevent`, `zone`, `first_day`, `last_day`, in the order of the feed.

    Entries whose day is not known are not among them.
    """
    entry = models.Entry
    columns = select(entry.vevent, entry.zone, entry.first_day, entry.last_day)
    statement = columns.where(*_within(days), *choice.holds(), entry.vevent.is_not(None))
    return session.execute(statement.order_by(*_ORDER)).all()


def listed(
    session: Session, choice: Choice, days: tuple[date, date], limit: int, offset: int = 0
) -> Sequence[models.Entry]:
    """At most `limit` entries for a page, in the order of the feed."""
    entry = models.Entry
    statement = select(entry).where(*_within(days), *choice.holds())
    return session.scalars(statement.order_by(*_ORDER).limit(limit).offset(offset)).all()


def ended(session: Session, choice: Choice, today: date, limit: int) -> Sequence[models.Entry]:
    """The entries that ended last before today, the latest first."""
    statement = select(models.Entry).where(models.Entry.last_day < today, *choice.holds())
    return session.scalars(statement.order_by(*(column.desc() for column in _ORDER)).limit(limit)).all()


def _within(days: tuple[date, date]) -> list[ColumnElement[bool]]:
    first, last = days
    conditions = []
    if first > date.min:
        conditions.append(models.Entry.last_day >= first)
    if last < date.max:
        conditions.append(models.Entry.first_day <= last)
    return conditions
