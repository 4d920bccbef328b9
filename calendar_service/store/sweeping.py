"""Sweeping: what nobody needs any more of people's comings and goings is not kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store import attempts
from calendar_service.store.database import Database

EVERY: Final = timedelta(hours=1)
KEPT: Final = timedelta(days=30)
"""How long what has ended is still told to its owner."""
KEPT_ANSWER: Final = timedelta(days=1)
"""How long an answer of the API is kept for who asks again."""
GUESTS: Final = timedelta(days=90)
"""How long what a guest has handed in is kept after it was decided or taken back; and who they were."""
BANS: Final = timedelta(days=365)
"""How long a ban that is over is still told to moderators."""
UNCONFIRMED: Final = timedelta(days=7)
"""How long an account is kept whose address nobody has confirmed."""


def sweep(database: Database, now: datetime) -> None:
    """Remove failures that no longer count, what ended long ago, guests of long ago, and accounts nobody confirmed."""
    attempts.forget(database, now)
    with database.writing() as session:
        for table in (models.SignIn, models.Letter, models.Invitation):
            late = delete(table).where(table.expires_at <= now - (KEPT if table is not models.SignIn else timedelta()))
            session.execute(late.execution_options(synchronize_session=False))
        old = delete(models.KeptAnswer).where(models.KeptAnswer.at < now - KEPT_ANSWER)
        session.execute(old.execution_options(synchronize_session=False))
        _forget_guests(session, now)
        _remove_unconfirmed(session, now)


def _forget_guests(session: Session, now: datetime) -> None:
    """What was refused or taken back goes; of what is public, who has handed it in."""
    guest, draft, ban = models.Guest, models.Draft, models.Ban
    decided = (draft.state != "submitted", draft.changed_at <= now - GUESTS)
    old = select(draft.id).where(*decided, exists().where(guest.draft_id == draft.id))
    numbers = session.scalars(old).all()
    for late in (
        delete(draft).where(draft.id.in_(numbers), draft.state != "published"),
        delete(guest).where(guest.draft_id.in_(numbers)),
        delete(ban).where(ban.ends_at <= now - BANS),
    ):
        session.execute(late.execution_options(synchronize_session=False))


def _remove_unconfirmed(session: Session, now: datetime) -> None:
    """Those that strangers made by registering: what the operator has added waits for its person."""
    account, letter = models.Account, models.Letter
    registered = exists().where(letter.account_id == account.id, letter.purpose == "confirm")
    expected = exists().where(letter.account_id == account.id, letter.purpose != "confirm")
    waiting = (
        account.password_hash.is_(None),
        account.site_role == "member",
        account.created_at <= now - UNCONFIRMED,
        registered,
        ~expected,
        ~exists().where(models.Membership.account_id == account.id),
        ~exists().where(models.Token.account_id == account.id),
        ~exists().where(models.Change.account_id == account.id),
    )
    numbers = session.scalars(select(account.id).where(*waiting)).all()
    session.execute(delete(account).where(account.id.in_(numbers)))
