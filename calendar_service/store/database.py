"""The engine, and the two ways to use it: reading, and writing in one transaction with its lines in the log."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session, sessionmaker

from calendar_service.errors import DatabaseError

BUSY_SECONDS = 30
"""How long a writer on SQLite waits for another one."""

# Serialization failure, deadlock, a reference to what is gone meanwhile, and unique violation of PostgreSQL; the names
# of the last on SQLite.
_PASSING = ("40001", "40P01", "23503", "23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")


def engine_of(url: str | URL) -> Engine:
    """An engine for `sqlite:///…` or `postgresql://…`. Raises DatabaseError for any other address."""
    try:
        name = make_url(url).get_backend_name()
    except (ArgumentError, ValueError) as error:
        text = "CALENDAR_DATABASE_URL is not understood; right is sqlite:///FILE or postgresql://…"
        raise DatabaseError(text) from error
    if name == "postgresql":
        try:
            return create_engine(
                url,
                pool_pre_ping=True,
                pool_size=10,
                max_overflow=20,
                connect_args={"connect_timeout": 10},
                hide_parameters=True,  # a trace of what broke goes into the log
            )
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
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
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
    # SQLite has these only where it was built with them.
    for name in ("radians", "sin", "cos", "asin", "sqrt"):
        connection.create_function(name, 1, _passing_null(getattr(math, name)), deterministic=True)


def _passing_null(function: Callable[[float], float]) -> Callable[[float | None], float | None]:
    return lambda value: None if value is None else function(value)


def _on_begin(connection: Connection) -> None:
    # A reader that turns into a writer can't wait for another writer; so writers say it at once.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


class Revisions:
    """The newest global revision that this process knows of; below 0 where it knows of none."""

    def __init__(self) -> None:
        self.value = -1
        self._lock = Lock()

    def seen(self, revision: int) -> None:
        """Take note of a revision; an older one is no news."""
        with self._lock:
            self.value = max(self.value, revision)

    def restart(self, revision: int) -> None:
        """Begin again at a revision: the database is another one than before, such as a restored backup."""
        with self._lock:
            self.value = revision


@dataclass(frozen=True)
class Database:
    """A database, sessions on it, and how far this process knows its log."""

    engine: Engine
    revisions: Revisions = field(default_factory=Revisions)

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
