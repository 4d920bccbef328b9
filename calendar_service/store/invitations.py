"""Invitations by link: into an organizer or the site, in a role. Each is accepted once, until it expires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.intake.people import email_of
from calendar_service.permissions import ROLES, SITE_ROLES
from calendar_service.store import accounts, memberships
from calendar_service.store.choices import hash_of
from calendar_service.store.writing import Writing
from feeds.errors import FactError

LASTS: Final = timedelta(days=7)
OPENS: Final = "new-"
"""How the secret of a link begins by which somebody may make an account: links are known by the hash of the whole, so
that nobody makes one of the other."""
OPEN_LIMIT: Final = 100
"""Invitations of one organizer, or of the site, that wait to be accepted."""
FIRST_LASTS: Final = timedelta(days=1)
"""Of the one that makes the first admin."""


@dataclass(frozen=True, slots=True)
class Into:
    """What somebody is invited to: a role in an organizer, or in the site where there is none; perhaps by address."""

    role: str
    organizer_id: int | None = None
    email: str | None = None


def make(
    writing: Writing, into: Into, made_by: int | None = None, lasts: timedelta = LASTS, *, opens: bool = True
) -> tuple[models.Invitation, str]:
    """A new invitation, and the secret of its link. Raises FactError for a role that there is not.

    `opens`: whether the link, if it names an address, lets who has it make an account of that address. Where its maker
    sees the link, it does so only if the maker answers for the site: else anybody could take what is another's.
    """
    known = SITE_ROLES if into.organizer_id is None else ROLES
    if into.role not in known:
        raise FactError.of("role", "role must be one of {roles}.", roles=", ".join(known))
    secret, now = writing.edge.new_secret(), writing.edge.now
    if len(open_ones(writing.session, into.organizer_id, now)) >= OPEN_LIMIT:
        raise FactError.of("role", "At most {most} invitations wait at a time; withdraw some first.", most=OPEN_LIMIT)
    secret = f"{OPENS}{secret}" if opens and into.email else secret
    row = models.Invitation(
        secret_hash=hash_of(secret),
        organizer_id=into.organizer_id,
        role=into.role,
        email=email_of(into.email) if into.email else None,
        made_by=made_by,
        created_at=now,
        expires_at=now + lasts,
    )
    writing.session.add(row)
    writing.session.flush()
    return row, secret


def first_admin(writing: Writing) -> str | None:
    """A link that makes the first admin, in place of any before; None once there is an account."""
    invitation = models.Invitation
    if accounts.are_there(writing.session):
        return None
    writing.session.execute(delete(invitation).where(invitation.made_by.is_(None), invitation.role == "admin"))
    return make(writing, Into("admin"), lasts=FIRST_LASTS)[1]


def read(session: Session, secret: str, now: datetime) -> models.Invitation:
    """The invitation behind a link. Raises FactError where it was used, has expired, or never was."""
    statement = select(models.Invitation).where(models.Invitation.secret_hash == hash_of(secret))
    found = session.scalars(statement).one_or_none()
    if found is None or found.used_at is not None or found.expires_at <= now:
        raise _gone()
    return found


def accept(writing: Writing, secret: str, account: models.Account) -> models.Invitation:
    """Have an account join by a link, once. Raises FactError where it is gone, or is meant for another address."""
    return _accept(writing, models.Invitation.secret_hash == hash_of(secret), account)


def accept_by_number(writing: Writing, number: int, account: models.Account) -> models.Invitation:
    """The same, by the invitation's number."""
    return _accept(writing, models.Invitation.id == number, account)


def admits_new(session: Session, secret: str) -> bool:
    """Whether a link (which `read` knows) alone lets somebody make an account.

    It does where it names their address and was sent there; and for the first account of all. Otherwise an answer
    would tell the holder of any invitation which addresses have accounts: they register by a letter to the address.
    """
    return secret.startswith(OPENS) or not accounts.are_there(session)


def accept_new(writing: Writing, secret: str, email: str, name: str, password_hash: str) -> models.Account:
    """Make an account and have it join, both or neither. Raises FactError, also where it may not be made so."""
    invitation = read(writing.session, secret, writing.edge.now)
    if not admits_new(writing.session, secret):
        raise FactError.of("invitation", "Sign in first, or register.")
    account = accounts.add(writing, invitation.email or email, name)
    accounts.set_password(writing, account.id, password_hash)
    accept(writing, secret, account)
    return account


def open_ones(session: Session, organizer_id: int | None, now: datetime) -> Sequence[models.Invitation]:
    """The invitations to an organizer, or to the site, that can still be accepted; the oldest first."""
    row = models.Invitation
    good = (row.organizer_id.is_not_distinct_from(organizer_id), row.used_at.is_(None), row.expires_at > now)
    return session.scalars(select(row).where(*good).order_by(row.id)).all()


def take_back(writing: Writing, number: int, organizer_id: int | None) -> bool:
    """End an invitation of an organizer, or of the site, before it is used; whether there was it."""
    row = models.Invitation
    wanted = (row.id == number, row.organizer_id.is_not_distinct_from(organizer_id), row.used_at.is_(None))
    return writing.session.scalars(delete(row).where(*wanted).returning(row.id)).one_or_none() is not None


def _accept(writing: Writing, which: ColumnElement[bool], account: models.Account) -> models.Invitation:
    row, now = models.Invitation, writing.edge.now
    # One statement asks and takes: of two who accept at once, the second finds it used.
    good = (which, row.used_at.is_(None), row.expires_at > now)
    taken = writing.session.scalars(
        update(row).where(*good).values(used_at=now, used_by=account.id).returning(row)
    ).one_or_none()
    if taken is None:
        raise _gone()
    if taken.email is not None and taken.email != account.email:
        raise FactError.of("invitation", "This invitation is meant for another address; sign in with that one.")
    _join(writing, taken, account)
    return taken


def _join(writing: Writing, invitation: models.Invitation, account: models.Account) -> None:
    """Give the role, unless the account has a higher one already."""
    if invitation.organizer_id is None:
        higher = SITE_ROLES.index(invitation.role) > SITE_ROLES.index(account.site_role)
        if higher:
            accounts.set_role(writing, account.id, invitation.role)
    elif memberships.of(writing.session, account.id).get(invitation.organizer_id) != "owner":
        memberships.add(writing, account.id, invitation.organizer_id, invitation.role)


def _gone() -> FactError:
    return FactError.of(
        "invitation", "There is nothing behind this link any more: it was used, has expired, or was taken back."
    )
