"""What nobody needs any more of people's comings and goings goes, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from calendar_service import models
from calendar_service.errors import AccessError
from calendar_service.store import entrance, invitations, letters, signins, sweeping
from calendar_service.store.entrance import Presented
from calendar_service.store.invitations import Into
from calendar_service.store.writing import writing
from tests.cast import House
from tests.people import ALICE, BOB, CHARLIE, MONA, OTHER_PASSWORD, PASSWORD, count, join

pytestmark = pytest.mark.usefixtures("quick_passwords")


def swept(house: House, **later: float) -> None:
    sweeping.sweep(house.database, house.clock() + timedelta(**later))


def test_what_has_ended_is_kept_a_while_and_then_goes(house: House) -> None:
    alice = join(house, ALICE, password=PASSWORD)
    with writing(house.database, house.edge()) as transaction:
        signins.begin(transaction, alice)
        letters.make(transaction, alice, "reset")
        invitations.make(transaction, Into("member"))
    with pytest.raises(AccessError):
        entrance.prove(house.database, house.edge(), Presented(ALICE, OTHER_PASSWORD, "192.0.2.1"))
    tables = (models.Attempt, models.SignIn, models.Letter, models.Invitation)
    left = []
    for days in (0, 1, 29, 30.5, 36.5, 38):
        swept(house, days=days)
        left.append([count(house, table) for table in tables])
    assert left == [[2, 1, 1, 1], [0, 1, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0]]
    assert count(house, models.Account) == 1


def test_an_account_that_nobody_confirmed_goes_and_one_that_is_expected_stays(house: House) -> None:
    join(house, ALICE, password=PASSWORD)
    expected = join(house, BOB)
    join(house, MONA, "moderator")
    with writing(house.database, house.edge()) as transaction:
        letters.make(transaction, expected, "first")
        entrance.register(transaction, CHARLIE, "Charlie")
        entrance.register(transaction, MONA, "Mona")
        entrance.register(transaction, BOB, "Bob")
    swept(house, days=6.9)
    assert count(house, models.Account) == 4
    swept(house, days=7)
    with house.database.reading() as session:
        assert set(session.scalars(select(models.Account.email))) == {ALICE, BOB, MONA}
