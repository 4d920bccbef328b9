"""Failed sign-ins, counted in the database, so that all workers and hosts count together.

The library `limits` would need Redis or its like for that; and it counts tries, where we count failures and let the
next one in after a wait that grows. The rule itself is `slowing`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from calendar_service import models
from calendar_service.errors import TooManyError
from calendar_service.slowing import WINDOW, Pace, next_try
from calendar_service.store.database import Database
from calendar_service.store.writing import Writing


def take(writing: Writing, paces: Mapping[str, Pace]) -> Sequence[int]:
    """Begin a try, which counts as failed until it is given back; its numbers. Raises TooManyError before its time.

    It is counted before it is judged: however many come at once, no more are judged than may be.
    """
    now, rows = writing.edge.now, []
    for key in sorted(paces):  # in one order, so that two tries never wait for each other
        _lock(writing, key)
        until = next_try(_failures(writing, key, now), now, paces[key])
        if until > now:
            raise TooManyError(until)
        rows.append(models.Attempt(key=key, at=now))
    writing.session.add_all(rows)
    writing.session.flush()
    return [row.id for row in rows]


def give_back(writing: Writing, numbers: Collection[int]) -> None:
    """Have a try not count: it was right."""
    writing.session.execute(delete(models.Attempt).where(models.Attempt.id.in_(numbers)))


def forget(database: Database, now: datetime) -> None:
    """Remove what no longer counts."""
    with database.writing() as session:
        session.execute(delete(models.Attempt).where(models.Attempt.at <= now - WINDOW))


def _failures(writing: Writing, key: str, now: datetime) -> Sequence[datetime]:
    attempt = models.Attempt
    return writing.session.scalars(select(attempt.at).where(attempt.key == key, attempt.at > now - WINDOW)).all()


def _lock(writing: Writing, key: str) -> None:
    """Have tries under one key wait for each other; on SQLite all writers do."""
    if writing.session.get_bind().dialect.name == "postgresql":
        writing.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(key))))
