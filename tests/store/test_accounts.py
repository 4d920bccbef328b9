"""Accounts in the store: one for each address, roles that leave an admin, what they hold told and deleted."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from calendar_service import models
from calendar_service.permissions import ROLES, SCOPES
from calendar_service.store import accounts, holdings, invitations, letters, memberships, signins, tokens
from calendar_service.store.invitations import Into
from calendar_service.store.writing import Writing, revision, writing
from feeds.errors import FactError
from tests.cast import ARTIST, EVENT, House, file_of
from tests.people import ADA, ALICE, BOB, MONA, OTHER_PASSWORD, PASSWORD, account_of, count, join, organizer

pytestmark = pytest.mark.usefixtures("quick_passwords")


def test_an_address_has_one_account_however_it_is_typed(house: House) -> None:
    join(house, ALICE)
    with house.database.reading() as session:
        for typed in ("alice@example.org", "  Alice@Example.ORG "):
            found = accounts.find(session, typed)
            assert found is not None
            assert (found.email, found.name, found.site_role) == (ALICE, "Alice", "member")
        assert accounts.find(session, "alice") is None
    with (
        pytest.raises(FactError, match="email belongs to an account already"),
        writing(house.database, house.edge()) as transaction,
    ):
        accounts.add(transaction, "ALICE@example.org", "Another Alice")


@pytest.mark.parametrize(
    "email", ["", "alice", "a@b@c", "a b@example.org", "a\r\nBcc: b@example.org", "<a@example.org>", "a@.org", "@a.org",
              "a@example..org", f"{'a' * 65}@example.org", f"a@{'b' * 260}.org", "a@example.org,b@example.org"],
)  # fmt: skip
def test_what_is_no_address_is_refused(small_house: House, email: str) -> None:
    with (
        pytest.raises(FactError, match=r"email must be an address such as name@example\.org"),
        writing(small_house.database, small_house.edge()) as transaction,
    ):
        accounts.add(transaction, email, "Alice")


@pytest.mark.parametrize("email", ["jörg@bücher.example", "a.b+c@example.org", "root@localhost", "o'neill@example.org"])
def test_what_mail_servers_take_is_an_address(small_house: House, email: str) -> None:
    with writing(small_house.database, small_house.edge()) as transaction:
        assert accounts.add(transaction, email, "Alice").email == email


def test_accounts_leave_no_line_in_the_log_that_everybody_reads(house: House) -> None:
    with house.database.reading() as session:
        before = revision(session)
    number = join(house, ALICE, password=PASSWORD)
    with writing(house.database, house.edge()) as transaction:
        tokens.make(transaction, number, "Script", ["read"])
        accounts.rename(transaction, number, "Alice B.")
    with house.database.reading() as session:
        assert revision(session) == before
    assert account_of(house, ALICE).name == "Alice B."


def test_a_password_is_kept_as_a_hash_and_only_it_fits(house: House) -> None:
    join(house, ALICE, password=PASSWORD)
    found = accounts.verify(house.database, "Alice@example.org", PASSWORD)
    assert found is not None
    assert found.email == ALICE
    assert found.confirmed_at == house.clock()
    assert accounts.verify(house.database, ALICE, OTHER_PASSWORD) is None
    assert accounts.verify(house.database, BOB, PASSWORD) is None
    assert accounts.verify(house.database, "no address", PASSWORD) is None


def test_an_account_without_a_password_and_a_closed_one_let_nobody_in(house: House) -> None:
    join(house, ALICE)
    bob = join(house, BOB, password=PASSWORD)
    assert accounts.verify(house.database, ALICE, "a password that nobody has") is None
    with writing(house.database, house.edge()) as transaction:
        accounts.close(transaction, bob)
    assert accounts.verify(house.database, BOB, PASSWORD) is None
    with writing(house.database, house.edge()) as transaction:
        accounts.reopen(transaction, bob)
    assert accounts.verify(house.database, BOB, PASSWORD) is not None


def test_an_old_hash_is_made_anew_when_its_password_is_used(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    join(house, ALICE, password=PASSWORD)
    old = account_of(house, ALICE).password_hash
    monkeypatch.undo()  # from the quick parameters to the true ones
    assert accounts.verify(house.database, ALICE, PASSWORD) is not None
    new = account_of(house, ALICE).password_hash
    assert new is not None
    assert new != old
    assert "m=65536" in new
    assert accounts.verify(house.database, ALICE, PASSWORD) is not None
    assert account_of(house, ALICE).password_hash == new


def test_a_password_made_of_what_others_know_of_somebody_is_refused(small_house: House) -> None:
    join(small_house, ALICE)
    with pytest.raises(FactError, match="password is easy to guess"):
        accounts.hashed(account_of(small_house, ALICE), "alice-example-org", "Calendar")
    with pytest.raises(FactError, match="password is easy to guess"):
        accounts.hashed(account_of(small_house, ALICE), "nightshift2026", "Nightshift")


def test_the_site_keeps_an_admin(house: House) -> None:
    ada, mona = join(house, ADA, "admin"), join(house, MONA, "moderator")
    changes: tuple[Callable[[Writing], None], ...] = (
        lambda transaction: accounts.set_role(transaction, ada, "member"),
        lambda transaction: accounts.close(transaction, ada),
    )
    for change in changes:
        with (
            pytest.raises(FactError, match="The site keeps at least one admin"),
            writing(house.database, house.edge()) as transaction,
        ):
            change(transaction)
    with writing(house.database, house.edge()) as transaction:
        accounts.set_role(transaction, mona, "admin")
        accounts.set_role(transaction, ada, "member")
    assert [account_of(house, email).site_role for email in (ADA, MONA)] == ["member", "admin"]
    with (
        pytest.raises(FactError, match="role must be one of member, moderator, admin"),
        writing(house.database, house.edge()) as transaction,
    ):
        accounts.set_role(transaction, ada, "owner")


def holding(house: House) -> tuple[int, list[str]]:
    """Alice with all that an account can hold; and every secret of hers."""
    alice = join(house, ALICE, password=PASSWORD)
    axis = organizer(house, "axis", alice="owner")
    with writing(house.database, house.edge(), alice) as transaction:
        secrets = [
            signins.begin(transaction, alice, "Firefox"),
            signins.remember(transaction, alice, None),
            tokens.make(transaction, alice, "Script", SCOPES)[1],
            letters.make(transaction, alice, "reset"),
            invitations.make(transaction, Into("editor", axis, BOB), alice)[1],
            invitations.make(transaction, Into("editor", axis, ALICE))[1],
        ]
        transaction.note("organizer", transaction.session.get(models.Organizer, axis), "revised")
    return alice, secrets


def test_an_account_is_told_all_that_it_holds_and_no_secret(house: House) -> None:
    _, secrets = holding(house)
    with house.database.reading() as session:
        told = holdings.exported(session, account_of(house, ALICE))
        hashes = [account_of(house, ALICE).password_hash, *session.scalars(select(models.Token.secret_hash))]
    text = json.dumps(told)
    assert [secret for secret in [*secrets, *hashes] if str(secret) in text] == []
    assert told["account"]["email"] == ALICE
    assert told["memberships"] == [{"organizer": "axis", "name": "axis", "role": "owner"}]
    assert [one["agent"] for one in told["sign_ins"]] == ["Firefox"]
    assert [(one["name"], one["scopes"]) for one in told["tokens"]] == [("Script", "read write moderate")]
    assert [one["purpose"] for one in told["letters"]] == ["reset"]
    assert [(one["noun"], one["verb"]) for one in told["changes"]] == [("organizer", "revised")]
    assert [one["email"] for one in told["invitations_made"]] == [BOB]
    assert [one["email"] for one in told["invitations_received"]] == [ALICE]
    assert len(told["devices"]) == 1


def test_every_table_that_names_an_account_is_told() -> None:
    naming = {
        key.parent.table.name
        for table in models.Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "accounts"
    }
    told = {table.__tablename__ for _, table, _ in holdings._TABLES}
    assert naming == told | {"memberships", "invitations"}


def test_a_deleted_account_leaves_its_entries_and_no_word_of_itself(house: House) -> None:
    alice, _ = holding(house)
    bob = join(house, BOB)
    house.load(file_of(events=[EVENT], artists=[ARTIST]))
    with writing(house.database, house.edge(), bob) as transaction:
        transaction.note("organizer", transaction.session.scalars(select(models.Organizer)).first(), "revised")
    with house.database.reading() as session:
        log = select(models.Change).order_by(models.Change.revision)
        lines = [(row.revision, row.noun, row.verb) for row in session.scalars(log)]
    with writing(house.database, house.edge()) as transaction:
        accounts.remove(transaction, alice)
    for table in (models.SignIn, models.Device, models.Token, models.Letter, models.Membership):
        assert count(house, table) == 0, table
    assert (count(house, models.Item), count(house, models.Entry)) == (1, 1)
    with house.database.reading() as session:
        rows = session.scalars(log).all()
        assert [(row.revision, row.noun, row.verb) for row in rows] == lines
        assert [row.account_id for row in rows if row.account_id is not None] == [bob]
        assert accounts.find(session, ALICE) is None
        assert ALICE not in session.scalars(select(models.Invitation.email)).all()
    assert join(house, ALICE) != bob


def test_an_organizer_keeps_an_owner(house: House) -> None:
    alice, bob = join(house, ALICE), join(house, BOB)
    axis = organizer(house, "axis", alice="owner", bob="editor")

    def change(role: str | None, who: int) -> None:
        with writing(house.database, house.edge()) as transaction:
            if role is None:
                memberships.remove(transaction, who, axis)
            else:
                memberships.add(transaction, who, axis, role)

    for role in (None, "editor"):
        with pytest.raises(FactError, match="An organizer keeps at least one owner"):
            change(role, alice)
    change("owner", bob)
    change("editor", alice)
    with house.database.reading() as session:
        assert (memberships.of(session, alice), memberships.of(session, bob)) == ({axis: "editor"}, {axis: "owner"})
        members = memberships.belongings(session, organizer_id=axis)
        assert [(one.account.name, one.role) for one in members] == [("Alice", "editor"), ("Bob", "owner")]
    change(None, alice)
    with house.database.reading() as session:
        assert memberships.of(session, alice) == {}
    with pytest.raises(FactError, match="role must be owner or editor"):
        change("guest", alice)
    assert set(ROLES) == {"owner", "editor"}


def test_the_last_owner_may_go_for_good(house: House) -> None:
    alice, bob = join(house, ALICE), join(house, BOB)
    axis = organizer(house, "axis", alice="owner", bob="editor")
    with writing(house.database, house.edge()) as transaction:
        accounts.remove(transaction, alice)
    with writing(house.database, house.edge()) as transaction:
        memberships.add(transaction, bob, axis, "owner")
    with house.database.reading() as session:
        assert memberships.of(session, bob) == {axis: "owner"}


def test_a_change_tells_whose_doing_it_was(house: House) -> None:
    alice = join(house, ALICE)
    axis = organizer(house, "axis")
    house.clock.advance(minutes=1)
    with writing(house.database, house.edge(), alice) as transaction:
        transaction.note("organizer", transaction.session.get(models.Organizer, axis), "revised")
    with house.database.reading() as session:
        rows = session.scalars(select(models.Change).order_by(models.Change.revision)).all()
        assert [row.account_id for row in rows] == [None] * (len(rows) - 1) + [alice]
        assert rows[-1].at - rows[-2].at == timedelta(minutes=1)
