"""Bringing a database to the version of this code, and telling when it is newer."""

from __future__ import annotations

from collections.abc import Callable
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
    engine = engine_of(url)
    file = engine.url.database
    if engine.dialect.name == "sqlite" and not Path(file or "").exists():
        return False
    try:
        with engine.connect() as connection:
            _refuse_newer(connection)
            current = MigrationContext.configure(connection).get_current_revision()
    except SqlError as error:
        raise DatabaseError(f"The database does not answer: {reason(error)}") from error
    finally:
        engine.dispose()
    if current not in (None, ScriptDirectory.from_config(_config()).get_current_head()):
        raise DatabaseError("The database is of an older version; run calendar-service migrate first.")
    return current is not None


def is_ours(_object: object, name: str | None, *_: object) -> bool:
    """Whether a table or an index is one that the models describe; the full text index is made by hand (0002)."""
    return name is None or not (name == "search" or name.startswith("search_") or name == "ix_words_search")


def _run(url: str | URL, step: Callable[[Config], None]) -> None:
    engine = engine_of(url)
    try:
        _make_folder(engine)
        with engine.execution_options(writing=True).begin() as connection:
            _lock(connection)
            _refuse_newer(connection)
            config = _config()
            config.attributes["connection"] = connection
            step(config)
    except SqlError as error:
        raise DatabaseError(f"The database does not answer: {reason(error)}") from error
    finally:
        engine.dispose()


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


def _refuse_newer(connection: Connection) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current is not None and current not in known:
        raise DatabaseError(
            f"The database is of a newer version ({current}) than this program: install that version, "
            "or restore a backup."
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
