"""The ways in: signing in and out, being slowed, being known, and what ends it all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from calendar_service import models
from calendar_service.errors import AccessError, TooManyError
from calendar_service.slowing import ACCOUNT, ADDRESS, DEVICE
from calendar_service.store import accounts, attempts, entrance, signins
from calendar_service.store.entrance import Entered, Presented
from calendar_service.store.signins import DEVICES, LASTS
from calendar_service.store.writing import writing
from tests.cast import House
from tests.people import ALICE, BOB, CHARLIE, OTHER_PASSWORD, PASSWORD, account_of, count, join, organizer

pytestmark = pytest.mark.usefixtures("quick_passwords")

HOME, ELSEWHERE = "192.0.2.1", "203.0.113.9"


def enter(house: House, email: str = ALICE, password: str = PASSWORD, address: str = HOME, **more: Any) -> Entered:
    return entrance.sign_in(house.database, house.edge(), Presented(email, password, address, **more), "Firefox")


def fail(house: House, times: int, email: str = ALICE, address: str = HOME, **more: Any) -> None:
    for _ in range(times):
        with pytest.raises(AccessError, match="The address and the password do not fit together"):
            enter(house, email, OTHER_PASSWORD, address, **more)


def test_who_signs_in_is_known_by_the_cookie_until_it_is_ended(house: House) -> None:
    alice = join(house, ALICE, password=PASSWORD)
    axis = organizer(house, "axis", alice="editor")
    entered = enter(house, " Alice@Example.org")
    with house.database.reading() as session:
        caller = signins.caller_of(session, entered.secret, house.clock())
        assert (caller.account, caller.name, caller.roles, caller.scopes) == (alice, "Alice", {axis: "editor"}, None)
        [row] = signins.of(session, alice, house.clock())
        assert (row.agent, row.created_at) == ("Firefox", house.clock())
        stored = repr([tuple(line) for line in session.execute(select(models.SignIn.__table__)).all()])
        assert entered.secret not in stored
    with writing(house.database, house.edge()) as transaction:
        signins.sign_out(transaction, entered.secret)
    with house.database.reading() as session, pytest.raises(AccessError, match="no longer signed in"):
        signins.caller_of(session, entered.secret, house.clock())


def test_a_sign_in_goes_on_while_it_is_used_and_ends_when_it_is_not(house: House) -> None:
    join(house, ALICE, password=PASSWORD)
    secret = enter(house).secret
    for days in (20, 20, 20):
        house.clock.advance(days=days)
        assert signins.touch(house.database, secret, house.clock())
        assert not signins.touch(house.database, secret, house.clock())
    house.clock.advance(seconds=LASTS.total_seconds())
    assert not signins.touch(house.database, secret, house.clock())
    with house.database.reading() as session, pytest.raises(AccessError):
        signins.caller_of(session, secret, house.clock())


def test_one_of_several_sign_ins_is_ended_by_its_owner_alone(house: House) -> None:
    alice, bob = join(house, ALICE, password=PASSWORD), join(house, BOB, password=PASSWORD)
    first, second = enter(house), enter(house)
    with house.database.reading() as session:
        number = signins.current(session, first.secret, house.clock()).id
    with writing(house.database, house.edge()) as transaction:
        assert not signins.end(transaction, bob, number)
        assert signins.end(transaction, alice, number)
    with house.database.reading() as session:
        assert signins.caller_of(session, second.secret, house.clock()).account == alice
        assert len(signins.of(session, alice, house.clock())) == 1


def test_another_password_ends_all_other_sign_ins(house: House) -> None:
    alice = join(house, ALICE, password=PASSWORD)
    old = enter(house)
    new = entrance.change_password(house.database, house.edge(), account_of(house, ALICE), OTHER_PASSWORD, "Calendar")
    with house.database.reading() as session:
        assert signins.caller_of(session, new, house.clock()).account == alice
        with pytest.raises(AccessError):
            signins.caller_of(session, old.secret, house.clock())
        assert not signins.knows(session, account_of(house, ALICE), old.device)
    enter(house, password=OTHER_PASSWORD)


def test_a_closed_account_is_out_at_once(house: House) -> None:
    alice = join(house, ALICE, password=PASSWORD)
    secret = enter(house).secret
    with writing(house.database, house.edge()) as transaction:
        accounts.close(transaction, alice)
    with house.database.reading() as session, pytest.raises(AccessError):
        signins.caller_of(session, secret, house.clock())
    fail(house, 1)
    with pytest.raises(AccessError, match="do not fit together"):
        enter(house)


def test_guessing_from_one_address_is_slowed_whether_or_not_there_is_the_account(house: House) -> None:
    join(house, ALICE, password=PASSWORD)
    for email, address in ((ALICE, HOME), (CHARLIE, ELSEWHERE)):
        fail(house, ADDRESS.free, email, address)
        with pytest.raises(TooManyError) as told:
            enter(house, email, PASSWORD, address)
        assert told.value.until == house.clock() + ADDRESS.first


def test_the_right_password_is_let_in_after_the_wait_and_what_was_refused_did_not_lengthen_it(house: House) -> None:
    join(house, ALICE, password=PASSWORD)
    fail(house, ADDRESS.free)
    for _ in range(50):
        with pytest.raises(TooManyError):
            enter(house)
    house.clock.advance(seconds=ADDRESS.first.total_seconds())
    enter(house)


def test_guessing_from_one_address_keeps_nobody_out_elsewhere(house: House) -> None:
    join(house, ALICE, password=PASSWORD)
    for _ in range(240):  # an hour of trying as fast as may be
        try:
            enter(house, password=OTHER_PASSWORD, address=ELSEWHERE)
        except TooManyError as error:
            house.clock.now = error.until
        except AccessError:
            house.clock.advance(seconds=1)
    enter(house)


def test_guessing_from_many_addresses_is_slowed_and_a_known_browser_comes_in(house: House) -> None:
    join(house, ALICE, password=PASSWORD)
    device = enter(house).device
    for number in range(ACCOUNT.free):
        fail(house, 1, address=f"198.51.100.{number}")
    with pytest.raises(TooManyError):
        enter(house)
    with pytest.raises(TooManyError):
        enter(house, device="a secret that somebody made up")
    assert enter(house, device=device).device == device
    house.clock.advance(seconds=ACCOUNT.first.total_seconds())
    enter(house)


def test_a_browser_that_is_known_can_not_guess_without_end_nor_for_another_account(house: House) -> None:
    join(house, ALICE, password=PASSWORD)
    join(house, BOB, password=PASSWORD)
    device = enter(house).device
    fail(house, DEVICE.free, device=device)
    with pytest.raises(TooManyError):
        enter(house, device=device)
    fail(house, ADDRESS.free, BOB, device=device)
    with pytest.raises(TooManyError):
        enter(house, BOB, device=device)


def test_a_right_password_does_not_wipe_out_what_was_guessed(house: House) -> None:
    """Else whoever has an account would guess without end, signing in with their own between the tries."""
    join(house, ALICE, password=PASSWORD)
    join(house, BOB, password=PASSWORD)
    for _ in range(ADDRESS.free):
        fail(house, 1)
        enter_bob = count(house, models.Attempt)
        if enter_bob // 2 < ADDRESS.free:
            enter(house, BOB)
    with pytest.raises(TooManyError):
        enter(house, BOB)


def test_however_many_come_at_once_no_more_are_judged_than_may(house: House) -> None:
    join(house, ALICE, password=PASSWORD)
    edge = house.edge()

    def guess(_: int) -> str:
        try:
            entrance.sign_in(house.database, edge, Presented(ALICE, OTHER_PASSWORD, HOME))
        except TooManyError:
            return "refused"
        except AccessError:
            return "judged"
        return "in"

    with ThreadPoolExecutor(12) as pool:
        results = list(pool.map(guess, range(24)))
    assert sorted(results) == ["judged"] * ADDRESS.free + ["refused"] * (24 - ADDRESS.free)


def test_what_no_longer_counts_is_forgotten(house: House) -> None:
    join(house, ALICE, password=PASSWORD)
    fail(house, 3)
    enter(house)
    assert count(house, models.Attempt) == 6
    attempts.forget(house.database, house.clock() + timedelta(minutes=59))
    assert count(house, models.Attempt) == 6
    attempts.forget(house.database, house.clock() + timedelta(minutes=60))
    assert count(house, models.Attempt) == 0


def test_an_account_is_known_by_its_last_browsers(small_house: House) -> None:
    join(small_house, ALICE, password=PASSWORD)
    devices = []
    for _ in range(DEVICES + 1):
        devices.append(enter(small_house).device)
        small_house.clock.advance(minutes=1)
    with small_house.database.reading() as session:
        known = [signins.knows(session, account_of(small_house, ALICE), device) for device in devices]
    assert known == [False] + [True] * DEVICES


def test_what_a_browser_says_of_itself_is_cut_and_cleaned(small_house: House) -> None:
    alice = join(small_house, ALICE)
    with writing(small_house.database, small_house.edge()) as transaction:
        signins.begin(transaction, alice, "Fire\r\nfox\x00 " + "x" * 5000)
    with small_house.database.reading() as session:
        [row] = signins.of(session, alice, small_house.clock())
        assert row.agent.startswith("Fire fox x")
        assert len(row.agent) == 200
