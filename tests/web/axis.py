"""Axis at the desk: Alice owns it, Bob edits it; and what the tests of its pages look at."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from starlette.testclient import TestClient

from calendar_service import models
from calendar_service.mailing import Mailer, Server
from calendar_service.store import memberships, ownership
from calendar_service.store.writing import writing
from tests.cast import House
from tests.mailbox import Mailbox
from tests.people import ALICE, BOB, join, organizer
from tests.web.signing import at_desk

AXIS = "/desk/organizers/axis"
LINK = re.compile(r"https://calendar\.example\.org(/desk/invitation/[\w-]+)")


def alice_of(house: House) -> TestClient:
    """Alice, who owns axis; Bob edits it."""
    join(house, ALICE)
    join(house, BOB)
    organizer(house, "axis", alice="owner", bob="editor")
    return at_desk(house, ALICE)


def mailing(mailbox: Mailbox) -> dict[str, Any]:
    """A site that sends letters, and makes accounts by invitation."""
    mailer = Mailer(Server("smtp", "127.0.0.1", mailbox.port), "calendar@example.org", "Calendar")
    return {"mailer": mailer, "registration": "invitation"}


def given_to(house: House, slug: str = "axis") -> None:
    """All items become that organizer's."""
    with writing(house.database, house.edge()) as transaction:
        session = transaction.session
        number = session.scalars(select(models.Organizer.id).where(models.Organizer.slug == slug)).one()
        for item in session.scalars(select(models.Item)):
            ownership.give(transaction, item, number)


def roles(house: House) -> dict[str, str]:
    """Who belongs to axis, as what."""
    with house.database.reading() as session:
        number = session.scalars(select(models.Organizer.id).where(models.Organizer.slug == "axis")).one()
        return {one.account.email: one.role for one in memberships.belongings(session, organizer_id=number)}


def organizer_row(house: House, slug: str) -> models.Organizer:
    with house.database.reading() as session:
        return session.scalars(select(models.Organizer).where(models.Organizer.slug == slug)).one()
