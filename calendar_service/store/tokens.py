"""Tokens: what programs sign in with. Each has a name and scopes, is shown once, and is known by its hash alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.errors import AccessError
from calendar_service.intake.people import named
from calendar_service.permissions import SCOPES, Caller
from calendar_service.store import memberships
from calendar_service.store.choices import hash_of
from calendar_service.store.database import Database
from calendar_service.store.writing import Writing
from feeds.errors import FactError

MARK: Final = "cal_"
"""How each token begins, so that programs which look for leaked secrets know ours."""
PREFIX: Final = len(MARK) + 8
"""Characters by which people recognise a token."""
LIMIT: Final = 100
"""Tokens of one account that are good."""
NAME_LIMIT: Final = 100


def make(
    writing: Writing, account_id: int, name: str, scopes: Collection[str], expires_at: datetime | None = None
) -> tuple[models.Token, str]:
    """A new token of an account, and what it signs in with, which nobody can be told again. Raises FactError."""
    now = writing.edge.now
    name, told = named(name, NAME_LIMIT), _scopes(scopes)
    if expires_at is not None and expires_at <= now:
        raise FactError.of("expires_at", "expires_at must be in the future.")
    if len(_good(writing.session, account_id, now)) >= LIMIT:
        raise FactError.of("name", "An account has at most {limit} tokens; revoke one first.", limit=LIMIT)
    secret = MARK + writing.edge.new_secret()
    token = models.Token(
        account_id=account_id,
        name=name,
        prefix=secret[:PREFIX],
        secret_hash=hash_of(secret),
        scopes=told,
        created_at=now,
        expires_at=expires_at,
    )
    writing.session.add(token)
    writing.session.flush()
    return token, secret


def caller_of(session: Session, presented: str, now: datetime) -> Caller:
    """Who calls with a token. Raises AccessError for one that is unknown, revoked or expired, or of a closed account.

    It is looked up by its hash, whose beginnings tell nothing of the token: how long that takes does not either.
    """
    token, account = models.Token, models.Account
    statement = select(token, account).join(account, account.id == token.account_id)
    row = session.execute(statement.where(token.secret_hash == hash_of(presented))).one_or_none()
    if row is None:
        raise AccessError("The token is unknown.")
    if row.Token.revoked_at is not None:
        raise AccessError("The token was revoked.")
    if row.Token.expires_at is not None and row.Token.expires_at <= now:
        raise AccessError("The token has expired.")
    if row.Account.closed_at is not None:
        raise AccessError("The account of this token is closed.")
    return memberships.caller(session, row.Account, frozenset(row.Token.scopes.split()))


def touch(database: Database, presented: str, now: datetime) -> None:
    """Note that a token is used, to the minute: most calls write nothing, and hold no lock."""
    token, minute = models.Token, now.replace(second=0, microsecond=0)
    old = (token.secret_hash == hash_of(presented), or_(token.used_at.is_(None), token.used_at < minute))
    with database.reading() as session:
        number = session.scalars(select(token.id).where(*old)).one_or_none()
    if number is not None:
        with database.writing() as session:
            session.execute(update(token).where(token.id == number).values(used_at=minute))


def of(session: Session, account_id: int | None = None) -> Sequence[models.Token]:
    """The tokens of an account, or of all, the oldest first; those that are no longer good too."""
    statement = select(models.Token).order_by(models.Token.id)
    if account_id is not None:
        statement = statement.where(models.Token.account_id == account_id)
    return session.scalars(statement).all()


def revoke(writing: Writing, token_id: int, account_id: int | None = None) -> bool:
    """End a token, of that account where one is named; whether it was good until now."""
    token = models.Token
    wanted: list[ColumnElement[bool]] = [token.id == token_id, token.revoked_at.is_(None)]
    if account_id is not None:
        wanted.append(token.account_id == account_id)
    statement = update(token).where(*wanted).values(revoked_at=writing.edge.now).returning(token.id)
    return writing.session.scalars(statement).one_or_none() is not None


def revoke_by_prefix(writing: Writing, prefix: str) -> models.Token:
    """End the one token that begins so. Raises FactError where none does that is good, or several do."""
    token = models.Token
    begins = token.prefix.startswith(prefix, autoescape=True)
    found = writing.session.scalars(select(token).where(begins, token.revoked_at.is_(None))).all()
    # LIKE knows no case on SQLite.
    found = [row for row in found if row.prefix.startswith(prefix)]
    if len(prefix) <= len(MARK) or not found:
        raise FactError.of("prefix", "There is no token that begins with “{prefix}”.", prefix=prefix)
    if len(found) > 1:
        raise FactError.of("prefix", "Several tokens begin with “{prefix}”; give more of it.", prefix=prefix)
    found[0].revoked_at = writing.edge.now
    return found[0]


def lifetime(days: int | None, now: datetime) -> datetime | None:
    """When a token made now expires; None: never."""
    return now + timedelta(days=days) if days else None


def _good(session: Session, account_id: int, now: datetime) -> Sequence[int]:
    token = models.Token
    lives = or_(token.expires_at.is_(None), token.expires_at > now)
    return session.scalars(
        select(token.id).where(token.account_id == account_id, token.revoked_at.is_(None), lives)
    ).all()


def _scopes(given: Collection[str]) -> str:
    unknown = set(given) - set(SCOPES)
    if unknown or not given:
        raise FactError.of("scopes", "scopes must be one or more of {scopes}.", scopes=", ".join(SCOPES))
    return " ".join(scope for scope in SCOPES if scope in given)
