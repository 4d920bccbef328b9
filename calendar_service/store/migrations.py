"""Bringing a database to the version of this code, and telling when it is newer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, text
from sqlalchemy.exc import DatabaseError as SqlError

from alembic import command
from calendar_service.errors import DatabaseError
from calendar_service.store.database import engine_of, reason

_PACKAGE = Path(__file__).parent.parent


def folder() -> Path:
    """The folder of the migrations: beside the package in a checkout, inside it in a wheel."""
    checkout = _PACKAGE.parent / "alembic"
    return checkout if (checkout / "env.py").exists() else _PACKAGE / "migrations"


def upgrade(url: str | URL, target: str = "head") -> None:
    """Bring the database to a version, the newest unless told. Raises DatabaseError with a sentence.

    Processes that do so at once wait for each other.
    """
    _run(url, lambda config: command.upgrade(config, target))


def downgrade(url: str | URL, target: str) -> None:
    """Take the database back to an earlier version (`base`: to nothing)."""
    _run(url, lambda config: command.downgrade(config, target))


def is_there(url: str | URL) -> bool:
    """Whether the database holds our tables already; nothing is made or changed by asking.

    Raises DatabaseError where they are of another version than this program's.
    """
    current = version_at(url)
    if current not in (None, versions()[-1]):
        raise DatabaseError("The database is of an older version; run calendar-service migrate first.")
    return current is not None


def version_at(url: str | URL) -> str | None:
    """The version of the database at an address; None where it holds no tables of ours. Nothing is made by asking.

    Raises DatabaseError where it is newer than this program, or does not answer.
    """
    engine = engine_of(url)
    file = engine.url.database
    if engine.dialect.name == "sqlite" and not Path(file or "").exists():
        return None
    try:
        with engine.connect() as connection:
            return version_of(connection)
    except SqlError as error:
        raise DatabaseError(f"The database does not answer: {reason(error)}") from error
    finally:
        engine.dispose()


def version_of(connection: Connection) -> str | None:
    """The version of a database; None where it holds no tables of ours. Raises DatabaseError where it is newer."""
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in versions():
        raise DatabaseError(
            f"The database is of a newer version ({current}) than this program: install that version, "
            "or restore a backup."
        )
    return current


def versions() -> list[str]:
    """All versions that this program knows, the oldest first."""
    return [script.revision for script in reversed(list(ScriptDirectory.from_config(_config()).walk_revisions()))]


def is_ours(_object: object, name: str | None, *_: object) -> bool:
    """Whether a table or an index is one that the models describe; the full text index is made by hand (0002)."""
    return name is None or not (name == "search" or name.startswith("search_") or name == "ix_words_search")


def move(connection: Connection, target: str) -> None:
    """Bring the schema to a version, up or down, inside a transaction of `changing`."""
    current, known = version_of(connection), versions()
    config = _config()
    config.attributes["connection"] = connection
    if current is None or known.index(current) < known.index(target):
        command.upgrade(config, target)
    elif current != target:
        command.downgrade(config, target)


@contextmanager
def changing(url: str | URL) -> Iterator[Connection]:
    """One transaction that may change the schema: others that would wait for it. Raises DatabaseError."""
    engine = engine_of(url)
    try:
        _make_folder(engine)
        with engine.execution_options(writing=True).begin() as connection:
            _lock(connection)
            version_of(connection)
            yield connection
    except SqlError as error:
        raise DatabaseError(f"The database does not answer: {reason(error)}") from error
    finally:
        engine.dispose()


def _run(url: str | URL, step: Callable[[Config], None]) -> None:
    with changing(url) as connection:
        config = _config()
        config.attributes["connection"] = connection
        step(config)


def _make_folder(engine: Engine) -> None:
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file:
        try:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(f"The folder of the database can't be made: {error}.") from error


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(7236547)"))
    else:
        # Tables are rebuilt on SQLite; rows that point to them must not go with the old ones.
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
