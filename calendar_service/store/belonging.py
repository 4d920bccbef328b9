"""What belongs to organizers, as those who edit it see it: the entries that they own or co-edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, CompoundSelect, func, select, union
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store import search
from feeds.search import fold, folded

PAGE: Final = 50
"""Entries on a page of an organizer."""
HEAD: Final = 20
"""Entries of an organizer that the first page of the desk shows."""


@dataclass(frozen=True, slots=True)
class Coming:
    """The first entries of an organizer from a day on, and how many there are in all."""

    total: int = 0
    entries: tuple[models.Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries of an organizer: those that hold the words of `q`, to come or past, and the page's number."""

    q: str = ""
    past: bool = False
    number: int = 1


def coming(session: Session, organizers: Sequence[int], today: date) -> dict[int, Coming]:
    """The first entries of each organizer from a day on: two queries, however many organizers there are."""
    entry, own = models.Entry.__table__.c, _owned(organizers).subquery()
    order = (entry.night, entry.starts_at, entry.uid)
    place = func.row_number().over(partition_by=own.c.organizer_id, order_by=order).label("place")
    total = func.count().over(partition_by=own.c.organizer_id).label("total")
    ranked = (
        select(own.c.organizer_id, entry.id, place, total)
        .join(models.Entry.__table__, entry.item_id == own.c.item_id)
        .where(entry.last_day >= today)
        .subquery()
    )
    first = select(ranked).where(ranked.c.place <= HEAD).order_by(ranked.c.organizer_id, ranked.c.place)
    rows = session.execute(first).all()
    table = models.Entry
    known = {row.id: row for row in session.scalars(select(table).where(table.id.in_({row.id for row in rows})))}
    return {number: _coming([row for row in rows if row.organizer_id == number], known) for number in organizers}


def page(session: Session, organizer: int, today: date, wanted: Wanted) -> tuple[list[models.Entry], bool]:
    """A page of an organizer's entries, the nearest day first; and whether more follow."""
    entry, own = models.Entry, _owned([organizer]).subquery()
    order: tuple[Any, ...] = (entry.night, entry.starts_at, entry.uid)
    conditions: list[ColumnElement[bool]] = [entry.item_id.in_(select(own.c.item_id))]
    conditions.append(entry.last_day < today if wanted.past else entry.last_day >= today)
    if words := " ".join(fold(wanted.q)):
        conditions.append(entry.id.in_(search.found(session.get_bind().dialect.name, (words,))))
    statement = select(entry).where(*conditions).order_by(*(part.desc() for part in order) if wanted.past else order)
    rows = session.scalars(statement.offset((wanted.number - 1) * PAGE).limit(PAGE + 1)).all()
    return list(rows[:PAGE]), len(rows) > PAGE


def _owned(organizers: Sequence[int]) -> CompoundSelect[Any]:
    """The numbers of items, each with the organizer that owns or co-edits it."""
    item, co_owner = models.Item.__table__.c, models.CoOwner
    numbers = list(organizers)
    return union(
        select(item.owner_id.label("organizer_id"), item.id.label("item_id")).where(item.owner_id.in_(numbers)),
        select(co_owner.organizer_id, co_owner.item_id).where(co_owner.organizer_id.in_(numbers)),
    )


def _coming(rows: Sequence[Any], known: dict[int, models.Entry]) -> Coming:
    return Coming(rows[0].total, tuple(known[row.id] for row in rows)) if rows else Coming()


def namesakes(session: Session, name: str) -> list[tuple[str, str]]:
    """Names and slugs of the organizers that are called so, whatever the case and the accents; five at most."""
    row = models.Organizer
    statement = select(row.name, row.slug).where(row.sort_name == folded(name)).order_by(row.id)
    return [(found.name, found.slug) for found in session.execute(statement.limit(5))]
