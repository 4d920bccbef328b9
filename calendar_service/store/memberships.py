"""Memberships: which organizers an account belongs to, and as what. An organizer that has owners keeps one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.permissions import ROLES, Caller, Operation, may
from calendar_service.store.writing import Writing
from feeds.errors import FactError


@dataclass(frozen=True, slots=True)
class Belonging:
    """One membership as people see it: of which account, in which organizer, as what."""

    account: models.Account
    organizer: models.Organizer
    role: str


def of(session: Session, account_id: int) -> dict[int, str]:
    """The roles of an account: an organizer's number to “owner” or “editor”."""
    membership = models.Membership
    statement = select(membership.organizer_id, membership.role).where(membership.account_id == account_id)
    return {row.organizer_id: row.role for row in session.execute(statement)}


def caller(session: Session, account: models.Account, scopes: frozenset[str] | None = None) -> Caller:
    """An account as who calls: by a session (no scopes), or by a token."""
    roles = MappingProxyType(of(session, account.id))
    return Caller(account.id, account.name, account.site_role, roles, scopes)


def belongings(
    session: Session, *, account_id: int | None = None, organizer_id: int | None = None
) -> Sequence[Belonging]:
    """The memberships of an account or of an organizer, by the organizer's name and then the account's address."""
    membership, account, organizer = models.Membership, models.Account, models.Organizer
    statement = (
        select(account, organizer, membership.role)
        .join_from(membership, account, account.id == membership.account_id)
        .join(organizer, organizer.id == membership.organizer_id)
        .order_by(organizer.sort_name, organizer.id, account.email)
    )
    if account_id is not None:
        statement = statement.where(account.id == account_id)
    if organizer_id is not None:
        statement = statement.where(organizer.id == organizer_id)
    return [Belonging(*row) for row in session.execute(statement)]


def add(writing: Writing, account_id: int, organizer_id: int, role: str) -> None:
    """Have an account belong to an organizer in a role, in place of the one it had there.

    Raises FactError where the last owner would become an editor.
    """
    if role not in ROLES:
        raise FactError.of("role", "role must be owner or editor.")
    owners = _owners(writing, organizer_id)
    row = writing.session.get(models.Membership, (account_id, organizer_id))
    if row is None:
        writing.session.add(models.Membership(account_id=account_id, organizer_id=organizer_id, role=role))
    elif row.role != role:
        if owners == [account_id]:
            raise _last_owner()
        row.role = role
    writing.session.flush()


def found(writing: Writing, caller: Caller, organizer: models.Organizer) -> None:
    """Have who proposes an organizer own it: else nobody could enter anything for it before an admin said so.

    Moderators and admins propose for others.
    """
    if caller.account is not None and not may(caller, Operation.REVISE_ORGANIZER):
        writing.session.flush()
        add(writing, caller.account, organizer.id, "owner")


def remove(writing: Writing, account_id: int, organizer_id: int) -> bool:
    """End a membership; whether there was one. Raises FactError where an organizer would lose its last owner."""
    owners = _owners(writing, organizer_id)
    row = writing.session.get(models.Membership, (account_id, organizer_id))
    if row is None:
        return False
    if owners == [account_id]:
        raise _last_owner()
    writing.session.delete(row)
    writing.session.flush()
    return True


def _owners(writing: Writing, organizer_id: int) -> list[int]:
    """Who owns it, with its row locked: of two owners who leave at once, the second is refused."""
    organizer, membership = models.Organizer, models.Membership
    lock = select(organizer.id).where(organizer.id == organizer_id).with_for_update()
    if writing.session.scalars(lock).one_or_none() is None:
        raise FactError.of("organizer", "There is no such organizer.")
    owner = (membership.organizer_id == organizer_id, membership.role == "owner")
    return list(writing.session.scalars(select(membership.account_id).where(*owner)))


def _last_owner() -> FactError:
    return FactError.of("role", "An organizer keeps at least one owner; make somebody else an owner first.")
