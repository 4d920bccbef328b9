"""What stands beside an entry: others of the same artists, venue, series and label, and what became known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from calendar_service import models
from feeds.news import Headline

EACH: Final = 5
"""Entries that are named in each group."""

_ENTRY: Final = models.Entry


@dataclass(frozen=True, slots=True)
class Beside:
    """Other coming entries that share something: what (`artist`, `venue`, `series`, `label`), and whose page has all.

    `name` and `slug` are empty where several share it, as the artists of a line-up do.
    """

    noun: str
    name: str
    slug: str
    entries: tuple[models.Entry, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that became known of an entry (aware UTC), and why, if that was said."""

    at: datetime
    entry_id: int
    headline: Headline
    reason: str = ""


def neighbours(session: Session, item: models.Item, today: date) -> list[Beside]:
    """Other coming entries of the same series, artists, venue and label; each is named once. A query for each group."""
    seen: set[int] = set()
    found = []
    for noun, nouns, query in _groups(item):
        rows = tuple(row for row in _coming(session, item, query, today) if row.id not in seen)[:EACH]
        seen.update(row.id for row in rows)
        if rows:
            alone = nouns[0] if len(nouns) == 1 else None
            found.append(Beside(noun, alone.name if alone else "", alone.slug if alone else "", rows))
    return found


def history(session: Session, item: models.Item, limit: int) -> list[Happening]:
    """What became known of an item's entries, the latest first."""
    news = models.News
    numbers = [entry.id for entry in item.entries]
    statement = select(news.at, news.entry_id, news.headline, news.reason).where(news.entry_id.in_(numbers))
    rows = session.execute(statement.order_by(news.at.desc(), news.id).limit(limit))
    return [Happening(at, number, Headline(headline), reason) for at, number, headline, reason in rows]


def catalogue(session: Session, label: models.Organizer, limit: int) -> list[tuple[str, models.Entry]]:
    """The release dates of a label, the latest first, each with its catalogue number."""
    imprint = models.Imprint
    statement = (
        select(imprint.catalogue_number, _ENTRY)
        .join(_ENTRY, _ENTRY.item_id == imprint.release_id)
        .where(imprint.label_id == label.id)
        .order_by(_ENTRY.night.desc(), _ENTRY.starts_at.desc(), _ENTRY.uid, imprint.position)
    )
    return [(number, row) for number, row in session.execute(statement.limit(limit)).all()]


def _groups(item: models.Item) -> Iterator[tuple[str, list[Any], Select[Any]]]:
    """The noun, what the item has of it, and the items that have one of these too."""
    series = [sequel.series for sequel in item.sequels]
    artists = _once(credit.artist for credit in item.credits if credit.artist)
    if series:
        sequel = models.Sequel
        yield "series", series, select(sequel.item_id).where(sequel.series_id.in_([one.id for one in series]))
    if artists:
        credit = models.Credit
        yield "artist", artists, select(credit.item_id).where(credit.artist_id.in_([one.id for one in artists]))
    if isinstance(item, models.Event) and item.venue:
        event = models.Event
        yield "venue", [item.venue], select(event.id).where(event.venue_id == item.venue.id)
    if isinstance(item, models.Release) and item.imprints:
        labels = _once(imprint.label for imprint in item.imprints)
        one = models.Imprint
        yield "label", labels, select(one.release_id).where(one.label_id.in_([label.id for label in labels]))


def _once(rows: Iterable[Any]) -> list[Any]:
    """Each of them once: somebody may be credited in two roles, a label with two catalogue numbers."""
    return list({row.id: row for row in rows}.values())


def _coming(session: Session, item: models.Item, query: Select[Any], today: date) -> list[models.Entry]:
    others: tuple[ColumnElement[bool], ...] = (_ENTRY.item_id.in_(query), _ENTRY.item_id != item.id)
    statement = select(_ENTRY).where(*others, _ENTRY.last_day >= today)
    # As many more as may have been named already.
    return list(session.scalars(statement.order_by(_ENTRY.night, _ENTRY.starts_at, _ENTRY.uid).limit(EACH * 4)))
