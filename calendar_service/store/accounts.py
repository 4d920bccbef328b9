"""Accounts: added, named, given a password and a role, closed, told whole to their owner, and deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from calendar_service import models, passwords
from calendar_service.intake.people import email_of, name_of
from calendar_service.permissions import SITE_ROLES
from calendar_service.store.database import Database
from calendar_service.store.writing import Writing
from feeds.errors import FactError
from feeds.search import folded

PAGE: Final = 50
"""Accounts on a page."""


def find(session: Session, email: str) -> models.Account | None:
    """The account of an address, however it is typed; None also for what is no address."""
    try:
        address = email_of(email)
    except FactError:
        return None
    return session.scalars(select(models.Account).where(models.Account.email == address)).one_or_none()


def everyone(session: Session) -> Sequence[models.Account]:
    """All accounts, by their addresses."""
    return session.scalars(select(models.Account).order_by(models.Account.email)).all()


def search(session: Session, q: str, number: int = 1) -> tuple[Sequence[models.Account], bool]:
    """A page of accounts whose name or address holds all words of `q`, by their addresses; and whether more follow."""
    row, words, most = models.Account, folded(q).split() if q.strip() else [], number * PAGE + 1
    named = session.execute(select(row.id, row.email, row.name).order_by(row.email))
    # Folded here and not in SQL, whose databases know different letters; a site has thousands of accounts at most.
    found = [one.id for one in named if all(word in folded(f"{one.name} {one.email}") for word in words)][:most]
    numbers = found[most - 1 - PAGE : most - 1]
    return session.scalars(select(row).where(row.id.in_(numbers)).order_by(row.email)).all(), len(found) == most


def names(session: Session, numbers: Iterable[int | None]) -> dict[int, str]:
    """The names of accounts by their numbers; None is nobody's."""
    account = models.Account
    wanted = {number for number in numbers if number is not None}
    return dict(session.execute(select(account.id, account.name).where(account.id.in_(wanted))).all())


def are_there(session: Session) -> bool:
    """Whether there is any account."""
    return session.scalars(select(models.Account.id).limit(1)).one_or_none() is not None


def add(writing: Writing, email: str, name: str, site_role: str = "member") -> models.Account:
    """A new account, without a password. Raises FactError where a field is wrong or the address has an account."""
    _judge_role(site_role)
    account = models.Account(
        email=email_of(email), name=name_of(name), site_role=site_role, created_at=writing.edge.now
    )
    try:
        with writing.session.begin_nested():
            writing.session.add(account)
    except IntegrityError as error:
        raise FactError.of("email", "email belongs to an account already.") from error
    return account


def rename(writing: Writing, account_id: int, name: str) -> None:
    """Call an account's person otherwise. Raises FactError for a name that is none."""
    _get(writing, account_id).name = name_of(name)


def hashed(account: models.Account, password: str, site_name: str) -> str:
    """A new password of an account as it is kept. Raises FactError for one that is short or easy to guess.

    It takes long: before a transaction, never in one.
    """
    passwords.judge(password, (account.email, account.name, site_name))
    return passwords.make(password)


def set_password(writing: Writing, account_id: int, password_hash: str) -> models.Account:
    """Give an account a password (from `hashed`). Its letters are spent: what still lies in a mailbox opens nothing."""
    account, letter, now = _get(writing, account_id), models.Letter, writing.edge.now
    account.password_hash, account.confirmed_at = password_hash, account.confirmed_at or now
    spent = update(letter).where(letter.account_id == account_id, letter.used_at.is_(None)).values(used_at=now)
    writing.session.execute(spent)
    return account


def verify(database: Database, email: str, password: str) -> models.Account | None:
    """The open account that has this address and this password; it takes as long to find that there is none."""
    with database.reading() as session:
        account = find(session, email)
    kept = account.password_hash if account is not None and account.closed_at is None else None
    right, better = passwords.verify(password, kept)
    if account is None or not right:
        return None
    if better is not None:
        row = models.Account
        same = (row.id == account.id, row.password_hash == kept)  # and not set to another one meanwhile
        with database.writing() as session:
            session.execute(update(row).where(*same).values(password_hash=better))
    return account


def set_role(writing: Writing, account_id: int, site_role: str) -> None:
    """Give an account another role in the site. Raises FactError where no admin would be left."""
    _judge_role(site_role)
    if site_role != "admin":
        _refuse_without(writing, account_id)
    _get(writing, account_id).site_role = site_role


def close(writing: Writing, account_id: int) -> None:
    """Keep an account from being used, until it is opened again. Raises FactError where no admin would be left."""
    _refuse_without(writing, account_id)
    account = _get(writing, account_id)
    account.closed_at = account.closed_at or writing.edge.now
    for table in (models.SignIn, models.Device, models.Letter):
        writing.session.execute(delete(table).where(table.account_id == account_id))


def reopen(writing: Writing, account_id: int) -> None:
    """Let an account be used again."""
    _get(writing, account_id).closed_at = None


def remove(writing: Writing, account_id: int) -> None:
    """Delete an account with all that it holds. What it entered stays with the organizers, without its name.

    Everybody may go: an organizer that loses its last owner so is given a new one by an admin.
    """
    session, change, invitation = writing.session, models.Change, models.Invitation
    account = _get(writing, account_id)
    session.execute(update(change).where(change.account_id == account_id).values(account_id=None))
    session.execute(delete(invitation).where(invitation.email == account.email))
    draft = models.Draft
    alone = (draft.account_id == account_id, draft.owner_id.is_(None), draft.state != "published")
    session.execute(delete(draft).where(*alone).execution_options(synchronize_session=False))
    session.delete(account)
    session.flush()


def _get(writing: Writing, account_id: int) -> models.Account:
    account = writing.session.get(models.Account, account_id, with_for_update=True)
    if account is None:
        raise FactError.of("account", "There is no such account.")
    return account


def _judge_role(site_role: str) -> None:
    if site_role not in SITE_ROLES:
        raise FactError.of("role", "role must be one of {roles}.", roles=", ".join(SITE_ROLES))


def _refuse_without(writing: Writing, account_id: int) -> None:
    """Refuse where this is the only admin. All are locked in one order: of two that go at once, one is refused."""
    row = models.Account
    writing.session.flush()  # what this transaction has done before counts as well
    open_admins = (row.site_role == "admin", row.closed_at.is_(None))
    found = writing.session.scalars(select(row.id).where(*open_admins).order_by(row.id).with_for_update()).all()
    if list(found) == [account_id]:
        raise FactError.of("role", "The site keeps at least one admin; make somebody else an admin first.")
