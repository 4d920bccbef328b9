"""The numbers of rows, which are given once and never again: the log, cursors and cached bodies name things by them.

PostgreSQL counts so by itself. SQLite would give the highest number again once its row is gone.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from calendar_service import models


class Numbers:
    """The numbers given within one transaction: on SQLite there is no other one at the same time."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._last: dict[str, int] = {}
        self._kept: dict[str, models.SiteFact] = {}
        self._is_ours = session.get_bind().dialect.name == "sqlite"

    def take(self, table: Any, given: int | None = None) -> int | None:
        """The number of a new row, or the one given from elsewhere; None where the database counts by itself."""
        if not self._is_ours:
            return given
        name = str(table.__tablename__)
        last = self._last.get(name)
        if last is None:
            top = self._session.scalars(select(func.max(table.id))).one() or 0
            last = max(top, _highest(self._session, name))
        number = last + 1 if given is None else given
        self._last[name] = max(last, number)
        return number

    def keep(self, table: Any, number: int) -> None:
        """Remember the number of a row that goes."""
        if not self._is_ours:
            return
        key = _key(str(table.__tablename__))
        row = self._kept.get(key) or self._session.get(models.SiteFact, key)
        if row is None:
            row = models.SiteFact(name=key, value="0")
            self._session.add(row)
        row.value = str(max(number, int(row.value)))
        self._kept[key] = row


def _highest(session: Session, name: str) -> int:
    value = session.scalars(select(models.SiteFact.value).where(models.SiteFact.name == _key(name))).one_or_none()
    return int(value) if value else 0


def _key(name: str) -> str:
    return f"highest number of {name}"
