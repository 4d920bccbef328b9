"""The ways in: by password, slowed where it is guessed; by a letter; by an invitation; by registering.

Passwords are hashed between transactions, never in one: a writer on SQLite would keep all others waiting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from calendar_service import models, passwords
from calendar_service.errors import AccessError
from calendar_service.intake.people import email_of, name_of
from calendar_service.slowing import Pace, paces
from calendar_service.store import accounts, attempts, invitations, letters, signins
from calendar_service.store.database import Database
from calendar_service.store.writing import Edge, Writing, writing


@dataclass(frozen=True, slots=True)
class Presented:
    """What somebody signs in with: an e-mail address and a password, from a network address, in a browser.

    `device`: the secret of the cookie by which the browser is known, if it has one.
    """

    email: str
    password: str
    address: str
    device: str | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """Who is signed in, and the secrets of the cookies: of the sign-in, and of the browser that is known now."""

    account: models.Account
    secret: str
    device: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter to be sent: to whom, of which kind, and the secret of its link where it has one."""

    kind: Literal["confirm", "reset", "known"]
    account: models.Account
    secret: str


def sign_in(database: Database, edge: Edge, presented: Presented, agent: str = "") -> Entered:
    """Sign in by a password. Raises TooManyError before the next try is let in, and AccessError where it is wrong.

    The same answers, after the same time, whether or not the address has an account.
    """
    account = prove(database, edge, presented)
    with writing(database, edge) as transaction:
        secret = signins.begin(transaction, account.id, agent)
        return Entered(account, secret, signins.remember(transaction, account.id, presented.device))


def prove(database: Database, edge: Edge, presented: Presented) -> models.Account:
    """The account of who knows its password: asked before anything that can't be taken back, too. Raises likewise."""
    with writing(database, edge) as transaction:
        numbers = attempts.take(transaction, _paces(transaction, presented))
    account = accounts.verify(database, presented.email, presented.password)
    if account is None:
        raise AccessError("The address and the password do not fit together.")
    with writing(database, edge) as transaction:
        attempts.give_back(transaction, numbers)
    return account


def by_letter(database: Database, edge: Edge, secret: str, password: str, site_name: str) -> models.Account:
    """Set a password by a letter. Raises FactError where the letter is gone or the password is not good enough."""
    with database.reading() as session:
        _, account = letters.read(session, secret, edge.now)
    hashed = accounts.hashed(account, password, site_name)
    with writing(database, edge) as transaction:
        return letters.use(transaction, secret, hashed)


def by_invitation(
    database: Database, edge: Edge, secret: str, newcomer: tuple[str, str, str], site_name: str
) -> models.Account:
    """Make an account by an invitation that allows it. `newcomer`: address, name and password. Raises FactError."""
    email, name, password = newcomer
    with database.reading() as session:
        invitation = invitations.read(session, secret, edge.now)
    email, name = email_of(invitation.email or email), name_of(name)
    passwords.judge(password, (email, name, site_name))
    hashed = passwords.make(password)
    with writing(database, edge) as transaction:
        return invitations.accept_new(transaction, secret, email, name, hashed)


def change_password(database: Database, edge: Edge, account: models.Account, password: str, site_name: str) -> str:
    """Set another password for who is signed in; all other sign-ins end, and the secret of a new one is given."""
    hashed = accounts.hashed(account, password, site_name)
    with writing(database, edge) as transaction:
        accounts.set_password(transaction, account.id, hashed)
        signins.end_all(transaction, account.id)
        return signins.begin(transaction, account.id)


def register(transaction: Writing, email: str, name: str, invitation_id: int | None = None) -> Posted | None:
    """Make an account that a letter will confirm, unless the address has one; the letter to be sent, if any.

    What is asked for is told to the address alone, never to who asks.
    """
    known = accounts.find(transaction.session, email)
    if known is not None and known.closed_at is not None:
        return None
    if known is not None and known.password_hash is not None:
        # Whoever owns the address may have forgotten that: their letter lets them set a password, too.
        return _posted("known", known, letters.asked(transaction, known.id, "reset"))
    account = known or accounts.add(transaction, email, name)
    return _posted("confirm", account, letters.asked(transaction, account.id, "confirm", invitation_id))


def ask_to_reset(transaction: Writing, email: str) -> Posted | None:
    """The letter to be sent to who has forgotten a password; None where there is no such account, or it is closed."""
    account = accounts.find(transaction.session, email)
    if account is None or account.closed_at is not None:
        return None
    return _posted("reset", account, letters.asked(transaction, account.id, "reset"))


def _posted(kind: Literal["confirm", "reset", "known"], account: models.Account, secret: str | None) -> Posted | None:
    return Posted(kind, account, secret) if secret is not None else None


def _paces(transaction: Writing, presented: Presented) -> dict[str, Pace]:
    account, device = accounts.find(transaction.session, presented.email), presented.device
    known = device if device is not None and signins.knows(transaction.session, account, device) else None
    email = account.email if account is not None else presented.email.strip().casefold()
    return paces(email, presented.address, known)
