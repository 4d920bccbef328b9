"""Looking at a database: that it answers, is of this version, and holds together."""

from __future__ import annotations

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.checkup.remarks import Remark, Remarks, fine, note, wrong
from calendar_service.store import migrations, rendering
from calendar_service.store.database import Database
from calendar_service.store.writing import revision

_UNCHECKED = """
SELECT conname FROM pg_constraint WHERE NOT convalidated AND connamespace = current_schema()::regnamespace
UNION ALL SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace
"""


def version(current: str | None) -> Remark:
    """Whether a database of this version (None: without tables) is one that this program works with."""
    newest = migrations.versions()[-1]
    if current is None:
        return wrong("database", "it holds no tables yet: calendar-service serve or migrate makes them.")
    if current != newest:
        return wrong("database", f"it is of version {current}, this program of {newest}: run calendar-service migrate.")
    return fine("database", f"it answers, and is of version {current}.")


def remarks(database: Database) -> Remarks:
    """All about a database of this version."""
    with database.reading() as session:
        yield _whole_on_sqlite(session) if database.is_sqlite else _whole_on_postgresql(session)
        yield _references(session) if database.is_sqlite else _encoding(session)
        yield _log(session)
        yield _words(session)
        yield _waiting(session)
        yield _faults(session)


def _whole_on_sqlite(session: Session) -> Remark:
    # One line that says “ok”, or a line for each thing that is wrong.
    found = [str(line) for line in session.scalars(text("PRAGMA integrity_check(10)"))]
    if found != ["ok"]:
        return wrong("integrity", f"the file is damaged ({found[0]}): restore a backup.")
    return fine("integrity", "the file is whole.")


def _whole_on_postgresql(session: Session) -> Remark:
    if found := session.scalars(text(_UNCHECKED)).all():
        return wrong("integrity", f"{found[0]} is not valid: what it keeps away may be there.")
    return fine("integrity", "all constraints and indexes are valid.")


def _references(session: Session) -> Remark:
    if found := session.execute(text("PRAGMA foreign_key_check")).all():
        return wrong("references", f"{len(found)} rows refer to nothing, the first in {found[0][0]}: restore a backup.")
    return fine("references", "all rows that are referred to are there.")


def _encoding(session: Session) -> Remark:
    encoding = session.scalars(text("SHOW server_encoding")).one()
    if encoding != "UTF8":
        return wrong("encoding", f"the database is in {encoding}; it must be made with ENCODING 'UTF8'.")
    return fine("encoding", "UTF8.")


def _log(session: Session) -> Remark:
    number = models.Change.revision
    rows, first, last = session.execute(select(func.count(), func.min(number), func.max(number))).one()
    newest = revision(session)
    if (first or 1, last or 0, rows) != (1, newest, newest):
        return wrong("log of changes", f"it has holes: {rows} lines, the counter is at {newest}; restore a backup.")
    return fine("log of changes", f"{rows} lines without a hole.")


def _words(session: Session) -> Remark:
    rendered = select(func.count()).where(models.Entry.fault == "", ~models.Entry.stale)
    lacking = session.scalars(rendered.where(~models.Entry.words.has())).one()
    if lacking:
        return wrong("search", f"{lacking} entries can't be found by their words.")
    return fine("search", "every entry can be found by its words.")


def _waiting(session: Session) -> Remark:
    waiting = rendering.waiting(session)
    if waiting:
        return note("rendering", f"{waiting} entries wait; a server that runs renders them within seconds.")
    return fine("rendering", "no entry waits.")


def _faults(session: Session) -> Remark:
    if faults := rendering.faults(session):
        return wrong("rendering", f"{len(faults)} entries can't be rendered, the first for: {faults[0]}")
    return fine("rendering", "every entry could be rendered.")
