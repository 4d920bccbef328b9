"""Where drafts come from, as moderators look at it: who that is, what they have handed in, and what they have
published, which is taken out again where it was a burst of nonsense."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store import bans, queue, withdrawing
from calendar_service.store.bans import Source
from calendar_service.store.writing import Writing

MOST: Final = 200
"""Entries that are taken out at once."""


@dataclass(frozen=True, slots=True)
class Known:
    """A source that has done something here: the account, if it is one, and how many drafts of it stand how."""

    source: Source
    account: models.Account | None
    counts: dict[str, int]


def known(session: Session, source: Source) -> Known | None:
    """A source; None for one that has done nothing here."""
    account = session.get(models.Account, source.account) if source.account is not None else None
    draft = models.Draft
    statement = select(draft.state, func.count()).where(queue.of(source)).group_by(draft.state)
    counts = {row[0]: row[1] for row in session.execute(statement)}
    is_there = account is not None or counts or bans.listed(session, source)
    return Known(source, account, counts) if is_there else None


def published(session: Session, source: Source, since: datetime) -> Sequence[models.Item]:
    """What has come to be public by a source's doing since an instant and still is, the newest first."""
    item = models.Item
    return session.scalars(select(item).where(_by(source, since)).order_by(item.id.desc()).limit(MOST)).all()


def withdraw(writing: Writing, source: Source, number: int, reason: str) -> bool:
    """Take out one thing that a source has published; whether it was still there, and the source's."""
    item = writing.session.scalars(select(models.Item).where(models.Item.id == number, _by(source))).one_or_none()
    if item is None:
        return False
    withdrawing.withdraw(writing, item.noun, item.slug, reason, moderated=True)
    return True


def withdrawn(session: Session, numbers: Sequence[int]) -> list[models.Withdrawal]:
    """What was taken out, of these numbers."""
    table = models.Withdrawal
    return list(session.scalars(select(table).where(table.item_id.in_(numbers)).order_by(table.item_id)))


def _by(source: Source, since: datetime | None = None) -> ColumnElement[bool]:
    """The condition that an item came to be public by a source's doing: approved for it, or published by itself."""
    draft, change, item = models.Draft, models.Change, models.Item
    late = [] if since is None else [draft.changed_at >= since]
    ways = [item.id.in_(select(draft.item_id).where(queue.of(source), draft.state == "published", *late))]
    if source.account is not None:
        made = [change.account_id == source.account, change.verb == "created", change.noun.in_(("event", "release"))]
        made += [] if since is None else [change.at >= since]
        ways.append(item.id.in_(select(change.noun_id).where(*made)))
    return or_(*ways)
