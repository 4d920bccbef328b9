"""The history of a thing: its lines of the log with what it said then, who did it, and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from calendar_service import models


@dataclass(frozen=True, slots=True)
class Past:
    """One line: its number in the log, when, what was done by whom and why, and what the thing said afterwards.

    `by` is empty where it was the operator, or an account that is deleted. `body` is None where no facts changed.
    """

    revision: int
    at: datetime
    verb: str
    act: str
    reason: str
    by: str
    body: Any

    @property
    def can_return(self) -> bool:
        """Whether what it said can be said again: earlier versions of this program kept it in another form."""
        return isinstance(self.body, dict) and not any("who" in credit for credit in self.body.get("credits") or [])


def lines(session: Session, noun: str, number: int, before: int | None, limit: int) -> list[Past]:
    """The newest lines of a thing's history, those before a number of the log where one is given."""
    change, version, account = models.Change, models.Version, models.Account
    statement = (
        select(change, version.facts, account.name)
        .join(version, version.revision == change.revision, isouter=True)
        .join(account, account.id == change.account_id, isouter=True)
        .where(change.noun == noun, change.noun_id == number)
        .order_by(change.revision.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(change.revision < before)
    return [_past(*row) for row in session.execute(statement)]


def line(session: Session, noun: str, number: int, revision: int) -> Past | None:
    """One line of a thing's history; None where it has none of that number."""
    found = lines(session, noun, number, revision + 1, 1) if 0 <= revision < 2**63 - 1 else []
    return found[0] if found and found[0].revision == revision else None


def bodies_before(found: Sequence[Past]) -> list[Any]:
    """For each line, the newest first, what the thing said before it: the next older one that says something."""
    older: Any = None
    told: list[Any] = []
    for past in reversed(found):
        told.append(older)
        older = past.body if past.body is not None else older
    return told[::-1]


def _past(change: models.Change, facts: str | None, name: str | None) -> Past:
    body = json.loads(facts) if facts else None
    return Past(change.revision, change.at, change.verb, change.act, change.reason, name or "", body)
