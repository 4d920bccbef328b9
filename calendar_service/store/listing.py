"""What listings hold: entries by nights, days of a month, years of the past, and what stands beside an entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select, union_all
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store.choice import Branch, Choice

IN_A_CELL: Final = 3
"""Entries that a cell of a month names."""

DENSE: Final = 2_000
"""Entries, or items, that each list of a choice has where it is walked in order, since its first hundred are soon
found; the few of a shorter list are sorted."""

_ENTRY: Final = models.Entry
_ORDER: Final = (_ENTRY.night, _ENTRY.starts_at, _ENTRY.uid)
# As in `selecting`: SQLite is kept from walking a whole index in order where a few rows are to be sorted.
_SORTED: Final[tuple[Any, ...]] = tuple(literal_column(f"+entries.{column.key}") for column in _ORDER)


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """How many entries a night has, and the first of them."""

    total: int
    entries: tuple[models.Entry, ...]


def settled(session: Session, choice: Choice) -> Choice:
    """The choice as its listing is best found: walked where it has many entries, by its lists where those are short."""
    if not choice.lists or any(_is_short(session, branches) for branches in choice.lists):
        return choice
    return choice.walked()


def by_night(
    session: Session, choice: Choice, days: tuple[date, date], limit: int, offset: int = 0
) -> list[models.Entry]:
    """At most `limit` entries of a choice (settled) and a window in the order of a programme: half-known dates behind
    their period, what began before the window first."""
    if days[1] < date.max or choice.lists:
        return list(_some(session, choice.within(days).conditions, _sorted(session), limit, offset))
    if days[0] == date.min:
        return list(_some(session, choice.conditions, _ORDER, limit, offset))
    # Two walks, one behind the other: the few that reach into the window, then the nights in order.
    before = (*choice.conditions, *_reaching(days[0]))
    reaching = list(_some(session, before, _sorted(session), limit, offset))
    if len(reaching) == limit:
        return reaching
    skipped = _count(session, before) if offset else 0
    after = (*choice.conditions, _ENTRY.night >= days[0])
    return reaching + list(_some(session, after, _ORDER, limit - len(reaching), max(0, offset - skipped)))


def first_of(session: Session, choice: Choice, days: tuple[date, date], limit: int) -> Any:
    """The numbers of the first entries of a choice (settled) and a window, and of their items, for use in a query.

    In the order of the programme, so that they are the same each time; up to twice as many where some reach in.
    """
    columns = select(_ENTRY.id, _ENTRY.item_id)
    if days[1] < date.max or choice.lists or days[0] == date.min:
        order = _ORDER if days == (date.min, date.max) and not choice.lists else _sorted(session)
        return columns.where(*choice.within(days).conditions).order_by(*order).limit(limit)
    reaching = columns.where(*choice.conditions, *_reaching(days[0])).order_by(*_sorted(session)).limit(limit)
    after = columns.where(*choice.conditions, _ENTRY.night >= days[0]).order_by(*_ORDER).limit(limit)
    return union_all(select(reaching.subquery()), select(after.subquery()))


def ended(session: Session, choice: Choice, today: date, limit: int) -> list[models.Entry]:
    """The entries of a choice (settled) that ended last before today, the latest night first."""
    order = _sorted(session) if choice.lists else _ORDER
    # The night says nothing new, but it is where a walk in order begins.
    past = choice.having(_ENTRY.last_day < today, _ENTRY.night < today)
    return list(_some(session, past.conditions, tuple(column.desc() for column in order), limit, 0))


def month(session: Session, choice: Choice, first: date, last: date) -> dict[date, DayOfMonth]:
    """The nights from the first to the last that have entries whose day is known; two queries, however many."""
    table = _ENTRY.__table__.c
    place = func.row_number().over(partition_by=table.night, order_by=(table.starts_at, table.uid)).label("place")
    total = func.count().over(partition_by=table.night).label("total")
    inside = (_ENTRY.night.between(first, last), _ENTRY.vevent.is_not(None))
    ranked = select(table.id, table.night, place, total).where(*inside, *choice.conditions).subquery()
    rows = session.execute(select(ranked).where(ranked.c.place <= IN_A_CELL).order_by(ranked.c.night, ranked.c.place))
    found = [(row.id, row.night, row.total) for row in rows]
    entries = {row.id: row for row in session.scalars(select(_ENTRY).where(_ENTRY.id.in_([row[0] for row in found])))}
    nights: dict[date, DayOfMonth] = {}
    for number, night, count in found:
        known = nights.get(night, DayOfMonth(count, ()))
        nights[night] = DayOfMonth(count, (*known.entries, entries[number]))
    return nights


def running(session: Session, choice: Choice, first: date, limit: int) -> list[models.Entry]:
    """Entries of several days that began before a day and go on in its night or later: no cell of a grid names them."""
    began = (_ENTRY.first_day < first, _ENTRY.last_day > _ENTRY.first_day, _ENTRY.vevent.is_not(None))
    # What began on the evening before and ends in its small hours is over by then.
    goes_on = or_(_ENTRY.last_day > first, and_(_ENTRY.last_day == first, _ENTRY.first_day < first - timedelta(days=1)))
    return list(_some(session, (*choice.conditions, *began, goes_on), _sorted(session), limit, 0))


def half_known(session: Session, choice: Choice, first: date, last: date, limit: int) -> list[models.Entry]:
    """Entries whose period ends between two days, of which no day is known."""
    conditions = (*choice.conditions, _ENTRY.night.between(first, last), _ENTRY.vevent.is_(None))
    return list(_some(session, conditions, _sorted(session), limit, 0))


def years(session: Session, choice: Choice, today: date) -> list[int]:
    """The years of a choice (settled) from that of its first entry to this one, the latest first; none for no past."""
    order = _sorted(session) if choice.lists else _ORDER
    first = _some(session, choice.having(_ENTRY.night < today).conditions, order, 1, 0)
    return list(range(today.year, first[0].night.year - 1, -1)) if first else []


def _is_short(session: Session, branches: Sequence[Branch]) -> bool:
    found = 0
    for _, query in branches:
        few = query.limit(DENSE - found).subquery()
        found += session.scalars(select(func.count()).select_from(few)).one()
        if found >= DENSE:
            return False
    return True


def _reaching(first: date) -> tuple[ColumnElement[bool], ...]:
    """What began before a day and lasts into it: over several days, or past the midnight of the night before."""
    over = and_(_ENTRY.last_day > _ENTRY.first_day, _ENTRY.last_day >= first, _ENTRY.first_day < first)
    late = and_(_ENTRY.night == first - timedelta(days=1), _ENTRY.last_day >= first)
    return or_(over, late), _ENTRY.night < first


def _count(session: Session, conditions: Sequence[ColumnElement[bool]]) -> int:
    return session.scalars(select(func.count()).select_from(_ENTRY).where(*conditions)).one()


def _some(
    session: Session, conditions: Sequence[ColumnElement[bool]], order: Sequence[Any], limit: int, offset: int
) -> Sequence[models.Entry]:
    statement = select(_ENTRY).where(*conditions).order_by(*order)
    return session.scalars(statement.limit(limit).offset(offset)).all()


def _sorted(session: Session) -> tuple[Any, ...]:
    return _SORTED if session.get_bind().dialect.name == "sqlite" else _ORDER
