"""The engine, and the two ways to use it: reading, and writing in one transaction with its lines in the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session, sessionmaker

from calendar_service.errors import DatabaseError

BUSY_SECONDS = 30
"""How long a writer on SQLite waits for another one."""

# Serialization failure, deadlock and unique violation of PostgreSQL, and the names of the last on SQLite.
_PASSING = ("40001", "40P01", "23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")


def engine_of(url: str | URL) -> Engine:
    """An engine for `sqlite:///…` or `postgresql://…`. Raises DatabaseError for any other address."""
    try:
        name = make_url(url).get_backend_name()
    except (ArgumentError, ValueError) as error:
        text = "CALENDAR_DATABASE_URL is not understood; right is sqlite:///FILE or postgresql://…"
        raise DatabaseError(text) from error
    if name == "postgresql":
        try:
            return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            raise DatabaseError("PostgreSQL needs its driver: install calendar-service[postgresql].") from error
    if name == "sqlite" and make_url(url).drivername not in ("sqlite", "sqlite+pysqlite"):
        raise DatabaseError("CALENDAR_DATABASE_URL names another driver of SQLite; right is sqlite:///FILE.")
    if name == "sqlite":
        if make_url(url).database in (None, "", ":memory:"):
            raise DatabaseError("CALENDAR_DATABASE_URL names no file; right is sqlite:///FILE.")
        return _sqlite(url)
    raise DatabaseError(f"CALENDAR_DATABASE_URL names {name}; only sqlite and postgresql are supported.")


def reason(error: DBAPIError) -> str:
    """What the driver says, in one line, without the statement and its values."""
    return " ".join(str(error.orig).split())[:300]


def is_passing(error: DBAPIError) -> bool:
    """Whether trying again is all it takes: another writer took the same name, or two waited for each other."""
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", "")
    return code in _PASSING


def _sqlite(url: str | URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: we say whether one is for reading or for writing.
    connection.isolation_level = None
    cursor: sqlite3.Cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    # A write that was answered survives a power cut (shared/dependencies.md, trap 6).
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    # A reader that turns into a writer can't wait for another writer; so writers say it at once.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@dataclass(frozen=True)
class Database:
    """A database, and sessions on it."""

    engine: Engine

    @classmethod
    def at(cls, url: str | URL) -> Database:
        """The database at an SQLAlchemy URL."""
        return cls(engine_of(url))

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database throughout, and keeps nothing it does."""
        with self._sessions(writing=False)() as session:
            if not self.is_sqlite:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in one transaction: committed at its end, wholly undone by an exception."""
        with self._sessions(writing=True).begin() as session:
            yield session

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _sessions(self, *, writing: bool) -> sessionmaker[Session]:
        bind = self.engine.execution_options(writing=writing)
        return sessionmaker(bind, autoflush=False, expire_on_commit=False)
