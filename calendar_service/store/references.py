"""What refers to a venue, an artist or another noun: how it is moved to another one, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, false, insert, not_, select, true, update
from sqlalchemy.orm import Session

from calendar_service import models

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names a noun by its number.

    `once`: the columns beside it that no two rows for one noun may share, as far as these are `counted`; of what would
    stand twice after a move one is dropped: the one that is `weaker`, or else that of the noun which goes. `only`:
    which rows of the table are meant at all.
    """

    table: Table
    column: str
    once: tuple[str, ...] = ()
    counted: tuple[ColumnElement[bool], ...] = ()
    only: tuple[ColumnElement[bool], ...] = ()
    weaker: ColumnElement[bool] = field(default_factory=false)

    @property
    def name(self) -> str:
        """Its name in what is remembered of a move."""
        return f"{self.table.name}.{self.column}"

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell one row from another among those of one noun."""
        return tuple(column.name for column in self.table.primary_key if column.name != self.column)

    def to(self, number: int) -> ColumnElement[bool]:
        """That a row names this noun."""
        return and_(self.table.c[self.column] == number, *self.only)


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did: the keys of the rows that name another noun now, by reference; and rows that were dropped."""

    keys: dict[str, list[list[Any]]] = field(default_factory=dict)
    dropped: dict[str, list[Object]] = field(default_factory=dict)


def table_of(model: type[models.Base]) -> Table:
    """The table of a model, as statements name it that go past the session's objects."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _claims(noun: str) -> Reference:
    return Reference(_CLAIM, "noun_id", ("organizer_id",), (_LIVING,), (_CLAIM.c.noun == noun,), _WAITING)


_CLAIM: Final = table_of(models.Claim)
_LIVING: Final = _CLAIM.c.state.in_(("open", "granted"))
_WAITING: Final = _CLAIM.c.state == "open"
_MEMBERSHIP: Final = table_of(models.Membership)
_CREDIT: Final = table_of(models.Credit)

REFERENCES: Final[Mapping[str, tuple[Reference, ...]]] = {
    "venue": (
        Reference(table_of(models.Event), "venue_id"),
        Reference(table_of(models.Event), "previous_venue_id"),
        _claims("venue"),
    ),
    "artist": (Reference(_CREDIT, "artist_id", ("item_id", "role")), _claims("artist")),
    "organizer": (
        Reference(_CREDIT, "organizer_id", ("item_id", "role")),
        Reference(table_of(models.Imprint), "label_id", ("release_id", "catalogue_number")),
        Reference(table_of(models.Item), "owner_id"),
        Reference(table_of(models.CoOwner), "organizer_id", ("item_id",)),
        Reference(_MEMBERSHIP, "organizer_id", ("account_id",), weaker=_MEMBERSHIP.c.role == "editor"),
        Reference(table_of(models.Invitation), "organizer_id"),
        Reference(table_of(models.Draft), "owner_id"),
        Reference(_CLAIM, "organizer_id", ("noun", "noun_id"), (_LIVING,), weaker=_WAITING),
    ),
    "series": (Reference(table_of(models.Sequel), "series_id", ("item_id",)),),
    "work": (Reference(table_of(models.Showing), "work_id", ("item_id",)),),
    "announcement": (Reference(table_of(models.Mention), "announcement_id", ("item_id",)),),
}
"""All columns that name a noun which can be merged, but for the rooms of a venue, which are part of it."""


def move(session: Session, noun: str, gone: int, kept: int) -> Moved:
    """Have all that names one noun name another."""
    moved = Moved()
    for reference in REFERENCES[noun]:
        dropped = _drop_twins(session, reference, gone, kept)
        if dropped:
            moved.dropped[reference.name] = dropped
        keys = [reference.table.c[name] for name in reference.key]
        rows = session.execute(select(*keys).where(reference.to(gone)).order_by(*keys)).all()
        if rows:
            moved.keys[reference.name] = [list(row) for row in rows]
            session.execute(update(reference.table).where(reference.to(gone)).values({reference.column: kept}))
    return moved


def move_back(session: Session, noun: str, gone: int, kept: int, moved: Moved) -> None:
    """Have what was moved, and still names the other noun, name this one again; and what was dropped stand again."""
    for reference in REFERENCES[noun]:
        keys = moved.keys.get(reference.name, [])
        if keys:
            same = [reference.table.c[name] == bindparam(f"key_{name}") for name in reference.key]
            statement = update(reference.table).where(reference.to(kept), *same).values({reference.column: gone})
            named = [{f"key_{name}": part for name, part in zip(reference.key, key, strict=True)} for key in keys]
            session.connection().execute(statement, named)
    for reference in REFERENCES[noun]:
        for row in moved.dropped.get(reference.name, []):
            _put_twin_back(session, reference, kept, row)


def plain(row: Mapping[Any, Any]) -> Object:
    """A row as JSON can hold it."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def typed(table: Table, row: Object) -> Object:
    """A row as the database takes it."""
    moments = {column.name for column in table.c if isinstance(column.type, models.base.Instant)}
    return {
        name: datetime.fromisoformat(value) if name in moments and value else value
        for name, value in row.items()
        if name in table.c  # a column may have gone since
    }


