"""Whose an item is: one organizer owns it, others co-edit, and what each of them may do with it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from calendar_service import models
from calendar_service.permissions import Operation, may
from calendar_service.store import memberships, ownership
from calendar_service.store.writing import Writing, writing
from feeds.errors import FactError
from tests.cast import EVENT, House, file_of
from tests.people import ALICE, BOB, join, organizer


def item_of(transaction: Writing) -> models.Item:
    return transaction.session.scalars(select(models.Item)).one()


def owners(house: House, operation: Operation) -> set[int]:
    with house.database.reading() as session:
        number = session.scalars(select(models.Item.id)).one()
        return set(ownership.owners_of(session, number, operation))


def test_what_the_operator_loaded_belongs_to_nobody(house: House) -> None:
    house.load(file_of(events=[EVENT]))
    assert owners(house, Operation.REVISE_ITEM) == set()


def test_an_item_has_one_owner_and_others_that_edit_it(house: House) -> None:
    house.load(file_of(events=[EVENT]))
    ours, theirs = organizer(house, "ours"), organizer(house, "theirs")
    with writing(house.database, house.edge()) as transaction:
        ownership.give(transaction, item_of(transaction), ours)
        for shared in (theirs, theirs, ours):
            ownership.share(transaction, item_of(transaction), shared)
    assert owners(house, Operation.REVISE_ITEM) == {ours, theirs}
    assert owners(house, Operation.WITHDRAW_ITEM) == owners(house, Operation.SHARE_ITEM) == {ours}
    with writing(house.database, house.edge()) as transaction:
        ownership.give(transaction, item_of(transaction), theirs)
    assert owners(house, Operation.REVISE_ITEM) == {theirs}
    with writing(house.database, house.edge()) as transaction:
        ownership.share(transaction, item_of(transaction), ours)
        ownership.unshare(transaction, item_of(transaction), ours)
    assert owners(house, Operation.LIFE_CYCLE) == {theirs}


def test_who_co_edits_may_revise_and_not_withdraw(house: House) -> None:
    house.load(file_of(events=[EVENT]))
    join(house, ALICE)
    bob = join(house, BOB)
    ours, theirs = organizer(house, "ours", alice="owner"), organizer(house, "theirs", bob="owner")
    with writing(house.database, house.edge()) as transaction:
        ownership.give(transaction, item_of(transaction), ours)
        ownership.share(transaction, item_of(transaction), theirs)
    with house.database.reading() as session:
        caller = memberships.caller(session, session.get_one(models.Account, bob))
    judged = {operation: may(caller, operation, owners(house, operation)) for operation in Operation}
    assert {operation for operation in judged if "item" in operation and judged[operation]} == {Operation.REVISE_ITEM}
    assert judged[Operation.LIFE_CYCLE]


def test_an_organizer_that_is_not_there_owns_nothing(house: House) -> None:
    house.load(file_of(events=[EVENT]))
    for act in (ownership.give, ownership.share):
        with (
            pytest.raises(FactError, match="There is no such organizer"),
            writing(house.database, house.edge()) as transaction,
        ):
            act(transaction, item_of(transaction), 4711)
