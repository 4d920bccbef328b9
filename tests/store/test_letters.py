"""Letters and invitations: links that work once, until they expire, for whom they are meant; races included."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from calendar_service import models
from calendar_service.errors import AccessError
from calendar_service.store import accounts, entrance, invitations, letters, memberships, signins
from calendar_service.store.entrance import Presented
from calendar_service.store.invitations import Into
from calendar_service.store.letters import LASTS, OPEN_LIMIT
from calendar_service.store.writing import Writing, writing
from feeds.errors import FactError
from tests.cast import House
from tests.people import ADA, ALICE, BOB, CHARLIE, MONA, OTHER_PASSWORD, PASSWORD, account_of, count, join, organizer

pytestmark = pytest.mark.usefixtures("quick_passwords")


def letter(house: House, account: int, purpose: str = "reset") -> str:
    with writing(house.database, house.edge()) as transaction:
        return letters.make(transaction, account, purpose)


def invite(house: House, into: Into) -> str:
    with writing(house.database, house.edge()) as transaction:
        return invitations.make(transaction, into)[1]


def accept(house: House, secret: str, email: str) -> None:
    with writing(house.database, house.edge()) as transaction:
        account = accounts.find(transaction.session, email)
        assert account is not None
        invitations.accept(transaction, secret, account)


def follow(house: House, secret: str, password: str = OTHER_PASSWORD) -> models.Account:
    return entrance.by_letter(house.database, house.edge(), secret, password, "Calendar")


def test_a_letter_sets_a_password_once_confirms_the_address_and_ends_all_sign_ins(house: House) -> None:
    alice = join(house, ALICE, password=PASSWORD)
    entered = entrance.sign_in(house.database, house.edge(), Presented(ALICE, PASSWORD, "192.0.2.1"))
    secret = letter(house, alice)
    assert follow(house, secret).id == alice
    assert accounts.verify(house.database, ALICE, OTHER_PASSWORD) is not None
    assert accounts.verify(house.database, ALICE, PASSWORD) is None
    with house.database.reading() as session:
        with pytest.raises(AccessError):
            signins.caller_of(session, entered.secret, house.clock())
        assert secret not in repr([tuple(row) for row in session.execute(select(models.Letter.__table__)).all()])
    with pytest.raises(FactError, match="nothing behind this link any more"):
        follow(house, secret, PASSWORD)


@pytest.mark.parametrize("purpose", LASTS)
def test_a_letter_is_good_until_it_expires(house: House, purpose: str) -> None:
    alice = join(house, ALICE)
    early, late = letter(house, alice, purpose), letter(house, alice, purpose)
    house.clock.advance(seconds=LASTS[purpose].total_seconds() - 1)
    with house.database.reading() as session:
        found, account = letters.read(session, early, house.clock())
        assert (found.purpose, account.email) == (purpose, ALICE)
    house.clock.advance(seconds=1)
    with pytest.raises(FactError, match="nothing behind this link"):
        follow(house, late)
    with writing(house.database, house.edge()) as transaction, pytest.raises(FactError, match="nothing behind"):
        letters.use(transaction, late, "a hash")
    assert account_of(house, ALICE).confirmed_at is None


def test_what_still_lies_in_a_mailbox_opens_nothing_once_a_password_is_set(house: House) -> None:
    alice = join(house, ALICE)
    one, other = letter(house, alice), letter(house, alice, "first")
    follow(house, one)
    assert account_of(house, ALICE).confirmed_at == house.clock()
    with pytest.raises(FactError, match="nothing behind this link"):
        follow(house, other)


def test_a_password_that_is_not_good_enough_leaves_the_letter_good(house: House) -> None:
    secret = letter(house, join(house, ALICE))
    with pytest.raises(FactError, match="password must have 12 to 1000 characters"):
        follow(house, secret, "short")
    follow(house, secret)


def test_a_letter_to_a_closed_or_deleted_account_opens_nothing(house: House) -> None:
    alice, bob = join(house, ALICE), join(house, BOB)
    to_alice, to_bob = letter(house, alice), letter(house, bob)
    with writing(house.database, house.edge()) as transaction:
        accounts.close(transaction, alice)
        accounts.remove(transaction, bob)
    for secret in (to_alice, to_bob, "made up"):
        with pytest.raises(FactError, match="nothing behind this link"):
            follow(house, secret)


def test_strangers_can_not_have_a_mailbox_filled(house: House) -> None:
    join(house, ALICE, password=PASSWORD)

    def ask() -> bool:
        with writing(house.database, house.edge()) as transaction:
            return entrance.ask_to_reset(transaction, ALICE) is not None

    assert [ask() for _ in range(OPEN_LIMIT + 2)] == [True] * OPEN_LIMIT + [False] * 2
    house.clock.advance(hours=1)
    assert ask()


def test_a_letter_is_only_written_to_who_can_use_it(house: House) -> None:
    alice = join(house, ALICE, password=PASSWORD)
    with writing(house.database, house.edge()) as transaction:
        posted = entrance.ask_to_reset(transaction, "ALICE@example.org")
        assert posted is not None
        assert (posted.kind, posted.account.id) == ("reset", alice)
        assert entrance.ask_to_reset(transaction, BOB) is None
        accounts.close(transaction, alice)
        assert entrance.ask_to_reset(transaction, ALICE) is None
        assert entrance.register(transaction, ALICE, "Alice") is None
    assert count(house, models.Letter) == 0


def test_who_registers_sets_a_password_by_the_letter_alone(house: House) -> None:
    with writing(house.database, house.edge()) as transaction:
        posted = entrance.register(transaction, ALICE, "Alice")
    assert posted is not None
    assert (posted.kind, posted.account.password_hash, posted.account.confirmed_at) == ("confirm", None, None)
    with writing(house.database, house.edge()) as transaction:
        again = entrance.register(transaction, ALICE, "Somebody else")
    assert again is not None
    assert (again.kind, again.account.id, again.account.name) == ("confirm", posted.account.id, "Alice")
    follow(house, again.secret)
    assert accounts.verify(house.database, ALICE, OTHER_PASSWORD) is not None
    with writing(house.database, house.edge()) as transaction:
        known = entrance.register(transaction, ALICE, "Mallory")
    assert known is not None
    assert (known.kind, known.account.name) == ("known", "Alice")


def test_an_invitation_is_accepted_once_and_gives_its_role(house: House) -> None:
    alice, bob = join(house, ALICE), join(house, BOB)
    axis = organizer(house, "axis", alice="owner")
    secret = invite(house, Into("editor", axis))
    with house.database.reading() as session:
        assert [row.role for row in invitations.open_ones(session, axis, house.clock())] == ["editor"]
        assert invitations.open_ones(session, None, house.clock()) == []
    accept(house, secret, BOB)
    with house.database.reading() as session:
        assert memberships.of(session, bob) == {axis: "editor"}
        [row] = session.scalars(select(models.Invitation))
        assert (row.used_by, row.used_at) == (bob, house.clock())
        assert invitations.open_ones(session, axis, house.clock()) == []
    with pytest.raises(FactError, match="nothing behind this link"):
        accept(house, secret, ALICE)
    with house.database.reading() as session:
        assert memberships.of(session, alice) == {axis: "owner"}


def test_an_invitation_expires_can_be_taken_back_and_is_for_whom_it_names(house: House) -> None:
    join(house, ALICE)
    bob = join(house, BOB)
    axis = organizer(house, "axis")
    expired, back, named = (invite(house, Into("editor", axis, email)) for email in (None, None, "Bob@example.org"))
    with house.database.reading() as session:
        number = invitations.read(session, back, house.clock()).id
    with writing(house.database, house.edge()) as transaction:
        assert not invitations.take_back(transaction, number, None)
        assert invitations.take_back(transaction, number, axis)
    with pytest.raises(FactError, match="nothing behind this link"):
        accept(house, back, ALICE)
    with pytest.raises(FactError, match="meant for another address"):
        accept(house, named, ALICE)
    accept(house, named, BOB)
    house.clock.advance(days=7)
    with pytest.raises(FactError, match="nothing behind this link"):
        accept(house, expired, ALICE)
    with house.database.reading() as session:
        assert memberships.of(session, bob) == {axis: "editor"}
        assert memberships.of(session, account_of(house, ALICE).id) == {}


def test_an_invitation_never_takes_a_higher_role_away(house: House) -> None:
    join(house, ADA, "admin")
    alice = join(house, ALICE)
    axis = organizer(house, "axis", alice="owner")
    accept(house, invite(house, Into("member")), ADA)
    accept(house, invite(house, Into("editor", axis)), ALICE)
    assert account_of(house, ADA).site_role == "admin"
    with house.database.reading() as session:
        assert memberships.of(session, alice) == {axis: "owner"}
    accept(house, invite(house, Into("moderator")), ALICE)
    assert account_of(house, ALICE).site_role == "moderator"


def test_an_invitation_that_was_sent_to_an_address_lets_its_owner_make_an_account(house: House) -> None:
    join(house, ALICE)
    axis = organizer(house, "axis", alice="owner")
    secret = invite(house, Into("editor", axis, BOB))
    newcomer = ("mallory@example.org", "Bob", PASSWORD)
    made = entrance.by_invitation(house.database, house.edge(), secret, newcomer, "Calendar")
    assert (made.email, made.name, made.confirmed_at) == (BOB, "Bob", house.clock())
    with house.database.reading() as session:
        assert memberships.of(session, made.id) == {axis: "editor"}
    assert accounts.verify(house.database, BOB, PASSWORD) is not None


def test_an_invitation_without_an_address_makes_no_account_but_the_first(house: House) -> None:
    with writing(house.database, house.edge()) as transaction:
        before = invitations.first_admin(transaction)
    with writing(house.database, house.edge()) as transaction:
        secret = invitations.first_admin(transaction)
    assert before
    assert secret
    with pytest.raises(FactError, match="nothing behind this link"):
        entrance.by_invitation(house.database, house.edge(), before, (ADA, "Ada", PASSWORD), "Calendar")
    made = entrance.by_invitation(house.database, house.edge(), secret, (ADA, "Ada", PASSWORD), "Calendar")
    assert (made.email, account_of(house, ADA).site_role) == (ADA, "admin")
    with writing(house.database, house.edge()) as transaction:
        assert invitations.first_admin(transaction) is None
    other = invite(house, Into("moderator"))
    with pytest.raises(FactError, match="Sign in first, or register"):
        entrance.by_invitation(house.database, house.edge(), other, (CHARLIE, "Charlie", PASSWORD), "Calendar")
    with house.database.reading() as session:
        assert accounts.find(session, CHARLIE) is None


def test_who_registers_by_an_invitation_joins_when_the_letter_is_used(house: House) -> None:
    join(house, ALICE)
    axis = organizer(house, "axis", alice="owner")
    secret = invite(house, Into("editor", axis))
    with writing(house.database, house.edge()) as transaction:
        number = invitations.read(transaction.session, secret, transaction.edge.now).id
        posted = entrance.register(transaction, BOB, "Bob", number)
    assert posted is not None
    with house.database.reading() as session:
        assert memberships.of(session, posted.account.id) == {}
    follow(house, posted.secret)
    with house.database.reading() as session:
        assert memberships.of(session, posted.account.id) == {axis: "editor"}
    with pytest.raises(FactError, match="nothing behind"):
        accept(house, secret, ALICE)


def at_once(house: House, count: int, work: Callable[[Writing], object]) -> list[str]:
    """What becomes of several transactions that begin together."""
    barrier, edges = Barrier(count), [house.edge() for _ in range(count)]

    def run(place: int) -> str:
        barrier.wait()
        try:
            with writing(house.database, edges[place]) as transaction:
                work(transaction)
        except FactError as error:
            return str(error)
        return "done"

    with ThreadPoolExecutor(count) as pool:
        return sorted(pool.map(run, range(count)))


def test_of_two_who_accept_at_once_one_joins(house: House) -> None:
    join(house, ALICE)
    axis = organizer(house, "axis", alice="owner")
    people = [account_of(house, email) for email in (BOB, CHARLIE) if join(house, email)]
    secret = invite(house, Into("owner", axis))
    waiting = iter(people)
    results = at_once(house, 2, lambda transaction: invitations.accept(transaction, secret, next(waiting)))
    assert [result[:7] for result in results] == ["There i", "done"]
    with house.database.reading() as session:
        assert len(memberships.belongings(session, organizer_id=axis)) == 2


def test_of_several_uses_of_a_letter_at_once_one_counts(house: House) -> None:
    secret = letter(house, join(house, ALICE))
    hashes = iter(["one", "two", "three"])
    results = at_once(house, 3, lambda transaction: letters.use(transaction, secret, next(hashes)))
    assert [result[:7] for result in results] == ["There i", "There i", "done"]


def test_of_two_owners_who_leave_at_once_one_stays(house: House) -> None:
    people = [join(house, ALICE), join(house, BOB)]
    axis = organizer(house, "axis", alice="owner", bob="owner")
    leaving = iter(people)
    results = at_once(house, 2, lambda transaction: memberships.remove(transaction, next(leaving), axis))
    assert results == ["An organizer keeps at least one owner; make somebody else an owner first.", "done"]


def test_of_two_admins_who_resign_at_once_one_stays(house: House) -> None:
    people = [join(house, ADA, "admin"), join(house, MONA, "admin")]
    leaving = iter(people)
    results = at_once(house, 2, lambda transaction: accounts.set_role(transaction, next(leaving), "member"))
    assert results == ["The site keeps at least one admin; make somebody else an admin first.", "done"]


def test_of_two_who_register_one_address_at_once_both_reach_one_account(house: House) -> None:
    results = at_once(house, 2, lambda transaction: accounts.add(transaction, ALICE, "Alice"))
    assert results == ["done", "email belongs to an account already."]
    assert count(house, models.Account) == 1
