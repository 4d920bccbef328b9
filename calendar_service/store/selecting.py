"""Which entries a page or a feed holds: one query on indexes each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, func, literal_column, or_, select
from sqlalchemy.orm import Session, undefer

from calendar_service import models
from calendar_service.store.choice import Choice
from calendar_service.store.choosing import cancelled
from calendar_service.store.nouns import MODELS
from calendar_service.store.slugs import SLUG
from feeds.options import Options

Line = tuple[int, int, str | None, date, date]

CHUNK: Final = 400
"""Numbers named in one query; SQLite takes so many on every machine."""

_ENTRY: Final = models.Entry
# Plain columns where thousands of rows are read: the ORM would look at each.
_ROW: Final = models.Entry.__table__.c
_ORDER: Final = (_ENTRY.first_day, _ENTRY.starts_at, _ENTRY.uid)
# SQLite likes to walk a whole index in order rather than to sort a few rows: a plus hides the index from it.
_SORTED: Final[tuple[Any, ...]] = tuple(literal_column(f"+entries.{column.key}") for column in _ORDER)


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


def lines(session: Session, choice: Choice) -> Sequence[Row[*Line]]:
    """What tells whether a feed has changed, and which zones it needs: number, revision, zone, first and last day of
    each entry, in the order of the feed. Entries whose day is not known are not among them."""
    columns = select(_ROW.id, _ROW.revision, _ROW.zone, _ROW.first_day, _ROW.last_day)
    return session.execute(_rendered(columns, choice).order_by(*_order(session))).all()


def all_vevents(session: Session, choice: Choice) -> dict[int, bytes]:
    """The VEVENTs of a choice by the numbers of their entries. They are not sorted: sorting would move megabytes."""
    rows = session.execute(_rendered(select(_ROW.id, _ROW.vevent), choice))
    return dict(rows.all())


def weight(session: Session, choice: Choice, most: int) -> int:
    """Bytes of the VEVENTs of a choice, counted among `most` of them at most."""
    some = _rendered(select(func.length(_ROW.vevent).label("size")), choice).limit(most).subquery()
    return int(session.execute(select(func.coalesce(func.sum(some.c.size), 0))).scalar_one())


def vevents(session: Session, numbers: Iterable[int]) -> dict[int, bytes]:
    """The VEVENTs of some entries by their numbers."""
    found: dict[int, bytes] = {}
    for chunk in chunks(numbers):
        rows = session.execute(select(_ENTRY.id, _ENTRY.vevent).where(_ENTRY.id.in_(chunk)))
        found |= {number: vevent for number, vevent in rows if vevent is not None}
    return found


def touched(session: Session, choice: Choice, options: Options) -> set[int]:
    """The numbers of those entries that a feed with options may write otherwise than they were rendered."""
    ways: list[ColumnElement[bool]] = []
    if options.alarms or options.busy:
        ways.append(_ENTRY.vevent.is_not(None))
    if options.tentative:
        ways.append(_ENTRY.vevent.is_(None))
    if options.confirmed:
        ways.append(cancelled())
    if options.onsale:
        ways.append(_ENTRY.id.in_(opening()))
    return set(session.scalars(select(_ENTRY.id).where(*choice.conditions, or_(*ways))))


def opening() -> Any:
    """The numbers of the entries with an offer whose opening is known, for use in a query."""
    return select(models.Offer.entry_id).where(models.Offer.opens.is_not(None))


def revisions(session: Session, choice: Choice) -> Sequence[Row[int, int]]:
    """Number and revision of each entry, in the order of the feed, whether its day is known or not."""
    return session.execute(
        select(_ENTRY.id, _ENTRY.revision).where(*choice.conditions).order_by(*_order(session))
    ).all()


def entries(session: Session, numbers: Iterable[int], *, whole: bool = False) -> Iterator[models.Entry]:
    """Some entries, a few hundred at a time; with their VEVENTs where those are needed."""
    for chunk in chunks(numbers):
        statement = select(_ENTRY).where(_ENTRY.id.in_(chunk))
        yield from session.scalars(statement.options(undefer(_ENTRY.vevent)) if whole else statement)


def chunks(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Numbers in portions that one query may name."""
    rest = iter(numbers)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _order(session: Session) -> tuple[Any, ...]:
    return _SORTED if session.get_bind().dialect.name == "sqlite" else _ORDER


def _rendered(columns: Any, choice: Choice) -> Any:
    return columns.where(*choice.conditions, _ENTRY.vevent.is_not(None))
