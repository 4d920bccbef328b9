"""What belongs to organizers, on every database: their entries to come, pages of them, and who proposes owns."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from calendar_service import models
from calendar_service.permissions import Caller
from calendar_service.store import accounts, belonging, invitations, memberships, ownership
from calendar_service.store.belonging import Wanted
from calendar_service.store.invitations import OPENS, Into
from calendar_service.store.writing import writing
from feeds.errors import FactError
from tests.cast import EVENT, RELEASE, House, file_of
from tests.people import ALICE, BOB, CHARLIE, join, organizer

TODAY = date(2026, 11, 23)


@pytest.fixture
def axis(house: House) -> int:
    """An organizer of three nights, one of them past, and a release whose second date is the first to come."""
    nights = [EVENT | {"id": f"x{day}", "title": f"Näght {day}", "starts": f"2026-{day}T20:00"} for day in
              ("12-05", "11-24", "01-01")]  # fmt: skip
    assert not house.load(file_of(events=nights, releases=[RELEASE])).failed
    number = organizer(house, "axis-two")
    with writing(house.database, house.edge()) as transaction:
        for item in transaction.session.scalars(select(models.Item)):
            ownership.give(transaction, item, number)
    return number


def titles(house: House, rows: list[models.Entry]) -> list[str]:
    with house.database.reading() as session:
        return [session.get_one(models.Item, row.item_id).title for row in rows]


def test_what_is_coming_stands_in_the_order_of_nights(house: House, axis: int) -> None:
    other = organizer(house, "other")
    with house.database.reading() as session:
        found = belonging.coming(session, [axis, other], TODAY)
    assert found[axis].total == 4
    assert titles(house, list(found[axis].entries)) == ["Näght 11-24", "Näght 12-05"] + ["Metropolis Metropolis"] * 2
    assert found[other] == belonging.Coming()
    with house.database.reading() as session:
        assert belonging.coming(session, [], TODAY) == {}


def test_what_is_owned_and_co_edited_by_one_stands_once(house: House, axis: int) -> None:
    with writing(house.database, house.edge()) as transaction:
        for item in transaction.session.scalars(select(models.Item)):
            transaction.session.add(models.CoOwner(item_id=item.id, organizer_id=axis))
    with house.database.reading() as session:
        assert belonging.coming(session, [axis], TODAY)[axis].total == 4
        assert len(belonging.page(session, axis, TODAY, Wanted())[0]) == 4


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(past=True), ["Näght 01-01"]),
        (Wanted("naght"), ["Näght 11-24", "Näght 12-05"]),
        (Wanted("METRO axis"), ["Metropolis Metropolis"] * 2),
        (Wanted("!?"), ["Näght 11-24", "Näght 12-05"] + ["Metropolis Metropolis"] * 2),
        (Wanted("nothing"), []),
        (Wanted(number=2), []),
    ],
)
def test_a_page_holds_what_is_wanted(house: House, axis: int, wanted: Wanted, found: list[str]) -> None:
    with house.database.reading() as session:
        rows, more = belonging.page(session, axis, TODAY, wanted)
    assert (titles(house, rows), more) == (found, False)


def test_names_are_the_same_whatever_their_case_and_accents(house: House) -> None:
    organizer(house, "axis")
    with house.database.reading() as session:
        assert belonging.namesakes(session, " ÁXIS ") == [("axis", "axis")]
        assert belonging.namesakes(session, "axi") == []


def test_accounts_are_found_without_case_and_accents_and_in_pages(house: House) -> None:
    with writing(house.database, house.edge()) as transaction:
        for number in range(belonging.PAGE + 2):
            accounts.add(transaction, f"zoe{number:02}@example.net", f"Zoë Ö {number}")
        accounts.add(transaction, "last@example.net", "Łódź")
    with house.database.reading() as session:
        first, more = accounts.search(session, "ZOE o")
        second, no_more = accounts.search(session, "ZOE o", 2)
        assert [row.email for row in second] == ["zoe50@example.net", "zoe51@example.net"]
        assert (len(first), more, no_more) == (accounts.PAGE, True, False)
        assert [row.email for row in accounts.search(session, "lodz")[0]] == ["last@example.net"]
        assert accounts.search(session, "zoe", 3) == ([], False)


def test_who_proposes_an_organizer_owns_it_unless_they_look_after_all(house: House) -> None:
    number = organizer(house, "axis")
    people = [(join(house, ALICE), "member", None), (join(house, BOB, "moderator"), "moderator", None),
              (join(house, CHARLIE, "admin"), "admin", frozenset({"write"}))]  # fmt: skip
    for account, role, scopes in people:
        with writing(house.database, house.edge()) as transaction:
            row = transaction.session.get_one(models.Organizer, number)
            memberships.found(transaction, Caller(account, "", role, scopes=scopes), row)
    with house.database.reading() as session:
        owners = [one.account.email for one in memberships.belongings(session, organizer_id=number)]
    # A token that was not made for moderating speaks for the person alone, who could not write for it otherwise.
    assert owners == [ALICE, CHARLIE]


def test_only_a_link_that_answers_for_its_address_lets_somebody_new_in(house: House) -> None:
    join(house, ALICE)
    with writing(house.database, house.edge()) as transaction:
        _, sent = invitations.make(transaction, Into("member", email=BOB))
        _, seen = invitations.make(transaction, Into("member", email=BOB), opens=False)
        _, plain = invitations.make(transaction, Into("member"))
    with house.database.reading() as session:
        assert [invitations.admits_new(session, secret) for secret in (sent, seen, plain)] == [True, False, False]
    for forged in (f"{OPENS}{seen}", sent.removeprefix(OPENS)):
        with writing(house.database, house.edge()) as transaction, pytest.raises(FactError):
            invitations.accept_new(transaction, forged, BOB, "Bob", "a hash")
