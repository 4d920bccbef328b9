"""Letters: links that let somebody set a password, once, because they could read what was sent to their address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store import accounts, invitations, signins
from calendar_service.store.choices import hash_of
from calendar_service.store.writing import Writing
from feeds.errors import FactError

LASTS: Final = {"confirm": timedelta(days=3), "reset": timedelta(hours=1), "first": timedelta(days=1)}
"""How long a letter of each purpose is good."""
OPEN_LIMIT: Final = 5
"""Letters of one purpose that strangers can have sent to an address while they are good."""


def make(writing: Writing, account_id: int, purpose: str, invitation_id: int | None = None) -> str:
    """A new letter to an account; the secret of its link. It is good beside earlier ones."""
    secret, now = writing.edge.new_secret(), writing.edge.now
    row = models.Letter(
        purpose=purpose,
        account_id=account_id,
        secret_hash=hash_of(secret),
        created_at=now,
        expires_at=now + LASTS[purpose],
        invitation_id=invitation_id,
    )
    writing.session.add(row)
    writing.session.flush()
    return secret


def asked(writing: Writing, account_id: int, purpose: str, invitation_id: int | None = None) -> str | None:
    """The same where anybody may ask for it; None where so many are on their way that more would be a nuisance."""
    letter = models.Letter
    good = (letter.account_id == account_id, letter.purpose == purpose, letter.expires_at > writing.edge.now)
    count = writing.session.scalars(select(func.count()).select_from(letter).where(*good)).one()
    return make(writing, account_id, purpose, invitation_id) if count < OPEN_LIMIT else None


def read(session: Session, secret: str, now: datetime) -> tuple[models.Letter, models.Account]:
    """A letter and whose it is. Raises FactError where it was used, has expired, or never was."""
    letter, account = models.Letter, models.Account
    statement = select(letter, account).join(account, account.id == letter.account_id)
    row = session.execute(statement.where(letter.secret_hash == hash_of(secret))).one_or_none()
    if row is None or row.Letter.used_at is not None or row.Letter.expires_at <= now or row.Account.closed_at:
        raise _gone()
    return row.Letter, row.Account


def use(writing: Writing, secret: str, password_hash: str) -> models.Account:
    """Set a password by a letter, once, and end all sign-ins: whoever had the old password is out.

    Raises FactError where the letter is gone, or the invitation by which the account was made.
    """
    letter, now = models.Letter, writing.edge.now
    # One statement asks and takes: of two uses at once, the second finds it used.
    good = (letter.secret_hash == hash_of(secret), letter.used_at.is_(None), letter.expires_at > now)
    taken = writing.session.scalars(update(letter).where(*good).values(used_at=now).returning(letter)).one_or_none()
    if taken is None:
        raise _gone()
    account = accounts.set_password(writing, taken.account_id, password_hash)
    if taken.invitation_id is not None:
        invitations.accept_by_number(writing, taken.invitation_id, account)
    signins.end_all(writing, account.id)
    return account


def _gone() -> FactError:
    return FactError.of(
        "letter", "There is nothing behind this link any more: it was used or has expired. Ask for a new one."
    )
