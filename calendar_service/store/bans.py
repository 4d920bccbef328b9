"""Bans: accounts and addresses of guests from which nothing is handed in for a while, since a moderator said so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.errors import BannedError
from calendar_service.store.writing import Writing
from feeds.errors import FactError

MOST: Final = 100
"""Bans that are listed, the newest first."""
_WORD: Final = re.compile("account-([0-9]{1,18})|guest-([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Source:
    """Where drafts come from: an account's number, or the hashed address of guests (`guests.source_of`)."""

    account: int | None = None
    address: str | None = None

    @property
    def word(self) -> str:
        """The same as addresses of the desk name it."""
        return f"account-{self.account}" if self.account is not None else f"guest-{self.address}"


def source_of(word: str) -> Source | None:
    """The source that is named so; None where it is the name of none."""
    match = _WORD.fullmatch(word)
    if match is None:
        return None
    return Source(int(match[1])) if match[1] else Source(address=match[2])


def standing(session: Session, source: Source, now: datetime) -> models.Ban | None:
    """The ban that ends last of those that hold for a source now."""
    ban = models.Ban
    statement = select(ban).where(_of(source), ban.lifted_at.is_(None), ban.ends_at > now)
    return session.scalars(statement.order_by(ban.ends_at.desc(), ban.id.desc()).limit(1)).first()


def listed(session: Session, source: Source | None = None) -> Sequence[models.Ban]:
    """The bans of a source or of all, the newest first: also those that have ended."""
    ban = models.Ban
    statement = select(ban) if source is None else select(ban).where(_of(source))
    return session.scalars(statement.order_by(ban.id.desc()).limit(MOST)).all()


def ban(writing: Writing, source: Source, ends_at: datetime, reason: str) -> None:
    """Have nothing handed in from a source before an instant. Raises FactError for who looks after the site."""
    if source.account is not None:
        account = writing.session.get(models.Account, source.account)
        if account is None or account.site_role != "member":
            raise FactError.of("source", "Who looks after the site can't be stopped so.")
    row = models.Ban(account_id=source.account, source=source.address, reason=reason, ends_at=ends_at)
    row.at, row.made_by = writing.edge.now.replace(microsecond=0), writing.account
    writing.session.add(row)


def lift(writing: Writing, source: Source) -> None:
    """End all bans of a source."""
    table, now = models.Ban, writing.edge.now
    still = (_of(source), table.lifted_at.is_(None), table.ends_at > now)
    writing.session.execute(update(table).where(*still).values(lifted_at=now.replace(microsecond=0)))


def refuse(session: Session, source: Source, now: datetime) -> None:
    """Raises BannedError where nothing may be handed in from there."""
    found = standing(session, source, now)
    if found is not None:
        raise BannedError(found.ends_at, found.reason)


def refuse_account(writing: Writing) -> None:
    """Raises BannedError where the account whose doing this is may hand in nothing."""
    if writing.account is not None:
        refuse(writing.session, Source(writing.account), writing.edge.now)


def _of(source: Source) -> ColumnElement[bool]:
    table: Any = models.Ban
    found: ColumnElement[bool] = (
        table.account_id == source.account if source.account is not None else table.source == source.address
    )
    return found
