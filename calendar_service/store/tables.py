"""All tables as they are in a database, whatever its version: their columns, their rows, their counters.

Whoever copies a whole database reads it by these, so that a table that is new tomorrow is copied too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Date,
    DateTime,
    Double,
    Float,
    Integer,
    LargeBinary,
    Row,
    String,
    TableClause,
    Text,
    column,
    func,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.types import TypeEngine

from calendar_service.errors import DatabaseError
from calendar_service.models import Base
from calendar_service.models.base import Instant

KINDS: Final[dict[str, TypeEngine[Any]]] = {
    "truth": Boolean(),
    "instant": Instant(),
    "day": Date(),
    "bytes": LargeBinary(),
    "integer": BigInteger(),
    "real": Double(),
    "text": Text(),
}
"""The kinds of columns, the same on both databases, and how each is read and written."""

_FAMILIES: Final[dict[type[TypeEngine[Any]], str]] = {
    Boolean: "truth",
    DateTime: "instant",
    Date: "day",
    LargeBinary: "bytes",
    Integer: "integer",
    Float: "real",
    String: "text",
}

BATCH: Final = 100
"""Rows read at a time: one of a picture may have some hundred kilobytes."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns with their kinds, in order, and the columns of its key."""

    name: str
    columns: dict[str, str]
    key: tuple[str, ...] = ()

    @property
    def clause(self) -> TableClause:
        """The same for SQL."""
        return table(self.name, *(column(name, KINDS[kind]) for name, kind in self.columns.items()))


def tables_of(connection: Connection) -> list[Table]:
    """Our tables, those that are referred to first. Raises DatabaseError for a column of a kind that is not known."""
    inspector = inspect(connection)
    ordered = [name for name, _ in inspector.get_sorted_table_and_fkc_names() if name in Base.metadata.tables]
    return [
        Table(
            name,
            {item["name"]: _kind(name, item["name"], item["type"]) for item in inspector.get_columns(name)},
            tuple(inspector.get_pk_constraint(name)["constrained_columns"]),
        )
        for name in ordered
        if name is not None
    ]


def _kind(table: str, name: str, made: TypeEngine[Any]) -> str:
    for family, kind in _FAMILIES.items():
        if isinstance(made, family):
            return kind
    raise DatabaseError(f"{table}.{name} is of a kind that can't be copied: {made!r}.")


def count(connection: Connection, of: Table) -> int:
    """How many rows there are."""
    return connection.execute(select(func.count()).select_from(of.clause)).scalar_one()


def rows(connection: Connection, of: Table) -> Iterator[Sequence[Row[Any]]]:
    """All rows in the order of their key, some at a time."""
    clause = of.clause
    statement = select(clause).order_by(*(clause.c[name] for name in of.key))
    yield from connection.execute(statement.execution_options(yield_per=BATCH)).partitions()


def empty(connection: Connection, tables: Sequence[Table]) -> None:
    """Remove all rows. Readers go on seeing what they saw until this is committed, as after TRUNCATE they would not."""
    for item in reversed(tables):
        connection.execute(item.clause.delete())


def hold(connection: Connection, tables: Sequence[Table]) -> None:
    """Have other writers wait until this transaction ends; SQLite has only one anyway."""
    if connection.dialect.name == "postgresql" and tables:
        quote = connection.dialect.identifier_preparer.quote
        connection.execute(text(f"LOCK TABLE {', '.join(quote(item.name) for item in tables)} IN EXCLUSIVE MODE"))


def set_counters(connection: Connection, tables: Sequence[Table]) -> None:
    """Have PostgreSQL go on counting behind the numbers that are taken; SQLite looks at the rows themselves."""
    if connection.dialect.name != "postgresql":
        return
    for item in tables:
        for name in (name for name in item.key if item.columns[name] == "integer"):
            found = connection.execute(select(func.pg_get_serial_sequence(item.name, name))).scalar_one()
            if found is not None:
                top = connection.execute(select(func.max(item.clause.c[name]))).scalar_one()
                connection.execute(select(func.setval(found, top or 1, top is not None)))


@contextmanager
def loosened(connection: Connection) -> Iterator[None]:
    """Judge references in a circle only at the end: no order of tables, or of rows in one, would suit them."""
    circular = _circular(connection) if connection.dialect.name == "postgresql" else []
    _alter(connection, circular, "DEFERRABLE INITIALLY DEFERRED")
    yield
    if circular:
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    _alter(connection, circular, "NOT DEFERRABLE")


def _circular(connection: Connection) -> list[tuple[str, str]]:
    """References that close a circle, and those of a table to itself: the table, and the name of the constraint."""
    inspector = inspect(connection)
    closing = next(keys for name, keys in inspector.get_sorted_table_and_fkc_names() if name is None)
    own = [
        (name, str(key["name"]))
        for name in inspector.get_table_names()
        for key in inspector.get_foreign_keys(name)
        if key["referred_table"] == name
    ]
    return sorted({*own, *((name, str(key)) for name, key in closing)})


def _alter(connection: Connection, keys: Sequence[tuple[str, str]], how: str) -> None:
    quote = connection.dialect.identifier_preparer.quote
    for name, key in keys:
        connection.execute(text(f"ALTER TABLE {quote(name)} ALTER CONSTRAINT {quote(key)} {how}"))
