"""Tokens: shown once, known by a hash, with scopes and an end; and who calls with them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from calendar_service import models
from calendar_service.errors import AccessError
from calendar_service.permissions import Caller
from calendar_service.store import accounts, tokens
from calendar_service.store.tokens import LIMIT
from calendar_service.store.writing import writing
from feeds.errors import FactError
from tests.cast import House
from tests.people import ALICE, BOB, join, organizer


def made(house: House, account: int, *scopes: str, days: int | None = None, name: str = "Script") -> tuple[int, str]:
    with writing(house.database, house.edge()) as transaction:
        expires = tokens.lifetime(days, transaction.edge.now)
        token, secret = tokens.make(transaction, account, name, scopes or ["read"], expires)
        return token.id, secret


def caller(house: House, secret: str) -> Caller:
    with house.database.reading() as session:
        return tokens.caller_of(session, secret, house.clock())


def test_who_calls_with_a_token_is_its_account_within_its_scopes(house: House) -> None:
    alice = join(house, ALICE, "moderator")
    axis = organizer(house, "axis", alice="owner")
    _, secret = made(house, alice, "write", "read")
    found = caller(house, secret)
    assert found == Caller(alice, "Alice", "moderator", {axis: "owner"}, frozenset({"read", "write"}))


def test_a_token_is_kept_as_a_hash_and_recognised_by_its_first_characters(house: House) -> None:
    _, secret = made(house, join(house, ALICE))
    assert secret.startswith("cal_")
    assert len(secret) == 47
    with house.database.reading() as session:
        [row] = tokens.of(session)
        assert (row.prefix, row.name, row.scopes, row.used_at) == (secret[:12], "Script", "read", None)
        assert secret not in repr([tuple(line) for line in session.execute(select(models.Token.__table__)).all()])
        assert len(row.secret_hash) == 64


def test_what_is_no_good_token_opens_nothing_and_says_why(house: House) -> None:
    alice = join(house, ALICE)
    number, revoked = made(house, alice)
    _, expiring = made(house, alice, days=1)
    with writing(house.database, house.edge()) as transaction:
        assert tokens.revoke(transaction, number)
        assert not tokens.revoke(transaction, number)
    for presented in ("", "cal_", revoked[:-1], revoked.upper(), f" {expiring}"):
        with pytest.raises(AccessError, match="The token is unknown"):
            caller(house, presented)
    with pytest.raises(AccessError, match="The token was revoked"):
        caller(house, revoked)
    assert caller(house, expiring).account == alice
    house.clock.advance(days=1)
    with pytest.raises(AccessError, match="The token has expired"):
        caller(house, expiring)


def test_the_tokens_of_a_closed_account_open_nothing(house: House) -> None:
    alice = join(house, ALICE)
    _, secret = made(house, alice)
    with writing(house.database, house.edge()) as transaction:
        accounts.close(transaction, alice)
    with pytest.raises(AccessError, match="The account of this token is closed"):
        caller(house, secret)


def test_the_last_use_is_known_to_the_minute_and_most_uses_write_nothing(house: House) -> None:
    number, secret = made(house, join(house, ALICE))
    house.clock.advance(seconds=90)
    seen = []
    for seconds in (0, 20, 10, 60):
        house.clock.advance(seconds=seconds)
        tokens.touch(house.database, secret, house.clock())
        with house.database.reading() as session:
            used = session.get_one(models.Token, number).used_at
            assert used is not None
            seen.append(f"{used:%H:%M:%S}")
    assert seen == ["12:01:00", "12:01:00", "12:02:00", "12:03:00"]
    tokens.touch(house.database, "unknown", house.clock())


def test_an_account_can_end_its_own_tokens_alone(house: House) -> None:
    alice, bob = join(house, ALICE), join(house, BOB)
    number, secret = made(house, alice)
    with writing(house.database, house.edge()) as transaction:
        assert not tokens.revoke(transaction, number, bob)
    assert caller(house, secret).account == alice
    with writing(house.database, house.edge()) as transaction:
        assert tokens.revoke(transaction, number, alice)
    with house.database.reading() as session:
        assert [len(tokens.of(session, one)) for one in (alice, bob)] == [1, 0]


def test_a_token_is_ended_by_its_first_characters_where_no_other_has_them(house: House) -> None:
    alice = join(house, ALICE)
    secrets = [made(house, alice)[1] for _ in range(3)]
    for prefix, sentence in (
        ("cal_", "no token that begins"),
        ("cal_%", "no token"),
        (secrets[0][:12].swapcase(), "no"),
    ):
        with (
            pytest.raises(FactError, match=sentence),
            writing(house.database, house.edge()) as transaction,
        ):
            tokens.revoke_by_prefix(transaction, prefix)
    with writing(house.database, house.edge()) as transaction:
        assert tokens.revoke_by_prefix(transaction, secrets[1][:12]).prefix == secrets[1][:12]
    with pytest.raises(AccessError, match="revoked"):
        caller(house, secrets[1])
    assert caller(house, secrets[0]).account == alice
    with writing(house.database, house.edge()) as transaction:
        for row in transaction.session.scalars(select(models.Token)):
            row.prefix = "cal_abcdefgh"
    with (
        pytest.raises(FactError, match="Several tokens begin with “cal_abc”"),
        writing(house.database, house.edge()) as transaction,
    ):
        tokens.revoke_by_prefix(transaction, "cal_abc")


@pytest.mark.parametrize(
    ("name", "scopes", "sentence"),
    [
        ("", ["read"], "name must not be empty"),
        ("x" * 101, ["read"], "name must have at most 100 characters"),
        ("Script", [], "scopes must be one or more of read, write, moderate"),
        ("Script", ["read", "all"], "scopes must be one or more of"),
    ],
)
def test_a_token_with_a_wrong_field_is_not_made(
    small_house: House, name: str, scopes: list[str], sentence: str
) -> None:
    alice = join(small_house, ALICE)
    with pytest.raises(FactError, match=sentence), writing(small_house.database, small_house.edge()) as transaction:
        tokens.make(transaction, alice, name, scopes)


def test_an_end_that_is_past_is_refused(small_house: House) -> None:
    alice = join(small_house, ALICE)
    with (
        pytest.raises(FactError, match="expires_at must be in the future"),
        writing(small_house.database, small_house.edge()) as transaction,
    ):
        tokens.make(transaction, alice, "Script", ["read"], small_house.clock() - timedelta(days=1))


def test_an_account_has_so_many_tokens_and_no_more(small_house: House) -> None:
    alice = join(small_house, ALICE)
    numbers = [made(small_house, alice)[0] for _ in range(LIMIT)]
    with pytest.raises(FactError, match="An account has at most 100 tokens"):
        made(small_house, alice)
    with writing(small_house.database, small_house.edge()) as transaction:
        tokens.revoke(transaction, numbers[0])
    made(small_house, alice)
