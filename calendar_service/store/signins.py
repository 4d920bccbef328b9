"""Sign-ins: the browsers in which somebody is signed in, each of which can be ended; and those that are known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.errors import AccessError
from calendar_service.permissions import Caller
from calendar_service.store import memberships
from calendar_service.store.choices import hash_of
from calendar_service.store.database import Database
from calendar_service.store.writing import Writing
from feeds.text import clean_line

LASTS: Final = timedelta(days=30)
"""How long a sign-in is good without being used."""
SEEN: Final = timedelta(minutes=10)
"""How exactly it is known when a sign-in was used: most requests write nothing."""
AGENT_LIMIT: Final = 200
DEVICES: Final = 20
"""Browsers by which an account is known, at most."""


def begin(writing: Writing, account_id: int, agent: str = "") -> str:
    """Sign an account in; the secret of the cookie, which nobody can be told again."""
    secret, now = writing.edge.new_secret(), writing.edge.now
    row = models.SignIn(
        account_id=account_id,
        secret_hash=hash_of(secret),
        created_at=now,
        seen_at=now,
        expires_at=now + LASTS,
        agent=clean_line(agent)[:AGENT_LIMIT],
    )
    writing.session.add(row)
    writing.session.flush()
    return secret


def current(session: Session, presented: str, now: datetime) -> models.SignIn:
    """The sign-in of a cookie. Raises AccessError for one that is unknown, has expired or was ended."""
    found = session.scalars(select(models.SignIn).where(models.SignIn.secret_hash == hash_of(presented))).one_or_none()
    if found is None or found.expires_at <= now:
        raise AccessError("You are no longer signed in here.")
    return found


def caller_of(session: Session, presented: str, now: datetime) -> Caller:
    """Who calls with a cookie. Raises AccessError, also where the account is closed."""
    sign_in = current(session, presented, now)
    account = session.get_one(models.Account, sign_in.account_id)
    if account.closed_at is not None:
        raise AccessError("This account is closed.")
    return memberships.caller(session, account)


def touch(database: Database, presented: str, now: datetime) -> bool:
    """Note that a sign-in is used, so that it goes on; whether that was written, and the cookie is to be sent anew."""
    sign_in = models.SignIn
    old = (sign_in.secret_hash == hash_of(presented), sign_in.expires_at > now, sign_in.seen_at <= now - SEEN)
    with database.reading() as session:
        number = session.scalars(select(sign_in.id).where(*old)).one_or_none()
    if number is None:
        return False
    with database.writing() as session:
        session.execute(update(sign_in).where(sign_in.id == number).values(seen_at=now, expires_at=now + LASTS))
    return True


def of(session: Session, account_id: int, now: datetime) -> Sequence[models.SignIn]:
    """Where an account is signed in, the last used first."""
    sign_in = models.SignIn
    good = (sign_in.account_id == account_id, sign_in.expires_at > now)
    return session.scalars(select(sign_in).where(*good).order_by(sign_in.seen_at.desc(), sign_in.id.desc())).all()


def end(writing: Writing, account_id: int, number: int) -> bool:
    """End one of an account's sign-ins; whether there was it."""
    sign_in = models.SignIn
    statement = delete(sign_in).where(sign_in.id == number, sign_in.account_id == account_id).returning(sign_in.id)
    return writing.session.scalars(statement).one_or_none() is not None


def sign_out(writing: Writing, presented: str) -> None:
    """End the sign-in of a cookie."""
    writing.session.execute(delete(models.SignIn).where(models.SignIn.secret_hash == hash_of(presented)))


def end_all(writing: Writing, account_id: int, keep: str | None = None) -> None:
    """End all sign-ins of an account but that of one cookie, and forget its other browsers."""
    sign_in = models.SignIn
    wanted: list[ColumnElement[bool]] = [sign_in.account_id == account_id]
    if keep is not None:
        wanted.append(sign_in.secret_hash != hash_of(keep))
    writing.session.execute(delete(sign_in).where(*wanted))
    writing.session.execute(delete(models.Device).where(models.Device.account_id == account_id))


def knows(session: Session, account: models.Account | None, device: str) -> bool:
    """Whether an account was signed in in a browser before."""
    row = models.Device
    owner = account.id if account is not None else 0
    statement = select(row.id).where(row.secret_hash == hash_of(device), row.account_id == owner)
    return session.scalars(statement).one_or_none() is not None


def remember(writing: Writing, account_id: int, device: str | None) -> str:
    """Know a browser from now on, among the last of its account; the secret of its cookie, the same if it had one."""
    row, now = models.Device, writing.edge.now
    if device is not None:
        known = (row.secret_hash == hash_of(device), row.account_id == account_id)
        if writing.session.scalars(update(row).where(*known).values(seen_at=now).returning(row.id)).one_or_none():
            return device
    secret = writing.edge.new_secret()
    writing.session.add(models.Device(account_id=account_id, secret_hash=hash_of(secret), seen_at=now))
    writing.session.flush()
    kept = select(row.id).where(row.account_id == account_id).order_by(row.seen_at.desc(), row.id.desc()).limit(DEVICES)
    numbers = list(writing.session.scalars(kept))
    writing.session.execute(delete(row).where(row.account_id == account_id, row.id.not_in(numbers)))
    return secret