def drop(session: Session, table: Table, which: ColumnElement[bool]) -> list[Object]:
    """Delete rows, and tell what they were."""
    rows = [plain(row) for row in session.execute(select(table).where(which).order_by(*table.primary_key)).mappings()]
    if rows:
        session.execute(delete(table).where(which))
    return rows


def put_back(session: Session, table: Table, row: Object) -> None:
    """Have a row stand again that was dropped, unless another has its key, or what it can't be without is gone."""
    known = typed(table, row)
    if _mend(session, table, known) and not _is_there(session, table, _same(table, known, _primary(table))):
        session.execute(insert(table).values(known))


def _drop_twins(session: Session, reference: Reference, gone: int, kept: int) -> list[Object]:
    if not reference.once:
        return []
    stronger = _drop_known(session, reference, kept, reference.weaker, (gone, not_(reference.weaker)))
    return stronger + _drop_known(session, reference, gone, true(), (kept, true()))


def _drop_known(
    session: Session, reference: Reference, number: int, which: ColumnElement[bool], other: tuple[int, Any]
) -> list[Object]:
    """Drop those rows of one noun that another one has too."""
    table = reference.table
    columns = [table.c[name] for name in reference.once]
    counted = select(*columns).where(reference.to(other[0]), other[1], *reference.counted)
    known = {tuple(row) for row in session.execute(counted)}
    rows = session.execute(select(table).where(reference.to(number), which, *reference.counted)).mappings().all()
    twins = [row for row in rows if tuple(row[name] for name in reference.once) in known]
    return [row for twin in twins for row in drop(session, table, _same(table, twin, _primary(table)))]


def _put_twin_back(session: Session, reference: Reference, kept: int, row: Object) -> None:
    table, known = reference.table, typed(reference.table, row)
    others = _same(table, known, reference.once)
    is_twice = _is_there(session, table, and_(others, reference.to(known[reference.column]), *reference.counted))
    # Part of an event or a release: whoever took out what was left of the two has taken out both.
    is_out = "position" in table.c and not _is_there(session, table, and_(others, reference.to(kept)))
    if not is_twice and not is_out:
        put_back(session, table, row)


def _mend(session: Session, table: Table, row: Object) -> bool:
    """Have a row name nothing that is gone meanwhile; False where it can't be without that."""
    for key in table.foreign_keys:
        name, target = key.parent.name, key.column
        if row.get(name) is not None and not _is_there(session, target.table, target == row[name]):
            if not key.parent.nullable:
                return False
            row[name] = None
    return True


def _is_there(session: Session, table: Any, which: ColumnElement[bool]) -> bool:
    return session.execute(select(1).select_from(table).where(which).limit(1)).first() is not None


def _same(table: Table, row: Mapping[Any, Any], names: Iterable[str]) -> ColumnElement[bool]:
    return and_(*(table.c[name] == row[name] for name in names))


def _primary(table: Table) -> Sequence[str]:
    return [column.name for column in table.primary_key]
