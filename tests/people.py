"""The cast that signs in: Alice the promoter, Bob her colleague, Charlie who may see nothing of theirs; Mona moderates
and Ada runs the site. With them what a test needs to have them there, fast."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from calendar_service import models
from calendar_service.store import accounts, memberships
from calendar_service.store.writing import writing
from tests.cast import LABEL, House

ALICE: Final = "alice@example.org"
BOB: Final = "bob@example.org"
CHARLIE: Final = "charlie@example.net"
MONA: Final = "mona@example.com"
ADA: Final = "ada@example.com"
PASSWORD: Final = "tausend kleine Boote"
OTHER_PASSWORD: Final = "neun gelbe Lampions"
NAMES: Final = {ALICE: "Alice", BOB: "Bob", CHARLIE: "Charlie", MONA: "Mona", ADA: "Ada"}


def join(house: House, email: str, site_role: str = "member", password: str | None = None) -> int:
    """An account's number; it is made, with a password if one is given."""
    hashed = password and accounts.hashed(models.Account(email=email, name=NAMES[email]), password, "Calendar")
    with writing(house.database, house.edge()) as transaction:
        account = accounts.add(transaction, email, NAMES[email], site_role)
        if hashed:
            accounts.set_password(transaction, account.id, hashed)
        return account.id


def organizer(house: House, slug: str, **members: str) -> int:
    """An organizer's number; it is made, with members by the first part of their addresses."""
    house.load({"source": "test", "organizers": [LABEL | {"id": slug, "name": slug}]})
    with writing(house.database, house.edge()) as transaction:
        found = transaction.session.scalars(select(models.Organizer).where(models.Organizer.slug == slug)).one()
        for name, role in members.items():
            email = next(email for email in NAMES if email.startswith(f"{name}@"))
            account = accounts.find(transaction.session, email)
            assert account is not None
            memberships.add(transaction, account.id, found.id, role)
        return found.id


def account_of(house: House, email: str) -> models.Account:
    """An account as it stands now."""
    with house.database.reading() as session:
        account = accounts.find(session, email)
        assert account is not None
        return account


def count(house: House, table: type[models.Base]) -> int:
    """How many rows a table has."""
    with house.database.reading() as session:
        return len(session.scalars(select(table)).all())
